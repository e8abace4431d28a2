----------------------------- MODULE MCCallbacks -----------------------------
(***************************************************************************)
(* The finite worlds of Callbacks.                                         *)
(*                                                                         *)
(* Bounds, and why they lose nothing that matters.                         *)
(*  - Two bottom halves are one that does something to the other, before   *)
(*    or behind it in the walk; two descriptors likewise.  Kinds meet only *)
(*    in what a poll waits for and in the order of its walk, so each small *)
(*    world has one or two kinds, and the larger ones have all three.      *)
(*  - Two polls are an outer one and one in a callback of it.              *)
(*  - A delay of two ticks has a tick that is neither the first nor the    *)
(*    last.                                                                *)
(***************************************************************************)
EXTENDS Callbacks, TLC

\* The order of the walk: bottom halves, handlers and timers, as many of each as
\* a world has.
InOrder == SelectSeq(<<"b1", "b2", "d1", "d2", "t1", "t2">>, LAMBDA x : x \in Things)

-----------------------------------------------------------------------------
(* Fairness: each conjunct left out must be missed *)

Run == Init /\ [][Next]_vars

UnfairPollerSpec == Run /\ FairCallbacks /\ FairOthers /\ FairClock /\ SomebodyPolls
UnfairCallbacksSpec == Run /\ FairPoller /\ FairOthers /\ FairClock /\ SomebodyPolls
UnfairOthersSpec == Run /\ FairPoller /\ FairCallbacks /\ FairClock /\ SomebodyPolls
UnfairClockSpec == Run /\ FairPoller /\ FairCallbacks /\ FairOthers /\ SomebodyPolls
NobodyPollsSpec == Run /\ FairPoller /\ FairCallbacks /\ FairOthers /\ FairClock

\* A timer that is armed fires, unless it is disarmed or armed anew.
ArmedFires ==
    \A t \in Timers : \A ticks \in 1..Delay :
        (left[t] = ticks /\ ~owed) ~> (left[t] # ticks)

-----------------------------------------------------------------------------
(* States and steps that must be reachable *)

\* The left sides of what must happen.
NeverScheduled == \A b \in BottomHalves : scheduled[b] # "yes"
NeverIdleWhenNobodyPolls == ~ (stack = <<>> /\ \E b \in BottomHalves : scheduled[b] = "idle")
NeverDue == \A t \in Timers : left[t] # 0
NeverEventful == \A d \in Descriptors : ~asked[d]

\* A bottom half is scheduled again in its own callback.
NeverRescheduledInCallback ==
    ~ (At("callback") /\ Order[Top.pos - 1] \in BottomHalves /\ scheduled[Order[Top.pos - 1]] = "yes")

\* A bottom half is deleted in its own callback.
NeverDeletedInCallback ==
    ~ (At("callback") /\ Order[Top.pos - 1] \in BottomHalves /\ life[Order[Top.pos - 1]] = "deleted")

\* A handler removes one that is ready and comes later in the same walk.
NeverRemovedAhead ==
    ~ /\ At("callback") /\ Order[Top.pos - 1] \in Descriptors /\ Top.pos <= Len(Order)
      /\ Here \in Descriptors /\ event[Here] /\ life[Here] = "deleted"

\* A handler polls before it has taken its event, and that poll sleeps.
NeverSleepsWhileHeld == ~ (Len(stack) = 2 /\ At("sleep") /\ timeout = Never /\ held # {})

\* A poll in a handler calls the same handler, for the next event.
NeverCalledForTheNext ==
    ~ /\ Len(stack) = 2 /\ At("callback")
      /\ Order[stack[1].pos - 1] = Order[Top.pos - 1] /\ Order[Top.pos - 1] \in Descriptors

\* A nested poll calls back while the outer one is in a callback.
NeverCallsBackNested == ~ (Len(stack) = 2 /\ At("callback"))

\* A poll sleeps in a callback until a timer is due.
NeverSleepsUntilDue == ~ (Len(stack) = 2 /\ At("sleep") /\ timeout \in 1..Delay)

\* As an action constraint: a bottom half is deleted in its own callback only,
\* so that no client can be blamed.
DeletedInCallback ==
    \A b \in BottomHalves : life[b] = "alive" /\ life'[b] = "deleted" =>
        At("callback") /\ Order[Top.pos - 1] = b

\* A thread that does not know sets the flag of a deleted one.
NeverScheduledDeleted ==
    \A b \in BottomHalves : ~ (life[b] = "deleted" /\ scheduled[b] = "yes")

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says.  The     *)
(* Java twin of the same name overrides one step of the class.             *)

\* For IsConsumedBefore: a bottom half's flag is cleared after its callback.
BrokenFlagClearedAfter(x) == x \notin BottomHalves

\* For IsConsumedBefore: an event is consumed after its handler.
BrokenEventConsumedAfter(x) == x \notin Descriptors

\* For IsHeld: a poll in a handler calls it again while its level is ready.
BrokenReentered(d) == FALSE

\* For EndsSleep: the system call still watches the descriptor whose handler
\* runs, so a poll in the handler returns at once, again and again.
BrokenWatchesHeld(d) == life[d] = "alive" /\ event[d]

\* For IsConsumedBefore: a timer is disarmed after its callback.
BrokenDisarmedAfter(x) == x \notin Timers

\* For AfterCall: the walk looks at the same bottom half again.
BrokenLooksAgain(pos) == pos

\* For LooksAtBeforeWakeup: a thread sets the flag of a bottom half and then asks
\* it for the context to wake up (M4).  In a world of one bottom half and
\* nothing to arm, that is the one whose wakeup is owed.
BrokenLooksAfterSet == BottomHalves

\* For AfterCancel: a cancelled bottom half stays scheduled.
BrokenCancelForgets == "yes"

\* For IsReady: the walk looks at the flag only, not whether it was deleted.
BrokenDeletedRuns(x) ==
    CASE x \in BottomHalves -> scheduled[x] # "no"
      [] x \in Descriptors  -> life[x] = "alive" /\ event[x] /\ ~IsHeld(x)
      [] x \in Timers       -> left[x] = 0

\* For IsReady: the walk does not look whether a handler was removed.
BrokenRemovedCalled(x) ==
    CASE x \in BottomHalves -> life[x] = "alive" /\ scheduled[x] # "no"
      [] x \in Descriptors  -> life[x] # "none" /\ event[x] /\ ~IsHeld(x)
      [] x \in Timers       -> left[x] = 0

\* For IsReady: a timer fires a tick before its deadline.
BrokenEarlyTimer(x) ==
    CASE x \in BottomHalves -> life[x] = "alive" /\ scheduled[x] # "no"
      [] x \in Descriptors  -> life[x] = "alive" /\ event[x] /\ ~IsHeld(x)
      [] x \in Timers       -> left[x] <= 1

\* For TimersWait: the poll sleeps through all deadlines.
BrokenSleepsThrough == Never

\* For BottomHalvesWait: the poll does not look at bottom halves before it
\* sleeps.
BrokenIdleOverslept == Never

\* For ScheduleOwes: who schedules wakes nobody up.
BrokenScheduleOwesNothing == FALSE

\* For IsNews: who arms a timer wakes nobody up.
BrokenArmOwesNothing(t, ticks) == FALSE

\* For IsOutermost: the end of a nested walk drops what was marked.
BrokenDropsEarly == TRUE

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For GoOn: a step leads to a place that is not in Places.
NearMissGoesAstray(place, pos) == stack' = [stack EXCEPT ![Len(stack)] = [at |-> "astray", pos |-> pos]]

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to ask for a callback, or to wake the poller up.
SomethingIsAsked == <>(notified \/ \E x \in Things : asked[x])
=============================================================================
