----------------------------- MODULE Callbacks ------------------------------
(***************************************************************************)
(* What a poll dispatches: bottom halves, handlers of descriptors, timers. *)
(*                                                                         *)
(* What is modelled.  One thread owns the context and polls; others        *)
(* schedule, cancel and delete bottom halves and arm timers at any moment, *)
(* and wake the poller up in a step of its own.  A poll computes how long  *)
(* it may sleep, sleeps, accepts the notification, and then walks along    *)
(* all callbacks and calls those that are ready.  In a callback the owner  *)
(* may do all that others may, remove handlers, and poll again.            *)
(*                                                                         *)
(* A descriptor's readiness is a level.  A handler takes the event at      *)
(* once, or it polls first.  In the second case the level is still ready   *)
(* when the nested poll looks.  The handler is held then: the nested poll  *)
(* neither calls it nor returns for it.                                    *)
(*                                                                         *)
(* Claims.  B1 ScheduledRuns, B2 CancelledProp, B3 DeletedProp, B4         *)
(* OnceAWalkProp, B5 LooksAtNothingDroppedInv, T1 NeverEarlyProp, T2       *)
(* DueFires, H1 RemovedProp and DroppedLastProp, H2 OnceAnEventProp and    *)
(* every other one, since polls nest, N4 ReturnsForCauseProp.              *)
(*                                                                         *)
(* What is simplified, and why that is safe.                               *)
(*  - What the owner does to a bottom half or a timer in a callback is     *)
(*    what another thread may do at that moment, so it has no action of    *)
(*    its own.                                                             *)
(*  - Wakeups that several threads owe are one, the last of them.  An      *)
(*    earlier one would only help.                                         *)
(*  - A poll looks at everything in one step before it sleeps: whatever    *)
(*    changes while it looks is followed by a wakeup.                      *)
(*  - What was deleted comes anew once it has been dropped.  In Java it is *)
(*    another object, and may come at any time.                            *)
(*  - Time is what is left until a deadline, so it never runs out.         *)
(*  - A descriptor that becomes ready during a walk may be handled in it   *)
(*    or in the next.                                                      *)
(*  - A handler that takes the event at once may be called again by a poll *)
(*    in it, for the next event.  In Java it asks for that: it clears the  *)
(*    notifier, or sets the handler of the channel again.                  *)
(*                                                                         *)
(* Java.  AioContext, BottomHalf, AioTimer.                                *)
(* Check.  ./model-check/run Callbacks                                     *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    BottomHalves, Descriptors, Timers,  \* what has a callback
    Order,      \* all of them, in the order in which a poll walks along
    Delay,      \* the longest delay of a timer, in ticks of the clock
    MaxPolls    \* how deep polls may nest

Things == BottomHalves \union Descriptors \union Timers

ASSUME OrderIsComplete ==
    /\ Order \in Seq(Things)
    /\ Things = {Order[i] : i \in DOMAIN Order}
    /\ Len(Order) = Cardinality(Things)
ASSUME BoundsArePositive == {Delay, MaxPolls} \subseteq Nat \ {0}

\* More ticks than any delay has.
Never == Delay + 1

VARIABLES
    life,       \* bottom halves and handlers come and go
    scheduled,  \* bottom halves: set by schedule(), cleared by the walk
    event,      \* descriptors: ready, until its handler takes the event
    held,       \* descriptors: whose handler runs and has not taken the event
    left,       \* timers: ticks until the deadline; Never: not armed
    asked,      \* what the clients want called; read by no action
    notified,   \* set by wakeup(), cleared by the poll that accepts it
    owed,       \* does a thread that scheduled or armed still owe a wakeup?
    timeout,    \* ticks until the sleep of the poll ends; Never: it does not
    stack       \* the polls under way, the innermost last

vars == <<life, scheduled, event, held, left, asked, notified, owed, timeout, stack>>

Mortals == BottomHalves \union Descriptors

Lives == {
    "none",
    "alive",
    "deleted" }     \* marked; dropped when the outermost walk ends

Places == {
    "sleep",        \* about to sleep, or asleep
    "accept",       \* about to clear the flag
    "walk",         \* about to look at the callback at pos
    "callback" }    \* in the callback before pos

Positions == 1..(Len(Order) + 1)

TypeOK ==
    /\ life \in [Mortals -> Lives]
    /\ scheduled \in [BottomHalves -> {"no", "yes", "idle"}]
    /\ event \in [Descriptors -> BOOLEAN]
    /\ held \in SUBSET Descriptors
    /\ left \in [Timers -> 0..Never]
    /\ asked \in [Things -> BOOLEAN]
    /\ notified \in BOOLEAN
    /\ owed \in BOOLEAN
    /\ timeout \in 0..Never
    /\ Len(stack) \in 0..MaxPolls
    /\ \A i \in DOMAIN stack : stack[i].at \in Places /\ stack[i].pos \in Positions

Init ==
    /\ life = [x \in Mortals |-> "none"]
    /\ scheduled = [b \in BottomHalves |-> "no"]
    /\ event = [d \in Descriptors |-> FALSE]
    /\ held = {}
    /\ left = [t \in Timers |-> Never]
    /\ asked = [x \in Things |-> FALSE]
    /\ notified = FALSE
    /\ owed = FALSE
    /\ timeout = Never
    /\ stack = <<>>

Top == stack[Len(stack)]

At(place) == stack # <<>> /\ Top.at = place

\* The thing that the innermost walk is about to look at.
Here == Order[Top.pos]

\* May the owner act?  Not while it polls, but in a callback.
OwnerActs == stack = <<>> \/ At("callback")

Min(S) == CHOOSE i \in S : \A j \in S : i <= j

-----------------------------------------------------------------------------
(* Small parts with a name of their own, so that a broken twin can replace *)
(* just one of them.                                                       *)

\* Does the handler run and leave the event where it is?  Then no nested poll
\* calls it.  Java: AioContext.hold
IsHeld(d) == d \in held

\* Is it to be called now?  Java: AioContext.isReady
IsReady(x) ==
    CASE x \in BottomHalves -> life[x] = "alive" /\ scheduled[x] # "no"
      [] x \in Descriptors  -> life[x] = "alive" /\ event[x] /\ ~IsHeld(x)
      [] x \in Timers       -> left[x] = 0

\* Does a descriptor end the sleep of a poll?  Not one that the poll would not
\* call.  Java: AioContext.unwatchHeld
EndsSleep(d) == IsReady(d)

\* How long poll(true) may sleep on account of bottom halves: not at all, or
\* for a short time if they are idle ones.  Java: AioContext.prepare
BottomHalvesWait ==
    LET Scheduled(how) == \E b \in BottomHalves : life[b] = "alive" /\ scheduled[b] = how
    IN  IF Scheduled("yes") THEN 0 ELSE IF Scheduled("idle") THEN 1 ELSE Never

\* How long poll(true) may sleep on account of timers.
TimersWait == Min({left[t] : t \in Timers} \union {Never})

\* Is arming a timer news to a poll that sleeps already?  Only if it becomes
\* the earliest.  Java: AioTimer.arm
IsNews(t, ticks) == \A u \in Timers \ {t} : ticks < left[u]

\* Does scheduling owe a wakeup?  Java: BottomHalf.schedule
ScheduleOwes == TRUE

\* Which bottom halves does a thread still look at between setting the flag of
\* one and the wakeup that it owes?  None: it knows the context already.
LooksAtBeforeWakeup == {}

\* What a cancelled bottom half is.  Java: BottomHalf.cancel
AfterCancel == "no"

\* Where a walk goes on after a callback: behind it.
AfterCall(pos) == pos + 1

\* Is what made it ready consumed before its callback, and not after it?
IsConsumedBefore(x) == TRUE

\* Is this the last walk of all that are under way?
IsOutermost == Len(stack) = 1

-----------------------------------------------------------------------------
(* What any thread does, at any moment *)

(***************************************************************************)
(* New(b): a bottom half is made.  Java: the constructor of BottomHalf.    *)
(***************************************************************************)
New(b) ==
    /\ life[b] = "none"
    /\ life' = [life EXCEPT ![b] = "alive"]
    /\ UNCHANGED <<scheduled, event, held, left, asked, notified, owed, timeout, stack>>

(***************************************************************************)
(* Schedule(b): a thread wants a bottom half called; it sets the flag      *)
(* first and wakes the poller up afterwards.  If the flag was set already, *)
(* whoever set it sees to that.  One that was deleted is not asked for,    *)
(* but a thread that does not know may set its flag.  Java:                *)
(* BottomHalf.schedule.                                                    *)
(***************************************************************************)
Schedule(b) ==
    /\ life[b] # "none"
    /\ scheduled' = [scheduled EXCEPT ![b] = "yes"]
    /\ asked' = [asked EXCEPT ![b] = life[b] = "alive"]
    /\ owed' = (owed \/ (scheduled[b] # "yes" /\ ScheduleOwes))
    /\ UNCHANGED <<life, event, held, left, notified, timeout, stack>>

(***************************************************************************)
(* ScheduleIdle(b): a thread wants a bottom half called when convenient;   *)
(* nobody is woken up for it.                                              *)
(***************************************************************************)
ScheduleIdle(b) ==
    /\ life[b] = "alive"
    /\ scheduled' = [scheduled EXCEPT ![b] = IF @ = "no" THEN "idle" ELSE @]
    /\ asked' = [asked EXCEPT ![b] = TRUE]
    /\ UNCHANGED <<life, event, held, left, notified, owed, timeout, stack>>

(***************************************************************************)
(* Cancel(b): a thread does not want a bottom half called any more.  A     *)
(* call under way goes on.  Java: BottomHalf.cancel.                       *)
(***************************************************************************)
Cancel(b) ==
    /\ scheduled[b] # "no"
    /\ scheduled' = [scheduled EXCEPT ![b] = AfterCancel]
    /\ asked' = [asked EXCEPT ![b] = FALSE]
    /\ UNCHANGED <<life, event, held, left, notified, owed, timeout, stack>>

(***************************************************************************)
(* Delete(b): nobody wants a bottom half called ever again.  It is only    *)
(* marked: a walk may be at it.  Java: BottomHalf.delete.                  *)
(***************************************************************************)
Delete(b) ==
    /\ life[b] = "alive"
    /\ life' = [life EXCEPT ![b] = "deleted"]
    /\ scheduled' = [scheduled EXCEPT ![b] = "no"]
    /\ asked' = [asked EXCEPT ![b] = FALSE]
    /\ UNCHANGED <<event, held, left, notified, owed, timeout, stack>>

(***************************************************************************)
(* Arm(t, ticks): a timer is set, or set anew.  Java: AioTimer.arm.        *)
(***************************************************************************)
Arm(t, ticks) ==
    /\ left' = [left EXCEPT ![t] = ticks]
    /\ asked' = [asked EXCEPT ![t] = TRUE]
    /\ owed' = (owed \/ IsNews(t, ticks))
    /\ UNCHANGED <<life, scheduled, event, held, notified, timeout, stack>>

(***************************************************************************)
(* Disarm(t): a timer is not to fire.  Java: AioTimer.disarm.              *)
(***************************************************************************)
Disarm(t) ==
    /\ left[t] # Never
    /\ left' = [left EXCEPT ![t] = Never]
    /\ asked' = [asked EXCEPT ![t] = FALSE]
    /\ UNCHANGED <<life, scheduled, event, held, notified, owed, timeout, stack>>

(***************************************************************************)
(* WakeUp: a thread that scheduled or armed wakes the poller up.  Java:    *)
(* AioContext.wakeup.                                                      *)
(***************************************************************************)
WakeUp ==
    /\ owed
    /\ owed' = FALSE
    /\ notified' = TRUE
    /\ UNCHANGED <<life, scheduled, event, held, left, asked, timeout, stack>>

(***************************************************************************)
(* Kick: a thread that waits for the context, or anybody else, wakes the   *)
(* poller up for reasons of its own.                                       *)
(***************************************************************************)
Kick ==
    /\ ~notified
    /\ notified' = TRUE
    /\ UNCHANGED <<life, scheduled, event, held, left, asked, owed, timeout, stack>>

-----------------------------------------------------------------------------
(* What the world does *)

(***************************************************************************)
(* Become(d): a descriptor becomes ready.                                  *)
(***************************************************************************)
Become(d) ==
    /\ ~event[d]
    /\ event' = [event EXCEPT ![d] = TRUE]
    /\ asked' = [asked EXCEPT ![d] = life[d] = "alive"]
    /\ UNCHANGED <<life, scheduled, held, left, notified, owed, timeout, stack>>

(***************************************************************************)
(* Tick: time passes.                                                      *)
(***************************************************************************)
Tick ==
    LET Less(i) == IF i \in 1..Delay THEN i - 1 ELSE i
    IN  /\ left' = [t \in Timers |-> Less(left[t])]
        /\ timeout' = Less(timeout)
        /\ <<left', timeout'>> # <<left, timeout>>
        /\ UNCHANGED <<life, scheduled, event, held, asked, notified, owed, stack>>

-----------------------------------------------------------------------------
(* What the owner does *)

(***************************************************************************)
(* Set(d), Remove(d): the owner sets a descriptor's handler, or removes    *)
(* it.  A removed one is only marked: a walk may be at it.  Java:          *)
(* AioContext.setFdHandler.                                                *)
(***************************************************************************)
Set(d) ==
    /\ OwnerActs
    /\ life[d] = "none"
    /\ life' = [life EXCEPT ![d] = "alive"]
    /\ asked' = [asked EXCEPT ![d] = event[d]]
    /\ UNCHANGED <<scheduled, event, held, left, notified, owed, timeout, stack>>

Remove(d) ==
    /\ OwnerActs
    /\ life[d] = "alive"
    /\ life' = [life EXCEPT ![d] = "deleted"]
    /\ asked' = [asked EXCEPT ![d] = FALSE]
    /\ UNCHANGED <<scheduled, event, held, left, notified, owed, timeout, stack>>

(***************************************************************************)
(* Poll(mayBlock): the owner polls, perhaps in a callback, and computes    *)
(* how long it may sleep.  Java: AioContext.poll, prepare.                 *)
(***************************************************************************)
Poll(mayBlock) ==
    /\ OwnerActs
    /\ Len(stack) < MaxPolls
    /\ timeout' = IF mayBlock THEN Min({BottomHalvesWait, TimersWait}) ELSE 0
    /\ stack' = Append(stack, [at |-> "sleep", pos |-> 1])
    /\ UNCHANGED <<life, scheduled, event, held, left, asked, notified, owed>>

\* The innermost poll goes on.
GoOn(place, pos) == stack' = [stack EXCEPT ![Len(stack)] = [at |-> place, pos |-> pos]]

(***************************************************************************)
(* Return: the flag, a descriptor, or the clock ends the sleep.  The       *)
(* readiness of a handler that is held ends no sleep.                      *)
(***************************************************************************)
Return ==
    /\ At("sleep")
    /\ notified \/ timeout = 0 \/ \E d \in Descriptors : EndsSleep(d)
    /\ timeout' = Never
    /\ GoOn("accept", 1)
    /\ UNCHANGED <<life, scheduled, event, held, left, asked, notified, owed>>

(***************************************************************************)
(* Accept: the flag is cleared, before the poll looks at anything.         *)
(***************************************************************************)
Accept ==
    /\ At("accept")
    /\ notified' = FALSE
    /\ GoOn("walk", 1)
    /\ UNCHANGED <<life, scheduled, event, held, left, asked, owed, timeout>>

\* What made these ready is consumed.
Consume(called) ==
    /\ scheduled' = [b \in BottomHalves |-> IF b \in called THEN "no" ELSE scheduled[b]]
    /\ event' = [d \in Descriptors |-> event[d] /\ d \notin called]
    /\ left' = [t \in Timers |-> IF t \in called THEN Never ELSE left[t]]

(***************************************************************************)
(* Call(x): the walk comes to a callback that is ready, and calls it.      *)
(* What made it ready is consumed before that, in the same step: a flag is *)
(* tested and cleared at once, and only the owner looks at the others.  A  *)
(* handler may come late to its event: then the event stays, and the       *)
(* handler is held.  Java: AioContext.call, hold.                          *)
(***************************************************************************)
Call(x) ==
    /\ At("walk") /\ Top.pos <= Len(Order) /\ Here = x
    /\ IsReady(x)
    /\ \E late \in SUBSET ({x} \intersect Descriptors) :
        /\ Consume({y \in {x} \ late : IsConsumedBefore(y)})
        /\ held' = held \union late
    /\ asked' = [asked EXCEPT ![x] = FALSE]
    /\ GoOn("callback", AfterCall(Top.pos))
    /\ UNCHANGED <<life, notified, owed, timeout>>

(***************************************************************************)
(* Take(d): a handler that is held takes its event at last, and nested     *)
(* polls may call it for the next one.  Java: EventNotifier.testAndClear.  *)
(***************************************************************************)
Take(d) ==
    /\ OwnerActs
    /\ d \in held
    /\ event' = [event EXCEPT ![d] = FALSE]
    /\ held' = held \ {d}
    /\ UNCHANGED <<life, scheduled, left, asked, notified, owed, timeout, stack>>

(***************************************************************************)
(* EndCallback: the callback returns, and the walk goes on.  A handler     *)
(* that has not taken its event is to be called for it by the next poll.   *)
(***************************************************************************)
EndCallback ==
    LET Ended == {Order[i] : i \in {j \in DOMAIN Order : j = Top.pos - 1}}
        Again == {d \in Ended \intersect held : life[d] = "alive"}
    IN  /\ At("callback")
        /\ Consume({x \in Ended : ~IsConsumedBefore(x)})
        /\ held' = held \ Ended
        /\ asked' = [x \in Things |-> asked[x] \/ x \in Again]
        /\ GoOn("walk", Top.pos)
        /\ UNCHANGED <<life, notified, owed, timeout>>

(***************************************************************************)
(* Pass: the walk comes to a callback that is not ready.                   *)
(***************************************************************************)
Pass ==
    /\ At("walk") /\ Top.pos <= Len(Order)
    /\ ~IsReady(Here)
    /\ GoOn("walk", Top.pos + 1)
    /\ UNCHANGED <<life, scheduled, event, held, left, asked, notified, owed, timeout>>

(***************************************************************************)
(* EndPoll: the walk is over and the poll returns.  If no other is under   *)
(* way, what was marked is dropped.                                        *)
(***************************************************************************)
EndPoll ==
    /\ At("walk") /\ Top.pos > Len(Order)
    /\ stack' = SubSeq(stack, 1, Len(stack) - 1)
    /\ LET Dropped == {x \in Mortals : IsOutermost /\ life[x] = "deleted"}
       IN  /\ life' = [x \in Mortals |-> IF x \in Dropped THEN "none" ELSE life[x]]
           /\ scheduled' = [b \in BottomHalves |-> IF b \in Dropped THEN "no" ELSE scheduled[b]]
    /\ UNCHANGED <<event, held, left, asked, notified, owed, timeout>>

-----------------------------------------------------------------------------

Next ==
    \/ \E b \in BottomHalves :
        New(b) \/ Schedule(b) \/ ScheduleIdle(b) \/ Cancel(b) \/ Delete(b)
    \/ \E t \in Timers : Disarm(t) \/ \E ticks \in 0..Delay : Arm(t, ticks)
    \/ \E d \in Descriptors : Become(d) \/ Set(d) \/ Remove(d) \/ Take(d)
    \/ WakeUp \/ Kick \/ Tick
    \/ \E mayBlock \in BOOLEAN : Poll(mayBlock)
    \/ \E x \in Things : Call(x)
    \/ Return \/ Accept \/ EndCallback \/ Pass \/ EndPoll

\* The poller goes on, and returns from its sleep if there is a reason.
FairPoller == WF_vars(Return \/ Accept \/ Pass \/ EndPoll \/ \E x \in Things : Call(x))

\* Callbacks return, or poll again and again, which does as well.
FairCallbacks == WF_vars(EndCallback)

\* Who schedules or arms goes on to the wakeup.
FairOthers == WF_vars(WakeUp)

FairClock == WF_vars(Tick)

\* "If somebody polls": the premise of B1 and T2.
SomebodyPolls == WF_vars(stack = <<>> /\ Poll(TRUE))

Fairness == FairPoller /\ FairCallbacks /\ FairOthers /\ FairClock /\ SomebodyPolls

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(* Invariants *)

\* B5: a thread that has scheduled a bottom half looks at none that was
\* dropped meanwhile.
LooksAtNothingDroppedInv ==
    owed => \A b \in LooksAtBeforeWakeup : life[b] # "none"

-----------------------------------------------------------------------------
(* Step properties *)

\* A step in which a callback starts.
Starts(x) ==
    /\ At("walk") /\ Top.pos <= Len(Order) /\ Here = x
    /\ Len(stack') = Len(stack) /\ stack'[Len(stack)].at = "callback"

\* B2: what was cancelled is not called until it is scheduled anew, and each
\* scheduling is good for one call.
CancelledProp == [][ \A b \in BottomHalves : Starts(b) => asked[b] ]_vars

\* B3: what was deleted is never called.
DeletedProp == [][ \A b \in BottomHalves : Starts(b) => life[b] = "alive" ]_vars

\* B4: a walk leaves behind what it has called and never goes back, so what
\* is scheduled again in its callback is called in a later poll.
OnceAWalkProp ==
    [][ /\ \A i \in DOMAIN stack \intersect DOMAIN stack' :
               stack[i].at \in {"walk", "callback"} => stack'[i].pos >= stack[i].pos
        /\ \A x \in Things : Starts(x) => stack'[Len(stack)].pos > Top.pos ]_vars

\* T1: no timer fires before its deadline, and it fires once.
NeverEarlyProp == [][ \A t \in Timers : Starts(t) => left[t] = 0 /\ asked[t] ]_vars

\* H1: a removed handler is not called, ...
RemovedProp == [][ \A d \in Descriptors : Starts(d) => life[d] = "alive" ]_vars

\* ... and nothing is dropped under the feet of a walk.
DroppedLastProp ==
    [][ \A x \in Mortals : life[x] = "deleted" /\ life'[x] # "deleted" => stack' = <<>> ]_vars

\* H2: an event is handled once, also if its handler polls.  In particular, a
\* handler that polls before it takes its event is not called by that poll.
OnceAnEventProp == [][ \A d \in Descriptors : Starts(d) => asked[d] ]_vars

\* N4: a poll that may sleep returns for something that it can do, and so not
\* for an event that a handler around it has yet to take.
ReturnsForCauseProp ==
    [][ At("sleep") /\ Len(stack') = Len(stack) /\ stack'[Len(stack)].at = "accept" =>
            notified \/ timeout = 0
                \/ \E d \in Descriptors \ held : life[d] = "alive" /\ event[d] ]_vars

-----------------------------------------------------------------------------
(* What must happen *)

\* B1: what is scheduled is called, unless it is cancelled or deleted; an idle
\* one once a poll begins.
Runs(b) == (asked[b] /\ (scheduled[b] # "idle" \/ stack = <<>>)) ~> ~asked[b]

ScheduledRuns == \A b \in BottomHalves : Runs(b)

\* T2: a timer that is due fires, unless it is disarmed or armed anew.
Fires(t) == (left[t] = 0) ~> (left[t] # 0)

DueFires == \A t \in Timers : Fires(t)

\* An event is handled, unless its handler is removed.
Handled(d) == asked[d] ~> ~asked[d]

EventsAreHandled == \A d \in Descriptors : Handled(d)

THEOREM Spec => []TypeOK /\ []LooksAtNothingDroppedInv
THEOREM Spec => CancelledProp /\ DeletedProp /\ OnceAWalkProp
THEOREM Spec => NeverEarlyProp /\ RemovedProp /\ DroppedLastProp /\ OnceAnEventProp
THEOREM Spec => ReturnsForCauseProp
THEOREM Spec => ScheduledRuns /\ DueFires /\ EventsAreHandled
=============================================================================
