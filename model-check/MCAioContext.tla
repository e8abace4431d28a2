---------------------------- MODULE MCAioContext -----------------------------
(***************************************************************************)
(* The finite worlds of AioContext: what the .cfg files of this name use.  *)
(*                                                                         *)
(* Bounds, and why they lose nothing that matters.                         *)
(*  - Threads.  A thread that must be told anew, after the turn of another *)
(*    that waited with it, needs three: a loop and two callers, or two     *)
(*    loops and a caller.  A fourth and a fifth are there to find the      *)
(*    unforeseen.                                                          *)
(*  - MaxHolds 2 has an inner and an outermost release.                    *)
(*  - Handlers that read (a second poll in a handler) and closing have     *)
(*    small worlds of their own, and one that has all.                     *)
(***************************************************************************)
EXTENDS AioContext, TLC

\* Threads of a kind differ in name only.  For safety: TLC's liveness needs
\* all of them.
ThreadsAreAlike == Permutations(Loops) \union Permutations(Callers)

\* For the same reason, what holds for one holds for each of its kind; a
\* liveness property of one costs far less than that of all.
OneLoop == CHOOSE t \in Loops : TRUE
OneCaller == CHOOSE t \in Callers : TRUE

TurnOfOneLoopComes == TurnComes(OneLoop)
TurnOfOneCallerComes == TurnComes(OneCaller)
RequestOfOneCallerEnds == RequestEnds(<<OneCaller, 1>>)
RequestInHandlerEnds == RequestEnds(<<OneLoop, 2>>)

-----------------------------------------------------------------------------
(* The lock: any that keeps its promise will do *)

Run == Init /\ [][Next]_vars

\* FairLock is no more than the promise of FifoLock, which says it over states.
KeepsTheLocksPromise == Lock!Spec

\* And what the promise says is enough.
AnyLockSpec ==
    /\ Run /\ FairThreads /\ FairSleeper /\ FairWorkers
    /\ Lock!TheNextComesIn /\ Lock!TheOwnerIsTold

-----------------------------------------------------------------------------
(* Fairness: each conjunct left out must be missed *)

UnfairOwnerSpec   == Run /\ FairCloser /\ FairSleeper /\ FairWorkers /\ FairLock
UnfairCloserSpec  == Run /\ FairOwner /\ FairSleeper /\ FairWorkers /\ FairLock
UnfairSleeperSpec == Run /\ FairThreads /\ FairWorkers /\ FairLock
UnfairWorkersSpec == Run /\ FairThreads /\ FairSleeper /\ FairLock
UnfairTurnSpec    == Run /\ FairThreads /\ FairSleeper /\ FairWorkers /\ FairWake /\ FairKick
UnfairWakeSpec    == Run /\ FairThreads /\ FairSleeper /\ FairWorkers /\ FairTurn /\ FairKick
UnfairKickSpec    == Run /\ FairThreads /\ FairSleeper /\ FairWorkers /\ FairTurn /\ FairWake

\* The kick comes only if the waiter stays awake for it.
WeakKickSpec ==
    /\ Run /\ FairThreads /\ FairSleeper /\ FairWorkers /\ FairTurn /\ FairWake
    /\ WF_vars(\E t \in Threads : ~kicked /\ Contend(t))

\* From some time on no descriptor is ready, so that who hangs is not one who
\* is kept busy.
QuietSpec == Spec /\ <>[](~event)

-----------------------------------------------------------------------------
(* What can be spared, and so is no twin *)

\* For MustNotSleep: the poll does not look at scheduled bottom halves.  The
\* flag is set for each of them and is never forgotten, so nothing hangs; it
\* is for idle ones, which set no flag, that it must look (Callbacks).
NeverLooks == Found

\* For Become: no descriptor is ever ready.  Not a twin but a smaller world, in
\* which PollsAgain does not show.
NothingBecomesReady == FALSE /\ UNCHANGED vars

-----------------------------------------------------------------------------
(* What wakeup and poll promise, in parts *)

StickyProp == Promise!StickyProp
ReasonProp == Promise!ReasonProp
NoLostWakeup == Promise!NoLostWakeup
NoLostEvent == Promise!NoLostEvent

\* Each step is one of the promise's, whatever must happen.
KeepsThePromiseStepwise == Promise!Init /\ [][Promise!Next]_(Promise!vars)

\* Each action of the promise is taken under the refinement mapping.
NeverTakesWakeup   == [][~ Promise!Wakeup]_(Promise!vars)
NeverTakesBecome   == [][~ Promise!Become]_(Promise!vars)
NeverTakesDispatch == [][~ Promise!Dispatch]_(Promise!vars)
NeverTakesPoll     == [][~ Promise!Poll]_(Promise!vars)
NeverTakesSleep    == [][~ Promise!Sleep]_(Promise!vars)
NeverTakesReturn   == [][~ Promise!Return]_(Promise!vars)
NeverTakesStir     == [][~ Promise!Stir]_(Promise!vars)
NeverTakesAccept   == [][~ Promise!Accept]_(Promise!vars)

-----------------------------------------------------------------------------
(* States and steps that must be reachable *)

\* The left sides of what must happen.
NeverQueuedLoop == At(OneLoop) # "queued"
NeverQueuedCaller == At(OneCaller) # "queued"
NeverRequested == request[<<OneCaller, 1>>] = "none"
NeverRequestedInHandler == request[<<OneLoop, 2>>] = "none"
NeverClosedWithWaiter == ~ (closed /\ queue # <<>>)

\* The left sides of the promise's, under the mapping.
NeverNotifiedAsleep == ~ (notified /\ PollerIsAt = "asleep")
NeverReadyAsleep == ~ (event /\ PollerIsAt = "asleep")
NeverGlances == PollerIsAt # "glancing"

\* The contention callback is called while the owner sleeps in poll.
NeverContendsWithSleeper ==
    [][ ~ \E t \in Threads : Contend(t) /\ PollerIsAt = "asleep" /\ ~notified ]_vars

\* A wakeup falls between Prepare and Sleep.
NeverWokenBeforeSleep ==
    [][ ~ (~notified /\ notified' /\ \E t \in Threads : At(t) = "sleep") ]_vars

\* A handler polls and sleeps while another thread waits.
NeverNestedSleepWithWaiter ==
    ~ (queue # <<>> /\ \E t \in Threads : Level(t) = 2 /\ At(t) = "asleep")

\* A worker completes the request of a caller that sleeps in poll.
NeverCompletedAsleep ==
    [][ ~ \E t \in Callers : At(t) = "asleep" /\ Complete(Mine(t)) ]_vars

\* One poll takes a kick and an event.
NeverKickAndEvent ==
    ~ (notified /\ event /\ kicked /\ At(OneLoop) = "accept")

\* A waiter whose turn comes finds the context closed.
NeverRefused == [][ ~ (closed /\ \E t \in Threads : ComeIn(t)) ]_vars

\* A handler closes the context while its thread's own request is under way.
NeverClosedUnderRequest ==
    ~ (At(OneCaller) = "finish" /\ request[<<OneCaller, 1>>] = "submitted")

\* A channel becomes ready after the system call, and waits for the next poll.
NeverLeft ==
    [][ ~ (event /\ \E t \in Threads : EndPoll(t)) ]_vars

\* A poll is begun with a reason, and with an event that is collected by it.
NeverCollectedAwake ==
    [][ ~ \E t \in Threads : Prepare(t) /\ collected' # collected ]_vars

\* A waiter polls while it holds the context twice and another waits.
NeverNestedHoldsWithWaiter ==
    ~ (nesting = 2 /\ queue # <<>> /\ PollerIsAt = "asleep")

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says.  The     *)
(* Java twin of the same name overrides one step of the class.             *)

\* For Kick: a wakeup is forgotten while nobody is about to sleep (M10).
BrokenElidedKick ==
    notified' = (notified \/ \E t \in Threads : At(t) \in {"sleep", "asleep"})

\* For ComeIn: the next comes in although those that sleep behind it have not
\* called back since the last release (M7).  Here two threads show it, since
\* the promise lets one sleep behind a reserved lock before anybody calls back;
\* in RFifoLock each calls back at the door, and it takes three.
BrokenUnkickedOwner(t) ==
    /\ owner = Nobody
    /\ queue # <<>>
    /\ t = Head(queue)
    /\ owner' = t
    /\ nesting' = 1
    /\ queue' = Tail(queue)
    /\ asleep' = asleep \ {t}
    /\ Goto(t, IF At(t) = "queuedToClose" THEN "finish" ELSE AfterAcquire)
    /\ UNCHANGED <<kicked, outcome, notified, event, collected, request, owed, closed>>

\* For SleepInQueue: a waiter goes to sleep although nobody has called back.
BrokenSilentWaiter(t) ==
    /\ t \in Lock!Queued \ asleep
    /\ asleep' = asleep \union {t}
    /\ UNCHANGED <<owner, nesting, queue, kicked, outcome,
                   notified, event, collected, request, owed, stack, closed>>

\* For Acquire: whoever comes first takes a free context, also one that is
\* reserved for another (M8).
BrokenBarging(t) ==
    /\ At(t) = "outside"
    /\ ~closed
    /\ IF owner = Nobody
           THEN /\ owner' = t
                /\ nesting' = 1
                /\ UNCHANGED <<queue, asleep, kicked, outcome>>
                /\ Goto(t, "inside")
           ELSE Lock!Arrive(t) /\ Goto(t, "queued")
    /\ UNCHANGED <<notified, event, collected, request, owed, closed>>

\* For WakeAfterSchedule: a worker schedules and wakes nobody up.
BrokenNoWakeup == UNCHANGED notified

\* For AfterAccept: the flag is not cleared.
BrokenFlagKept == notified

\* For EndPoll: the flag is cleared after the dispatch, too (M2).
BrokenClearedLate(t) ==
    /\ At(t) = "handlers"
    /\ ~(Found /\ MayStart)
    /\ notified' = FALSE
    /\ Goto(t, AfterPoll(Mine(t)))
    /\ UNCHANGED <<lockVars, event, collected, request, owed, closed>>

\* For AfterProgress: a loop whose poll made progress polls again before it
\* releases (M11).
BrokenPollsAgain(r) == IF r[1] \in Loops /\ request[r] = "none" THEN "prepare" ELSE AfterPoll(r)

\* For Poll: a loop polls without having acquired the context.
BrokenPollsUnowned(t) ==
    /\ \/ t \in Loops /\ stack[t] = <<"outside">> /\ Goto(t, "prepare")
       \/ /\ At(t) = "waiting"
          /\ ~closed
          /\ request[Mine(t)] \in {"submitted", "scheduled"}
          /\ \E place \in {"prepare", "glance"} : Goto(t, place)
    /\ UNCHANGED <<lockVars, notified, event, collected, request, owed, closed>>

\* For Look: a late return of the system call is taken for a reason.
BrokenLateReturn(t) ==
    /\ At(t) = "look"
    /\ Goto(t, "accept")
    /\ UNCHANGED <<lockVars, notified, event, collected, request, owed, closed>>

\* For HasReason: the sleeper does not hear the flag.
BrokenDeafSleeper == closed \/ MustNotSleep

\* For Acquire: a thread that finds the context taken kicks the owner first and
\* queues afterwards, in two steps (M9): tryLock, wakeup, lock.  For the lock
\* the kick has been, so nobody asks for another.
BrokenKicksFirst(t) ==
    /\ ~closed
    /\ \/ /\ At(t) \in {"outside", "kicked"}
          /\ Lock!Available
          /\ Lock!TakeFree(t)
          /\ Goto(t, "inside")
          /\ UNCHANGED notified
       \/ /\ At(t) = "outside"
          /\ ~Lock!Available
          /\ notified' = TRUE
          /\ Goto(t, "kicked")
          /\ UNCHANGED lockVars
       \/ /\ At(t) = "kicked"
          /\ ~Lock!Available
          /\ queue' = Append(queue, t)
          /\ kicked' = TRUE
          /\ Goto(t, "queued")
          /\ UNCHANGED <<owner, nesting, asleep, outcome, notified>>
    /\ UNCHANGED <<event, collected, request, owed, closed>>

\* For AfterAcquire: a waiter goes in although the context was closed.
BrokenCloseForgetsWaiters == "inside"

\* For AfterClose: closing drops the requests that are scheduled.
BrokenCloseForgetsRequests(state) == state

\* For WakeAfterClose: who closes tells nobody.
BrokenCloseWakesNobody == UNCHANGED notified

\* For MayStart: a poll goes on with its callbacks although the context was
\* closed meanwhile.
BrokenStartsAlthoughClosed == TRUE

\* For HasEnded: a worker takes its request off before it schedules the bottom
\* half, so who waits for it to end does not wait for that.
BrokenEndsEarly(r) == TRUE

\* For Collect: the poll does not ask the system call what is ready.
BrokenCollectsNothing == UNCHANGED collected

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For RunHandler: a handler polls while the outer poll is about to return.
NearMissOuterPollGoesOn(t) ==
    /\ At(t) = "handlers"
    /\ Found /\ MayStart
    /\ event' = FALSE
    /\ collected' = FALSE
    /\ \/ Goto(t, AfterProgress(Mine(t)))
       \/ HandlersRead /\ Level(t) = 1 /\ stack' = [stack EXCEPT ![t] = <<AfterProgress(Mine(t)), "inside">>]
    /\ UNCHANGED <<lockVars, notified, request, owed, closed>>

\* For RunHandler: the handler takes the event, and the poll still counts it
\* as found.
NearMissKeepsCollected(t) ==
    /\ At(t) = "handlers"
    /\ Found /\ MayStart
    /\ event' = FALSE
    /\ Goto(t, AfterProgress(Mine(t)))
    /\ UNCHANGED <<lockVars, notified, collected, request, owed, closed>>

\* For Submit: a closed context accepts a request.
NearMissSubmitsAlthoughClosed(t) ==
    /\ At(t) = "inside"
    /\ t \in Callers \/ Level(t) = 2
    /\ request' = [request EXCEPT ![Mine(t)] = "submitted"]
    /\ Goto(t, "waiting")
    /\ UNCHANGED <<lockVars, notified, event, collected, owed, closed>>

\* For Goto: a step leads to a place that is not in Places.
NearMissGoesAstray(t, place) == stack' = [stack EXCEPT ![t][Level(t)] = "astray"]

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to begin anything.
SomethingBegins == <>(~Init)

\* A system call without a reason to return need not return.
SleepEnds == (At(OneLoop) = "asleep") ~> (At(OneLoop) # "asleep")
=============================================================================
