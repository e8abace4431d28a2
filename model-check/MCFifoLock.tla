------------------------------ MODULE MCFifoLock ------------------------------
(***************************************************************************)
(* The finite worlds of FifoLock: the promise does not contradict itself,  *)
(* keeps its own claims, and leaves no action out.                         *)
(*                                                                         *)
(* Bounds, and why they lose nothing that matters.  Three threads are an   *)
(* owner and two that wait for different turns; two holds are an inner and *)
(* an outermost one.                                                       *)
(***************************************************************************)
EXTENDS FifoLock

Run == Init /\ [][Next]_vars

\* Whoever owns the lock eventually gives each hold back.  Strong, because it
\* may nest and unnest for ever in between.
OwnersRelease ==
    \A holds \in 1..MaxHolds :
        SF_vars(\E t \in Threads :
                    nesting = holds /\ (ReleaseInner(t) \/ ReleaseOutermost(t)))

FairSpec == Spec /\ OwnersRelease

\* The next in the queue may stay away.
UnfairGrantSpec == Run /\ TheOwnerIsTold /\ OwnersRelease

\* Waiters may lie awake and never call the callback.
UntoldSpec == Run /\ TheNextComesIn

\* EveryTurnComes without its premise.
TurnsCome == \A t \in Threads : (t \in Queued) ~> (t \notin Queued)

-----------------------------------------------------------------------------
(* States that must be reachable *)

\* The left side of EveryTurnComes.
NeverQueued == Queued = {}

\* The left side of TheNextComesIn: the lock is free but reserved.
NeverReserved == ~ (owner = Nobody /\ queue # <<>>)

\* What TheOwnerIsTold must not let last: somebody waits, and nobody has called.
NeverUntold == ~ (owner # Nobody /\ queue # <<>> /\ ~kicked)

\* What the contention obligation is about.
NeverAllAsleepBehindOwner == ~ (owner # Nobody /\ asleep = Threads \ {owner})

\* Two freedoms that the promise leaves to an algorithm, and that no weaker one
\* should lose: to hand the lock to a sleeper, and to wake some of the sleepers.
NeverGrantsASleeper == [][~ (owner = Nobody /\ owner' \in asleep)]_vars

NeverWakesSome ==
    [][~ (owner # Nobody /\ owner' = Nobody /\ asleep' # {} /\ asleep' # asleep)]_vars

\* The first of the queue gives up although the lock is free.
NeverGivesTheTurnUp ==
    [][~ (owner = Nobody /\ queue # <<>> /\ queue' = Tail(queue) /\ owner' = Nobody)]_vars

-----------------------------------------------------------------------------
(* The two halves of the contention obligation: L4 fails without either *)

\* For Grant: the next comes in although others sleep and nobody kicked.
BrokenCarelessGrant(t) ==
    /\ owner = Nobody
    /\ queue # <<>>
    /\ t = Head(queue)
    /\ owner' = t
    /\ nesting' = 1
    /\ queue' = Tail(queue)
    /\ asleep' = asleep \ {t}
    /\ UNCHANGED <<kicked, outcome>>

\* For Sleep: a waiter goes to sleep although it has kicked nobody.
BrokenCarelessSleep(t) ==
    /\ t \in Queued \ asleep
    /\ asleep' = asleep \union {t}
    /\ UNCHANGED <<owner, nesting, queue, kicked, outcome>>

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For ReleaseOutermost: a free lock keeps its hold count.
NearMissKeepsHolds(t) ==
    /\ MayCall(t)
    /\ owner = t
    /\ nesting = 1
    /\ owner' = Nobody
    /\ asleep' \in SUBSET asleep
    /\ kicked' = FALSE
    /\ UNCHANGED <<nesting, queue, outcome>>

\* For Grant: the new owner stays in the queue.
NearMissStaysQueued(t) ==
    /\ owner = Nobody
    /\ queue # <<>>
    /\ t = Head(queue)
    /\ owner' = t
    /\ nesting' = 1
    /\ UNCHANGED <<queue, asleep, kicked, outcome>>

\* For Arrive: a thread that arrives takes the lock from its owner.
NearMissArrivalFrees(t) ==
    /\ MayCall(t)
    /\ owner # t
    /\ queue' = Append(queue, t)
    /\ owner' = Nobody
    /\ nesting' = 0
    /\ UNCHANGED <<asleep, kicked, outcome>>

\* For Grant: the last of the queue is granted the lock.
NearMissLastComeFirst(t) ==
    /\ owner = Nobody
    /\ queue # <<>>
    /\ t = queue[Len(queue)]
    /\ (asleep \ {t} # {}) => kicked
    /\ owner' = t
    /\ nesting' = 1
    /\ queue' = SubSeq(queue, 1, Len(queue) - 1)
    /\ asleep' = asleep \ {t}
    /\ UNCHANGED <<kicked, outcome>>

\* For Reenter: a second lock() counts as two holds.
NearMissCountsTwice(t) ==
    /\ MayCall(t)
    /\ owner = t
    /\ nesting + 1 < MaxHolds
    /\ nesting' = nesting + 2
    /\ UNCHANGED <<owner, queue, asleep, kicked, outcome>>

\* For ReleaseInner: an inner release frees the lock.
NearMissInnerFrees(t) ==
    /\ MayCall(t)
    /\ owner = t
    /\ nesting > 1
    /\ owner' = Nobody
    /\ nesting' = 0
    /\ UNCHANGED <<queue, asleep, kicked, outcome>>

\* For TryLockFails: a tryLock() that fails runs the callback.
NearMissFailureKicks(t) ==
    /\ MayCall(t)
    /\ owner # t
    /\ ~Available
    /\ outcome' = [outcome EXCEPT ![t] = "false"]
    /\ kicked' = TRUE
    /\ UNCHANGED <<owner, nesting, queue, asleep>>

\* For Abandon: a cancelled waiter runs the callback as it leaves.
NearMissAbandonKicks(t) ==
    /\ t \in Queued \ asleep
    /\ queue' = Without(t)
    /\ kicked' = TRUE
    /\ UNCHANGED <<owner, nesting, asleep, outcome>>

\* For Grant: the new owner still counts as asleep.
NearMissSleepsOn(t) ==
    /\ owner = Nobody
    /\ queue # <<>>
    /\ t = Head(queue)
    /\ owner' = t
    /\ nesting' = 1
    /\ queue' = Tail(queue)
    /\ UNCHANGED <<asleep, kicked, outcome>>

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to begin anything.
SomethingBegins == <>(~Init)
=============================================================================
