-------------------------- MODULE MCAioContext_Trace --------------------------
(***************************************************************************)
(* The world that traces of AioContext are judged in, see docs/traces.md:  *)
(* what real clients do and AioContext leaves out, since it can only help. *)
(*                                                                         *)
(*  - A callback may submit a request and not wait for it.  Each such      *)
(*    request has a slot: a caller who never comes, whose request it is.   *)
(*  - Who sets the event of the descriptor, a notifier, may find it set    *)
(*    already.                                                             *)
(*  - Who wants something of a loop (that it should end) calls wakeup.     *)
(*                                                                         *)
(* And Look is two actions here, since a trace always shows the one that   *)
(* finds no reason, and never the other.                                   *)
(*                                                                         *)
(* Java.  RecordedAioContext, in the tests.                                *)
(***************************************************************************)
EXTENDS AioContext

CONSTANT
    Slots   \* of requests that nobody waits for: callers who never come

ASSUME SlotsAreCallers == Slots \subseteq Callers

(***************************************************************************)
(* SubmitAside(t, s): the owner, in a callback, hands the request of a     *)
(* slot to a worker and does not wait for it.  The callback is that of a   *)
(* bottom half, before any handler, or of the handler, which RunHandler    *)
(* has taken to the end of the poll.                                       *)
(***************************************************************************)
SubmitAside(t, s) ==
    /\ owner = t
    /\ At(t) \in {"handlers", IF t \in Loops THEN "leaving" ELSE "waiting"}
    /\ request[<<s, 1>>] \in {"none", "done"}
    /\ request' = [request EXCEPT ![<<s, 1>>] = "submitted"]
    /\ UNCHANGED <<lockVars, notified, event, collected, owed, stack, closed>>

(***************************************************************************)
(* LookInVain(t): the poll finds no reason to return, and begins anew.     *)
(* FindReason(t): it finds one.                                            *)
(***************************************************************************)
LookInVain(t) == ~HasReason /\ Look(t)

FindReason(t) == HasReason /\ Look(t)

(***************************************************************************)
(* StayReady: the event is set, and was set before.                        *)
(***************************************************************************)
StayReady ==
    /\ event
    /\ UNCHANGED vars

(***************************************************************************)
(* Wakeup: somebody calls wakeup for a reason of his own.                  *)
(***************************************************************************)
Wakeup ==
    /\ notified' = TRUE
    /\ UNCHANGED <<lockVars, event, collected, request, owed, stack, closed>>

(***************************************************************************)
(* WakeUpAgain(r): a worker wakes up for a request, late: for the next of  *)
(* the same thread another worker has done so already, and AioContext      *)
(* counts the two as one.  Or somebody has set an event that was set.      *)
(***************************************************************************)
WakeUpAgain(r) ==
    /\ r \notin owed
    /\ Wakeup

\* Next, but that the callers of slots never come, which makes it cheaper.
TraceNext ==
    \/ \E t \in Threads \ Slots :
        \/ Acquire(t) \/ AcquireAgain(t) \/ Contend(t) \/ SleepInQueue(t) \/ WakeInQueue(t)
        \/ ComeIn(t) \/ Release(t) \/ Submit(t) \/ Finish(t)
        \/ Poll(t) \/ Glance(t) \/ Prepare(t) \/ Sleep(t) \/ Return(t) \/ Stir(t)
        \/ LookInVain(t) \/ FindReason(t)
        \/ Accept(t) \/ RunBottomHalves(t) \/ RunHandler(t) \/ EndPoll(t)
    \/ \E t \in Threads \ Slots, s \in Slots : SubmitAside(t, s)
    \/ \E r \in Requests : Complete(r)
    \/ \E r \in Requests \union {Setter} : WakeUp(r) \/ WakeUpAgain(r)
    \/ Become \/ StayReady \/ Wakeup

TraceSpec == Init /\ [][TraceNext]_vars

-----------------------------------------------------------------------------
(* What is added is within the promise, whoever comes. *)

KeepsThePromiseStepwise == Promise!Init /\ [][Promise!Next]_(Promise!vars)
=============================================================================
