------------------------------ MODULE FifoLock ------------------------------
(***************************************************************************)
(* The promise: a recursive lock that is handed out in order of arrival,   *)
(* and that tells its owner when somebody is waiting.                      *)
(*                                                                         *)
(* What is modelled.  The lock as its users see it: an owner, a hold       *)
(* count, a queue.  A lock can be free and yet reserved: the owner has     *)
(* left, the next in the queue has not come in yet, and a newcomer must    *)
(* queue.  Who sleeps and whether anybody called the contention callback   *)
(* are visible too, because the callback is part of the promise: an event  *)
(* loop sleeps while it owns the lock, and the callback is what wakes it.  *)
(*                                                                         *)
(* Claims.  L2 and L6 OrderProp, L3 ReentryProp, L4 KickInv, L5            *)
(* EveryTurnComes, L7 FailureProp, L8 AbandonProp.  L1 needs a client with *)
(* a program counter and is stated in RFifoLock and HandoffLock.           *)
(*                                                                         *)
(* What is simplified, and why that is safe.  Every call is one step or    *)
(* two (arrive, be granted); an algorithm that takes more steps hides them *)
(* behind its refinement mapping.  Ownership passes in Grant and not in    *)
(* the release, so an algorithm may hand over directly (release, then      *)
(* Grant) or let the next thread fetch its turn.                           *)
(*                                                                         *)
(* Java.  The interface FifoLock.                                          *)
(* Check.  ./model-check/run FifoLock                                      *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
    Threads,    \* the threads that use the lock
    Nobody,     \* the owner of a free lock
    MaxHolds    \* the largest hold count; one more is an Error in Java

ASSUME NobodyIsNoThread == Nobody \notin Threads
ASSUME SomeHoldIsPossible == MaxHolds \in Nat \ {0}

VARIABLES
    owner,      \* the thread that owns the lock, or Nobody
    nesting,    \* how many holds the owner has; 0 while nobody owns
    queue,      \* the threads past the doorway that do not own yet, in order
    asleep,     \* those of the queue that sleep until somebody wakes them
    kicked,     \* was the callback invoked since the last outermost release?
    outcome     \* the bad answer that a thread's call is about to give, if any

vars == <<owner, nesting, queue, asleep, kicked, outcome>>

Queued == {queue[i] : i \in DOMAIN queue}

Outcomes == {"none", "false", "illegal"}

TypeOK ==
    /\ owner \in Threads \union {Nobody}
    /\ nesting \in 0..MaxHolds
    /\ queue \in Seq(Threads)
    /\ asleep \subseteq Queued
    /\ kicked \in BOOLEAN
    /\ outcome \in [Threads -> Outcomes]

Init ==
    /\ owner = Nobody
    /\ nesting = 0
    /\ queue = <<>>
    /\ asleep = {}
    /\ kicked = FALSE
    /\ outcome = [t \in Threads |-> "none"]

-----------------------------------------------------------------------------

Available == owner = Nobody /\ queue = <<>>

MayCall(t) == t \notin Queued /\ outcome[t] = "none"

(***************************************************************************)
(* Arrive(t): a thread that does not own the lock passes the doorway and   *)
(* is queued behind all that came before it.                               *)
(***************************************************************************)
Arrive(t) ==
    /\ MayCall(t)
    /\ owner # t
    /\ queue' = Append(queue, t)
    /\ UNCHANGED <<owner, nesting, asleep, kicked, outcome>>

(***************************************************************************)
(* TakeFree(t): lock() or tryLock() finds the lock free and nobody         *)
(* waiting, and takes it.  A lock that is free but reserved is not         *)
(* available, to anybody: no barging.                                      *)
(***************************************************************************)
TakeFree(t) ==
    /\ MayCall(t)
    /\ Available
    /\ owner' = t
    /\ nesting' = 1
    /\ UNCHANGED <<queue, asleep, kicked, outcome>>

(***************************************************************************)
(* Grant(t): the lock is free and the first of the queue becomes the       *)
(* owner.  The second conjunct but one is half of L4: whoever comes in     *)
(* while others sleep behind it must know that the callback was invoked    *)
(* since the last release; if it was not, Contend has to come first.       *)
(***************************************************************************)
Grant(t) ==
    /\ owner = Nobody
    /\ queue # <<>>
    /\ t = Head(queue)
    /\ (asleep \ {t} # {}) => kicked
    /\ owner' = t
    /\ nesting' = 1
    /\ queue' = Tail(queue)
    /\ asleep' = asleep \ {t}
    /\ UNCHANGED <<kicked, outcome>>

(***************************************************************************)
(* Reenter(t): the owner locks again, by lock() or tryLock().  It neither  *)
(* queues nor sleeps.                                                      *)
(***************************************************************************)
Reenter(t) ==
    /\ MayCall(t)
    /\ owner = t
    /\ nesting < MaxHolds
    /\ nesting' = nesting + 1
    /\ UNCHANGED <<owner, queue, asleep, kicked, outcome>>

(***************************************************************************)
(* Contend(t): a queued thread, perhaps one about to be granted the lock,  *)
(* invokes the contention callback.  Under an event loop the callback is   *)
(* AioContext.wakeup.                                                      *)
(***************************************************************************)
Contend(t) ==
    /\ t \in Queued \ asleep
    /\ kicked' = TRUE
    /\ UNCHANGED <<owner, nesting, queue, asleep, outcome>>

(***************************************************************************)
(* Sleep(t): a queued thread goes to sleep.  The other half of L4: while   *)
(* an owner is inside, only if the callback was invoked since it came in   *)
(* or since the release before.                                            *)
(***************************************************************************)
Sleep(t) ==
    /\ t \in Queued \ asleep
    /\ (owner # Nobody) => kicked
    /\ asleep' = asleep \union {t}
    /\ UNCHANGED <<owner, nesting, queue, kicked, outcome>>

(***************************************************************************)
(* Wake(t): a sleeper wakes, for a reason or for none.                     *)
(***************************************************************************)
Wake(t) ==
    /\ t \in asleep
    /\ asleep' = asleep \ {t}
    /\ UNCHANGED <<owner, nesting, queue, kicked, outcome>>

(***************************************************************************)
(* Abandon(t): a queued thread gives up, since it was interrupted or its   *)
(* time is over, and leaves the queue as if it had never come (L8).  It    *)
(* may be the first of a queue whose lock is free: then its turn passes to *)
(* the next.  A thread that is the owner already has nothing to give up.   *)
(***************************************************************************)
Without(t) == SelectSeq(queue, LAMBDA u : u # t)

Abandon(t) ==
    /\ t \in Queued \ asleep
    /\ queue' = Without(t)
    /\ UNCHANGED <<owner, nesting, asleep, kicked, outcome>>

(***************************************************************************)
(* ReleaseInner(t): the owner gives one of several holds back.             *)
(***************************************************************************)
ReleaseInner(t) ==
    /\ MayCall(t)
    /\ owner = t
    /\ nesting > 1
    /\ nesting' = nesting - 1
    /\ UNCHANGED <<owner, queue, asleep, kicked, outcome>>

(***************************************************************************)
(* ReleaseOutermost(t): the owner gives its last hold back.  The lock is   *)
(* free, any of the sleepers are woken, and the next owner must be kicked  *)
(* anew, since the owner who left has consumed the kick.                   *)
(***************************************************************************)
ReleaseOutermost(t) ==
    /\ MayCall(t)
    /\ owner = t
    /\ nesting = 1
    /\ owner' = Nobody
    /\ nesting' = 0
    /\ asleep' \in SUBSET asleep
    /\ kicked' = FALSE
    /\ UNCHANGED <<queue, outcome>>

(***************************************************************************)
(* ReleaseFails(t): unlock() by a thread that does not own the lock.  Its  *)
(* answer is IllegalMonitorStateException, and nothing else changes.       *)
(***************************************************************************)
ReleaseFails(t) ==
    /\ MayCall(t)
    /\ owner # t
    /\ outcome' = [outcome EXCEPT ![t] = "illegal"]
    /\ UNCHANGED <<owner, nesting, queue, asleep, kicked>>

(***************************************************************************)
(* TryLockFails(t): tryLock() finds an owner, or somebody waiting.  Its    *)
(* answer is false, and nothing else changes: it kicks nobody.             *)
(***************************************************************************)
TryLockFails(t) ==
    /\ MayCall(t)
    /\ owner # t
    /\ ~Available
    /\ outcome' = [outcome EXCEPT ![t] = "false"]
    /\ UNCHANGED <<owner, nesting, queue, asleep, kicked>>

(***************************************************************************)
(* Return(t): a call that failed gives its answer.                         *)
(***************************************************************************)
Return(t) ==
    /\ outcome[t] # "none"
    /\ outcome' = [outcome EXCEPT ![t] = "none"]
    /\ UNCHANGED <<owner, nesting, queue, asleep, kicked>>

Next ==
    \E t \in Threads :
        \/ Arrive(t) \/ TakeFree(t) \/ Grant(t) \/ Reenter(t)
        \/ Contend(t) \/ Sleep(t) \/ Wake(t) \/ Abandon(t)
        \/ ReleaseInner(t) \/ ReleaseOutermost(t)
        \/ ReleaseFails(t) \/ TryLockFails(t) \/ Return(t)

(***************************************************************************)
(* The lock does not stay free but reserved: since only Grant can end      *)
(* that, the first of the queue comes in.  Stated over states and not as   *)
(* WF_vars(Grant(t)), which TLC cannot evaluate under a refinement mapping *)
(* (ENABLED does not distribute over substitution).                        *)
(***************************************************************************)
TheNextComesIn == []<>(owner # Nobody \/ queue = <<>>)

(***************************************************************************)
(* And an owner whom somebody waits for is told, unless it leaves first.   *)
(* KickInv alone would let a waiter lie awake for ever and never call.     *)
(***************************************************************************)
TheOwnerIsTold == []<>(owner = Nobody \/ queue = <<>> \/ kicked)

Spec == Init /\ [][Next]_vars /\ TheNextComesIn /\ TheOwnerIsTold

-----------------------------------------------------------------------------

NestingInv == (nesting = 0) <=> (owner = Nobody)

OwnerIsNotQueuedInv == owner \notin Queued

\* L4: nobody sleeps behind an owner that was not kicked.
KickInv == (owner # Nobody /\ asleep # {}) => kicked

\* L2, L6: the queue only ever grows at its end and shrinks at its head, and
\* then the head becomes the owner, or where one gives up; an owner who did not
\* queue found it empty.
OrderProp ==
    [][ \/ queue' = queue /\ (owner' # owner /\ owner' # Nobody => queue = <<>>)
        \/ queue' # <<>> /\ queue = SubSeq(queue', 1, Len(queue') - 1) /\ owner' = owner
        \/ queue # <<>> /\ queue' = Tail(queue) /\ owner = Nobody /\ owner' = Head(queue)
        \/ owner' = owner /\ \E t \in Queued : queue' = Without(t)
      ]_vars

\* L3: holds come and go one at a time and only the last one frees the lock.
ReentryProp ==
    [][ /\ owner # Nobody /\ owner' = owner => nesting' \in (nesting - 1)..(nesting + 1)
        /\ owner # Nobody /\ owner' # owner => nesting = 1 /\ owner' = Nobody
      ]_vars

\* L7, and its counterpart for tryLock: a call that fails changes nothing else.
FailureProp ==
    [][ outcome' # outcome => UNCHANGED <<owner, nesting, queue, asleep, kicked>> ]_vars

\* L8: one that leaves the queue without its turn changes nothing else.
AbandonProp ==
    [][ \A t \in Queued : t \notin Queued' /\ owner' # t =>
            /\ queue' = Without(t)
            /\ asleep' = asleep \ {t}
            /\ UNCHANGED <<owner, nesting, kicked, outcome>> ]_vars

\* L5: if nobody owns the lock for ever, everyone in the queue gets its turn or
\* gives up.  Nobody has to give up, so whoever does not gets its turn.
EveryTurnComes ==
    (\A t \in Threads : []<>(owner # t))
        => \A t \in Threads : (t \in Queued) ~> (t \notin Queued)

THEOREM Spec => []TypeOK /\ []NestingInv /\ []OwnerIsNotQueuedInv /\ []KickInv
THEOREM Spec => OrderProp /\ ReentryProp /\ FailureProp /\ AbandonProp /\ EveryTurnComes
=============================================================================
