--------------------------- MODULE MCUnlockedPoll ---------------------------
(***************************************************************************)
(* The finite worlds of UnlockedPoll.  Two threads show what the shared    *)
(* array and the missing wakeup do; a third is needed to be woken in the   *)
(* place of another.                                                       *)
(***************************************************************************)
EXTENDS UnlockedPoll, TLC

\* Threads differ in name only.  For safety: TLC's liveness needs all of them.
ThreadsAreAlike == Permutations(Threads)

\* For the same reason, what holds for one's request holds for each.
One == CHOOSE t \in Threads : TRUE

RequestOfOneEnds == RequestEnds(One)

-----------------------------------------------------------------------------
(* States that must be reachable *)

\* Two poll at once: what the road is about.
NeverTwoAsleep == ~ \E t, u \in Threads : t # u /\ at[t] = "asleep" /\ at[u] = "asleep"

\* One's request is done by another, while it sleeps.
NeverDoneByOther == ~ (at[One] = "asleep" /\ request[One] = "done")

\* The left side of RequestOfOneEnds.
NeverSubmitted == request[One] = "none"

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says. *)

\* For Array: all poll with the one array of the context.
BrokenSharedArray(t) == One

\* For Woken: whoever makes progress wakes one other poller.
BrokenWakeOne(t) == {{u} : u \in Threads \ {t}}

\* For Woken: whoever makes progress wakes nobody.
BrokenWakeNobody(t) == {{}}

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For Gather: a thread goes to sleep and keeps the context.
NearMissKeepsContext(t) ==
    /\ at[t] = "check"
    /\ request[t] # "done"
    /\ array' = [array EXCEPT ![Array(t)] = {r \in Threads : request[r] \in {"submitted", "ready"}}]
    /\ Goto(t, "unlocked")
    /\ UNCHANGED <<owner, request, watched, flag>>

\* For Goto: a step leads to a place that is not in Places.
NearMissGoesAstray(t, place) == at' = [at EXCEPT ![t] = "astray"]

-----------------------------------------------------------------------------
(* Fairness: each conjunct left out must be missed *)

Run == Init /\ [][Next]_vars

UnfairWorkersSpec == Run /\ FairThreads /\ FairMutex

UnfairThreadsSpec == Run /\ FairWorkers /\ FairMutex

UnfairMutexSpec == Run /\ FairWorkers /\ FairThreads

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to begin anything.
SomethingBegins == <>(~Init)
=============================================================================
