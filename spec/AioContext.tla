----------------------------- MODULE AioContext -----------------------------
(***************************************************************************)
(* The protocol: event loops and callers share one context, over a lock    *)
(* that keeps the promise of FifoLock and a notification that keeps the    *)
(* promise of EventLoop.                                                   *)
(*                                                                         *)
(* What is modelled.  Lock and poll together, since each is right alone    *)
(* and a deadlock needs both.  A loop acquires the context, polls, maybe   *)
(* sleeping while it owns the context, and releases, for ever.  A caller   *)
(* acquires the context, perhaps twice, submits a request, polls until the *)
(* request is done, and releases; it may wait in poll(true) or watch with  *)
(* poll(false).  A worker completes a request: it schedules the request's  *)
(* bottom half and then wakes the poller up, in two steps.  A descriptor   *)
(* becomes ready at any moment; its handler may itself submit a request    *)
(* and poll until that is done (a nested poll).  The descriptor is of one  *)
(* of two kinds: a channel, which the system call watches and finds to be  *)
(* ready, or a notifier, whose setter wakes the poller up and which the    *)
(* poll looks at itself.  Who has to wait for the lock calls wakeup: that  *)
(* is the contention callback.  Closing: any thread closes the context at  *)
(* any moment, also in a handler, and wakes the owner up; then it waits    *)
(* for its turn to run what was accepted, while others are turned away.    *)
(*                                                                         *)
(* Claims.  N1 to N4 KeepsThePromise (EventLoop), N4 also NoBusyLoop, A1   *)
(* and A3 EveryTurnComes, A2 EveryRequestEnds, A4 OrderProp, A5            *)
(* OwnerDispatchesInv, H2 NestingInv, EventsAreHandled and every other     *)
(* property in a world where handlers read, X1 NothingStartsProp, AcceptedInv, RejectedProp,   *)
(* TurnedAwayProp and EverybodyLeaves.  B1 to B4, T1, T2 and H1 are those  *)
(* of Callbacks.                                                           *)
(*                                                                         *)
(* What is simplified, and why that is safe.                               *)
(*  - The lock is FifoLock and not an algorithm: any that refines it does. *)
(*  - A request's bottom half only marks it done, so all the scheduled     *)
(*    ones run in one step: only the owner looks at them, and one that is  *)
(*    scheduled meanwhile runs either in this step or in a later poll.     *)
(*  - A late return of the system call is a longer sleep.                  *)
(*  - A wakeup always sets the flag.  Whether it also makes the system     *)
(*    call, that ends a sleep for the flag, is a matter of AioNotify, and  *)
(*    not seen here; the twin ElidedKick leaves out the flag itself.       *)
(*  - Only one thread closes the context, and nobody comes afterwards.     *)
(* Where else Java is finer or does more, docs/divergences.md has it.      *)
(*                                                                         *)
(* Java.  AioContext, IoThread, BlockDevice.                               *)
(* Check.  ./model-check/run AioContext                                    *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Loops,          \* threads that acquire, poll(true) and release for ever
    Callers,        \* threads that acquire, wait for a request, and release
    Nobody,         \* the owner of a free context
    MaxHolds,       \* how often a caller may hold the context at a time
    IsChannel,      \* is the descriptor a channel?  Else it is a notifier
    HandlersRead,   \* may the descriptor's handler submit a request and poll?
    MayClose        \* may a caller, and a handler, close the context?

Threads == Loops \union Callers

ASSUME LoopsAreNotCallers == Loops \intersect Callers = {}
ASSUME NobodyIsNoThread == Nobody \notin Threads
ASSUME SomeHoldIsPossible == MaxHolds \in Nat \ {0}
ASSUME SwitchesAreBooleans == {IsChannel, HandlersRead, MayClose} \subseteq BOOLEAN

VARIABLES
    \* The lock: see FifoLock.
    owner, nesting, queue, asleep, kicked, outcome,
    \* The notification.
    notified,   \* set by wakeup(), cleared by the poll that accepts it
    \* What a poll has to dispatch.
    event,      \* the descriptor is ready
    collected,  \* a poll has found the channel to be ready
    request,    \* the state of each request; a thread has one a level of nesting
    owed,       \* those whose worker, or setter, has yet to wake the poller up
    \* The threads.
    stack,      \* where each thread is: a place for each level of nesting
    closed      \* was the context closed?

lockVars == <<owner, nesting, queue, asleep, kicked, outcome>>
vars == <<lockVars, notified, event, collected, request, owed, stack, closed>>

Lock == INSTANCE FifoLock

Levels == 1..(IF HandlersRead THEN 2 ELSE 1)

Requests == Threads \X Levels

\* Who has set the notifier, seen as one of the workers.
Setter == <<Nobody, 0>>

RequestStates == {
    "none",
    "submitted",    \* a worker is at it
    "scheduled",    \* completed: its bottom half will run in the next poll
    "done" }        \* its bottom half has run

Places == {
    "outside",      \* does not want the context
    "queued",       \* in acquire(), past the doorway
    "inside",       \* owns the context, about to submit a request or to poll
    "waiting",      \* owns the context, its request is under way
    "glance",       \* in poll(false): will not sleep
    "prepare",      \* in poll(true): is there a reason not to sleep?
    "sleep",        \* in poll(true): about to sleep
    "asleep",       \* in poll(true): in the system call
    "look",         \* in poll(true): was there a reason to return?
    "accept",       \* in poll: about to clear the flag
    "bottomHalves", \* in poll: about to run bottom halves
    "handlers",     \* in poll: about to run the descriptor's handler
    "leaving",      \* owns the context, about to release it
    "closing",      \* in close(): about to wake the owner up, with or without the context
    "queuedToClose",\* in close(), past the doorway
    "finish" }      \* in close(): owns the context, about to run what was accepted

\* Where a thread may be that does not own the context.
PlacesWithout == {"outside", "queued", "closing", "queuedToClose"}

At(t) == stack[t][Len(stack[t])]

Level(t) == Len(stack[t])

\* The request of the thread's present level.
Mine(t) == <<t, Level(t)>>

TypeOK ==
    /\ Lock!TypeOK
    /\ notified \in BOOLEAN
    /\ event \in BOOLEAN
    /\ collected \in BOOLEAN
    /\ request \in [Requests -> RequestStates]
    /\ owed \subseteq Requests \union {Setter}
    /\ \A t \in Threads : Len(stack[t]) \in Levels /\ \A i \in DOMAIN stack[t] : stack[t][i] \in Places
    /\ closed \in BOOLEAN

Init ==
    /\ Lock!Init
    /\ notified = FALSE
    /\ event = FALSE
    /\ collected = FALSE
    /\ request = [r \in Requests |-> "none"]
    /\ owed = {}
    /\ stack = [t \in Threads |-> <<"outside">>]
    /\ closed = FALSE

Goto(t, place) == stack' = [stack EXCEPT ![t][Level(t)] = place]

SomethingIsScheduled == \E r \in Requests : request[r] = "scheduled"

\* The worker at a request, if there was one, is done with it.
HasEnded(r) == request[r] # "submitted" /\ r \notin owed

\* What the poll has found to be ready: the channel, if the system call has
\* said so, or the notifier, at a look.  Java: Handlers.isAnyReady
Found == IF IsChannel THEN collected ELSE event

\* Where the end of a poll leads: back to who waits for a request, or out.
AfterPoll(r) == IF request[r] = "none" THEN "leaving" ELSE "waiting"

-----------------------------------------------------------------------------
(* Small parts with a name of their own, so that a broken twin can replace *)
(* just one of them.                                                       *)

\* What the contention callback does.  Once the context is closed nobody need
\* be told: that is a reason of its own.  Java: AioContext.wakeup
Kick == notified' = (notified \/ ~closed)

\* After scheduling a bottom half.  Java: AioContext.wakeAfterSchedule
WakeAfterSchedule == notified' = (notified \/ ~closed)

\* After closing.  Java: AioContext.close
WakeAfterClose == notified' = TRUE

\* Is something scheduled or found ready?  Java: AioContext.mustNotSleep
MustNotSleep == SomethingIsScheduled \/ Found

\* Has a poll a reason to go on without sleeping?  Java: AioContext.hasReason
HasReason == notified \/ closed \/ MustNotSleep

\* Does what the poller is told make the system call return?
\* Java: Poller.poll
IsWoken == notified \/ (IsChannel /\ event)

\* What the poll knows of the channel once the system call has returned.  It
\* forgets nothing that it has not handled.  Java: Handlers.add
Collect == collected' = (collected \/ (IsChannel /\ event))

\* The flag, once a poll has accepted it.  Java: AioContext.accept
AfterAccept == FALSE

\* May a poll start a callback?  Java: AioContext.nextHandler
MayStart == ~closed

\* Where a poll leads that ran a handler: as any other.  Java: IoThread
AfterProgress(r) == AfterPoll(r)

\* What becomes of a request when its context is closed.
\* Java: BottomHalves.takeTaskOrClose
AfterClose(state) == IF state = "scheduled" THEN "done" ELSE state

\* Where a thread goes whose turn it is.  Java: AioContext.acquire
AfterAcquire == IF closed THEN "leaving" ELSE "inside"

\* The end of what a thread does inside: a handler returns to the poll that
\* called it.
GoBack(t) ==
    IF Level(t) = 2 THEN stack' = [stack EXCEPT ![t] = <<AfterProgress(<<t, 1>>)>>]
                    ELSE Goto(t, "leaving")

-----------------------------------------------------------------------------
(* The lock *)

(***************************************************************************)
(* Acquire(t): a thread wants the context.  It comes in if the context is  *)
(* free and nobody waits, else it queues.  Java: AioContext.acquire.       *)
(***************************************************************************)
Acquire(t) ==
    /\ At(t) = "outside"
    /\ ~closed
    /\ IF Lock!Available THEN Lock!TakeFree(t) /\ Goto(t, "inside")
                         ELSE Lock!Arrive(t) /\ Goto(t, "queued")
    /\ UNCHANGED <<notified, event, collected, request, owed, closed>>

(***************************************************************************)
(* AcquireAgain(t): a caller holds the context more than once.             *)
(***************************************************************************)
AcquireAgain(t) ==
    /\ t \in Callers
    /\ stack[t] = <<"inside">>
    /\ ~closed
    /\ Lock!Reenter(t)
    /\ UNCHANGED <<notified, event, collected, request, owed, stack, closed>>

(***************************************************************************)
(* Contend(t): a thread in the queue runs the lock's contention callback,  *)
(* which is wakeup.                                                        *)
(***************************************************************************)
Contend(t) ==
    /\ Lock!Contend(t)
    /\ Kick
    /\ UNCHANGED <<event, collected, request, owed, stack, closed>>

(***************************************************************************)
(* SleepInQueue(t), WakeInQueue(t): whatever the lock's algorithm does     *)
(* with its waiters, within the promise.                                   *)
(***************************************************************************)
SleepInQueue(t) ==
    /\ Lock!Sleep(t)
    /\ UNCHANGED <<notified, event, collected, request, owed, stack, closed>>

WakeInQueue(t) ==
    /\ Lock!Wake(t)
    /\ UNCHANGED <<notified, event, collected, request, owed, stack, closed>>

(***************************************************************************)
(* ComeIn(t): it is the turn of a queued thread.  If the context was       *)
(* closed meanwhile, it passes the turn on at once; unless it is the one   *)
(* that closes it.                                                         *)
(***************************************************************************)
ComeIn(t) ==
    /\ Lock!Grant(t)
    /\ Goto(t, IF At(t) = "queuedToClose" THEN "finish" ELSE AfterAcquire)
    /\ UNCHANGED <<notified, event, collected, request, owed, closed>>

(***************************************************************************)
(* Release(t): a thread gives a hold back; with the last one, the context. *)
(* Java: AioContext.release.                                               *)
(***************************************************************************)
Release(t) ==
    /\ At(t) = "leaving"
    /\ \/ Lock!ReleaseInner(t) /\ UNCHANGED stack
       \/ Lock!ReleaseOutermost(t) /\ Goto(t, "outside")
    /\ UNCHANGED <<notified, event, collected, request, owed, closed>>

-----------------------------------------------------------------------------
(* Requests *)

(***************************************************************************)
(* Submit(t): a caller, or a handler, hands a request to a worker.         *)
(***************************************************************************)
Submit(t) ==
    /\ At(t) = "inside"
    /\ t \in Callers \/ Level(t) = 2
    /\ ~closed
    /\ request' = [request EXCEPT ![Mine(t)] = "submitted"]
    /\ Goto(t, "waiting")
    /\ UNCHANGED <<lockVars, notified, event, collected, owed, closed>>

(***************************************************************************)
(* SubmitFails(t): the context was closed meanwhile, and the request is    *)
(* rejected.  Java: BlockDevice.submit.                                    *)
(***************************************************************************)
SubmitFails(t) ==
    /\ At(t) = "inside"
    /\ t \in Callers \/ Level(t) = 2
    /\ closed
    /\ GoBack(t)
    /\ UNCHANGED <<lockVars, notified, event, collected, request, owed, closed>>

(***************************************************************************)
(* Complete(r), WakeUp(r): a worker completes a request.  It needs no      *)
(* context for that: it schedules the bottom half, and then wakes up       *)
(* whoever polls; only then it has ended.  Who has set the notifier wakes  *)
(* up in the same manner.  Java: BlockDevice.end, AioContext.scheduleTask. *)
(***************************************************************************)
Complete(r) ==
    /\ request[r] = "submitted"
    /\ request' = [request EXCEPT ![r] = "scheduled"]
    /\ owed' = owed \union {r}
    /\ UNCHANGED <<lockVars, notified, event, collected, stack, closed>>

WakeUp(r) ==
    /\ r \in owed
    /\ owed' = owed \ {r}
    /\ WakeAfterSchedule
    /\ UNCHANGED <<lockVars, event, collected, request, stack, closed>>

(***************************************************************************)
(* Finish(t): the request that a thread waits for is done; or the context  *)
(* was closed, which does not wait for the bottom half, as long as the     *)
(* worker has ended.  A handler returns to the poll that called it, a      *)
(* caller is about to leave.  Java: BlockDevice.transfer.                  *)
(***************************************************************************)
Finish(t) ==
    /\ At(t) = "waiting"
    /\ request[Mine(t)] = "done" \/ closed
    /\ HasEnded(Mine(t))
    /\ request' = [request EXCEPT ![Mine(t)] = IF @ = "done" THEN "none" ELSE @]
    /\ GoBack(t)
    /\ UNCHANGED <<lockVars, notified, event, collected, owed, closed>>

-----------------------------------------------------------------------------
(* Poll *)

(***************************************************************************)
(* Poll(t): a loop calls poll(true) once each time it owns the context; a  *)
(* caller, and a handler, poll(true) or poll(false) while its request is   *)
(* not done, unless the context was closed.  Java: AioContext.poll.        *)
(***************************************************************************)
Poll(t) ==
    /\ \/ t \in Loops /\ stack[t] = <<"inside">> /\ Goto(t, "prepare")
       \/ /\ At(t) = "waiting"
          /\ ~closed
          /\ request[Mine(t)] \in {"submitted", "scheduled"}
          /\ \E place \in {"prepare", "glance"} : Goto(t, place)
    /\ UNCHANGED <<lockVars, notified, event, collected, request, owed, closed>>

(***************************************************************************)
(* Glance(t): poll(false) makes the system call, which does not sleep, and *)
(* goes on, whether there is a reason or not.  Java: AioContext.sleep.     *)
(***************************************************************************)
Glance(t) ==
    /\ At(t) = "glance"
    /\ Collect
    /\ Goto(t, "accept")
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Prepare(t): the poll computes how long it may sleep.  If it has a       *)
(* reason to go on, not at all: it makes a system call that does not       *)
(* sleep, as poll(false).  That this is one step does no harm: a reason    *)
(* stays until the owner, who is here, takes it.  Java:                    *)
(* AioContext.prepare.                                                     *)
(***************************************************************************)
Prepare(t) ==
    /\ At(t) = "prepare"
    /\ IF HasReason THEN Collect /\ Goto(t, "accept")
                    ELSE UNCHANGED collected /\ Goto(t, "sleep")
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Sleep(t): the poll enters the system call, still owning the context.    *)
(* That the flag may have been set meanwhile does no harm: Return.         *)
(***************************************************************************)
Sleep(t) ==
    /\ At(t) = "sleep"
    /\ Goto(t, "asleep")
    /\ UNCHANGED <<lockVars, notified, event, collected, request, owed, closed>>

(***************************************************************************)
(* Return(t): a wakeup or the channel ends the sleep, or makes it          *)
(* needless.                                                               *)
(***************************************************************************)
Return(t) ==
    /\ At(t) = "asleep"
    /\ IsWoken
    /\ Collect
    /\ Goto(t, "look")
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Stir(t): the system call returns for no reason.  That one with a reason *)
(* returns late is that it stays asleep.                                   *)
(***************************************************************************)
Stir(t) ==
    /\ At(t) = "asleep"
    /\ ~IsWoken
    /\ Goto(t, "look")
    /\ UNCHANGED <<lockVars, notified, event, collected, request, owed, closed>>

(***************************************************************************)
(* Look(t): the poll looks whether it has a reason to go on, and if not,   *)
(* begins anew.  Java: AioContext.round.                                   *)
(***************************************************************************)
Look(t) ==
    /\ At(t) = "look"
    /\ Goto(t, IF HasReason THEN "accept" ELSE "prepare")
    /\ UNCHANGED <<lockVars, notified, event, collected, request, owed, closed>>

(***************************************************************************)
(* Accept(t): the flag is cleared, before the poll looks at anything.      *)
(***************************************************************************)
Accept(t) ==
    /\ At(t) = "accept"
    /\ notified' = AfterAccept
    /\ Goto(t, "bottomHalves")
    /\ UNCHANGED <<lockVars, event, collected, request, owed, closed>>

(***************************************************************************)
(* RunBottomHalves(t): the scheduled bottom halves run.                    *)
(***************************************************************************)
RunBottomHalves(t) ==
    /\ At(t) = "bottomHalves"
    /\ request' = [r \in Requests |->
            IF request[r] = "scheduled" /\ MayStart THEN "done" ELSE request[r]]
    /\ Goto(t, "handlers")
    /\ UNCHANGED <<lockVars, notified, event, collected, owed, closed>>

(***************************************************************************)
(* RunHandler(t): the descriptor was found ready.  Its readiness is        *)
(* consumed before its handler runs.  The handler takes the event, and     *)
(* returns at once, or goes on to submit a request and poll, or to close   *)
(* the context.  A nested poll may call the handler for the next event: in *)
(* Java the handler asks for that, it clears the notifier or sets the      *)
(* handler of the channel again.  A handler that polls before it takes its *)
(* event is in Callbacks.                                                  *)
(***************************************************************************)
RunHandler(t) ==
    /\ At(t) = "handlers"
    /\ Found /\ MayStart
    /\ event' = FALSE
    /\ collected' = FALSE
    /\ \/ Goto(t, AfterProgress(Mine(t)))
       \/ HandlersRead /\ Level(t) = 1 /\ stack' = [stack EXCEPT ![t] = Append(@, "inside")]
    /\ UNCHANGED <<lockVars, notified, request, owed, closed>>

(***************************************************************************)
(* EndPoll(t): there is nothing more to dispatch.  A channel that became   *)
(* ready after the system call waits for the next poll.                    *)
(***************************************************************************)
EndPoll(t) ==
    /\ At(t) = "handlers"
    /\ ~(Found /\ MayStart)
    /\ Goto(t, AfterPoll(Mine(t)))
    /\ UNCHANGED <<lockVars, notified, event, collected, request, owed, closed>>

(***************************************************************************)
(* Become: the descriptor becomes ready.  Who sets a notifier has yet to   *)
(* wake the poller up.  Java: EventNotifier.set.                           *)
(***************************************************************************)
Become ==
    /\ ~event
    /\ ~closed
    /\ event' = TRUE
    /\ owed' = IF IsChannel THEN owed ELSE owed \union {Setter}
    /\ UNCHANGED <<lockVars, notified, collected, request, stack, closed>>

-----------------------------------------------------------------------------
(* Closing *)

(***************************************************************************)
(* Close(t): a thread closes the context, with or without owning it,       *)
(* perhaps in a handler.  From now on no poll starts a callback.  Java:    *)
(* AioContext.close.                                                       *)
(***************************************************************************)
Close(t) ==
    /\ MayClose
    /\ ~closed
    /\ \/ At(t) = "inside" /\ (t \in Callers \/ Level(t) = 2)
       \/ At(t) = "outside" /\ t \in Callers
    /\ closed' = TRUE
    /\ Goto(t, "closing")
    /\ UNCHANGED <<lockVars, notified, event, collected, request, owed>>

(***************************************************************************)
(* Announce(t): it wakes the owner up, and comes to the lock, where it     *)
(* waits like any other.  These can be one step: the owner is not bound to *)
(* take this notification, which may be late for it, as it has a reason    *)
(* not to sleep in that the context is closed.  Java: AioContext.close.    *)
(***************************************************************************)
Announce(t) ==
    /\ At(t) = "closing"
    /\ WakeAfterClose
    /\ IF owner = t THEN UNCHANGED lockVars /\ Goto(t, "finish")
       ELSE IF Lock!Available THEN Lock!TakeFree(t) /\ Goto(t, "finish")
       ELSE Lock!Arrive(t) /\ Goto(t, "queuedToClose")
    /\ UNCHANGED <<event, collected, request, owed, closed>>

(***************************************************************************)
(* CloseAsOwner(t): once the workers have ended, it runs what they have    *)
(* scheduled, drops everything else, and leaves.  No callback starts any   *)
(* more.  Java: AioContext.finish.                                         *)
(***************************************************************************)
CloseAsOwner(t) ==
    /\ At(t) = "finish"
    /\ \A r \in Requests : HasEnded(r)
    /\ request' = [r \in Requests |-> AfterClose(request[r])]
    /\ collected' = FALSE
    /\ GoBack(t)
    /\ UNCHANGED <<lockVars, notified, event, owed, closed>>

(***************************************************************************)
(* Rest: the context is closed and everybody has left.  Not a deadlock.    *)
(***************************************************************************)
Rest ==
    /\ closed
    /\ \A t \in Threads : At(t) = "outside"
    /\ UNCHANGED vars

-----------------------------------------------------------------------------

Next ==
    \/ \E t \in Threads :
        \/ Acquire(t) \/ AcquireAgain(t) \/ Contend(t) \/ SleepInQueue(t) \/ WakeInQueue(t)
        \/ ComeIn(t) \/ Release(t) \/ Submit(t) \/ SubmitFails(t) \/ Finish(t)
        \/ Poll(t) \/ Glance(t) \/ Prepare(t) \/ Sleep(t) \/ Return(t) \/ Stir(t) \/ Look(t)
        \/ Accept(t) \/ RunBottomHalves(t) \/ RunHandler(t) \/ EndPoll(t)
        \/ Close(t) \/ Announce(t) \/ CloseAsOwner(t)
    \/ \E r \in Requests : Complete(r)
    \/ \E r \in Requests \union {Setter} : WakeUp(r)
    \/ Become \/ Rest

\* What the owner does without waiting for anybody.
OwnerStep(t) ==
    \/ AcquireAgain(t) \/ Release(t) \/ Submit(t) \/ SubmitFails(t) \/ Finish(t)
    \/ Poll(t) \/ Glance(t) \/ Prepare(t) \/ Sleep(t) \/ Look(t)
    \/ Accept(t) \/ RunBottomHalves(t) \/ RunHandler(t) \/ EndPoll(t)
    \/ CloseAsOwner(t)

\* The scheduler: the owner goes on.  Nobody need ever acquire the context.
FairOwner == WF_vars(\E t \in Threads : OwnerStep(t))

\* The scheduler: so does who has closed the context.
FairCloser == WF_vars(\E t \in Threads : Announce(t))

\* The system call: one that has a reason to return does, although it may
\* return late or spuriously before.
FairSleeper == WF_vars(\E t \in Threads : Return(t))

\* The workers: they end each request and then wake the poller up; and so does
\* who sets the notifier.
FairWorkers ==
    /\ \A r \in Requests : WF_vars(Complete(r) \/ WakeUp(r))
    /\ WF_vars(WakeUp(Setter))

\* The lock keeps its promise (FifoLock's TheNextComesIn and TheOwnerIsTold):
\* the next in line comes in, ...
FairTurn == WF_vars(\E t \in Threads : ComeIn(t))

\* ... it is woken for that, ...
FairWake ==
    WF_vars(\E t \in Threads : owner = Nobody /\ queue # <<>> /\ t = Head(queue) /\ WakeInQueue(t))

\* ... and an owner is told that somebody waits.  Strong, because a waiter may
\* sleep and wake in between.
FairKick == SF_vars(\E t \in Threads : ~kicked /\ Contend(t))

FairLock == FairTurn /\ FairWake /\ FairKick

FairThreads == FairOwner /\ FairCloser

Spec == Init /\ [][Next]_vars /\ FairThreads /\ FairSleeper /\ FairWorkers /\ FairLock

-----------------------------------------------------------------------------
(* Invariants *)

\* A5: only the owner is in poll, or anywhere else inside.
OwnerDispatchesInv ==
    \A t \in Threads : At(t) \notin PlacesWithout => owner = t

\* H2: polls nest in handlers of the owner, and the outer poll waits.
NestingInv ==
    \A t \in Threads : Level(t) = 2 => owner = t /\ stack[t][1] = "handlers"

\* What was collected is ready, and the system call collects channels only.
CollectedInv == collected => IsChannel /\ event

\* close() has returned, or will without doing anything more.
Finished == closed /\ \A t \in Threads : At(t) \notin {"closing", "queuedToClose", "finish"}

\* X1: whatever was accepted has been run once close() has returned.
AcceptedInv == Finished => \A r \in Requests : request[r] \in {"none", "done"}

\* L4, which the lock promises: nobody sleeps behind an owner not kicked.
KickInv == Lock!KickInv

-----------------------------------------------------------------------------
(* Properties *)

\* A4: the queue is served in order, so between two turns of a thread all that
\* waited already have had theirs.
OrderProp == Lock!OrderProp

\* A1, A3: everybody who waits gets the context, whatever mix of loops and
\* callers there is.
TurnComes(t) == (At(t) = "queued") ~> (owner = t)

EveryTurnComes == \A t \in Threads : TurnComes(t)

\* A2: every request ends, also that of a caller who owns the context.
RequestEnds(r) == (request[r] # "none") ~> (request[r] = "none")

EveryRequestEnds == \A r \in Requests : RequestEnds(r)

\* N4: a loop that returns from poll again and again has reasons again and
\* again: an event, a worker, a waiter.
NoBusyLoop ==
    \A t \in Loops :
        []<>(At(t) = "accept") => []<>(event \/ owed # {} \/ queue # <<>>)

\* H2: an event is handled, if somebody polls.
EventsAreHandled ==
    []<>(\E t \in Threads : At(t) = "accept") => []<>(~event \/ closed)

\* X1: once the context is closed, no callback starts but in close() itself,
\* so none once it has returned, ...
NothingStartsProp ==
    [][ closed => /\ event' = event
                  /\ \A r \in Requests :
                        request[r] = "scheduled" /\ request'[r] = "done"
                            => \E t \in Threads : At(t) = "finish" /\ t = owner ]_vars

\* ... nothing is accepted any more, ...
RejectedProp ==
    [][ closed => \A r \in Requests : request'[r] = "submitted" => request[r] = "submitted" ]_vars

\* ... who waits is turned away when its turn comes, ...
TurnedAwayProp ==
    [][ closed => \A t \in Threads :
            At(t) = "queued" => stack'[t] \in {<<"queued">>, <<"leaving">>} ]_vars

\* ... and every call returns.
EverybodyLeaves == closed ~> (\A t \in Threads : stack[t] = <<"outside">>)

-----------------------------------------------------------------------------
(* Refinement: what wakeup and poll promise, seen from the owner's poll. *)

PollerIsAt ==
    IF owner = Nobody THEN "away"
    ELSE CASE At(owner) = "glance"                      -> "glancing"
           [] At(owner) \in {"prepare", "sleep", "look"} -> "awake"
           [] At(owner) = "asleep"                      -> "asleep"
           [] At(owner) = "accept"                      -> "accept"
           [] OTHER                                     -> "away"

Promise == INSTANCE EventLoop WITH
    ready <- event \/ SomethingIsScheduled \/ closed, at <- PollerIsAt

KeepsThePromise == Promise!Spec

THEOREM Spec => []TypeOK /\ []OwnerDispatchesInv /\ []NestingInv /\ []KickInv /\ []CollectedInv
THEOREM Spec => OrderProp /\ EveryTurnComes /\ EventsAreHandled /\ NoBusyLoop
THEOREM Spec => []AcceptedInv /\ NothingStartsProp /\ RejectedProp /\ TurnedAwayProp /\ EverybodyLeaves
THEOREM Spec /\ [](~closed) => EveryRequestEnds
THEOREM Spec => KeepsThePromise
=============================================================================
