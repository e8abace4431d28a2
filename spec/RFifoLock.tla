----------------------------- MODULE RFifoLock ------------------------------
(***************************************************************************)
(* The algorithm: a recursive ticket lock on an ordinary mutex and its     *)
(* condition, with a contention callback (QEMU's RFifoLock, 2013).         *)
(*                                                                         *)
(* What is modelled.  A thread that calls lock() takes a ticket, and while *)
(* it is not the ticket's turn it invokes the callback, waits on the       *)
(* condition, and looks again.  The outermost unlock() advances the turn   *)
(* and signals everybody.  Every stop of the Java code is a state here:    *)
(* the mutex taken, the callback about to run, about to wait, asleep,      *)
(* woken, the mutex retaken, about to leave.  A waiter that is hasty may   *)
(* give up when it has woken and it is not its turn.                       *)
(*                                                                         *)
(* Claims.  L1 MutualExclusionInv, L2 FifoOrderProp, L3 ReentryProp and    *)
(* OwnerNeverWaitsInv, L4 KickInv, L5 EveryTurnComes, L6 AheadProp and     *)
(* FairAhead, L7 RefusalProp, L8 TicketsInv and the promise's AbandonProp, *)
(* L9 KeepsTicketProp.                                                     *)
(*                                                                         *)
(* What is simplified, and why that is safe.                               *)
(*  - A thread that waits for the mutex to begin a call has no state of    *)
(*    its own: it has changed nothing yet.  The doorway, where the order   *)
(*    of arrival is decided, is TakeTicket, under the mutex.               *)
(*  - Between two stops several fields change in one step.  All of them    *)
(*    are guarded by the mutex, so nobody can look in between.             *)
(*  - Tickets count modulo TicketModulus (2^32 in Java).  They are only    *)
(*    compared for equality, so any power of two above the number of       *)
(*    threads tells all live tickets apart.                                *)
(*  - The condition wakes any sleeper at any moment (spurious wake-ups).   *)
(*                                                                         *)
(* Java.  The class RFifoLock.                                             *)
(* Check.  ./model-check/run RFifoLock                                     *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Threads,        \* the threads that use the lock
    Nobody,         \* the owner of a free lock or mutex
    MaxHolds,       \* the largest hold count; one more is an Error in Java
    TicketModulus   \* the ticket counters wrap here

ASSUME NobodyIsNoThread == Nobody \notin Threads
ASSUME SomeHoldIsPossible == MaxHolds \in Nat \ {0}
ASSUME TicketsTellThreadsApart ==
    /\ \E k \in 1..TicketModulus : TicketModulus = 2^k
    /\ TicketModulus > Cardinality(Threads)

VARIABLES
    mutex,      \* who holds the inner mutex, or Nobody
    head,       \* the ticket whose turn it is; advanced by the owner that leaves
    tail,       \* the next ticket to be taken; advanced by whoever takes it
    owner,      \* the thread that owns the lock, or Nobody
    nesting,    \* how many holds the owner has; 0 while nobody owns
    ticket,     \* the ticket of each waiting thread: a local of lock() in Java
    kicked,     \* auxiliary, never read: was the callback invoked since the
                \* last outermost release?
    pc,         \* where each thread is
    inside      \* the client's own count of its holds: lock() calls that have
                \* returned, less unlock() calls that have begun

lockVars == <<head, tail, owner, nesting, kicked>>
vars == <<mutex, head, tail, owner, nesting, ticket, kicked, pc, inside>>

NoTicket == TicketModulus   \* no ticket has this number

Tickets == 0..(TicketModulus - 1)

Places == {
    "idle",      \* outside every call; perhaps an owner at work
    "lock",      \* in lock(), the mutex taken
    "contend",   \* in lock(), not its turn, about to invoke the callback
    "await",     \* in lock(), about to wait on the condition
    "asleep",    \* in lock(), asleep on the condition; does not hold the mutex
    "woken",     \* in lock(), awake, waits for the mutex
    "look",      \* in lock(), the mutex retaken, about to look again
    "granted",   \* owns the lock, about to leave lock() or tryLock()
    "tryLock",   \* in tryLock(), the mutex taken
    "gaveUp",    \* about to leave lock(), which it has given up
    "failed",    \* about to leave tryLock() with false
    "unlock",    \* in unlock(), the mutex taken
    "released",  \* about to leave unlock()
    "refused" }  \* about to leave unlock() with IllegalMonitorStateException

HoldsMutex(t) == pc[t] \notin {"idle", "asleep", "woken"}

Waits(t) == pc[t] \in {"contend", "await", "asleep", "woken", "look"}

Sleepers == {t \in Threads : pc[t] = "asleep"}

TypeOK ==
    /\ mutex \in Threads \union {Nobody}
    /\ head \in Tickets
    /\ tail \in Tickets
    /\ owner \in Threads \union {Nobody}
    /\ nesting \in 0..MaxHolds
    /\ ticket \in [Threads -> Tickets \union {NoTicket}]
    /\ kicked \in BOOLEAN
    /\ pc \in [Threads -> Places]
    /\ inside \in [Threads -> 0..MaxHolds]

Init ==
    /\ mutex = Nobody
    /\ head = 0
    /\ tail = 0
    /\ owner = Nobody
    /\ nesting = 0
    /\ ticket = [t \in Threads |-> NoTicket]
    /\ kicked = FALSE
    /\ pc = [t \in Threads |-> "idle"]
    /\ inside = [t \in Threads |-> 0]

-----------------------------------------------------------------------------
(* The parts that the broken twins replace, one at a time. *)

After(i) == (i + 1) % TicketModulus

Before(i) == (i + TicketModulus - 1) % TicketModulus

\* How many turns it is until this ticket's.
Distance(i) == (i + TicketModulus - head) % TicketModulus

\* Those who may give up, since they wait for a time only, or can be interrupted.
\* Nobody, as in the original; a world may say otherwise.
Hasty == {}

Goto(t, place) == pc' = [pc EXCEPT ![t] = place]

\* Is the caller the owner already?  Java: RFifoLock.isReentry
IsReentry(t) == owner = t

\* Whose turn is it?  Java: RFifoLock.isTurnOf
IsTurnOf(i) == i = head

\* May tryLock take the lock?  Only if no ticket is out; the owner's is, as long
\* as it owns.  Java: RFifoLock.isAvailable
IsAvailable == head = tail

\* May the caller unlock?  Java: RFifoLock.mayRelease
MayRelease(t) == owner = t

\* The sets of sleepers that a release may wake: all.  Java: RFifoLock.signal
Signals == {Sleepers}

\* The tickets without the waiting thread t's: those behind it move up by one.
\* Java: RFifoLock.moveUp
MovedUp(t) ==
    [u \in Threads |->
        IF u = t THEN NoTicket
        ELSE IF Waits(u) /\ Distance(ticket[u]) > Distance(ticket[t])
            THEN Before(ticket[u])
            ELSE ticket[u]]

\* The caller owns the lock from now on.  Java: RFifoLock.own
Own(t) ==
    /\ owner' = t
    /\ nesting' = 1
    /\ ticket' = [ticket EXCEPT ![t] = NoTicket]
    /\ Goto(t, "granted")

\* The loop test of lock(): own the lock or go on waiting with this ticket.
Look(t, mine) ==
    IF IsTurnOf(mine)
        THEN Own(t)
        ELSE /\ ticket' = [ticket EXCEPT ![t] = mine]
             /\ Goto(t, "contend")
             /\ UNCHANGED <<owner, nesting>>

-----------------------------------------------------------------------------

(***************************************************************************)
(* EnterLock(t), EnterTryLock(t), EnterUnlock(t): a thread begins a call   *)
(* and gets the mutex.  Any thread may call unlock(): that one of them may *)
(* not is for the lock to find out.                                        *)
(***************************************************************************)
Enter(t, call) ==
    /\ pc[t] = "idle"
    /\ mutex = Nobody
    /\ mutex' = t
    /\ Goto(t, call)
    /\ UNCHANGED <<lockVars, ticket>>

EnterLock(t) ==
    /\ inside[t] < MaxHolds
    /\ Enter(t, "lock")
    /\ UNCHANGED inside

EnterTryLock(t) ==
    /\ inside[t] < MaxHolds
    /\ Enter(t, "tryLock")
    /\ UNCHANGED inside

EnterUnlock(t) ==
    /\ Enter(t, "unlock")
    /\ inside' = [inside EXCEPT ![t] = IF @ > 0 THEN @ - 1 ELSE 0]

(***************************************************************************)
(* Reenter(t): the owner locks again, by lock() or tryLock(), and takes no *)
(* ticket.  (The original takes one and puts it back; under the mutex      *)
(* nobody can tell.)  Java: RFifoLock.reenter.                             *)
(***************************************************************************)
Reenter(t) ==
    /\ pc[t] \in {"lock", "tryLock"}
    /\ IsReentry(t)
    /\ nesting' = nesting + 1
    /\ Goto(t, "granted")
    /\ UNCHANGED <<mutex, head, tail, owner, ticket, kicked, inside>>

(***************************************************************************)
(* TakeTicket(t): the doorway.  A thread that does not own the lock takes  *)
(* the next ticket, and finds that it is its turn or that it must wait.    *)
(* Java: RFifoLock.takeTicket, and the first test of the loop in lock().   *)
(***************************************************************************)
TakeTicket(t) ==
    /\ pc[t] = "lock"
    /\ ~IsReentry(t)
    /\ tail' = After(tail)
    /\ Look(t, tail)
    /\ UNCHANGED <<mutex, head, kicked, inside>>

(***************************************************************************)
(* Contend(t): a thread whose turn it is not invokes the callback, with    *)
(* the mutex held, each time before it waits.  That it does so again after *)
(* each wake-up is load-bearing: a new owner has consumed no kick yet.     *)
(* Java: RFifoLock.contend.                                                *)
(***************************************************************************)
Contend(t) ==
    /\ pc[t] = "contend"
    /\ kicked' = TRUE
    /\ Goto(t, "await")
    /\ UNCHANGED <<mutex, head, tail, owner, nesting, ticket, inside>>

(***************************************************************************)
(* ContendThrows(t): the callback throws.  It was invoked all the same,    *)
(* and the waiter goes on as if nothing had happened (L9).                 *)
(***************************************************************************)
ContendThrows(t) ==
    /\ pc[t] = "contend"
    /\ kicked' = TRUE
    /\ Goto(t, "await")
    /\ UNCHANGED <<mutex, head, tail, owner, nesting, ticket, inside>>

(***************************************************************************)
(* Await(t): the waiter falls asleep on the condition and gives the mutex  *)
(* up, in one step: that is what a condition is for.  Java:                *)
(* RFifoLock.await.                                                        *)
(***************************************************************************)
Await(t) ==
    /\ pc[t] = "await"
    /\ mutex' = Nobody
    /\ Goto(t, "asleep")
    /\ UNCHANGED <<lockVars, ticket, inside>>

(***************************************************************************)
(* WakeSpuriously(t): a sleeper wakes for no reason.                       *)
(***************************************************************************)
WakeSpuriously(t) ==
    /\ pc[t] = "asleep"
    /\ Goto(t, "woken")
    /\ UNCHANGED <<mutex, lockVars, ticket, inside>>

(***************************************************************************)
(* Retake(t): one that was woken gets the mutex back.                      *)
(***************************************************************************)
Retake(t) ==
    /\ pc[t] = "woken"
    /\ mutex = Nobody
    /\ mutex' = t
    /\ Goto(t, "look")
    /\ UNCHANGED <<lockVars, ticket, inside>>

(***************************************************************************)
(* LookAgain(t): a waiter that woke looks whether it is its turn now.      *)
(***************************************************************************)
LookAgain(t) ==
    /\ pc[t] = "look"
    /\ Look(t, ticket[t])
    /\ UNCHANGED <<mutex, head, tail, kicked, inside>>

(***************************************************************************)
(* Abandon(t): a waiter that woke, and whose turn it is not, gives up (L8).*)
(* Those behind it move up by one, so that no ticket is missing in the     *)
(* row; nobody's turn comes by that, and nobody has to be woken.  Java:    *)
(* RFifoLock.abandon.                                                      *)
(***************************************************************************)
Abandon(t) ==
    /\ t \in Hasty
    /\ pc[t] = "look"
    /\ ~IsTurnOf(ticket[t])
    /\ tail' = Before(tail)
    /\ ticket' = MovedUp(t)
    /\ Goto(t, "gaveUp")
    /\ UNCHANGED <<mutex, head, owner, nesting, kicked, inside>>

(***************************************************************************)
(* TryLockSucceeds(t): the lock is free and nobody waits.  To take it is   *)
(* to take the ticket whose turn it is.  Java: RFifoLock.tryLock.          *)
(***************************************************************************)
TryLockSucceeds(t) ==
    /\ pc[t] = "tryLock"
    /\ ~IsReentry(t)
    /\ IsAvailable
    /\ tail' = After(tail)
    /\ Own(t)
    /\ UNCHANGED <<mutex, head, kicked, inside>>

(***************************************************************************)
(* TryLockFails(t): the lock has an owner or is reserved for a waiter.     *)
(***************************************************************************)
TryLockFails(t) ==
    /\ pc[t] = "tryLock"
    /\ ~IsReentry(t)
    /\ ~IsAvailable
    /\ Goto(t, "failed")
    /\ UNCHANGED <<mutex, lockVars, ticket, inside>>

(***************************************************************************)
(* ReleaseInner(t): the owner gives one of several holds back.  Java:      *)
(* RFifoLock.releaseInner.                                                 *)
(***************************************************************************)
ReleaseInner(t) ==
    /\ pc[t] = "unlock"
    /\ MayRelease(t)
    /\ nesting > 1
    /\ nesting' = nesting - 1
    /\ Goto(t, "released")
    /\ UNCHANGED <<mutex, head, tail, owner, ticket, kicked, inside>>

(***************************************************************************)
(* ReleaseOutermost(t): the owner gives its last hold back, advances the   *)
(* turn, and signals all sleepers.  All, because each must invoke the      *)
(* callback again for the new owner (L4), and because the condition does   *)
(* not know whose turn it is.  Java: RFifoLock.releaseOutermost.           *)
(***************************************************************************)
ReleaseOutermost(t) ==
    /\ pc[t] = "unlock"
    /\ MayRelease(t)
    /\ nesting = 1
    /\ owner' = Nobody
    /\ nesting' = 0
    /\ head' = After(head)
    /\ kicked' = FALSE
    /\ \E woken \in Signals :
           pc' = [u \in Threads |-> IF u = t THEN "released"
                                    ELSE IF u \in woken THEN "woken" ELSE pc[u]]
    /\ UNCHANGED <<mutex, tail, ticket, inside>>

(***************************************************************************)
(* ReleaseFails(t): unlock() by a thread that does not own the lock.       *)
(***************************************************************************)
ReleaseFails(t) ==
    /\ pc[t] = "unlock"
    /\ ~MayRelease(t)
    /\ Goto(t, "refused")
    /\ UNCHANGED <<mutex, lockVars, ticket, inside>>

(***************************************************************************)
(* Leave(t): the call gives the mutex up and returns, or throws.           *)
(***************************************************************************)
Leave(t) ==
    /\ pc[t] \in {"granted", "gaveUp", "failed", "released", "refused"}
    /\ mutex' = Nobody
    /\ inside' = [inside EXCEPT ![t] = IF pc[t] = "granted" THEN @ + 1 ELSE @]
    /\ Goto(t, "idle")
    /\ UNCHANGED <<lockVars, ticket>>

\* What a thread does while it holds the mutex.
Work(t) ==
    \/ Reenter(t) \/ TakeTicket(t) \/ Contend(t) \/ ContendThrows(t) \/ Await(t)
    \/ LookAgain(t) \/ Abandon(t) \/ TryLockSucceeds(t) \/ TryLockFails(t)
    \/ ReleaseInner(t) \/ ReleaseOutermost(t) \/ ReleaseFails(t) \/ Leave(t)

Next ==
    \E t \in Threads :
        \/ EnterLock(t) \/ EnterTryLock(t) \/ EnterUnlock(t)
        \/ Reenter(t) \/ TakeTicket(t) \/ Contend(t) \/ ContendThrows(t) \/ Await(t)
        \/ WakeSpuriously(t) \/ Retake(t) \/ LookAgain(t) \/ Abandon(t)
        \/ TryLockSucceeds(t) \/ TryLockFails(t)
        \/ ReleaseInner(t) \/ ReleaseOutermost(t) \/ ReleaseFails(t) \/ Leave(t)

-----------------------------------------------------------------------------

\* The scheduler: whoever holds the mutex goes on.
FairScheduler == WF_vars(\E t \in Threads : Work(t))

\* The inner mutex is fair: a woken thread that asks for it gets it, although
\* others take it in between.  That is why this fairness is strong.
FairMutex == \A t \in Threads : SF_vars(Retake(t))

\* The premise of L5: whoever owns the lock eventually gives each hold back.
\* Strong, because the owner, too, must get the mutex, and because it may nest
\* and unnest for ever in between.
OwnersRelease ==
    \A holds \in 1..MaxHolds :
        SF_vars(\E t \in Threads : inside[t] = holds /\ EnterUnlock(t))

Fairness == FairScheduler /\ FairMutex /\ OwnersRelease

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(* Invariants *)

MutexInv == \A t \in Threads : (mutex = t) <=> HoldsMutex(t)

\* L1, over the threads and not over the lock's own variables.
MutualExclusionInv ==
    \A t, u \in Threads : t # u => ~(inside[t] > 0 /\ inside[u] > 0)

\* The lock's hold count is the client's, but for a call under way.
NestingInv ==
    \A t \in Threads : owner = t =>
        nesting = inside[t] + (IF pc[t] \in {"granted", "unlock"} THEN 1 ELSE 0)

\* L3: the owner never waits.
OwnerNeverWaitsInv == \A t \in Threads : owner = t => ~Waits(t)

\* L4: nobody sleeps behind an owner that was not kicked.
KickInv == (owner # Nobody /\ Sleepers # {}) => kicked

\* Nobody sleeps through its own turn.
NoLostSignalInv == \A t \in Sleepers : ~(owner = Nobody /\ IsTurnOf(ticket[t]))

-----------------------------------------------------------------------------
(* The inductive invariant.  Each of the invariants above holds in every   *)
(* reachable state, but a step from an unreachable state could break it.   *)
(* IndInv implies them all and is its own proof: no step breaks it.        *)

Waiting == {t \in Threads : Waits(t)}

\* A call that is about to end well, badly, or has just begun.
PlacesInv ==
    \A t \in Threads :
        /\ pc[t] = "granted" => owner = t
        /\ pc[t] \in {"gaveUp", "failed", "refused"} => owner # t
        /\ pc[t] = "gaveUp" => t \in Hasty
        /\ pc[t] \in {"lock", "tryLock"} => inside[t] < MaxHolds

\* Only the owner has holds, and it has one at least.
HoldsInv ==
    /\ (nesting = 0) <=> (owner = Nobody)
    /\ \A t \in Threads : owner # t => inside[t] = 0

\* The tickets from head to tail have been taken: the first is the owner's, if
\* there is an owner, and each other belongs to one waiting thread.
TicketsInv ==
    LET served == IF owner = Nobody THEN 0 ELSE 1 IN
    /\ \A t \in Threads : Waits(t) <=> ticket[t] # NoTicket
    /\ Distance(tail) = served + Cardinality(Waiting)
    /\ {Distance(ticket[t]) : t \in Waiting} = served..(Distance(tail) - 1)

\* Nobody whose turn it is sleeps, or is on its way to sleep.
TurnInv ==
    \A t \in Threads : pc[t] \in {"contend", "await", "asleep"} => ~IsTurnOf(ticket[t])

\* Whoever sleeps, or is about to, has invoked the callback since the release.
CallbackInv ==
    \A t \in Threads : pc[t] \in {"await", "asleep"} => kicked

IndInv ==
    /\ TypeOK /\ MutexInv /\ OwnerNeverWaitsInv /\ PlacesInv
    /\ NestingInv /\ HoldsInv /\ TicketsInv /\ TurnInv /\ CallbackInv

-----------------------------------------------------------------------------
(* Order, and the refinement of the promise *)

\* Those whose turn comes before the waiting thread t's.
Ahead(t) ==
    {u \in Threads : u = owner \/ (Waits(u) /\ Distance(ticket[u]) < Distance(ticket[t]))}

\* The waiting threads in the order of their tickets.
Queue ==
    [i \in 1..Cardinality(Waiting) |->
        CHOOSE t \in Waiting : Cardinality(Ahead(t) \ {owner}) = i - 1]

\* The answer that a call is about to give, where it is a bad one.
Outcome ==
    [t \in Threads |-> CASE pc[t] = "failed"  -> "false"
                         [] pc[t] = "refused" -> "illegal"
                         [] OTHER             -> "none"]

Promise == INSTANCE FifoLock WITH queue <- Queue, asleep <- Sleepers, outcome <- Outcome

KeepsThePromise == Promise!Spec

THEOREM Spec => KeepsThePromise

-----------------------------------------------------------------------------
(* Properties *)

\* L2: whoever becomes the owner was first in the queue, or found it empty.
FifoOrderProp ==
    [][ \A t \in Threads :
            owner # t /\ owner' = t => Queue = <<>> \/ Head(Queue) = t ]_vars

\* L3: the owner who locks again is let in at once and takes no ticket, and
\* only the unlock() that ends its last hold frees the lock.
ReentryProp ==
    [][ \A t \in Threads : owner = t =>
            /\ pc[t] \in {"lock", "tryLock"} /\ pc'[t] # pc[t] =>
                   pc'[t] = "granted" /\ nesting' = nesting + 1 /\ tail' = tail
            /\ owner' # t => pc[t] = "unlock" /\ inside[t] = 0 ]_vars

\* L5: everyone past the doorway becomes the owner, or gives up.
EveryTurnComes == \A t \in Threads : Waits(t) ~> (owner = t \/ pc[t] = "gaveUp")

\* L6: once a thread waits, nobody is put ahead of it, ...
AheadProp ==
    [][ \A t \in Threads : Waits(t) /\ Waits(t)' => Ahead(t)' \subseteq Ahead(t) ]_vars

\* ... and it gets its turn if those ahead of it, and nobody else, ask for the
\* mutex when they are woken and release the lock.  (Whoever holds the mutex
\* must go on, of course.)
TurnComes(t) == Waits(t) ~> (owner = t)

FairAhead(t) ==
    LET Counts(u) == u = t \/ (Waits(t) /\ u \in Ahead(t)) IN
    /\ FairScheduler
    /\ \A u \in Threads : SF_vars(Counts(u) /\ Retake(u))
    /\ \A holds \in 1..MaxHolds :
           SF_vars(\E u \in Threads : Counts(u) /\ inside[u] = holds /\ EnterUnlock(u))

\* L7: unlock() by a thread that does not own the lock is refused and changes
\* nothing.
RefusalProp ==
    [][ \A t \in Threads : pc[t] = "unlock" /\ owner # t /\ pc'[t] # pc[t] =>
            /\ pc' = [pc EXCEPT ![t] = "refused"]
            /\ UNCHANGED <<lockVars, mutex, ticket>> ]_vars

\* L9: whatever its callback does, a waiter keeps its ticket until its turn, or
\* until somebody gives up: that one has none, and those behind it move up.
KeepsTicketProp ==
    [][ \A t \in Threads : Waits(t) =>
            \/ owner' = t
            \/ Waits(t)' /\ ticket'[t] = ticket[t]
            \/ \E u \in Hasty : pc'[u] = "gaveUp" /\ pc[u] # "gaveUp" /\ (u = t \/ Waits(t)') ]_vars

THEOREM Spec => []TypeOK /\ []MutexInv /\ []MutualExclusionInv /\ []NestingInv
THEOREM Spec => []OwnerNeverWaitsInv /\ []KickInv /\ []NoLostSignalInv
THEOREM Init => IndInv
THEOREM IndInv /\ [Next]_vars => IndInv'
THEOREM IndInv => MutualExclusionInv /\ KickInv /\ NoLostSignalInv
THEOREM Spec => FifoOrderProp /\ ReentryProp /\ AheadProp /\ RefusalProp /\ KeepsTicketProp
THEOREM Spec => EveryTurnComes
THEOREM \A t \in Threads : Init /\ [][Next]_vars /\ FairAhead(t) => TurnComes(t)
=============================================================================
