---------------------------- MODULE ReleasingWait ----------------------------
(***************************************************************************)
(* What a helper does that waits for its I/O while its caller holds the    *)
(* context, perhaps more than once.                                        *)
(*                                                                         *)
(* What is modelled.  A caller acquires the context, once or several       *)
(* times, and calls a helper, which submits a request and waits until it   *)
(* is done.  Workers end requests without the context.  An ended request   *)
(* is done when somebody who owns the context has handled it; a home       *)
(* thread comes whenever there is something to handle.  The helper may     *)
(* keep the context and handle it itself (Keeps, the shipped design), or   *)
(* give the context back around its wait, so that the home thread gets in. *)
(* That takes two things: all holds must be given back and restored        *)
(* (GivesBack), and whoever handles a request must wake up the one who     *)
(* waits for it (Wakes), since "is it done?" and the sleep are not one     *)
(* step any more.  With less it hangs, and the models show how.            *)
(*                                                                         *)
(* Claims.  A2 EveryRequestEnds, at every depth of holding.  A thread that *)
(* hangs while the others have nothing to do is a deadlock.                *)
(*                                                                         *)
(* What is simplified, and why that is safe.                               *)
(*  - The lock is FifoLock.  Who sleeps in its queue, and whether anybody  *)
(*    has called back, is left out: nobody polls here while others wait,   *)
(*    but for a helper that keeps the context, and AioContext is about     *)
(*    that.                                                                *)
(*  - Nobody is woken up for nothing: the helper would look and wait       *)
(*    again.                                                               *)
(*  - The helper's own look at the context, before it sleeps, handles what *)
(*    has ended by then, whoever asked for it.                             *)
(*                                                                         *)
(* Java.  BlockDevice, whose helpers keep the context.                     *)
(* Check.  ./model-check/run ReleasingWait                                 *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
    Callers,    \* threads that call the helper
    Homes,      \* threads that handle what has ended: one, or none
    Nobody,     \* the owner of a free context
    MaxHolds,   \* how often a caller may hold the context at a time
    Keeps       \* does the helper keep the context while it waits?

Threads == Callers \union Homes

ASSUME CallersAreNotHomes == Callers \intersect Homes = {}
ASSUME NobodyIsNoThread == Nobody \notin Threads
ASSUME SomeHoldIsPossible == MaxHolds \in Nat \ {0}
ASSUME KeepsIsASwitch == Keeps \in BOOLEAN

VARIABLES
    \* The lock: see FifoLock.  The last three never change here.
    owner, nesting, queue, asleep, kicked, outcome,
    \* The requests: a caller has one.
    request,    \* the state of each caller's request
    \* The threads.
    at,         \* where each thread is
    kept,       \* how many holds a caller had when its helper began to wait
    woken       \* was a helper woken up?  Sticky; set by others, cleared by itself

lockVars == <<owner, nesting, queue, asleep, kicked, outcome>>
vars == <<lockVars, request, at, kept, woken>>

Lock == INSTANCE FifoLock

Places == {
    "outside",      \* does not want the context
    "queued",       \* past the doorway
    "inside",       \* owns the context, about to submit or to handle
    "check",        \* in the helper, owns the context: is it done?
    "givingBack",   \* in the helper: not done, gives holds back
    "waiting",      \* in the helper: about to sleep
    "asleep",       \* in the helper: sleeps until it is woken up
    "takingBack",   \* in the helper: restores its holds
    "leaving" }     \* owns the context, about to release it

RequestStates == {
    "none",
    "submitted",    \* a worker is at it
    "ready",        \* the worker has ended it, nobody has handled it
    "done" }

TypeOK ==
    /\ Lock!TypeOK
    /\ request \in [Callers -> RequestStates]
    /\ at \in [Threads -> Places]
    /\ kept \in [Callers -> 0..MaxHolds]
    /\ woken \in [Callers -> BOOLEAN]

Init ==
    /\ Lock!Init
    /\ request = [r \in Callers |-> "none"]
    /\ at = [t \in Threads |-> "outside"]
    /\ kept = [t \in Callers |-> 0]
    /\ woken = [t \in Callers |-> FALSE]

Goto(t, place) == at' = [at EXCEPT ![t] = place]

Ready == {r \in Callers : request[r] = "ready"}

-----------------------------------------------------------------------------
(* The two decisions of a helper that gives the context back *)

\* How many of its holds does it give back?  All.
GivesBack(holds) == holds

\* What wakes it up?  "seen": that it sees its request ended, in its sleep or
\* on its way there.  "handled": that another thread has handled it.
Wakes(change) == change = "handled"

-----------------------------------------------------------------------------
(* The context *)

(***************************************************************************)
(* Acquire(t): a caller wants the context, or the home thread, if there is *)
(* something to handle.  Java: AioContext.acquire.                         *)
(***************************************************************************)
Acquire(t) ==
    /\ at[t] = "outside"
    /\ t \in Callers \/ Ready # {}
    /\ IF Lock!Available THEN Lock!TakeFree(t) /\ Goto(t, "inside")
                         ELSE Lock!Arrive(t) /\ Goto(t, "queued")
    /\ UNCHANGED <<request, kept, woken>>

(***************************************************************************)
(* AcquireAgain(t): a caller holds the context more than once.             *)
(***************************************************************************)
AcquireAgain(t) ==
    /\ t \in Callers
    /\ at[t] = "inside"
    /\ Lock!Reenter(t)
    /\ UNCHANGED <<request, at, kept, woken>>

(***************************************************************************)
(* ComeIn(t): it is the turn of a queued thread, which goes on where it    *)
(* was: a helper restores the rest of its holds.                           *)
(***************************************************************************)
ComeIn(t) ==
    /\ Lock!Grant(t)
    /\ Goto(t, IF t \in Callers /\ kept[t] > 0 THEN "takingBack" ELSE "inside")
    /\ UNCHANGED <<request, kept, woken>>

(***************************************************************************)
(* Release(t): a thread gives a hold back; with the last one, the context. *)
(* Java: AioContext.release.                                               *)
(***************************************************************************)
Release(t) ==
    /\ at[t] = "leaving"
    /\ \/ Lock!ReleaseInner(t) /\ UNCHANGED at
       \/ Lock!ReleaseOutermost(t) /\ Goto(t, "outside")
    /\ UNCHANGED <<request, kept, woken>>

-----------------------------------------------------------------------------
(* Requests *)

(***************************************************************************)
(* Submit(t): a caller calls the helper, which hands a request to a        *)
(* worker.                                                                 *)
(***************************************************************************)
Submit(t) ==
    /\ t \in Callers
    /\ at[t] = "inside"
    /\ request' = [request EXCEPT ![t] = "submitted"]
    /\ Goto(t, "check")
    /\ UNCHANGED <<lockVars, kept, woken>>

(***************************************************************************)
(* Complete(r): a worker ends a request.  A helper that sleeps may see it. *)
(***************************************************************************)
Complete(r) ==
    /\ request[r] = "submitted"
    /\ request' = [request EXCEPT ![r] = "ready"]
    /\ woken' = [woken EXCEPT ![r] = @ \/ (at[r] = "asleep" /\ Wakes("seen"))]
    /\ UNCHANGED <<lockVars, at, kept>>

(***************************************************************************)
(* Handle(t): the owner, the home thread or a helper, handles all requests *)
(* that have ended, and tells those who wait for them.  One step: nobody   *)
(* else looks at what is ready without the context.                        *)
(***************************************************************************)
Handle(t) ==
    /\ \/ t \in Homes /\ at[t] = "inside" /\ Goto(t, "leaving")
       \/ at[t] = "check" /\ Ready # {} /\ UNCHANGED at
    /\ request' = [r \in Callers |-> IF r \in Ready THEN "done" ELSE request[r]]
    /\ woken' = [r \in Callers |-> woken[r] \/ (r \in Ready \ {t} /\ Wakes("handled"))]
    /\ UNCHANGED <<lockVars, kept>>

(***************************************************************************)
(* Finish(t): the helper sees that its request is done, and returns.       *)
(***************************************************************************)
Finish(t) ==
    /\ at[t] = "check"
    /\ request[t] = "done"
    /\ request' = [request EXCEPT ![t] = "none"]
    /\ Goto(t, "leaving")
    /\ UNCHANGED <<lockVars, kept, woken>>

-----------------------------------------------------------------------------
(* The wait of a helper that gives the context back.  (One that keeps it   *)
(* stays at "check" until it can handle something.  Java:                  *)
(* BlockDevice.waitOnce)                                                   *)

(***************************************************************************)
(* LetGo(t): the helper sees that its request is not done.                 *)
(***************************************************************************)
LetGo(t) ==
    /\ ~Keeps
    /\ at[t] = "check"
    /\ request[t] = "submitted"
    /\ kept' = [kept EXCEPT ![t] = nesting]
    /\ Goto(t, "givingBack")
    /\ UNCHANGED <<lockVars, request, woken>>

(***************************************************************************)
(* GiveBack(t): the helper gives a hold back, and after the last of those  *)
(* that it gives back goes to sleep.                                       *)
(***************************************************************************)
GiveBack(t) ==
    /\ at[t] = "givingBack"
    /\ Lock!ReleaseInner(t) \/ Lock!ReleaseOutermost(t)
    /\ Goto(t, IF kept[t] - nesting' = GivesBack(kept[t]) THEN "waiting" ELSE "givingBack")
    /\ UNCHANGED <<request, kept, woken>>

(***************************************************************************)
(* Sleep(t): the helper falls asleep, or sees on its way that its request  *)
(* has ended.  It does so without the context, so what it knew when it     *)
(* looked may be false by now.                                             *)
(***************************************************************************)
Sleep(t) ==
    /\ at[t] = "waiting"
    /\ woken' = [woken EXCEPT ![t] = @ \/ (request[t] = "ready" /\ Wakes("seen"))]
    /\ Goto(t, "asleep")
    /\ UNCHANGED <<lockVars, request, kept>>

(***************************************************************************)
(* Return(t): the helper was woken up, now or before it fell asleep.       *)
(***************************************************************************)
Return(t) ==
    /\ at[t] = "asleep"
    /\ woken[t]
    /\ woken' = [woken EXCEPT ![t] = FALSE]
    /\ Goto(t, "takingBack")
    /\ UNCHANGED <<lockVars, request, kept>>

(***************************************************************************)
(* TakeBack(t): the helper acquires the context again, as often as its     *)
(* caller had, and looks again.                                            *)
(***************************************************************************)
TakeBack(t) ==
    /\ at[t] = "takingBack"
    /\ \/ owner # t /\ Lock!Available /\ Lock!TakeFree(t) /\ UNCHANGED <<at, kept>>
       \/ owner # t /\ ~Lock!Available /\ Lock!Arrive(t) /\ Goto(t, "queued") /\ UNCHANGED kept
       \/ nesting < kept[t] /\ Lock!Reenter(t) /\ UNCHANGED <<at, kept>>
       \/ /\ owner = t
          /\ nesting = kept[t]
          /\ kept' = [kept EXCEPT ![t] = 0]
          /\ Goto(t, "check")
          /\ UNCHANGED lockVars
    /\ UNCHANGED <<request, woken>>

-----------------------------------------------------------------------------

Next ==
    \/ \E t \in Threads :
        \/ Acquire(t) \/ AcquireAgain(t) \/ ComeIn(t) \/ Release(t)
        \/ Submit(t) \/ Handle(t) \/ Finish(t)
        \/ LetGo(t) \/ GiveBack(t) \/ Sleep(t) \/ Return(t) \/ TakeBack(t)
    \/ \E r \in Callers : Complete(r)

\* What a thread does that has something to do.  Nobody need ever call.
Step(t) ==
    \/ t \in Homes /\ Acquire(t)
    \/ ComeIn(t) \/ Release(t) \/ Submit(t) \/ Handle(t) \/ Finish(t)
    \/ LetGo(t) \/ GiveBack(t) \/ Sleep(t) \/ Return(t) \/ TakeBack(t)

\* The scheduler lets each thread go on, and the lock lets the next one in.
FairThreads == \A t \in Threads : WF_vars(Step(t))

\* The workers end each request.
FairWorkers == \A r \in Callers : WF_vars(Complete(r))

Spec == Init /\ [][Next]_vars /\ FairThreads /\ FairWorkers

-----------------------------------------------------------------------------

\* Whoever is in the helper and not asleep in it owns the context, but for
\* those on their way out of it or back.
OwnerInv ==
    \A t \in Threads : at[t] \in {"inside", "check", "leaving"} => owner = t

\* Whoever sleeps has let the context go.
SleepsWithoutInv ==
    \A t \in Threads : at[t] \in {"waiting", "asleep"} => owner # t

\* The helper returns with as many holds as it was called with.
RestoresProp ==
    [][ \A t \in Callers : at[t] = "takingBack" /\ at'[t] = "check" =>
            owner = t /\ nesting = kept[t] ]_vars

\* A2: every request ends, however often its caller holds the context.
RequestEnds(r) == (request[r] # "none") ~> (request[r] = "none")

EveryRequestEnds == \A r \in Callers : RequestEnds(r)

THEOREM Spec => []TypeOK /\ []OwnerInv /\ []SleepsWithoutInv /\ RestoresProp
THEOREM Spec /\ (Keeps \/ Homes # {}) => EveryRequestEnds
=============================================================================
