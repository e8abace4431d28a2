----------------------------- MODULE EventLoop ------------------------------
(***************************************************************************)
(* What wakeup and poll promise: a sticky flag and a sleeper.              *)
(*                                                                         *)
(* What is modelled.  Anybody may call wakeup() at any moment.  One thread *)
(* at a time polls, and may fall asleep unless it was told not to; a       *)
(* wakeup that comes before, while or after it falls asleep makes it       *)
(* return.  The flag is a level: many wakeups before one accept are one.   *)
(* Something may be ready to be dispatched, too: a descriptor, a scheduled *)
(* bottom half, a due timer.                                               *)
(*                                                                         *)
(* Claims.  N1 StickyProp and ConsumedProp, N2 NoLostWakeup, N3            *)
(* NoSleepProp and NoWait, N4 ReasonProp and SleepsAgain.                  *)
(*                                                                         *)
(* What is simplified, and why that is safe.  What is ready, and what the  *)
(* poll does about it, is of no matter here: it is done while nobody       *)
(* sleeps.  A nested poll is one more poll while the outer one is away.    *)
(*                                                                         *)
(* Java.  AioContext.wakeup and AioContext.poll.                           *)
(* Check.  ./model-check/run EventLoop                                     *)
(***************************************************************************)

VARIABLES
    notified,   \* set by wakeup(), cleared by the poll that accepts it
    ready,      \* is there something to dispatch?
    at          \* where the poller is

vars == <<notified, ready, at>>

Places == {
    "away",     \* nobody polls, or what was ready is being dispatched
    "glancing", \* in poll(false)
    "awake",    \* in poll(true): about to sleep, or to return
    "asleep",   \* in poll(true): in the system call
    "accept" }  \* has a reason to return, about to take the notification

TypeOK ==
    /\ notified \in BOOLEAN
    /\ ready \in BOOLEAN
    /\ at \in Places

Init ==
    /\ notified = FALSE
    /\ ready = FALSE
    /\ at = "away"

-----------------------------------------------------------------------------

(***************************************************************************)
(* Wakeup: any thread wakes the poller up, at any moment.                  *)
(***************************************************************************)
Wakeup == notified' = TRUE /\ UNCHANGED <<ready, at>>

(***************************************************************************)
(* Become: something becomes ready, at any moment.                         *)
(***************************************************************************)
Become == ready' = TRUE /\ UNCHANGED <<notified, at>>

(***************************************************************************)
(* Dispatch: what was ready is dealt with.                                 *)
(***************************************************************************)
Dispatch == at = "away" /\ ready' = FALSE /\ UNCHANGED <<notified, at>>

(***************************************************************************)
(* Poll: a thread begins poll(false) or poll(true).                        *)
(***************************************************************************)
Poll ==
    /\ at = "away"
    /\ at' \in {"glancing", "awake"}
    /\ UNCHANGED <<notified, ready>>

(***************************************************************************)
(* Sleep: poll(true) falls asleep.  It may do so with the flag set: the    *)
(* flag does not let it sleep on, since Return is enabled.                 *)
(***************************************************************************)
Sleep ==
    /\ at = "awake"
    /\ at' = "asleep"
    /\ UNCHANGED <<notified, ready>>

(***************************************************************************)
(* Return: the poller, asleep or not, has a reason to return.              *)
(***************************************************************************)
Return ==
    /\ \/ at = "glancing"
       \/ at \in {"awake", "asleep"} /\ (notified \/ ready)
    /\ at' = "accept"
    /\ UNCHANGED <<notified, ready>>

(***************************************************************************)
(* Stir: the system call returns late, or for no reason at all.            *)
(***************************************************************************)
Stir ==
    /\ at = "asleep"
    /\ at' = "awake"
    /\ UNCHANGED <<notified, ready>>

(***************************************************************************)
(* Accept: the poll takes the notification, before it looks at anything.   *)
(***************************************************************************)
Accept ==
    /\ at = "accept"
    /\ notified' = FALSE
    /\ at' = "away"
    /\ UNCHANGED ready

Next ==
    \/ Wakeup \/ Become \/ Dispatch
    \/ Poll \/ Sleep \/ Return \/ Stir \/ Accept

-----------------------------------------------------------------------------
(* What must happen.  Stated over states and not as fairness of actions,   *)
(* which TLC cannot evaluate under a refinement mapping (ENABLED does not  *)
(* distribute over substitution).                                          *)

MaySleep == at \in {"awake", "asleep"}

\* N2: a wakeup at any moment of poll(true) makes it return ...
NoLostWakeup == (notified /\ MaySleep) ~> ~MaySleep

\* ... and so does whatever is ready.
NoLostEvent == (ready /\ MaySleep) ~> ~MaySleep

\* N3: poll(false) returns, whatever anybody does or does not do.
NoWait == (at = "glancing") ~> (at # "glancing")

\* N4: poll(true) does not stay awake to look again and again.
SleepsAgain == (at = "awake") ~> (at # "awake")

Spec ==
    /\ Init /\ [][Next]_vars
    /\ NoLostWakeup /\ NoLostEvent /\ NoWait /\ SleepsAgain

-----------------------------------------------------------------------------

\* N1: a notification stays until a poll accepts it ...
StickyProp == [][ notified /\ ~notified' => at = "accept" /\ at' = "away" ]_vars

\* ... and is consumed exactly then.
ConsumedProp == [][ at = "accept" /\ at' # at => ~notified' ]_vars

\* N3: poll(false) never sleeps.
NoSleepProp == [][ at = "glancing" => at' \in {"glancing", "accept"} ]_vars

\* N4: poll(true) returns for a reason, or sleeps (again).
ReasonProp == [][ MaySleep /\ ~MaySleep' => at' = "accept" /\ (notified \/ ready) ]_vars

THEOREM Spec => []TypeOK /\ StickyProp /\ ConsumedProp /\ NoSleepProp /\ ReasonProp
=============================================================================
