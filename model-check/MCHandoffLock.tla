---------------------------- MODULE MCHandoffLock -----------------------------
(***************************************************************************)
(* The finite worlds of HandoffLock: what the .cfg files of this name use. *)
(*                                                                         *)
(* Bounds, and why they lose nothing that matters.                         *)
(*  - Threads.  An owner, one that is next and one behind it are the least *)
(*    in which a new owner has somebody behind itself, and in which one    *)
(*    that gives up has neighbours on both sides: three.  Two threads do   *)
(*    every step but the wake ahead of the turn.                           *)
(*  - Buffered is false where store buffers are not what is asked about,    *)
(*    and in the worlds that are replayed: tests see memory at once.       *)
(*  - MaxHolds 2 has an inner and an outermost release.  Where nothing is  *)
(*    asked about holds, 1 is enough.                                      *)
(*                                                                         *)
(* The names of what a cfg checks say what is expected: Never… must be     *)
(* violated, since its state or step is to be seen; a Broken… operator     *)
(* replaces one of the specification, and the cfg's one property must      *)
(* fail.                                                                   *)
(***************************************************************************)
EXTENDS HandoffLock, TLC

\* Threads differ in name only.  For safety: TLC's liveness needs all of them.
ThreadsAreAlike == Permutations(Threads)

\* Since threads differ in name only, what holds for one holds for each; a
\* liveness property of one costs far less than that of all.
One == CHOOSE t \in Threads : TRUE

TurnOfOneComes == Waits(One) ~> (owner = One \/ pc[One] = "gaveUp")

\* The safety part of KeepsThePromise, which SYMMETRY leaves sound.
KeepsThePromiseInEachStep == Promise!Init /\ [][Promise!Next]_(Promise!vars)

\* L7, and its counterpart for tryLock, which calls nobody back; and L8: the
\* promise's own, under the refinement mapping.
FailureProp == Promise!FailureProp

PromisedAbandonProp == Promise!AbandonProp

-----------------------------------------------------------------------------
(* Fairness: each conjunct left out must be missed *)

Run == Init /\ [][Next]_vars

UnfairSchedulerSpec == Run /\ OwnersRelease /\ FairMemory

UnfairOwnersSpec == Run /\ FairScheduler /\ FairMemory

UnfairMemorySpec == Run /\ FairScheduler /\ OwnersRelease

\* Nobody gives up: then everyone becomes the owner.
PatientSpec == Init /\ [][Next /\ \A t \in Threads : pc'[t] # "unlink"]_vars /\ Fairness

EveryoneOwns == \A t \in Threads : Waits(t) ~> (owner = t)

-----------------------------------------------------------------------------
(* Three threads in the replay: all that two of them cannot do, and no more *)

\* Two queue up while a certain one owns the lock.  What is left out, two threads
\* do as well: calls that fail, waits that are given up, callbacks that throw,
\* and wakes for no reason.
OneTakesFree(t) == t = One /\ TakeFree(t)

QueuesBehindOne(t) == owner = One /\ TakeTicket(t)

ThreeSpec ==
    Init /\ [][\E t \in Threads :
        \/ OneTakesFree(t) \/ QueuesBehindOne(t)
        \/ Enqueue(t) \/ Contend(t) \/ Announce(t) \/ SeeGrant(t) \/ Park(t) \/ Wake(t)
        \/ StandUp(t) \/ ComeIn(t) \/ Own(t)
        \/ ReleaseFree(t) \/ ReleaseToNext(t)
        \/ Grant(t) \/ LetGo(t) \/ Unpark(t) \/ WakeNext(t)]_vars

-----------------------------------------------------------------------------
(* States and steps that must be possible *)

\* The left side of EveryTurnComes.
NeverWaits == ~ Waits(One)

\* The race of L8: one is granted the lock when it is about to give up.
NeverGrantedLate == ~ \E t \in Threads : pc[t] = "unlink" /\ status[t] = "granted"

\* One leaves from the middle of the queue.
NeverLeavesTheMiddle ==
    ~ \E t \in Threads :
        pc[t] = "unlink" /\ Len(queue) = 2 /\ queue[1] = t /\ owner # Nobody

\* The lock is handed to one that sleeps while another sleeps behind it.
NeverTwoAsleep ==
    ~ \E t, u \in Sleepers : t # u /\ status[t] = "granted"

\* A permit is left behind by an unpark that came too late, ...
NeverLeftPermit == ~ \E t \in Threads : pc[t] = "idle" /\ permit[t]

\* ... and one parks with it.
NeverParksWithOldPermit ==
    ~ \E t \in Threads : pc[t] = "park" /\ permit[t] /\ status[t] = "parked"

\* A newcomer calls back between the new owner's look and its coming in.
NeverCallsMeanwhile ==
    ~ \E t, u \in Threads : pc[t] = "own" /\ pc[u] = "contend" /\ ~kicked

\* One owns the lock, and has left lock(), before others see that busy is cleared.
NeverOwnsFirst == ~ \E t \in Threads : owner = t /\ ~Drained(t)

\* One has given its ticket back and is gone, and the new owner counts it still.
NeverCountsOneTooMany ==
    ~ \E t, u \in Threads :
        pc[t] = "idle" /\ pc[u] = "comeIn" /\ TicketsSeenBy(t) < TicketsSeenBy(u)

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says.  The     *)
(* Java twin of the same name overrides one step of the class HandoffLock. *)

\* For Grant: the releaser looks whether the next is parked, and grants it the
\* lock afterwards; the next can announce that it parks in between.
BrokenLooksThenGrants(t) ==
    /\ UNCHANGED <<word, permit, own, kicked>>
    /\ \/ /\ pc[t] = "grant"
          /\ grantee' = [grantee EXCEPT ![t] = IF MustUnpark(TheNext) THEN TheNext ELSE Nobody]
          /\ Goto(t, "grantBlindly")
          /\ UNCHANGED <<queue, status, next>>
       \/ /\ pc[t] = "grantBlindly"
          /\ queue' = Tail(queue)
          /\ next' = [next EXCEPT ![t] =
                          IF grantee[t] # Nobody /\ Len(queue) > 1 THEN queue[2] ELSE Nobody]
          /\ SetStatus(TheNext, "granted")
          /\ Goto(t, "letGo")
          /\ UNCHANGED grantee

\* For Grant: the releaser grants by a mere write, and unparks whoever it was; the
\* write may come to memory after the unpark.
BrokenUnfencedGrant(t) ==
    /\ pc[t] = "grant"
    /\ LET first == TheNext
           rest  == Without(first)
       IN  /\ queue' = rest
           /\ grantee' = [grantee EXCEPT ![t] = first]
           /\ next' = [next EXCEPT ![t] = IF rest = <<>> THEN Nobody ELSE Head(rest)]
           /\ IF Buffered THEN Put(t, first, "granted") /\ UNCHANGED status
                          ELSE SetStatus(first, "granted") /\ UNCHANGED buffer
    /\ Goto(t, "letGo")
    /\ UNCHANGED <<count, busy, permit, own, kicked>>

\* For Announce: a waiter announces without a look whether it has been granted
\* the lock.
BrokenParksBlindly(t) ==
    /\ pc[t] = "look"
    /\ SetStatus(t, "parked")
    /\ Goto(t, "park")
    /\ UNCHANGED <<word, queue, permit, wakes, own, kicked>>

\* For RunsForeignCode: the callback runs between the announcement and the park,
\* and when it parks, it takes the permit.
BrokenPermitTaken(t) == pc[t] \in {"idle", "contend", "kick", "park"}

\* For MustUnpark: nobody is ever unparked.
BrokenNoUnpark(t) == FALSE

\* For IsAwaited: only waiters call back, and that once; a new owner does not
\* hear of those who wait already.
BrokenSilentOwner(t) == FALSE

\* For Contend: one that waits does not call back; it leaves that to the next
\* owner.
BrokenSilentQueuer(t) ==
    /\ pc[t] \in {"contend", "kick"}
    /\ kicked' = (kicked \/ pc[t] = "kick")
    /\ Goto(t, IF pc[t] = "contend" THEN "look" ELSE "own")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own>>

\* For ContendThrows: what the callback throws comes out of lock(), and the
\* place in the queue is nobody's.
BrokenCallbackLeaks(t) ==
    /\ pc[t] \in {"contend", "kick"}
    /\ kicked' = TRUE
    /\ Goto(t, "failed")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own>>

\* For Stay: one that gives up does not look whether it has been granted the
\* lock; the lock is nobody's then.
BrokenLosesGrant(t) ==
    /\ pc[t] = "unlink"
    /\ status[t] = "granted"
    /\ ClearBusy(t, count)
    /\ Leaves(t)
    /\ Goto(t, "gaveUp")
    /\ UNCHANGED <<queue, permit, grantee, own, kicked>>

\* For Without: who gives up stays in the queue, and is not skipped.
BrokenNotSkipped(t) == IF pc[t] = "unlink" THEN queue ELSE SelectSeq(queue, LAMBDA u : u # t)

\* For Abandon: who gives up keeps its ticket, and the lock looks taken for ever.
BrokenKeepsTicket(t) ==
    /\ pc[t] = "unlink"
    /\ status[t] # "granted"
    /\ queue' = Without(t)
    /\ ClearBusy(t, count)
    /\ Leaves(t)
    /\ Goto(t, "gaveUp")
    /\ UNCHANGED <<permit, grantee, own, kicked>>

\* For TheNext: the last that came is granted the lock.
BrokenLastComeFirst == queue[Len(queue)]

\* For IsFree: a lock that is handed over just now can be taken by anybody.
BrokenTakesReserved(t) == owner = Nobody

\* For IsOwner: the owner that locks again queues behind itself.
BrokenQueuesBehindItself(t) == FALSE

\* For MayRelease: any thread may release a lock that has an owner.
BrokenAnyoneReleases(t) == owner # Nobody

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For IsFree: a lock that has an owner can be taken.
NearMissAlwaysFree(t) == TRUE

\* For ClearBusy: busy is cleared in memory before the count that goes with
\* it.
NearMissClearsAtOnce(t, tickets) ==
    /\ Put(t, Word, tickets)
    /\ busy' = FALSE
    /\ UNCHANGED count

\* For LetGo: the releaser leaves, and busy stays set.
NearMissLeavesBusy(t) ==
    /\ pc[t] = "letGo"
    /\ Goto(t, IF grantee[t] # Nobody THEN "unpark" ELSE AfterUnpark(t))
    /\ UNCHANGED <<word, queue, status, permit, wakes, own, kicked>>

\* For Reenter: the owner that locks again takes a ticket.
NearMissReentryTakesTicket(t) ==
    /\ pc[t] = "idle"
    /\ IsOwner(t)
    /\ nesting < MaxHolds
    /\ count' = count + 1
    /\ nesting' = nesting + 1
    /\ inside' = [inside EXCEPT ![t] = @ + 1]
    /\ UNCHANGED <<busy, buffer, queue, status, permit, wakes, owner, kicked, pc>>

\* For ReleaseInner: an inner release frees the lock.
NearMissInnerFrees(t) ==
    /\ pc[t] = "idle"
    /\ MayRelease(t)
    /\ nesting > 1
    /\ owner' = Nobody
    /\ nesting' = 0
    /\ inside' = [inside EXCEPT ![t] = @ - 1]
    /\ UNCHANGED <<word, queue, status, permit, wakes, kicked, pc>>

\* For ReleaseFails: unlock() by a thread that is not the owner is refused and
\* leaves a permit.
NearMissRefusalLeavesPermit(t) ==
    /\ pc[t] = "idle"
    /\ ~MayRelease(t)
    /\ permit' = [permit EXCEPT ![t] = TRUE]
    /\ Goto(t, "refused")
    /\ UNCHANGED <<word, queue, status, wakes, own, kicked>>

\* For MayRelease: unlock() by the owner is refused.
NearMissRefusesOwner(t) == FALSE

\* For TryLockFails: a tryLock() that fails runs the callback.
NearMissFailureKicks(t) ==
    /\ pc[t] = "idle"
    /\ ~IsOwner(t)
    /\ ~IsFree(t)
    /\ kicked' = TRUE
    /\ Goto(t, "failed")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own>>

\* For TryLockFails: tryLock() fails although the lock is free and no thread
\* waits.
NearMissTimidTryLock(t) ==
    /\ pc[t] = "idle"
    /\ ~IsOwner(t)
    /\ Goto(t, "failed")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own, kicked>>

\* For Goto: a step leads to a place that is not in Places.
NearMissGoesAstray(t, place) == pc' = [pc EXCEPT ![t] = "astray"]

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to begin anything.
SomethingBegins == <>(~Init)
=============================================================================
