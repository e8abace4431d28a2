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
=============================================================================
