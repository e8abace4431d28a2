----------------------------- MODULE MCAioNotify -----------------------------
(***************************************************************************)
(* The finite worlds of AioNotify.                                         *)
(*                                                                         *)
(* Bounds, and why they lose nothing that matters.                         *)
(*  - Two pollers: one sleeps while the other dispatches (M1, M12).        *)
(*    Everything that a third does to a sleeper, the second does.          *)
(*  - A waker and a scheduler: each of the two has ends of its own.  Two   *)
(*    schedulers find the bottom half scheduled already (M3).              *)
(***************************************************************************)
EXTENDS AioNotify, TLC

OnePoller == <<"p1">>
TwoPollers == <<"p1", "p2">>
ThreePollers == <<"p1", "p2", "p3">>

Run == Init /\ [][Next]_vars

\* Which of the two values a notifier's data has is of no matter, only who knows
\* of the last one.  For safety: TLC's liveness needs all states.
Turned(n, value) == value # memory[Data(n)]

WhoKnows ==
    << [x \in Places \ {Data(n) : n \in Notifiers} |-> memory[x]],
       [t \in Threads |-> [i \in DOMAIN buffer[t] |->
           IF buffer[t][i].to[1] = "data" THEN [buffer[t][i] EXCEPT !.value = Turned(t, @)] ELSE buffer[t][i]]],
       called, pc, next, owed,
       [p \in Pollers |-> [n \in Wakers |-> Turned(n, known[p][n])]],
       [n \in Schedulers |-> Turned(n, ran[n])] >>

\* What EventLoop promises to each poller, for the first and the last of them:
\* TLC wants instances without parameters.
First == Order[1]
Last == Order[Len(Order)]

ToFirst == INSTANCE EventLoop WITH
    notified <- memory[FlagOf(First)], ready <- First \in owed, at <- PollerIsAt(First)

ToLast == INSTANCE EventLoop WITH
    notified <- memory[FlagOf(Last)], ready <- Last \in owed, at <- PollerIsAt(Last)

KeepsToFirst == ToFirst!Spec
KeepsToLast == ToLast!Spec

\* Each step is one of the promise's, whatever must happen.
KeepsToFirstStepwise == ToFirst!Init /\ [][ToFirst!Next]_(ToFirst!vars)
KeepsToLastStepwise == ToLast!Init /\ [][ToLast!Next]_(ToLast!vars)

StickyProp == ToFirst!StickyProp
ReasonProp == ToFirst!ReasonProp
NoSleepProp == ToFirst!NoSleepProp
NoLostWakeup == ToFirst!NoLostWakeup
NoLostEvent == ToFirst!NoLostEvent

-----------------------------------------------------------------------------
(* Fairness: each conjunct left out must be missed *)

FairPollers == \A p \in Pollers : FairPoller(p)
FairNotifiers == \A n \in Notifiers : FairNotifier(n)

UnfairPollersSpec   == Run /\ FairNotifiers /\ FairMemory
UnfairNotifiersSpec == Run /\ FairPollers /\ FairMemory
UnfairMemorySpec    == Run /\ FairPollers /\ FairNotifiers

-----------------------------------------------------------------------------
(* States and steps that must be reachable *)

\* The flag of a sleeper is set, and the call is still to come (NoLostWakeup).
NeverNotifiedAsleep == ~ (memory[FlagOf(First)] /\ pc[First] = "asleep")

\* A poller says that it is about to sleep, and then finds that it must not.
NeverPassesRaised == \A p \in Pollers : pc[p] # "pass"

\* All sleep at once.
NeverAllAsleep == ~ \A p \in Pollers : pc[p] = "asleep"

\* A wakeup makes no system call.
NeverElides == [][ ~ \E n \in Notifiers : pc[n] = "ask" /\ pc'[n] = "idle" ]_vars

\* A bottom half is scheduled that is scheduled already.
NeverCoalesces == [][ ~ \E n \in Schedulers : Schedule(n) /\ memory[Scheduled] ]_vars

\* Who has scheduled joins a wakeup that stands.
NeverJoins == [][ ~ \E n \in Schedulers : pc[n] = "see" /\ pc'[n] = "idle" ]_vars

\* A late call ends a later sleep, without a reason.
NeverCalledForNothing ==
    ~ (pc[First] = "asleep" /\ First \in called /\ ~memory[FlagOf(First)] /\ ~memory[Scheduled]
       /\ \A n \in Notifiers : pc[n] = "idle")

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says.  The     *)
(* Java twin of the same name overrides one step of the class.             *)

\* For AfterLower: whoever wakes up answers for all; a flag would do (M1).
BrokenFlagForCounter(count) == 0

\* For RaiseNotifyMe: the flag is cleared once more, long after the poller has
\* looked (M2).
BrokenClearedAgain(p) ==
    /\ pc[p] = "raise"
    /\ Drained(p)
    /\ memory' = [memory EXCEPT ![FlagOf(p)] = FALSE, ![NotifyMe] = @ + 1]
    /\ Goto(p, "flag")
    /\ UNCHANGED <<buffer, called, next, clientVars, owed>>

\* For TakeBottomHalf: it is cleared by a mere write, which may come to memory
\* after the callback has read (M3).
BrokenUnfencedTake(p) ==
    /\ pc[p] = "bottomHalf"
    /\ IF Read(p, Scheduled) THEN Write(p, Scheduled, FALSE) /\ Goto(p, "callback")
                             ELSE UNCHANGED <<memory, buffer>> /\ Goto(p, "away")
    /\ owed' = owed \ {p}
    /\ UNCHANGED <<called, next, clientVars>>

\* For Schedule: one that is scheduled already is only looked at, and what was
\* written for it may come to memory later (M3).
BrokenUnfencedSchedule(n) ==
    /\ pc[n] = "schedule"
    /\ IF Read(n, Scheduled) THEN UNCHANGED <<memory, buffer>> /\ Goto(n, "idle")
                             ELSE Update(n, Scheduled, TRUE) /\ Goto(n, "see")
    /\ owed' = Pollers
    /\ UNCHANGED <<called, next, clientVars>>

\* For Schedule: one that is not scheduled yet is by a mere write, and the flags
\* are looked at while that is still under way.
BrokenOvertakenSchedule(n) ==
    /\ pc[n] = "schedule"
    /\ IF Read(n, Scheduled) THEN Update(n, Scheduled, TRUE) /\ Goto(n, "idle")
                             ELSE Write(n, Scheduled, TRUE) /\ Goto(n, "see")
    /\ owed' = Pollers
    /\ UNCHANGED <<called, next, clientVars>>

\* For Schedule: the flags are looked at before it, and not after it.
BrokenLooksFirst(n) ==
    \/ /\ pc[n] = "schedule"
       /\ Goto(n, IF \A p \in Pollers : Read(n, FlagOf(p)) THEN "scheduleAndJoin" ELSE "scheduleAndSet")
       /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>
    \/ /\ pc[n] \in {"scheduleAndJoin", "scheduleAndSet"}
       /\ Update(n, Scheduled, TRUE)
       /\ Goto(n, IF pc[n] = "scheduleAndJoin" \/ memory[Scheduled] THEN "idle" ELSE "set")
       /\ owed' = Pollers
       /\ UNCHANGED <<called, next, clientVars>>

\* For FenceAfterSet: there is none, and notifyMe is read while the flag is
\* still under way.
BrokenUnfencedSet(n) ==
    /\ pc[n] = "fence"
    /\ Goto(n, "ask")
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

\* For RaiseNotifyMe: a mere write, and the flag is read while that is still
\* under way.
BrokenUnfencedRaise(p) ==
    /\ pc[p] = "raise"
    /\ Write(p, NotifyMe, Read(p, NotifyMe) + 1)
    /\ Goto(p, "flag")
    /\ UNCHANGED <<called, next, clientVars, owed>>

\* For FenceAfterClear: there is none, and the poller looks while the clearing
\* is still under way.
BrokenUnfencedClear(p) ==
    /\ pc[p] = "fence"
    /\ Goto(p, "look")
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

\* For FlagOf: all pollers have one flag (M12).
BrokenSharedFlag(p) == Flag(First)

\* For CallPoller: only one of those that may sleep is woken up.
BrokenCallsOne(n) ==
    /\ pc[n] = "call"
    /\ called' = called \union {First}
    /\ Goto(n, "idle")
    /\ UNCHANGED <<memory, buffer, next, clientVars, owed>>

\* For WithoutReason: every return of the system call is taken for a reason.
BrokenReturnsLate == "accept"

\* For SetFlag: a wakeup is forgotten while nobody is about to sleep (M10).
BrokenElidedFlag(n) ==
    /\ pc[n] = "set"
    /\ IF Read(n, NotifyMe) > 0 THEN Write(n, FlagOf(Order[next[n]]), TRUE)
                                ELSE UNCHANGED <<memory, buffer>>
    /\ GoOn(n, "fence")
    /\ UNCHANGED <<called, clientVars, owed>>

\* For SetFlag: a flag that is set already is not set again, and its poller may
\* look before what was written for it comes to memory.
BrokenWakerJoins(n) ==
    /\ pc[n] = "set"
    /\ IF Read(n, FlagOf(Order[next[n]])) THEN UNCHANGED <<memory, buffer>>
                                          ELSE Write(n, FlagOf(Order[next[n]]), TRUE)
    /\ GoOn(n, "fence")
    /\ UNCHANGED <<called, clientVars, owed>>

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For AfterLower: a poller that has slept does not lower notifyMe.
NearMissNeverLowers(count) == count

\* For ReadNotifyMe: a notifier makes the system call although no poller
\* sleeps or is about to.
NearMissAlwaysCalls(n) ==
    /\ pc[n] = "ask"
    /\ Goto(n, "call")
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

\* For Sleep: poll(false) sleeps.
NearMissGlanceSleeps(p) ==
    /\ pc[p] \in {"sleep", "glance"}
    /\ Goto(p, "asleep")
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

\* For Goto: a step leads to a place that is not in Places.
NearMissGoesAstray(t, place) == pc' = [pc EXCEPT ![t] = "astray"]

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to begin anything.
SomethingBegins == <>(~Init)

\* A system call without a reason to return need not return.
SleepEnds == (pc[First] = "asleep") ~> (pc[First] # "asleep")
=============================================================================
