---------------------------- MODULE HandoffLock -----------------------------
(***************************************************************************)
(* The fast algorithm: the owner that leaves hands the lock over to the    *)
(* next in the queue, and wakes nobody else for it.                        *)
(*                                                                         *)
(* What is modelled.  One atomic word counts the tickets that are out, the *)
(* owner's and one for each that waits, and has a bit, busy, for whoever   *)
(* changes the queue.  A waiter has a word of its own, by which it and the *)
(* releaser agree whether it must be unparked.  Park and unpark are the    *)
(* permits of LockSupport, with returns for no reason, and with permits    *)
(* that other code of the same thread leaves behind or takes.              *)
(*                                                                         *)
(* Memory may have store buffers, as in StoreBuffers.  All steps that      *)
(* write these words are atomic read-modify-writes, which wait until what  *)
(* their thread has written is in memory, but one: busy is cleared by a    *)
(* mere write, which may come to memory much later.  Until then the word   *)
(* has busy set for all others, and they wait as they do before that step; *)
(* the thread itself goes on, and reads what it has written.  Park and     *)
(* unpark are no fences here: in LockSupport's contract they are none.     *)
(*                                                                         *)
(* L4 without a broadcast.  A waiter invokes the callback once, after it   *)
(* has queued up and before it sleeps.  That reaches the owner of then.    *)
(* Each later owner, on its way in, looks whether somebody waits behind    *)
(* it, and if so invokes the callback itself.  Who queues up after that    *)
(* look has its own call before it.                                        *)
(*                                                                         *)
(* Claims.  L1 MutualExclusionInv, L2 FifoOrderProp, L3 ReentryProp and    *)
(* OwnerNeverWaitsInv, L4 KickInv, L5 EveryTurnComes, L6 AheadProp, L7     *)
(* RefusalProp, L8 AbandonProp and NobodyIsForgottenInv, L9 KeepsPlaceProp.*)
(*                                                                         *)
(* What is simplified, and why that is safe.                               *)
(*  - Each step is one atomic access to a word that others write, with the *)
(*    accesses beside it that nobody can see: to the queue, which belongs  *)
(*    to whoever has set busy, and to owner and nesting, which a thread    *)
(*    compares to itself only.  A compare-and-set that fails changes       *)
(*    nothing and is tried again: it is the step not being taken yet.      *)
(*  - No buffer holds what is read by its writer only, or by whoever sets  *)
(*    busy after it: owner and nesting, the queue, and a waiter's first    *)
(*    status.  Writes come to memory in order, and the one that clears     *)
(*    busy comes last.                                                     *)
(*  - Spinning is a way of not having taken the next step yet.             *)
(*  - Conditions are not modelled.  To await is to release all holds; to   *)
(*    signal is to queue up for another, who sleeps, and to invoke the     *)
(*    callback for it.                                                     *)
(*                                                                         *)
(* Java.  The class HandoffLock.                                           *)
(* Check.  ./model-check/run HandoffLock                                   *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Threads,    \* the threads that use the lock
    Nobody,     \* the owner of a free lock
    MaxHolds,   \* the largest hold count; one more is an Error in Java
    Buffered    \* does memory have store buffers?

ASSUME NobodyIsNoThread == Nobody \notin Threads
ASSUME SomeHoldIsPossible == MaxHolds \in Nat \ {0}
ASSUME BufferedIsASwitch == Buffered \in BOOLEAN

VARIABLES
    count,      \* the tickets that are out; with busy, the word that all threads
                \* compare and set
    busy,       \* is somebody about to change the queue, and nobody else may?
    buffer,     \* of each thread: its mere writes that are not in memory yet
    queue,      \* those who were queued and not yet granted the lock; written by
                \* whoever has set busy
    status,     \* the word of each waiter: written by itself and, when it is
                \* granted the lock, by the releaser
    permit,     \* is the thread's next park to return at once?
    grantee,    \* whom the releaser has granted the lock and must unpark, or
                \* Nobody: a local of unlock() in Java
    next,       \* who is next then, and is woken ahead of its turn, or
                \* Nobody, or Gone: a local, too
    owner,      \* the thread that owns the lock, or Nobody
    nesting,    \* how many holds the owner has; 0 while nobody owns
    kicked,     \* auxiliary, never read: was the callback invoked since the
                \* last outermost release?
    pc,         \* where each thread is
    inside      \* the client's own count of its holds

word == <<count, busy, buffer>>
own == <<owner, nesting, inside>>
wakes == <<grantee, next>>
vars == <<count, busy, buffer, queue, status, permit, grantee, next, owner,
          nesting, kicked, pc, inside>>

Places == {
    "idle",     \* outside every call; perhaps an owner at work
    "enqueue",  \* in lock(), the ticket taken and busy set, about to queue up
    "contend",  \* in lock(), about to invoke the callback, as one that waits
    "look",     \* in lock(), awake, about to announce that it parks
    "park",     \* in lock(), about to park, as announced
    "asleep",   \* in lock(), parked
    "woken",    \* in lock(), its park has returned
    "unlink",   \* in lock(), giving up and busy set, about to see whether it may
    "comeIn",   \* in lock(), granted, about to look behind itself
    "kick",     \* in lock(), about to invoke the callback, as the new owner
    "own",      \* in lock(), about to own
    "gaveUp",   \* about to leave a call that has given up
    "failed",   \* about to leave tryLock() with false
    "refused",  \* about to leave unlock() with IllegalMonitorStateException
    "grant",    \* in unlock(), its ticket given back and busy set
    "letGo",    \* in unlock(), the lock granted, about to clear busy
    "unpark",   \* in unlock(), about to unpark the new owner
    "wakeNext" }    \* in unlock(), about to wake the next ahead of its turn

Waits(t) ==
    pc[t] \in {"enqueue", "contend", "look", "park", "asleep", "woken", "unlink",
               "comeIn", "kick", "own"}

Sleepers == {t \in Threads : pc[t] = "asleep"}

Queued == {queue[i] : i \in DOMAIN queue}

\* Where a mere write goes: to the word, or to the status of a thread.
Word == "word"

\* Instead of a waiter that waits no more.  Its thread may wait again, but that
\* is another waiter.
Gone == "gone"

TypeOK ==
    /\ count \in 0..Cardinality(Threads)
    /\ busy \in BOOLEAN
    /\ \A t \in Threads : \A i \in DOMAIN buffer[t] : buffer[t][i].to \in Threads \union {Word}
    /\ queue \in Seq(Threads)
    /\ status \in [Threads -> {"none", "awake", "parked", "granted"}]
    /\ permit \in [Threads -> BOOLEAN]
    /\ grantee \in [Threads -> Threads \union {Nobody}]
    /\ next \in [Threads -> Threads \union {Nobody, Gone}]
    /\ owner \in Threads \union {Nobody}
    /\ nesting \in 0..MaxHolds
    /\ kicked \in BOOLEAN
    /\ pc \in [Threads -> Places]
    /\ inside \in [Threads -> 0..MaxHolds]

Init ==
    /\ count = 0
    /\ busy = FALSE
    /\ buffer = [t \in Threads |-> <<>>]
    /\ queue = <<>>
    /\ status = [t \in Threads |-> "none"]
    /\ permit = [t \in Threads |-> FALSE]
    /\ grantee = [t \in Threads |-> Nobody]
    /\ next = [t \in Threads |-> Nobody]
    /\ owner = Nobody
    /\ nesting = 0
    /\ kicked = FALSE
    /\ pc = [t \in Threads |-> "idle"]
    /\ inside = [t \in Threads |-> 0]

-----------------------------------------------------------------------------
(* Memory *)

\* Has all that a thread has written come to memory?  What a read-modify-write
\* waits for.
Drained(t) == buffer[t] = <<>>

\* The tickets, as a thread sees them: by its own last write of the word if that
\* is still under way, else by what is in memory.
TicketsSeenBy(t) ==
    LET Own == {i \in DOMAIN buffer[t] : buffer[t][i].to = Word}
    IN  IF Own = {} THEN count ELSE buffer[t][CHOOSE i \in Own : \A j \in Own : j <= i].value

Put(t, place, value) ==
    buffer' = [buffer EXCEPT ![t] = Append(@, [to |-> place, value |-> value])]

\* Whoever has set busy clears it, by a mere write of the word with this many
\* tickets.
ClearBusy(t, tickets) ==
    IF Buffered
        THEN Put(t, Word, tickets) /\ UNCHANGED <<count, busy>>
        ELSE count' = tickets /\ busy' = FALSE /\ UNCHANGED buffer

-----------------------------------------------------------------------------
(* The parts that the broken twins replace, one at a time. *)

Goto(t, place) == pc' = [pc EXCEPT ![t] = place]

SetStatus(t, new) == status' = [status EXCEPT ![t] = new]

\* A waiter leaves, by whatever way.
Leaves(t) ==
    /\ SetStatus(t, "none")
    /\ next' = [u \in Threads |-> IF next[u] = t THEN Gone ELSE next[u]]

Without(t) == SelectSeq(queue, LAMBDA u : u # t)

\* Is the caller the owner already?  Java: HandoffLock.isOwner
IsOwner(t) == owner = t

\* May the lock be taken at once?  Java: HandoffLock.takeFree
IsFree(t) == TicketsSeenBy(t) = 0

\* Is somebody behind the new owner?  Java: HandoffLock.isAwaited
IsAwaited(t) == TicketsSeenBy(t) > 1

\* May the caller unlock?  Java: HandoffLock.mayRelease
MayRelease(t) == owner = t

\* Whose turn is it?  Java: HandoffLock.dequeue
TheNext == Head(queue)

\* Must one be unparked whose status was this?  Java: HandoffLock.grant
MustUnpark(t) == status[t] = "parked"

\* Where foreign code runs in the thread, which may park and so take its permit:
\* outside of all calls, and in the callback.  Java: HandoffLock.contend
RunsForeignCode(t) == pc[t] \in {"idle", "contend", "kick"}

-----------------------------------------------------------------------------

(***************************************************************************)
(* TakeFree(t): lock() or tryLock() finds no ticket out and takes the      *)
(* first, and with it the lock.  Java: HandoffLock.takeFree.               *)
(***************************************************************************)
TakeFree(t) ==
    /\ pc[t] = "idle"
    /\ ~IsOwner(t)
    /\ Drained(t)
    /\ IsFree(t) /\ ~busy
    /\ count' = count + 1
    /\ owner' = t
    /\ nesting' = 1
    /\ inside' = [inside EXCEPT ![t] = @ + 1]
    /\ UNCHANGED <<busy, buffer, queue, status, permit, wakes, kicked, pc>>

(***************************************************************************)
(* Reenter(t): the owner locks again, by lock() or tryLock(), and takes no *)
(* ticket.  Java: HandoffLock.reenter.                                     *)
(***************************************************************************)
Reenter(t) ==
    /\ pc[t] = "idle"
    /\ IsOwner(t)
    /\ nesting < MaxHolds
    /\ nesting' = nesting + 1
    /\ inside' = [inside EXCEPT ![t] = @ + 1]
    /\ UNCHANGED <<word, queue, status, permit, wakes, owner, kicked, pc>>

(***************************************************************************)
(* TakeTicket(t): the doorway.  One compare-and-set takes the ticket and   *)
(* sets busy, so the order of the queue is that of the tickets.  Java:     *)
(* HandoffLock.takeTicket.                                                 *)
(***************************************************************************)
TakeTicket(t) ==
    /\ pc[t] = "idle"
    /\ ~IsOwner(t)
    /\ Drained(t)
    /\ ~IsFree(t) /\ ~busy
    /\ count' = count + 1
    /\ busy' = TRUE
    /\ Goto(t, "enqueue")
    /\ UNCHANGED <<buffer, queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* Enqueue(t): the thread goes to the end of the queue and clears busy.    *)
(* Java: HandoffLock.enqueue.                                              *)
(***************************************************************************)
Enqueue(t) ==
    /\ pc[t] = "enqueue"
    /\ queue' = Append(queue, t)
    /\ SetStatus(t, "awake")
    /\ ClearBusy(t, count)
    /\ Goto(t, "contend")
    /\ UNCHANGED <<permit, wakes, own, kicked>>

(***************************************************************************)
(* Contend(t): the callback is invoked, by one that waits before it first  *)
(* parks, or by the new owner on its way in.  Java: HandoffLock.contend.   *)
(***************************************************************************)
Contend(t) ==
    /\ pc[t] \in {"contend", "kick"}
    /\ kicked' = TRUE
    /\ Goto(t, IF pc[t] = "contend" THEN "look" ELSE "own")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own>>

(***************************************************************************)
(* ContendThrows(t): the callback throws.  It was invoked all the same,    *)
(* and the thread goes on as if nothing had happened (L9).                 *)
(***************************************************************************)
ContendThrows(t) ==
    /\ pc[t] \in {"contend", "kick"}
    /\ kicked' = TRUE
    /\ Goto(t, IF pc[t] = "contend" THEN "look" ELSE "own")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own>>

(***************************************************************************)
(* LosePermit(t): foreign code that the thread runs parks, and returns at  *)
(* once, since an unpark came that was not meant for it.                   *)
(***************************************************************************)
LosePermit(t) ==
    /\ RunsForeignCode(t)
    /\ permit[t]
    /\ permit' = [permit EXCEPT ![t] = FALSE]
    /\ UNCHANGED <<word, queue, status, wakes, own, kicked, pc>>

(***************************************************************************)
(* Announce(t): a waiter says that it parks, by a compare-and-set that     *)
(* fails if it has been granted the lock.  Java: HandoffLock.announces.     *)
(***************************************************************************)
Announce(t) ==
    /\ pc[t] = "look"
    /\ Drained(t)
    /\ status[t] = "awake"
    /\ SetStatus(t, "parked")
    /\ Goto(t, "park")
    /\ UNCHANGED <<word, queue, permit, wakes, own, kicked>>

(***************************************************************************)
(* SeeGrant(t): a waiter that is awake finds that it has been granted the  *)
(* lock.  Java: HandoffLock.isGranted.                                     *)
(***************************************************************************)
SeeGrant(t) ==
    /\ pc[t] \in {"look", "woken"}
    /\ status[t] = "granted"
    /\ Goto(t, "comeIn")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* Park(t): the waiter parks, and sleeps unless it has a permit.  Java:    *)
(* HandoffLock.park.                                                       *)
(***************************************************************************)
Park(t) ==
    /\ pc[t] = "park"
    /\ Goto(t, IF permit[t] THEN "woken" ELSE "asleep")
    /\ permit' = [permit EXCEPT ![t] = FALSE]
    /\ UNCHANGED <<word, queue, status, wakes, own, kicked>>

(***************************************************************************)
(* Wake(t): a sleeper that was unparked wakes.                             *)
(***************************************************************************)
Wake(t) ==
    /\ pc[t] = "asleep"
    /\ permit[t]
    /\ permit' = [permit EXCEPT ![t] = FALSE]
    /\ Goto(t, "woken")
    /\ UNCHANGED <<word, queue, status, wakes, own, kicked>>

(***************************************************************************)
(* WakeSpuriously(t): a sleeper wakes for no reason, or since it was       *)
(* interrupted, or since its time is over.                                 *)
(***************************************************************************)
WakeSpuriously(t) ==
    /\ pc[t] = "asleep"
    /\ Goto(t, "woken")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* StandUp(t): a waiter whose park has returned says that it is awake, by  *)
(* a compare-and-set that fails if it has been granted the lock.  Java:    *)
(* HandoffLock.standUp.                                                    *)
(***************************************************************************)
StandUp(t) ==
    /\ pc[t] = "woken"
    /\ Drained(t)
    /\ status[t] = "parked"
    /\ SetStatus(t, "awake")
    /\ Goto(t, "look")
    /\ UNCHANGED <<word, queue, permit, wakes, own, kicked>>

(***************************************************************************)
(* GiveUp(t): a waiter that may give up, and wants to, sets busy.  Grants  *)
(* are made with busy set, too, so from here on nobody can grant it the    *)
(* lock.  Java: HandoffLock.giveUp.                                        *)
(***************************************************************************)
GiveUp(t) ==
    /\ pc[t] = "look"
    /\ Drained(t)
    /\ ~busy
    /\ busy' = TRUE
    /\ Goto(t, "unlink")
    /\ UNCHANGED <<count, buffer, queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* Abandon(t): it has not been granted the lock: it leaves the queue,      *)
(* gives its ticket back and clears busy.  Java: HandoffLock.abandon.      *)
(***************************************************************************)
Abandon(t) ==
    /\ pc[t] = "unlink"
    /\ status[t] # "granted"
    /\ queue' = Without(t)
    /\ ClearBusy(t, count - 1)
    /\ Leaves(t)
    /\ Goto(t, "gaveUp")
    /\ UNCHANGED <<permit, grantee, own, kicked>>

(***************************************************************************)
(* Stay(t): it has been granted the lock just before: it comes in after    *)
(* all.  Java: HandoffLock.stay.                                           *)
(***************************************************************************)
Stay(t) ==
    /\ pc[t] = "unlink"
    /\ status[t] = "granted"
    /\ ClearBusy(t, count)
    /\ Goto(t, "comeIn")
    /\ UNCHANGED <<queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* ComeIn(t): the new owner looks behind itself, and if somebody waits     *)
(* there, it has the callback to invoke (L4).  Java: HandoffLock.comeIn.   *)
(***************************************************************************)
ComeIn(t) ==
    /\ pc[t] = "comeIn"
    /\ Goto(t, IF IsAwaited(t) THEN "kick" ELSE "own")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* Own(t): the new owner writes itself down.  Java: HandoffLock.own.       *)
(***************************************************************************)
Own(t) ==
    /\ pc[t] = "own"
    /\ owner' = t
    /\ nesting' = 1
    /\ inside' = [inside EXCEPT ![t] = @ + 1]
    /\ Leaves(t)
    /\ Goto(t, "idle")
    /\ UNCHANGED <<word, queue, permit, grantee, kicked>>

(***************************************************************************)
(* TryLockFails(t): the lock has an owner, or somebody waits for it.       *)
(* Java: HandoffLock.tryLock.                                              *)
(***************************************************************************)
TryLockFails(t) ==
    /\ pc[t] = "idle"
    /\ ~IsOwner(t)
    /\ ~IsFree(t)
    /\ Goto(t, "failed")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* ReleaseFails(t): unlock() by a thread that does not own the lock.       *)
(* Java: HandoffLock.unlock.                                               *)
(***************************************************************************)
ReleaseFails(t) ==
    /\ pc[t] = "idle"
    /\ ~MayRelease(t)
    /\ Goto(t, "refused")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* Return(t): a call that failed gives its answer.                         *)
(***************************************************************************)
Return(t) ==
    /\ pc[t] \in {"failed", "refused", "gaveUp"}
    /\ Goto(t, "idle")
    /\ UNCHANGED <<word, queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* ReleaseInner(t): the owner gives one of several holds back.  Java:      *)
(* HandoffLock.releaseInner.                                               *)
(***************************************************************************)
ReleaseInner(t) ==
    /\ pc[t] = "idle"
    /\ MayRelease(t)
    /\ nesting > 1
    /\ nesting' = nesting - 1
    /\ inside' = [inside EXCEPT ![t] = IF @ > 0 THEN @ - 1 ELSE 0]
    /\ UNCHANGED <<word, queue, status, permit, wakes, owner, kicked, pc>>

GiveBack(t) ==
    /\ pc[t] = "idle"
    /\ MayRelease(t)
    /\ nesting = 1
    /\ Drained(t)
    /\ ~busy
    /\ count' = count - 1
    /\ owner' = Nobody
    /\ nesting' = 0
    /\ inside' = [inside EXCEPT ![t] = IF @ > 0 THEN @ - 1 ELSE 0]
    /\ kicked' = FALSE

(***************************************************************************)
(* ReleaseFree(t): the owner gives its last hold back and nobody waits:    *)
(* one compare-and-set.  Java: HandoffLock.releaseFree.                    *)
(***************************************************************************)
ReleaseFree(t) ==
    /\ GiveBack(t)
    /\ count = 1
    /\ UNCHANGED <<busy, buffer, queue, status, permit, wakes, pc>>

(***************************************************************************)
(* ReleaseToNext(t): the owner gives its last hold back and somebody       *)
(* waits: one compare-and-set gives the ticket back and sets busy.  Java:  *)
(* HandoffLock.releaseToNext.                                              *)
(***************************************************************************)
ReleaseToNext(t) ==
    /\ GiveBack(t)
    /\ count > 1
    /\ busy' = TRUE
    /\ Goto(t, "grant")
    /\ UNCHANGED <<buffer, queue, status, permit, wakes>>

(***************************************************************************)
(* Grant(t): the first leaves the queue and is granted the lock: one       *)
(* exchange of its status, which also says whether it must be unparked.    *)
(* Java: HandoffLock.grant.                                                *)
(***************************************************************************)
Grant(t) ==
    /\ pc[t] = "grant"
    /\ Drained(t)
    /\ queue # <<>>
    /\ LET first == TheNext
           rest  == Without(first)
       IN  /\ queue' = rest
           /\ grantee' = [grantee EXCEPT ![t] = IF MustUnpark(first) THEN first ELSE Nobody]
           /\ next' = [next EXCEPT ![t] =
                           IF MustUnpark(first) /\ rest # <<>> THEN Head(rest) ELSE Nobody]
           /\ SetStatus(first, "granted")
    /\ Goto(t, "letGo")
    /\ UNCHANGED <<word, permit, own, kicked>>

AfterUnpark(t) == IF next[t] = Nobody THEN "idle" ELSE "wakeNext"

(***************************************************************************)
(* LetGo(t): the releaser clears busy.  Java: HandoffLock.letGo.           *)
(***************************************************************************)
LetGo(t) ==
    /\ pc[t] = "letGo"
    /\ ClearBusy(t, count)
    /\ Goto(t, IF grantee[t] # Nobody THEN "unpark" ELSE AfterUnpark(t))
    /\ UNCHANGED <<queue, status, permit, wakes, own, kicked>>

(***************************************************************************)
(* Unpark(t): the releaser unparks the one to which it has granted the     *)
(* lock.  Java: HandoffLock.unpark.                                        *)
(***************************************************************************)
Unpark(t) ==
    /\ pc[t] = "unpark"
    /\ permit' = [permit EXCEPT ![grantee[t]] = TRUE]
    /\ grantee' = [grantee EXCEPT ![t] = Nobody]
    /\ Goto(t, AfterUnpark(t))
    /\ UNCHANGED <<word, queue, status, next, own, kicked>>

(***************************************************************************)
(* WakeNext(t): a releaser that has unparked the new owner wakes the one   *)
(* that was next then, too, if it has announced that it parks and has not  *)
(* left, so that it is awake when its turn comes.  No promise depends on   *)
(* this.  Java: HandoffLock.wakeNext.                                      *)
(***************************************************************************)
WakeNext(t) ==
    /\ pc[t] = "wakeNext"
    /\ permit' = [u \in Threads |-> permit[u] \/ (next[t] = u /\ status[u] = "parked")]
    /\ next' = [next EXCEPT ![t] = Nobody]
    /\ Goto(t, "idle")
    /\ UNCHANGED <<word, queue, status, grantee, own, kicked>>

(***************************************************************************)
(* ReachMemory(t): the oldest write of a thread comes to memory.           *)
(***************************************************************************)
ReachMemory(t) ==
    /\ ~Drained(t)
    /\ LET write == Head(buffer[t])
       IN  IF write.to = Word
               THEN count' = write.value /\ busy' = FALSE /\ UNCHANGED status
               ELSE SetStatus(write.to, write.value) /\ UNCHANGED <<count, busy>>
    /\ buffer' = [buffer EXCEPT ![t] = Tail(@)]
    /\ UNCHANGED <<queue, permit, wakes, own, kicked, pc>>

\* What a thread does that has begun a call and does not give up.
Work(t) ==
    \/ Enqueue(t) \/ Contend(t) \/ ContendThrows(t) \/ Announce(t) \/ SeeGrant(t)
    \/ Park(t) \/ Wake(t) \/ StandUp(t) \/ Abandon(t) \/ Stay(t)
    \/ ComeIn(t) \/ Own(t) \/ Return(t)
    \/ Grant(t) \/ LetGo(t) \/ Unpark(t) \/ WakeNext(t)

SomeWriteComes == \E t \in Threads : ReachMemory(t)

Next ==
    \/ \E t \in Threads :
        \/ TakeFree(t) \/ Reenter(t) \/ TakeTicket(t) \/ Enqueue(t)
        \/ Contend(t) \/ ContendThrows(t) \/ LosePermit(t)
        \/ Announce(t) \/ SeeGrant(t) \/ Park(t) \/ Wake(t) \/ WakeSpuriously(t)
        \/ StandUp(t) \/ GiveUp(t) \/ Abandon(t) \/ Stay(t) \/ ComeIn(t) \/ Own(t)
        \/ TryLockFails(t) \/ ReleaseFails(t) \/ Return(t)
        \/ ReleaseInner(t) \/ ReleaseFree(t) \/ ReleaseToNext(t)
        \/ Grant(t) \/ LetGo(t) \/ Unpark(t) \/ WakeNext(t)
    \/ SomeWriteComes

-----------------------------------------------------------------------------

\* The scheduler: every thread that has begun a call goes on.
FairScheduler == \A t \in Threads : WF_vars(Work(t))

\* The premise of L5: whoever owns the lock eventually gives each hold back.
\* Strong, because others may set busy in between, and because the owner may
\* nest and unnest for ever.
OwnersRelease ==
    \A holds \in 1..MaxHolds :
        SF_vars(\E t \in Threads :
                    /\ inside[t] = holds
                    /\ ReleaseInner(t) \/ ReleaseFree(t) \/ ReleaseToNext(t))

\* The processor: every write comes to memory.
FairMemory == \A t \in Threads : WF_vars(ReachMemory(t))

Fairness == FairScheduler /\ OwnersRelease /\ FairMemory

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(* Invariants *)

\* L1, over the threads and not over the lock's own variables.
MutualExclusionInv ==
    \A t, u \in Threads : t # u => ~(inside[t] > 0 /\ inside[u] > 0)

NestingInv == \A t \in Threads : inside[t] = (IF owner = t THEN nesting ELSE 0)

\* L3: the owner never waits.
OwnerNeverWaitsInv == \A t \in Threads : owner = t => ~Waits(t)

\* L4: nobody sleeps behind an owner that was not kicked.
KickInv == (owner # Nobody /\ Sleepers # {}) => kicked

\* Those who are granted the lock and do not own it yet.
Granted == {t \in Threads : status[t] = "granted"}

\* At most one write is under way, since busy stays set until it comes.
OneWriteInv ==
    /\ \A t \in Threads : Len(buffer[t]) <= 1
    /\ \A t, u \in Threads : ~Drained(t) /\ ~Drained(u) => t = u

\* The word tells the truth to whoever wrote it last, and busy to all.
CountInv ==
    /\ \A t \in Threads : ~Drained(t) \/ (\A u \in Threads : Drained(u)) =>
           TicketsSeenBy(t) =
               Cardinality(Queued \union Granted \union {u \in Threads : pc[u] = "enqueue"})
               + (IF owner = Nobody THEN 0 ELSE 1)
    /\ busy <=> \E t \in Threads :
           pc[t] \in {"enqueue", "unlink", "grant", "letGo"} \/ ~Drained(t)

\* L5, L8: whoever waits is in the queue or has been granted the lock, and
\* nobody else is.
NobodyIsForgottenInv ==
    \A t \in Threads :
        Waits(t) /\ pc[t] # "enqueue" <=> t \in Queued \/ status[t] = "granted"

\* Nobody sleeps through its own turn.
NoLostUnparkInv ==
    \A t \in Sleepers : status[t] = "granted" =>
        permit[t] \/ \E u \in Threads : pc[u] \in {"letGo", "unpark"} /\ grantee[u] = t

-----------------------------------------------------------------------------
(* The refinement of the promise *)

\* Those past the doorway that do not own yet: one that is granted the lock,
\* the queue, and one that is about to queue up.
Queue ==
    LET One(S) == IF S = {} THEN <<>> ELSE <<CHOOSE t \in S : TRUE>>
    IN  One(Granted) \o queue \o One({t \in Threads : pc[t] = "enqueue"})

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
            /\ pc[t] = "idle" /\ inside'[t] > inside[t] =>
                   nesting' = nesting + 1 /\ count' = count
            /\ owner' # t => inside'[t] = 0 ]_vars

\* L6: once a thread waits, nobody is put ahead of it: not at the doorway, and
\* not by a grant that goes to another than the first.
Place(t) == CHOOSE i \in DOMAIN Queue : Queue[i] = t

Ahead(t) == {owner} \union {Queue[i] : i \in 1..(Place(t) - 1)}

AheadProp ==
    [][ \A t \in Threads : Waits(t) /\ Waits(t)' => Ahead(t)' \ {Nobody} \subseteq Ahead(t) ]_vars

\* L5: everyone past the doorway becomes the owner, or gives up.
EveryTurnComes == \A t \in Threads : Waits(t) ~> (owner = t \/ pc[t] = "gaveUp")

\* L7: unlock() by a thread that does not own the lock is refused and changes
\* nothing.
RefusalProp ==
    [][ \A t \in Threads : pc'[t] = "refused" /\ pc[t] # "refused" =>
            owner # t /\ UNCHANGED <<word, queue, status, permit, wakes, own, kicked>> ]_vars

\* L8: one that gives up leaves the queue and nothing behind: the others have
\* what they had, in the order in which they had it.
AbandonProp ==
    [][ \A t \in Threads : pc'[t] = "gaveUp" /\ pc[t] # "gaveUp" =>
            /\ Queue' = SelectSeq(Queue, LAMBDA u : u # t)
            /\ TicketsSeenBy(t)' = count - 1
            /\ status'[t] = "none"
            /\ \A u \in Threads \ {t} :
                   /\ pc'[u] = pc[u] /\ status'[u] = status[u]
                   /\ next'[u] = (IF next[u] = t THEN Gone ELSE next[u])
            /\ UNCHANGED <<permit, grantee, own, kicked>> ]_vars

\* L9: whatever its callback does, a waiter keeps its place until its turn, or
\* until it gives up.
KeepsPlaceProp ==
    [][ \A t \in Threads : Waits(t) => owner' = t \/ Waits(t)' \/ pc'[t] = "gaveUp" ]_vars

THEOREM Spec => []TypeOK /\ []MutualExclusionInv /\ []NestingInv /\ []OwnerNeverWaitsInv
THEOREM Spec => []KickInv /\ []OneWriteInv /\ []CountInv /\ []NobodyIsForgottenInv /\ []NoLostUnparkInv
THEOREM Spec => FifoOrderProp /\ AheadProp /\ ReentryProp /\ RefusalProp
THEOREM Spec => AbandonProp /\ KeepsPlaceProp
THEOREM Spec => EveryTurnComes
=============================================================================
