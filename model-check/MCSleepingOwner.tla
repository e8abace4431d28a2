--------------------------- MODULE MCSleepingOwner ---------------------------
(***************************************************************************)
(* The finite worlds of SleepingOwner.  A loop and a caller are enough for *)
(* every way to hang that it knows; a second caller is there so that       *)
(* somebody waits behind somebody.                                         *)
(***************************************************************************)
EXTENDS SleepingOwner

\* Nobody ever waits.  Wrong, of course: TLC finds out how it comes to that.
NeverWaits == \A t \in Threads : at[t] # "waiting"
=============================================================================
