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
(* and poll until that is done (a nested poll).  Who has to wait for the   *)
(* lock calls wakeup: that is the contention callback.  Closing: an owner  *)
(* closes the context, also in a handler, and the others give up when      *)
(* their turn comes.                                                       *)
(*                                                                         *)
(* Claims.  N1 to N4 KeepsThePromise (EventLoop), N4 also NoBusyLoop, A1   *)
(* and A3 EveryTurnComes, A2 EveryRequestEnds, A4 OrderProp, A5            *)
(* OwnerDispatchesInv, H2 NestingInv and every other property in a world   *)
(* where handlers read, X1 NothingStartsProp, RejectedProp and             *)
(* EverybodyLeaves.  B1 to B4, T1, T2 and H1 are those of Callbacks.       *)
(*                                                                         *)
(* What is simplified, and why that is safe.                               *)
(*  - The lock is FifoLock and not an algorithm: any that refines it does. *)
(*  - A request's bottom half only marks it done, so all the scheduled     *)
(*    ones run in one step: only the owner looks at them, and one that is  *)
(*    scheduled meanwhile runs either in this step or in a later poll.     *)
(*  - A worker that has not yet woken the poller up for one request may    *)
(*    already be at the next of the same thread, and then wakes up once    *)
(*    for both, later.  More wakeups would only help.                      *)
(*  - A late return of the system call is a longer sleep.                  *)
(*  - A wakeup always sets the flag.  Whether it also makes the system     *)
(*    call, that ends a sleep for the flag, is a matter of AioNotify, and  *)
(*    not seen here; the twin ElidedKick leaves out the flag itself.       *)
(*  - close() by whoever does not own the context is acquire, close and    *)
(*    release.  What a worker still does to a rejected request is ignored. *)
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
    HandlersRead,   \* may the descriptor's handler submit a request and poll?
    MayClose        \* may a caller close the context?

Threads == Loops \union Callers

ASSUME LoopsAreNotCallers == Loops \intersect Callers = {}
ASSUME NobodyIsNoThread == Nobody \notin Threads
ASSUME SomeHoldIsPossible == MaxHolds \in Nat \ {0}
ASSUME SwitchesAreBooleans == {HandlersRead, MayClose} \subseteq BOOLEAN

VARIABLES
    \* The lock: see FifoLock.
    owner, nesting, queue, asleep, kicked, outcome,
    \* The notification.
    notified,   \* set by wakeup(), cleared by the poll that accepts it
    \* What a poll has to dispatch.
    event,      \* the descriptor is ready
    request,    \* the state of each request; a thread has one a level of nesting
    owed,       \* requests whose worker has scheduled and not yet woken up
    \* The threads.
    stack,      \* where each thread is: a place for each level of nesting
    closed      \* was the context closed?

lockVars == <<owner, nesting, queue, asleep, kicked, outcome>>
vars == <<lockVars, notified, event, request, owed, stack, closed>>

Lock == INSTANCE FifoLock

Levels == 1..(IF HandlersRead THEN 2 ELSE 1)

Requests == Threads \X Levels

RequestStates == {
    "none",
    "submitted",    \* a worker is at it
    "scheduled",    \* completed: its bottom half will run in the next poll
    "done",         \* its bottom half has run
    "rejected" }    \* the context was closed before

Places == {
    "outside",      \* does not want the context
    "queued",       \* in acquire(), past the doorway
    "inside",       \* owns the context, about to submit a request or to poll
    "waiting",      \* owns the context, its request is under way
    "glance",       \* in poll(false): will not sleep
    "prepare",      \* in poll(true): is there a reason not to sleep?
    "sleep",        \* in poll(true): about to sleep
    "asleep",       \* in poll(true): in the system call
    "accept",       \* in poll: about to clear the flag
    "bottomHalves", \* in poll: about to run bottom halves
    "handlers",     \* in poll: about to run the descriptor's handler
    "leaving" }     \* owns the context, about to release it

At(t) == stack[t][Len(stack[t])]

Level(t) == Len(stack[t])

\* The request of the thread's present level.
Mine(t) == <<t, Level(t)>>

TypeOK ==
    /\ Lock!TypeOK
    /\ notified \in BOOLEAN
    /\ event \in BOOLEAN
    /\ request \in [Requests -> RequestStates]
    /\ owed \subseteq Requests
    /\ \A t \in Threads : Len(stack[t]) \in Levels /\ \A i \in DOMAIN stack[t] : stack[t][i] \in Places
    /\ closed \in BOOLEAN

Init ==
    /\ Lock!Init
    /\ notified = FALSE
    /\ event = FALSE
    /\ request = [r \in Requests |-> "none"]
    /\ owed = {}
    /\ stack = [t \in Threads |-> <<"outside">>]
    /\ closed = FALSE

Goto(t, place) == stack' = [stack EXCEPT ![t][Level(t)] = place]

SomethingIsScheduled == \E r \in Requests : request[r] = "scheduled"

\* Where the end of a poll leads: back to who waits for a request, or out.
AfterPoll(r) == IF request[r] = "none" THEN "leaving" ELSE "waiting"

-----------------------------------------------------------------------------
(* Small parts with a name of their own, so that a broken twin can replace *)
(* just one of them.                                                       *)

\* What the contention callback does.  Java: AioContext.wakeup
Kick == notified' = TRUE

\* After scheduling a bottom half.  Java: BottomHalf.schedule
WakeAfterSchedule == notified' = TRUE

\* Is there something to run without sleeping?  Java: AioContext.prepare
MustNotSleep == SomethingIsScheduled

\* Does the sleeper have a reason to return?  Java: AioContext.hasReason
HasReason == notified \/ event

\* The flag, once a poll has accepted it.  Java: AioContext.accept
AfterAccept == FALSE

\* Where a poll leads that ran a handler: as any other.  Java: IoThread
AfterProgress(r) == AfterPoll(r)

\* What becomes of a request when the context is closed.
AfterClose(state) == IF state \in {"submitted", "scheduled"} THEN "rejected" ELSE state

\* Where a thread goes whose turn it is.  Java: AioContext.acquire
AfterAcquire == IF closed THEN "leaving" ELSE "inside"

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
    /\ UNCHANGED <<notified, event, request, owed, closed>>

(***************************************************************************)
(* AcquireAgain(t): a caller holds the context more than once.             *)
(***************************************************************************)
AcquireAgain(t) ==
    /\ t \in Callers
    /\ stack[t] = <<"inside">>
    /\ Lock!Reenter(t)
    /\ UNCHANGED <<notified, event, request, owed, stack, closed>>

(***************************************************************************)
(* Contend(t): a thread in the queue runs the lock's contention callback,  *)
(* which is wakeup.                                                        *)
(***************************************************************************)
Contend(t) ==
    /\ Lock!Contend(t)
    /\ Kick
    /\ UNCHANGED <<event, request, owed, stack, closed>>

(***************************************************************************)
(* SleepInQueue(t), WakeInQueue(t): whatever the lock's algorithm does     *)
(* with its waiters, within the promise.                                   *)
(***************************************************************************)
SleepInQueue(t) ==
    /\ Lock!Sleep(t)
    /\ UNCHANGED <<notified, event, request, owed, stack, closed>>

WakeInQueue(t) ==
    /\ Lock!Wake(t)
    /\ UNCHANGED <<notified, event, request, owed, stack, closed>>

(***************************************************************************)
(* ComeIn(t): it is the turn of a queued thread.  If the context was       *)
(* closed meanwhile, it passes the turn on at once.                        *)
(***************************************************************************)
ComeIn(t) ==
    /\ Lock!Grant(t)
    /\ Goto(t, AfterAcquire)
    /\ UNCHANGED <<notified, event, request, owed, closed>>

(***************************************************************************)
(* Release(t): a thread gives a hold back; with the last one, the context. *)
(* Java: AioContext.release.                                               *)
(***************************************************************************)
Release(t) ==
    /\ At(t) = "leaving"
    /\ \/ Lock!ReleaseInner(t) /\ UNCHANGED stack
       \/ Lock!ReleaseOutermost(t) /\ Goto(t, "outside")
    /\ UNCHANGED <<notified, event, request, owed, closed>>

-----------------------------------------------------------------------------
(* Requests *)

(***************************************************************************)
(* Submit(t): a caller, or a handler, hands a request to a worker.         *)
(***************************************************************************)
Submit(t) ==
    /\ At(t) = "inside"
    /\ t \in Callers \/ Level(t) = 2
    /\ request' = [request EXCEPT ![Mine(t)] = "submitted"]
    /\ Goto(t, "waiting")
    /\ UNCHANGED <<lockVars, notified, event, owed, closed>>

(***************************************************************************)
(* Complete(r), WakeUp(r): a worker completes a request.  It needs no      *)
(* context for that: it schedules the bottom half, and then wakes up       *)
(* whoever polls.  Java: BottomHalf.schedule.                              *)
(***************************************************************************)
Complete(r) ==
    /\ request[r] = "submitted"
    /\ request' = [request EXCEPT ![r] = "scheduled"]
    /\ owed' = owed \union {r}
    /\ UNCHANGED <<lockVars, notified, event, stack, closed>>

WakeUp(r) ==
    /\ r \in owed
    /\ owed' = owed \ {r}
    /\ WakeAfterSchedule
    /\ UNCHANGED <<lockVars, event, request, stack, closed>>

(***************************************************************************)
(* Finish(t): the request that a thread waits for has ended.  A handler    *)
(* returns to the poll that called it, a caller is about to leave.         *)
(***************************************************************************)
Finish(t) ==
    /\ At(t) = "waiting"
    /\ request[Mine(t)] \in {"done", "rejected"}
    /\ request' = [request EXCEPT ![Mine(t)] = "none"]
    /\ IF Level(t) = 2 THEN stack' = [stack EXCEPT ![t] = <<AfterProgress(<<t, 1>>)>>]
                       ELSE Goto(t, "leaving")
    /\ UNCHANGED <<lockVars, notified, event, owed, closed>>

-----------------------------------------------------------------------------
(* Poll *)

(***************************************************************************)
(* Poll(t): a loop calls poll(true) once each time it owns the context; a  *)
(* caller, and a handler, poll(true) or poll(false) while its request is   *)
(* not done.  Java: AioContext.poll.                                       *)
(***************************************************************************)
Poll(t) ==
    /\ \/ t \in Loops /\ stack[t] = <<"inside">> /\ Goto(t, "prepare")
       \/ /\ At(t) = "waiting"
          /\ request[Mine(t)] \in {"submitted", "scheduled"}
          /\ \E place \in {"prepare", "glance"} : Goto(t, place)
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Prepare(t): the poll computes how long it may sleep: not at all if a    *)
(* bottom half is scheduled.                                               *)
(***************************************************************************)
Prepare(t) ==
    /\ At(t) = "prepare"
    /\ Goto(t, IF MustNotSleep THEN "accept" ELSE "sleep")
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Sleep(t): the poll enters the system call, still owning the context.    *)
(* That the flag may have been set meanwhile does no harm: Return.         *)
(***************************************************************************)
Sleep(t) ==
    /\ At(t) = "sleep"
    /\ Goto(t, "asleep")
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Return(t): the flag or the descriptor ends the sleep, or makes it       *)
(* needless.  poll(false) needs no reason.                                 *)
(***************************************************************************)
Return(t) ==
    /\ At(t) = "glance" \/ (At(t) \in {"sleep", "asleep"} /\ HasReason)
    /\ Goto(t, "accept")
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Stir(t): the system call returns for no reason, and the poll begins     *)
(* anew: it prepares again.  That one with a reason returns late is that   *)
(* it stays asleep.  Java: AioContext.round.                               *)
(***************************************************************************)
Stir(t) ==
    /\ At(t) = "asleep"
    /\ ~HasReason
    /\ Goto(t, "prepare")
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Accept(t): the flag is cleared, before the poll looks at anything.      *)
(***************************************************************************)
Accept(t) ==
    /\ At(t) = "accept"
    /\ notified' = AfterAccept
    /\ Goto(t, "bottomHalves")
    /\ UNCHANGED <<lockVars, event, request, owed, closed>>

(***************************************************************************)
(* RunBottomHalves(t): the scheduled bottom halves run.                    *)
(***************************************************************************)
RunBottomHalves(t) ==
    /\ At(t) = "bottomHalves"
    /\ request' = [r \in Requests |-> IF request[r] = "scheduled" THEN "done" ELSE request[r]]
    /\ Goto(t, "handlers")
    /\ UNCHANGED <<lockVars, notified, event, owed, closed>>

(***************************************************************************)
(* RunHandler(t): the descriptor was ready.  Its readiness is consumed     *)
(* before its handler runs.  The handler returns at once, or submits a     *)
(* request and polls.                                                      *)
(***************************************************************************)
RunHandler(t) ==
    /\ At(t) = "handlers"
    /\ event
    /\ event' = FALSE
    /\ \/ Goto(t, AfterProgress(Mine(t)))
       \/ HandlersRead /\ Level(t) = 1 /\ stack' = [stack EXCEPT ![t] = Append(@, "inside")]
    /\ UNCHANGED <<lockVars, notified, request, owed, closed>>

(***************************************************************************)
(* EndPoll(t): there is nothing more to dispatch.                          *)
(***************************************************************************)
EndPoll(t) ==
    /\ At(t) = "handlers"
    /\ ~event
    /\ Goto(t, AfterPoll(Mine(t)))
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Become: the descriptor becomes ready.                                   *)
(***************************************************************************)
Become ==
    /\ ~event
    /\ ~closed
    /\ event' = TRUE
    /\ UNCHANGED <<lockVars, notified, request, owed, stack, closed>>

(***************************************************************************)
(* Close(t): an owner closes the context, perhaps in a handler.  Requests  *)
(* that are not done are rejected, and the poll that called the handler    *)
(* starts nothing more.  Java: AioContext.close.                           *)
(***************************************************************************)
Close(t) ==
    /\ MayClose
    /\ ~closed
    /\ At(t) = "inside"
    /\ closed' = TRUE
    /\ request' = [r \in Requests |-> AfterClose(request[r])]
    /\ IF Level(t) = 2 THEN stack' = [stack EXCEPT ![t] = <<AfterProgress(<<t, 1>>)>>]
                       ELSE Goto(t, "leaving")
    /\ UNCHANGED <<lockVars, notified, event, owed>>

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
        \/ ComeIn(t) \/ Release(t) \/ Submit(t) \/ Finish(t) \/ Close(t)
        \/ Poll(t) \/ Prepare(t) \/ Sleep(t) \/ Return(t) \/ Stir(t) \/ Accept(t)
        \/ RunBottomHalves(t) \/ RunHandler(t) \/ EndPoll(t)
    \/ \E r \in Requests : Complete(r) \/ WakeUp(r)
    \/ Become \/ Rest

\* What the owner does without waiting for anybody.
OwnerStep(t) ==
    \/ AcquireAgain(t) \/ Release(t) \/ Submit(t) \/ Finish(t) \/ Close(t)
    \/ Poll(t) \/ Prepare(t) \/ Sleep(t) \/ Accept(t)
    \/ RunBottomHalves(t) \/ RunHandler(t) \/ EndPoll(t)

\* The scheduler: the owner goes on.  Nobody need ever acquire the context.
FairOwner == WF_vars(\E t \in Threads : OwnerStep(t))

\* The system call: one that has a reason to return does, although it may
\* return late or spuriously before.
FairSleeper == WF_vars(\E t \in Threads : Return(t))

\* The workers: they end each request and then wake the poller up.
FairWorkers == \A r \in Requests : WF_vars(Complete(r) \/ WakeUp(r))

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

Spec == Init /\ [][Next]_vars /\ FairOwner /\ FairSleeper /\ FairWorkers /\ FairLock

-----------------------------------------------------------------------------
(* Invariants *)

\* A5: only the owner is in poll, or anywhere else inside.
OwnerDispatchesInv ==
    \A t \in Threads : At(t) \notin {"outside", "queued"} => owner = t

\* H2: polls nest in handlers of the owner, and the outer poll waits.
NestingInv ==
    \A t \in Threads : Level(t) = 2 => owner = t /\ stack[t][1] = "handlers"

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

\* X1: once the context is closed, no callback starts, ...
NothingStartsProp ==
    [][ closed => /\ \A r \in Requests : request'[r] = "done" => request[r] = "done"
                  /\ event' = event ]_vars

\* ... what was accepted and not done is reported as rejected, and nothing
\* is accepted any more, ...
RejectedProp ==
    [][ closed' => \A r \in Requests :
            /\ request[r] \in {"submitted", "scheduled"} => request'[r] = "rejected"
            /\ request'[r] \notin {"submitted", "scheduled"} ]_vars

\* ... and every call returns.
EverybodyLeaves == closed ~> (\A t \in Threads : stack[t] = <<"outside">>)

-----------------------------------------------------------------------------
(* Refinement: what wakeup and poll promise, seen from the owner's poll. *)

PollerIsAt ==
    IF owner = Nobody THEN "away"
    ELSE CASE At(owner) = "glance"              -> "glancing"
           [] At(owner) \in {"prepare", "sleep"} -> "awake"
           [] At(owner) = "asleep"              -> "asleep"
           [] At(owner) = "accept"              -> "accept"
           [] OTHER                             -> "away"

Promise == INSTANCE EventLoop WITH
    ready <- event \/ SomethingIsScheduled, at <- PollerIsAt

KeepsThePromise == Promise!Spec

THEOREM Spec => []TypeOK /\ []OwnerDispatchesInv /\ []NestingInv /\ []KickInv /\ OrderProp
THEOREM Spec => EveryTurnComes /\ EveryRequestEnds /\ NoBusyLoop
THEOREM Spec => NothingStartsProp /\ RejectedProp /\ EverybodyLeaves
THEOREM Spec => KeepsThePromise
=============================================================================
