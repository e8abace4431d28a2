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
(* request is done, and releases.  A worker completes a request: it        *)
(* schedules the request's bottom half and then wakes the poller up, in    *)
(* two steps.  A descriptor becomes ready at any moment; its handler may   *)
(* itself submit a request and poll until that is done (a nested poll).    *)
(* Who has to wait for the lock calls wakeup: that is the contention       *)
(* callback.  Closing: an owner closes the context, and the others give    *)
(* up when their turn comes.                                               *)
(*                                                                         *)
(* Claims.  N1 to N4 by KeepsThePromise (EventLoop), A1 and A3             *)
(* EveryTurnComes, A2 EveryRequestEnds, A4 OrderProp, A5 OwnerDispatches,  *)
(* H2 (nested polls are part of every property), X1 NothingStartsProp and  *)
(* EverybodyLeaves.  B1 to B4, T1, T2 and H1 are those of Callbacks.       *)
(*                                                                         *)
(* What is simplified, and why that is safe.                               *)
(*  - The lock is FifoLock and not an algorithm: any that refines it does. *)
(*  - A request's bottom half only marks it done, so all the scheduled     *)
(*    ones run in one step: only the owner looks at them, and one that is  *)
(*    scheduled meanwhile runs either in this step or in a later poll.     *)
(*  - A late or spurious return of the system call leads back to sleep.    *)
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
    "prepare",      \* in poll: is there a reason not to sleep?
    "sleep",        \* in poll: about to sleep
    "asleep",       \* in poll: in the system call
    "accept",       \* in poll: about to clear the flag
    "bottomHalves", \* in poll: about to run bottom halves
    "handlers",     \* in poll: about to run the descriptor's handler
    "leaving" }     \* owns the context, about to release it

At(t) == stack[t][Len(stack[t])]

Level(t) == Len(stack[t])

\* The request of the thread's present level.
Mine(t) == <<t, Level(t)>>

Polling == {"prepare", "sleep", "asleep", "accept", "bottomHalves", "handlers"}

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

\* Where a poll leads: back to whoever waits for a request, or out.
EndOfPoll(t) == IF request[<<t, 1>>] = "none" THEN "leaving" ELSE "waiting"

-----------------------------------------------------------------------------
(* The parts that the broken twins replace, one at a time. *)

\* What the contention callback does.  Java: AioContext.wakeup
Kick == notified' = TRUE

\* After scheduling a bottom half.  Java: BottomHalf.schedule
WakeAfterSchedule == notified' = TRUE

\* Is there something to run without sleeping?  Java: AioContext.prepare
MustNotSleep == \E r \in Requests : request[r] = "scheduled"

\* Does the sleeper see a reason to return?  Java: AioContext.hasReason
HasReason == notified \/ event

\* Where a thread goes after its poll: a loop leaves.  Java: IoThread
AfterPoll(t) == IF request[Mine(t)] = "none" THEN "leaving" ELSE "waiting"

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
    /\ Goto(t, IF closed THEN "leaving" ELSE "inside")
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
    /\ Mine(t) \notin owed
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
    /\ IF Level(t) = 2 THEN stack' = [stack EXCEPT ![t] = <<EndOfPoll(t)>>]
                       ELSE Goto(t, "leaving")
    /\ UNCHANGED <<lockVars, notified, event, owed, closed>>

-----------------------------------------------------------------------------
(* Poll *)

(***************************************************************************)
(* Poll(t): poll(true).  A loop does it once each time it owns the         *)
(* context; a caller, and a handler, while its request is not done.  Java: *)
(* AioContext.poll.                                                        *)
(***************************************************************************)
Poll(t) ==
    /\ \/ t \in Loops /\ stack[t] = <<"inside">>
       \/ At(t) = "waiting" /\ request[Mine(t)] \in {"submitted", "scheduled"}
    /\ Goto(t, "prepare")
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
(* Return(t): the flag or the descriptor ends the sleep.                   *)
(***************************************************************************)
Return(t) ==
    /\ At(t) \in {"sleep", "asleep"}
    /\ HasReason
    /\ Goto(t, "accept")
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Stir(t): the system call returns late or for no reason.                 *)
(***************************************************************************)
Stir(t) ==
    /\ At(t) = "asleep"
    /\ Goto(t, "sleep")
    /\ UNCHANGED <<lockVars, notified, event, request, owed, closed>>

(***************************************************************************)
(* Accept(t): the flag is cleared, before the poll looks at anything.      *)
(***************************************************************************)
Accept(t) ==
    /\ At(t) = "accept"
    /\ notified' = FALSE
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
    /\ ~closed
    /\ event' = FALSE
    /\ \/ stack' = [stack EXCEPT ![t][Level(t)] = AfterPoll(t)]
       \/ HandlersRead /\ Level(t) = 1 /\ stack' = [stack EXCEPT ![t] = Append(@, "inside")]
    /\ UNCHANGED <<lockVars, notified, request, owed, closed>>

(***************************************************************************)
(* EndPoll(t): there is nothing more to dispatch.                          *)
(***************************************************************************)
EndPoll(t) ==
    /\ At(t) = "handlers"
    /\ ~event \/ closed
    /\ Goto(t, AfterPoll(t))
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
(* that are not done are rejected.  Java: AioContext.close.                *)
(***************************************************************************)
Close(t) ==
    /\ MayClose
    /\ ~closed
    /\ At(t) = "inside"
    /\ closed' = TRUE
    /\ request' = [r \in Requests |-> IF request[r] \in {"submitted", "scheduled"}
                                          THEN "rejected" ELSE request[r]]
    /\ IF Level(t) = 2 THEN stack' = [stack EXCEPT ![t] = <<EndOfPoll(t)>>]
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

\* What the owner does next; it never waits for anybody but in "asleep".
OwnerStep(t) ==
    \/ AcquireAgain(t) \/ Release(t) \/ Submit(t) \/ Finish(t) \/ Close(t)
    \/ Poll(t) \/ Prepare(t) \/ Sleep(t) \/ Accept(t)
    \/ RunBottomHalves(t) \/ RunHandler(t) \/ EndPoll(t)

Next ==
    \/ \E t \in Threads :
        \/ Acquire(t) \/ AcquireAgain(t) \/ Contend(t) \/ SleepInQueue(t) \/ WakeInQueue(t)
        \/ ComeIn(t) \/ Release(t) \/ Submit(t) \/ Finish(t) \/ Close(t)
        \/ Poll(t) \/ Prepare(t) \/ Sleep(t) \/ Return(t) \/ Stir(t) \/ Accept(t)
        \/ RunBottomHalves(t) \/ RunHandler(t) \/ EndPoll(t)
    \/ \E r \in Requests : Complete(r) \/ WakeUp(r)
    \/ Become \/ Rest

\* The scheduler: the owner goes on.
FairOwner == WF_vars(\E t \in Threads : OwnerStep(t))

\* The poller: a sleeper with a reason to return does, although it may stir.
FairSleeper == WF_vars(\E t \in Threads : Return(t))

\* The workers end each request and then wake the poller up.
FairWorkers == \A r \in Requests : WF_vars(Complete(r) \/ WakeUp(r))

\* The lock keeps its promise (FifoLock, TheNextComesIn and TheOwnerIsTold):
\* the next in line wakes and comes in, and an owner is told that somebody
\* waits.  Strong, because a waiter may sleep and wake in between.
FairLock ==
    /\ WF_vars(\E t \in Threads : ComeIn(t))
    /\ WF_vars(\E t \in Threads : owner = Nobody /\ queue # <<>> /\ t = Head(queue) /\ WakeInQueue(t))
    /\ SF_vars(\E t \in Threads : ~kicked /\ Contend(t))

Spec == Init /\ [][Next]_vars /\ FairOwner /\ FairSleeper /\ FairWorkers /\ FairLock

-----------------------------------------------------------------------------

\* A5: only the owner is in poll, or anywhere else inside.
OwnerDispatchesInv ==
    \A t \in Threads : At(t) \notin {"outside", "queued"} => owner = t

KickInv == Lock!KickInv

\* A4: between two turns of a thread, all that waited have had theirs.
OrderProp == Lock!OrderProp

\* A1, A3: everybody who waits gets the context, whatever mix of loops and
\* callers there is.
TurnComes(t) == (At(t) = "queued") ~> (owner = t)
EveryTurnComes == \A t \in Threads : TurnComes(t)

\* A2: every request ends, also that of a caller who owns the context.
EveryRequestEnds ==
    \A r \in Requests : (request[r] # "none") ~> (request[r] = "none")

\* X1: once the context is closed, no callback starts ...
NothingStartsProp ==
    [][ closed => /\ \A r \in Requests : request'[r] = "done" => request[r] = "done"
                  /\ event' = event ]_vars

\* ... and everybody leaves.
EverybodyLeaves == closed ~> (\A t \in Threads : stack[t] = <<"outside">>)

-----------------------------------------------------------------------------
(* Refinement: what wakeup and poll promise, seen from the owner's poll. *)

PollerIsAt ==
    IF owner = Nobody THEN "away"
    ELSE CASE At(owner) \in {"prepare", "sleep"} -> "awake"
           [] At(owner) = "asleep"               -> "asleep"
           [] At(owner) = "accept"               -> "accept"
           [] OTHER                              -> "away"

Promise == INSTANCE EventLoop WITH
    ready <- event \/ MustNotSleep, at <- PollerIsAt, blocking <- TRUE

KeepsThePromise == Promise!Spec

THEOREM Spec => []TypeOK /\ []OwnerDispatchesInv /\ []KickInv /\ OrderProp
THEOREM Spec => EveryTurnComes /\ EveryRequestEnds
THEOREM Spec => NothingStartsProp /\ EverybodyLeaves
THEOREM Spec => KeepsThePromise
=============================================================================
