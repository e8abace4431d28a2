----------------------------- MODULE MCEventLoop -----------------------------
(***************************************************************************)
(* The world of EventLoop, which is finite: the promise can be kept, keeps *)
(* its own claims, and leaves no action out.                               *)
(***************************************************************************)
EXTENDS EventLoop

Run == Init /\ [][Next]_vars

\* A poller whose steps are fair: what keeps the promise.
FairReturn == WF_vars(Return)
FairSleep == WF_vars(Sleep)

FairSpec == Run /\ FairReturn /\ FairSleep

\* All that the promise says must happen.
WhatMustHappen == NoLostWakeup /\ NoLostEvent /\ NoWait /\ SleepsAgain

UnfairReturnSpec == Run /\ FairSleep
UnfairSleepSpec == Run /\ FairReturn

-----------------------------------------------------------------------------
(* States that must be reachable: the left sides of what must happen *)

NeverNotifiedAsleep == ~ (notified /\ at = "asleep")
NeverReadyAsleep == ~ (ready /\ at = "asleep")
NeverGlancing == at # "glancing"
NeverAwakeAgain == [][ ~ (at = "asleep" /\ at' = "awake") ]_vars

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says. *)

\* For Accept: the poll does not take the notification.
BrokenFlagStays ==
    /\ at = "accept"
    /\ at' = "away"
    /\ UNCHANGED <<notified, ready>>

\* For Poll: a poll begins by clearing the flag.
BrokenClearedAtStart ==
    /\ at = "away"
    /\ at' \in {"glancing", "awake"}
    /\ notified' = FALSE
    /\ UNCHANGED ready

\* For Sleep: poll(false) sleeps, too.
BrokenGlanceSleeps ==
    /\ at \in {"glancing", "awake"}
    /\ at' = "asleep"
    /\ UNCHANGED <<notified, ready>>

\* For Stir: a late return of the system call is taken for a reason.
BrokenStirReturns ==
    /\ at = "asleep"
    /\ at' = "accept"
    /\ UNCHANGED <<notified, ready>>

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For Stir: the system call returns to a place that is not in Places.
NearMissGoesAstray ==
    /\ at = "asleep"
    /\ at' = "astray"
    /\ UNCHANGED <<notified, ready>>

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to begin anything.
SomethingBegins == <>(~Init)

\* A system call without a reason to return need not return.
SleepEnds == (at = "asleep") ~> (at # "asleep")
=============================================================================
