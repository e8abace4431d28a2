----------------------------- MODULE EventLoop ------------------------------
(***************************************************************************)
(* What wakeup and poll promise: a sticky flag and a sleeper.              *)
(*                                                                         *)
(* What is modelled.  Anybody may call wakeup() at any moment.  One thread *)
(* at a time polls, and may fall asleep; a wakeup that comes before, while *)
(* or after it falls asleep makes it return.  The flag is a level: many    *)
(* wakeups before one accept are one.  Something may be ready to be        *)
(* dispatched, too: a descriptor, a scheduled bottom half, a due timer.    *)
(*                                                                         *)
(* Claims.  N1 StickyProp and ConsumedProp, N2 NoLostWakeup, N3            *)
(* NonBlockingInv, N4 ReasonProp.                                          *)
(*                                                                         *)
(* What is simplified, and why that is safe.  What is ready and what the   *)
(* poll does about it is of no matter here: it is done when nobody sleeps. *)
(*                                                                         *)
(* Java.  AioContext.wakeup and AioContext.poll.                           *)
(* Check.  ./model-check/run EventLoop                                     *)
(***************************************************************************)

VARIABLES
    notified,   \* set by wakeup(), cleared by the poll that accepts it
    ready,      \* is there something to dispatch?
    at,         \* where the poller is
    blocking    \* may the poll under way sleep?

vars == <<notified, ready, at, blocking>>

Places == {
    "away",     \* nobody polls
    "awake",    \* in poll, not asleep: about to sleep, or to return
    "asleep",   \* in the system call
    "accept" }  \* has seen a reason to return, about to take it

TypeOK ==
    /\ notified \in BOOLEAN
    /\ ready \in BOOLEAN
    /\ at \in Places
    /\ blocking \in BOOLEAN

Init ==
    /\ notified = FALSE
    /\ ready = FALSE
    /\ at = "away"
    /\ blocking \in BOOLEAN

-----------------------------------------------------------------------------

(***************************************************************************)
(* Wakeup: any thread, at any moment.                                      *)
(***************************************************************************)
Wakeup == notified' = TRUE /\ UNCHANGED <<ready, at, blocking>>

(***************************************************************************)
(* Become: something becomes ready, at any moment.                         *)
(***************************************************************************)
Become == ready' = TRUE /\ UNCHANGED <<notified, at, blocking>>

(***************************************************************************)
(* Dispatch: what was ready is dealt with, while nobody polls.             *)
(***************************************************************************)
Dispatch == at = "away" /\ ready' = FALSE /\ UNCHANGED <<notified, at, blocking>>

(***************************************************************************)
(* Poll: a thread begins to poll.                                          *)
(***************************************************************************)
Poll ==
    /\ at = "away"
    /\ at' = "awake"
    /\ blocking' \in BOOLEAN
    /\ UNCHANGED <<notified, ready>>

(***************************************************************************)
(* Sleep: a blocking poll falls asleep.  It may do so with the flag set:   *)
(* the flag does not let it sleep on, since Return is enabled.             *)
(***************************************************************************)
Sleep ==
    /\ at = "awake"
    /\ blocking
    /\ at' = "asleep"
    /\ UNCHANGED <<notified, ready, blocking>>

(***************************************************************************)
(* Return: the poller, asleep or not, sees a reason to return.             *)
(***************************************************************************)
Return ==
    /\ at \in {"awake", "asleep"}
    /\ notified \/ ready \/ ~blocking
    /\ at' = "accept"
    /\ UNCHANGED <<notified, ready, blocking>>

(***************************************************************************)
(* Stir: the system call returns late, or for no reason at all.            *)
(***************************************************************************)
Stir ==
    /\ at = "asleep"
    /\ at' = "awake"
    /\ UNCHANGED <<notified, ready, blocking>>

(***************************************************************************)
(* Accept: the poll takes the notification.                                *)
(***************************************************************************)
Accept ==
    /\ at = "accept"
    /\ notified' = FALSE
    /\ at' = "away"
    /\ UNCHANGED <<ready, blocking>>

Next ==
    \/ Wakeup \/ Become \/ Dispatch
    \/ Poll \/ Sleep \/ Return \/ Stir \/ Accept

\* Stated over states and not as fairness of Return, so that TLC can check it
\* under a refinement mapping.
NoLostWakeup == (notified /\ at \in {"awake", "asleep"}) ~> (at \notin {"awake", "asleep"})

Spec == Init /\ [][Next]_vars /\ NoLostWakeup

-----------------------------------------------------------------------------

\* N3: poll(false) never sleeps.
NonBlockingInv == ~blocking => at # "asleep"

\* N1: a notification stays until a poll accepts it ...
StickyProp == [][ notified /\ ~notified' => at = "accept" /\ at' = "away" ]_vars

\* ... and is consumed exactly then.
ConsumedProp == [][ at = "accept" /\ at' # at => ~notified' ]_vars

\* N4: a poll that may block returns for a reason, or sleeps (again).
ReasonProp == [][ at' = "accept" /\ at # "accept" => notified \/ ready \/ ~blocking ]_vars

THEOREM Spec => []TypeOK /\ []NonBlockingInv /\ StickyProp /\ ConsumedProp /\ ReasonProp
=============================================================================
