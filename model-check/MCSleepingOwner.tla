--------------------------- MODULE MCSleepingOwner ---------------------------
(***************************************************************************)
(* The finite worlds of SleepingOwner.  A loop and a caller are enough for *)
(* every way to hang that it knows; a second caller is there so that       *)
(* somebody waits behind somebody.                                         *)
(***************************************************************************)
EXTENDS SleepingOwner

\* Nobody ever waits.  Wrong, of course: TLC finds out how it comes to that.
NeverWaits == \A t \in Threads : at[t] # "waiting"

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For MayTake: a lock that has an owner can be taken.
NearMissTakesTaken(t) == TRUE

\* For ComeIn: a thread that comes in stays in the queue.
NearMissStaysQueued(t) ==
    /\ at[t] = "waiting"
    /\ MayTake(t)
    /\ owner' = t
    /\ Goto(t, "inside")
    /\ UNCHANGED <<queue, notified>>

\* For Goto: a step leads to a place that is not in Places.
NearMissGoesAstray(t, place) == at' = [at EXCEPT ![t] = "astray"]

-----------------------------------------------------------------------------
(* Fairness: each conjunct left out must be missed *)

UnfairSpec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to begin anything.
SomethingBegins == <>(~Init)
=============================================================================
