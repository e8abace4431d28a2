---------------------------- MODULE UnlockedPoll ----------------------------
(***************************************************************************)
(* The road not taken: give the context up around the sleep.               *)
(*                                                                         *)
(* What is modelled.  Threads share a context under a plain mutex.  Each   *)
(* submits a request and polls until it is done, once or again and again.  *)
(* A poll gathers what the context waits for into an array, releases the   *)
(* context, sleeps on the array, acquires the context again and            *)
(* dispatches.  So several threads poll at once, and whoever comes first   *)
(* handles what is ready, also what others wait for.  It works only with   *)
(* an array for each poll (Array) and if every poller is woken whenever    *)
(* any makes progress (Woken): that needs a flag for each poller.  With    *)
(* less it hangs, and the models show how.                                 *)
(*                                                                         *)
(* Claims.  None of its own: it says what the protocol of AioContext is    *)
(* spared.  EveryRequestEnds is what it must keep; a thread that hangs     *)
(* while all others have gone is a deadlock.                               *)
(*                                                                         *)
(* What is simplified, and why that is safe.                               *)
(*  - The mutex is not FIFO and nobody is starved by it: fairness is       *)
(*    assumed, since it is not what fails here.                            *)
(*  - An array is emptied by the dispatch and filled by the next poll, so  *)
(*    that it can be seen half done.  Whoever sleeps sleeps on what the    *)
(*    array held when it began.                                            *)
(*  - A completion makes a descriptor ready that stays ready until it is   *)
(*    handled.                                                             *)
(*                                                                         *)
(* Java.  None.                                                            *)
(* Check.  ./model-check/run UnlockedPoll                                  *)
(***************************************************************************)
EXTENDS FiniteSets

CONSTANTS
    Threads,    \* each with a request of its own
    Nobody,     \* the owner of a free context
    Again       \* may a thread come again?

ASSUME NobodyIsNoThread == Nobody \notin Threads
ASSUME AgainIsASwitch == Again \in BOOLEAN

VARIABLES
    owner,      \* who owns the context
    at,         \* where each thread is
    request,    \* the state of each thread's request
    array,      \* poll arrays: whose requests they watch; written by the owner
    watched,    \* what each sleeper sleeps on
    flag        \* for each poller: wake up; set by others, cleared by itself

vars == <<owner, at, request, array, watched, flag>>

Places == {
    "outside",  \* does not want the context
    "check",    \* owns the context: is my request done?
    "unlocked", \* about to sleep, without the context
    "asleep",   \* in the system call
    "woken",    \* wants the context back, to dispatch
    "gone" }    \* does not come again

RequestStates == {"none", "submitted", "ready", "done"}

TypeOK ==
    /\ owner \in Threads \union {Nobody}
    /\ at \in [Threads -> Places]
    /\ request \in [Threads -> RequestStates]
    /\ array \in [Threads -> SUBSET Threads]
    /\ watched \in [Threads -> SUBSET Threads]
    /\ flag \in [Threads -> BOOLEAN]

Init ==
    /\ owner = Nobody
    /\ at = [t \in Threads |-> "outside"]
    /\ request = [t \in Threads |-> "none"]
    /\ array = [t \in Threads |-> {}]
    /\ watched = [t \in Threads |-> {}]
    /\ flag = [t \in Threads |-> FALSE]

Goto(t, place) == at' = [at EXCEPT ![t] = place]

-----------------------------------------------------------------------------
(* The two decisions *)

\* Which array does a thread poll with?  Its own.
Array(t) == t

\* Which set of threads is woken when one has made progress?  One of these sets:
\* here there is only one, that of all others.
Woken(t) == {Threads \ {t}}

-----------------------------------------------------------------------------

(***************************************************************************)
(* Submit(t): a thread acquires the context and submits its request.       *)
(***************************************************************************)
Submit(t) ==
    /\ at[t] = "outside"
    /\ owner = Nobody
    /\ owner' = t
    /\ request' = [request EXCEPT ![t] = "submitted"]
    /\ Goto(t, "check")
    /\ UNCHANGED <<array, watched, flag>>

(***************************************************************************)
(* Complete(r): a worker completes a thread's request, whose descriptor is *)
(* ready then.                                                             *)
(***************************************************************************)
Complete(r) ==
    /\ request[r] = "submitted"
    /\ request' = [request EXCEPT ![r] = "ready"]
    /\ UNCHANGED <<owner, at, array, watched, flag>>

(***************************************************************************)
(* Leave(t): its request is done, and the thread releases the context.     *)
(***************************************************************************)
Leave(t) ==
    /\ at[t] = "check"
    /\ request[t] = "done"
    /\ request' = [request EXCEPT ![t] = "none"]
    /\ owner' = Nobody
    /\ Goto(t, IF Again THEN "outside" ELSE "gone")
    /\ UNCHANGED <<array, watched, flag>>

(***************************************************************************)
(* Gather(t): its request is not done, so the thread fills the array with  *)
(* what the context waits for, and gives the context up around its sleep.  *)
(* One step, since the others look at the array only as its owners, or to  *)
(* sleep.                                                                  *)
(***************************************************************************)
Gather(t) ==
    /\ at[t] = "check"
    /\ request[t] # "done"
    /\ array' = [array EXCEPT ![Array(t)] = {r \in Threads : request[r] \in {"submitted", "ready"}}]
    /\ owner' = Nobody
    /\ Goto(t, "unlocked")
    /\ UNCHANGED <<request, watched, flag>>

(***************************************************************************)
(* Sleep(t): the thread enters the system call.  An array that watches     *)
(* nothing lacks the poller's flag, too, so only a full one can hear it.   *)
(***************************************************************************)
Sleep(t) ==
    /\ at[t] = "unlocked"
    /\ watched' = [watched EXCEPT ![t] = array[Array(t)]]
    /\ Goto(t, "asleep")
    /\ UNCHANGED <<owner, request, array, flag>>

(***************************************************************************)
(* Wake(t): something that the thread watches is ready, or its flag is     *)
(* set.                                                                    *)
(***************************************************************************)
Wake(t) ==
    /\ at[t] = "asleep"
    /\ watched[t] # {}
    /\ flag[t] \/ \E r \in watched[t] : request[r] = "ready"
    /\ watched' = [watched EXCEPT ![t] = {}]
    /\ Goto(t, "woken")
    /\ UNCHANGED <<owner, request, array, flag>>

(***************************************************************************)
(* Dispatch(t): the thread acquires the context, clears its flag, empties  *)
(* its array, handles all that is ready, and if that was progress, wakes   *)
(* others.                                                                 *)
(***************************************************************************)
Dispatch(t) ==
    LET Ready == {r \in Threads : request[r] = "ready"} IN
    /\ at[t] = "woken"
    /\ owner = Nobody
    /\ owner' = t
    /\ request' = [r \in Threads |-> IF r \in Ready THEN "done" ELSE request[r]]
    /\ \E woken \in (IF Ready = {} THEN {{}} ELSE Woken(t)) :
           flag' = [u \in Threads |-> u \in woken \/ (u # t /\ flag[u])]
    /\ array' = [array EXCEPT ![Array(t)] = {}]
    /\ Goto(t, "check")
    /\ UNCHANGED watched

(***************************************************************************)
(* Rest: everybody has gone.  Not a deadlock.                              *)
(***************************************************************************)
Rest ==
    /\ \A t \in Threads : at[t] = "gone"
    /\ UNCHANGED vars

Next ==
    \/ \E t \in Threads :
        \/ Submit(t) \/ Complete(t) \/ Leave(t) \/ Gather(t)
        \/ Sleep(t) \/ Wake(t) \/ Dispatch(t)
    \/ Rest

\* The workers complete each request.
FairWorkers == \A t \in Threads : WF_vars(Complete(t))

\* The scheduler lets every thread go on.
FairThreads == \A t \in Threads : WF_vars(Leave(t) \/ Gather(t) \/ Sleep(t) \/ Wake(t))

\* The mutex lets every thread in, although others take it in between.
FairMutex == \A t \in Threads : SF_vars(Dispatch(t))

Fairness == FairWorkers /\ FairThreads /\ FairMutex

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------

OwnerInv ==
    \A t \in Threads : at[t] = "check" <=> owner = t

\* Nobody writes into an array that somebody else polls with.
OwnArrayProp ==
    [][ \A t \in Threads :
            at[t] \in {"unlocked", "asleep"} /\ at'[t] = at[t] =>
                array'[Array(t)] = array[Array(t)] ]_vars

\* Whoever submits a request goes on when it is done.
RequestEnds(t) == (request[t] # "none") ~> (request[t] = "none")

EveryRequestEnds == \A t \in Threads : RequestEnds(t)

THEOREM Spec => []TypeOK /\ []OwnerInv /\ OwnArrayProp /\ EveryRequestEnds
=============================================================================
