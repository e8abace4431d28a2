--------------------------- MODULE MCReleasingWait ---------------------------
(***************************************************************************)
(* The finite worlds of ReleasingWait.  One caller and the home thread     *)
(* show what holding twice does, and what falls between the look and the   *)
(* sleep; two callers also handle each other's requests.  Two holds are an *)
(* inner and an outermost one; a third is there to find the unforeseen.    *)
(***************************************************************************)
EXTENDS ReleasingWait

-----------------------------------------------------------------------------
(* States that must be reachable *)

\* The left side of EveryRequestEnds.
NeverSubmitted == \A r \in Callers : request[r] = "none"

\* A request is handled after its helper has looked and before it sleeps.
NeverHandledBeforeSleep ==
    \A t \in Callers : ~ (at[t] = "waiting" /\ request[t] = "done")

\* Another owns the context while one who held it twice sleeps in the helper.
NeverOwnedMeanwhile ==
    \A t \in Callers : ~ (at[t] = "asleep" /\ kept[t] = 2 /\ owner \notin {t, Nobody})

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says.  The     *)
(* Java twin of the same name overrides one step of the class.             *)

\* For GivesBack: the helper gives one hold back, however many there are (M5).
BrokenReleasesOnce(holds) == 1

\* For Wakes: the helper sleeps on the event, as any poll does, and nobody
\* tells it that another has handled it (M6).
BrokenSleepsOnTheEvent(change) == change = "seen"

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For TakeBack: the helper goes on without the context.
NearMissTakesNothingBack(t) ==
    /\ at[t] = "takingBack"
    /\ kept' = [kept EXCEPT ![t] = 0]
    /\ Goto(t, "check")
    /\ UNCHANGED <<lockVars, request, woken>>

\* For TakeBack: the helper takes one hold back, however many it had.
NearMissTakesOneBack(t) ==
    /\ at[t] = "takingBack"
    /\ \/ owner # t /\ Lock!Available /\ Lock!TakeFree(t) /\ UNCHANGED <<at, kept>>
       \/ owner # t /\ ~Lock!Available /\ Lock!Arrive(t) /\ Goto(t, "queued") /\ UNCHANGED kept
       \/ /\ owner = t
          /\ kept' = [kept EXCEPT ![t] = 0]
          /\ Goto(t, "check")
          /\ UNCHANGED lockVars
    /\ UNCHANGED <<request, woken>>

\* For Goto: a step leads to a place that is not in Places.
NearMissGoesAstray(t, place) == at' = [at EXCEPT ![t] = "astray"]

-----------------------------------------------------------------------------
(* Fairness: each conjunct left out must be missed *)

Run == Init /\ [][Next]_vars

UnfairThreadsSpec == Run /\ FairWorkers

UnfairWorkersSpec == Run /\ FairThreads

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to begin anything.
SomethingBegins == <>(~Init)
=============================================================================
