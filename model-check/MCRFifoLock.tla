----------------------------- MODULE MCRFifoLock ------------------------------
(***************************************************************************)
(* The finite worlds of RFifoLock: what the .cfg files of this name use.   *)
(*                                                                         *)
(* Bounds, and why they lose nothing that matters.                         *)
(*  - Threads.  Two waiters behind one owner are the least in which a      *)
(*    waiter can be woken out of turn, so three threads are the smallest   *)
(*    honest world.  A fourth and a fifth are there to find the unforeseen.*)
(*  - MaxHolds 2 has an inner and an outermost release; 3 adds an inner    *)
(*    hold between two inner holds, and no new step.                       *)
(*  - TicketModulus is the least power of two above the number of threads, *)
(*    so the counters wrap as often as they can.                           *)
(*                                                                         *)
(* The names of what a cfg checks say what is expected: Never… must be     *)
(* violated, since its state or step is to be seen; a Broken… operator     *)
(* replaces one of the specification, and the cfg's one property must      *)
(* fail.                                                                   *)
(***************************************************************************)
EXTENDS RFifoLock, TLC

\* Threads differ in name only.  For safety: TLC's liveness needs all of them.
ThreadsAreAlike == Permutations(Threads)

\* Since threads differ in name only, what holds for one holds for each; a
\* liveness property of one costs far less than that of all.
One == CHOOSE t \in Threads : TRUE

TurnOfOneComes == TurnComes(One)

\* The safety part of KeepsThePromise, which SYMMETRY leaves sound.
KeepsThePromiseInEachStep == Promise!Init /\ [][Promise!Next]_(Promise!vars)

-----------------------------------------------------------------------------
(* L6, and fairness: each conjunct left out or weakened must be missed *)

Run == Init /\ [][Next]_vars

FairAheadSpec == Run /\ FairAhead(One)

\* What FairAhead(One) must not give: then it would ask for more than L6 says.
TurnOfAnotherComes == TurnComes(CHOOSE t \in Threads : t # One)

\* Only the thread itself is fair, and those ahead of it are not.
UnfairAheadSpec ==
    /\ Run
    /\ FairScheduler
    /\ SF_vars(Retake(One))
    /\ \A holds \in 1..MaxHolds : SF_vars(inside[One] = holds /\ EnterUnlock(One))

UnfairSchedulerSpec == Run /\ FairMutex /\ OwnersRelease

UnfairMutexSpec == Run /\ FairScheduler /\ OwnersRelease

UnfairOwnersSpec == Run /\ FairScheduler /\ FairMutex

\* The mutex lets a woken thread in only if it is free from some time on.
WeakMutexSpec ==
    /\ Run /\ FairScheduler /\ OwnersRelease
    /\ \A t \in Threads : WF_vars(Retake(t))

\* Owners release infinitely often, but perhaps their inner holds only.
InnerHoldsSpec ==
    /\ Run /\ FairScheduler /\ FairMutex
    /\ SF_vars(\E t \in Threads : inside[t] > 0 /\ EnterUnlock(t))

-----------------------------------------------------------------------------
(* Each action of the promise is taken under the refinement mapping *)

NeverArrive           == [][~ \E t \in Threads : Promise!Arrive(t)]_vars
NeverTakeFree         == [][~ \E t \in Threads : Promise!TakeFree(t)]_vars
NeverGrant            == [][~ \E t \in Threads : Promise!Grant(t)]_vars
NeverReenter          == [][~ \E t \in Threads : Promise!Reenter(t)]_vars
NeverContend          == [][~ \E t \in Threads : Promise!Contend(t)]_vars
NeverSleep            == [][~ \E t \in Threads : Promise!Sleep(t)]_vars
NeverWake             == [][~ \E t \in Threads : Promise!Wake(t)]_vars
NeverReleaseInner     == [][~ \E t \in Threads : Promise!ReleaseInner(t)]_vars
NeverReleaseOutermost == [][~ \E t \in Threads : Promise!ReleaseOutermost(t)]_vars
NeverReleaseFails     == [][~ \E t \in Threads : Promise!ReleaseFails(t)]_vars
NeverTryLockFails     == [][~ \E t \in Threads : Promise!TryLockFails(t)]_vars
NeverReturn           == [][~ \E t \in Threads : Promise!Return(t)]_vars

-----------------------------------------------------------------------------
(* States that must be reachable *)

\* The left side of EveryTurnComes and TurnComes.
NeverWaits == ~ Waits(One)

\* The left side of FifoLock's TheNextComesIn, under the refinement mapping.
NeverNextOfFree == ~ (owner = Nobody /\ Queue # <<>> /\ One = Head(Queue))

\* What FifoLock's TheOwnerIsTold must not let last.
NeverUntold == ~ (owner # Nobody /\ Queue # <<>> /\ ~kicked)

\* The lock is free but reserved, and a newcomer is at the door.
NeverReservedWithNewcomer ==
    ~ (owner = Nobody /\ Waiting # {} /\ \E t \in Threads : pc[t] = "lock")

\* The lock is free but reserved, and the thread that has just released it is
\* queued behind the one it is reserved for.
NeverReleaserQueuesAgain ==
    ~ (owner = Nobody /\ \E t \in Waiting : ~IsTurnOf(ticket[t]))

NeverNestedOwnerWithWaiter == ~ (nesting > 1 /\ Waiting # {})

\* The counters have wrapped between the owner's ticket and a waiter's.
NeverWrapWithWaiters ==
    ~ (owner # Nobody /\ \E t \in Waiting : ticket[t] < head)

\* A waiter that looks again although nobody has released the lock.
NeverLooksInVain ==
    ~ \E t \in Waiting : pc[t] = "look" /\ ~IsTurnOf(ticket[t])

NeverTryLockFailsOnReserved ==
    ~ (owner = Nobody /\ Waiting # {} /\ \E t \in Threads : pc[t] = "failed")

NeverRefusedWithWaiter ==
    ~ (Waiting # {} /\ \E t \in Threads : pc[t] = "refused")

\* A waiter has yet to kick the new owner: the release has re-armed L4.
NeverNewOwnerNotYetKicked ==
    ~ (owner # Nobody /\ ~kicked /\ \E t \in Waiting : pc[t] = "look")

\* As an action constraint: after the first release nobody takes a ticket, so
\* that whoever waits then has waited before it.
NoNewcomerAfterRelease == head = 0 \/ tail' = tail

\* Two waiters that the first release has woken have both invoked the callback
\* again, for the same new owner.  (The release wakes every sleeper, so whoever
\* sleeps after it has been in the loop again.)
NeverTwoCallBackAgain ==
    ~ /\ head = 1 /\ owner # Nobody
      /\ Cardinality({t \in Threads : pc[t] \in {"await", "asleep"}}) = 2

-----------------------------------------------------------------------------
(* The inductive invariant, from all its states instead of the first *)

\* The states of the right types, in an order in which TLC drops most of them
\* early: each conjunct after the first either chooses or rejects.
Candidates ==
    /\ pc \in [Threads -> Places]
    /\ mutex \in Threads \union {Nobody}
    /\ MutexInv
    /\ owner \in Threads \union {Nobody}
    /\ OwnerNeverWaitsInv
    /\ inside \in [Threads -> 0..MaxHolds]
    /\ PlacesInv
    /\ nesting \in 0..MaxHolds
    /\ NestingInv
    /\ HoldsInv
    /\ ticket \in {f \in [Threads -> Tickets \union {NoTicket}] :
                       \A t \in Threads : Waits(t) <=> f[t] # NoTicket}
    /\ head \in Tickets
    /\ tail \in Tickets
    /\ kicked \in BOOLEAN

IndInit == Candidates /\ IndInv

\* Near misses: IndInv with the bare claim in place of what makes it
\* inductive, or without one conjunct.  One step leads out of each.
BareKick ==
    /\ TypeOK /\ MutexInv /\ OwnerNeverWaitsInv /\ PlacesInv
    /\ NestingInv /\ HoldsInv /\ TicketsInv /\ TurnInv /\ KickInv

BareKickInit == Candidates /\ BareKick

BareSignal ==
    /\ TypeOK /\ MutexInv /\ OwnerNeverWaitsInv /\ PlacesInv
    /\ NestingInv /\ HoldsInv /\ TicketsInv /\ NoLostSignalInv /\ CallbackInv

BareSignalInit == Candidates /\ BareSignal

WithoutTickets ==
    /\ TypeOK /\ MutexInv /\ OwnerNeverWaitsInv /\ PlacesInv
    /\ NestingInv /\ HoldsInv /\ TurnInv /\ CallbackInv

WithoutTicketsInit == Candidates /\ WithoutTickets

-----------------------------------------------------------------------------
\* L7, and its counterpart for tryLock, which calls nobody back: the promise's
\* own, under the refinement mapping.
FailureProp == Promise!FailureProp

\* L8, as promised.
AbandonProp == Promise!AbandonProp

\* For Hasty, where waits can be given up.
Everybody == Threads

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says.  The     *)
(* Java twin of the same name overrides one step of the class RFifoLock.   *)

\* For IsReentry: the owner that locks again queues behind itself.
BrokenNoNestingCheck(t) == FALSE

\* For IsReentry: the owner's tryLock fails, since the lock has an owner.
BrokenNonReentrantTryLock(t) == owner = t /\ pc[t] = "lock"

\* For Reenter: the owner that locks again takes a ticket and never puts it
\* back.
BrokenTicketKeptWhenNesting(t) ==
    /\ pc[t] \in {"lock", "tryLock"}
    /\ IsReentry(t)
    /\ tail' = After(tail)
    /\ nesting' = nesting + 1
    /\ Goto(t, "granted")
    /\ UNCHANGED <<mutex, head, owner, ticket, kicked, inside>>

\* For LookAgain: the callback is outside the loop, so a waiter that is woken
\* out of turn does not invoke it again.
BrokenCallbackOnce(t) ==
    /\ pc[t] = "look"
    /\ IF IsTurnOf(ticket[t])
           THEN Own(t)
           ELSE Goto(t, "await") /\ UNCHANGED <<owner, nesting, ticket>>
    /\ UNCHANGED <<mutex, head, tail, kicked, inside>>

\* For ContendThrows: what the callback throws comes out of lock(), and the
\* ticket is nobody's.
BrokenCallbackEscapes(t) ==
    /\ pc[t] = "contend"
    /\ kicked' = TRUE
    /\ ticket' = [ticket EXCEPT ![t] = NoTicket]
    /\ Goto(t, "refused")
    /\ UNCHANGED <<mutex, head, tail, owner, nesting, inside>>

\* For Await: the waiter gives the mutex up and takes it again before it
\* waits, and does not look again; the signal can fall in between.
BrokenWaitOutsideMutex(t) ==
    /\ pc[t] = "await"
    /\ \/ mutex = t /\ mutex' = Nobody /\ UNCHANGED pc
       \/ mutex = Nobody /\ UNCHANGED mutex /\ Goto(t, "asleep")
    /\ UNCHANGED <<lockVars, ticket, inside>>

\* For LookAgain: a waiter that wakes does not look whether it is its turn.
BrokenIfForWhile(t) ==
    /\ pc[t] = "look"
    /\ Own(t)
    /\ UNCHANGED <<mutex, head, tail, kicked, inside>>

\* For Before: who gives up leaves its ticket behind, and when the turn is that
\* ticket's, it is nobody's.
BrokenTicketLeftBehind(i) == i

\* For MovedUp: who gives up takes its ticket out of the row, and those behind it
\* do not move up.
BrokenGapInTheRow(t) == [ticket EXCEPT ![t] = NoTicket]

\* For Abandon: who gives up does not look whether its turn has come, and nobody
\* signals the next.
BrokenTurnGivenUp(t) ==
    /\ t \in Hasty
    /\ pc[t] = "look"
    /\ tail' = Before(tail)
    /\ ticket' = MovedUp(t)
    /\ Goto(t, "gaveUp")
    /\ UNCHANGED <<mutex, head, owner, nesting, kicked, inside>>

\* For IsTurnOf: whoever comes first takes a free lock, whatever its ticket.
BrokenUnfairGrant(i) == owner = Nobody

\* For IsAvailable: tryLock takes a lock that is free but reserved.
BrokenBargingTryLock == owner = Nobody

\* For IsAvailable: tryLock fails although the lock is free and nobody waits.
BrokenTimidTryLock == FALSE

\* For TryLockFails: a tryLock that fails runs the callback, although nobody
\* waits.
BrokenKickingTryLock(t) ==
    /\ pc[t] = "tryLock"
    /\ ~IsReentry(t)
    /\ ~IsAvailable
    /\ kicked' = TRUE
    /\ Goto(t, "failed")
    /\ UNCHANGED <<mutex, head, tail, owner, nesting, ticket, inside>>

\* For MayRelease: any thread may release a lock that has an owner.
BrokenNonOwnerRelease(t) == owner # Nobody

\* For ReleaseInner: an inner unlock passes the turn on while the owner is
\* still inside.
BrokenInnerUnlockAdvances(t) ==
    /\ pc[t] = "unlock"
    /\ MayRelease(t)
    /\ nesting > 1
    /\ nesting' = nesting - 1
    /\ head' = After(head)
    /\ pc' = [u \in Threads |-> IF u = t THEN "released"
                                ELSE IF u \in Sleepers THEN "woken" ELSE pc[u]]
    /\ UNCHANGED <<mutex, tail, owner, ticket, kicked, inside>>

\* For Signals: a release wakes one waiter: the next in line at best, and
\* nobody who would call back for it.
BrokenSignalOne == IF Sleepers = {} THEN {{}} ELSE {{t} : t \in Sleepers}

\* For Signals: a release wakes nobody.
BrokenNoSignal == {{}}

\* For After: the counters have one ticket fewer than there are threads, so
\* that two threads can have the same.
BrokenTooFewTickets(i) == (i + 1) % (Cardinality(Threads) - 1)

\* Not a twin: as many tickets as threads are just enough, since a thread has
\* one at most.  (The specification asks for more, so that head = tail cannot
\* also mean that all of them wait.)
AsManyTicketsAsThreads(i) == (i + 1) % Cardinality(Threads)

\* For TryLockSucceeds: tryLock takes the lock but no ticket, and its release
\* skips the ticket of the next to come.
BrokenTicketlessTryLock(t) ==
    /\ pc[t] = "tryLock"
    /\ ~IsReentry(t)
    /\ IsAvailable
    /\ Own(t)
    /\ UNCHANGED <<mutex, head, tail, kicked, inside>>

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For Await: a waiter falls asleep and keeps the mutex.
NearMissKeepsMutex(t) ==
    /\ pc[t] = "await"
    /\ Goto(t, "asleep")
    /\ UNCHANGED <<mutex, lockVars, ticket, inside>>

\* For ReleaseFails: unlock() by a thread that is not the owner is refused and
\* forgets the kick.
NearMissRefusalForgetsKick(t) ==
    /\ pc[t] = "unlock"
    /\ ~MayRelease(t)
    /\ Goto(t, "refused")
    /\ kicked' = FALSE
    /\ UNCHANGED <<mutex, head, tail, owner, nesting, ticket, inside>>

\* For LookAgain: a waiter that is woken too early takes a new ticket.
NearMissNewTicket(t) ==
    /\ pc[t] = "look"
    /\ IF IsTurnOf(ticket[t])
           THEN Own(t) /\ UNCHANGED tail
           ELSE /\ tail' = After(tail)
                /\ ticket' = [ticket EXCEPT ![t] = tail]
                /\ Goto(t, "contend")
                /\ UNCHANGED <<owner, nesting>>
    /\ UNCHANGED <<mutex, head, kicked, inside>>

\* For Reenter: the owner that locks again is let in, and its hold is not
\* counted.
NearMissReentersUncounted(t) ==
    /\ pc[t] \in {"lock", "tryLock"}
    /\ IsReentry(t)
    /\ Goto(t, "granted")
    /\ UNCHANGED <<mutex, lockVars, ticket, inside>>

\* For Abandon: a cancelled waiter forgets the kick as it leaves.
NearMissAbandonForgetsKick(t) ==
    /\ t \in Hasty
    /\ pc[t] = "look"
    /\ ~IsTurnOf(ticket[t])
    /\ tail' = Before(tail)
    /\ ticket' = MovedUp(t)
    /\ kicked' = FALSE
    /\ Goto(t, "gaveUp")
    /\ UNCHANGED <<mutex, head, owner, nesting, inside>>

\* For MayRelease: unlock() by the owner is refused.
NearMissRefusesOwner(t) == FALSE

\* For Goto: a step leads to a place that is not in Places.
NearMissGoesAstray(t, place) == pc' = [pc EXCEPT ![t] = "astray"]

-----------------------------------------------------------------------------
(* What must not happen of itself: the fairness asks for no more than it   *)
(* has to.                                                                 *)

\* No thread has to begin anything.
SomethingBegins == <>(~Init)
=============================================================================
