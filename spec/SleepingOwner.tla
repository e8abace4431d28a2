---------------------------- MODULE SleepingOwner ----------------------------
(***************************************************************************)
(* The problem, before any algorithm: a loop that sleeps while it owns a   *)
(* lock, and callers that want the lock.  The first model of the course.   *)
(*                                                                         *)
(* What is modelled.  The loop takes the lock, sleeps until somebody has   *)
(* woken it up, gives the lock back, and begins anew.  A caller takes the  *)
(* lock and gives it back, once or again and again.  Two switches say what *)
(* kind of lock it is: does who must wait wake the loop up (Kicks)?  And   *)
(* does a free lock go to the first in line (InOrder), or to whoever comes *)
(* by?  With both, everybody's turn comes.  With less, somebody hangs.     *)
(*                                                                         *)
(* Claims.  None of its own: EveryTurnComes is A1 and A3 in miniature.     *)
(*                                                                         *)
(* What is simplified, and why that is safe.  To queue and to kick is one  *)
(* step, nothing but a kick ends a sleep, and the lock is a variable.      *)
(* RFifoLock and AioContext take each of these back.                       *)
(*                                                                         *)
(* Java.  None.                                                            *)
(* Check.  ./model-check/run SleepingOwner                                 *)
(***************************************************************************)
EXTENDS Sequences

CONSTANTS
    Loop,       \* the thread that sleeps
    Callers,    \* the threads that do not
    Nobody,     \* the owner of a free lock
    Kicks,      \* does who must wait wake the loop up?
    InOrder     \* does a free lock go to the first in line?

Threads == {Loop} \union Callers

ASSUME NobodyIsNoThread == Nobody \notin Threads /\ Loop \notin Callers
ASSUME SwitchesAreBooleans == {Kicks, InOrder} \subseteq BOOLEAN

VARIABLES
    owner,      \* the thread that owns the lock, or Nobody
    queue,      \* those who wait for it, in the order of arrival
    notified,   \* set by a kick, cleared when it has ended a sleep
    at          \* where each thread is

vars == <<owner, queue, notified, at>>

Places == {"outside", "waiting", "inside", "asleep", "leaving"}

TypeOK ==
    /\ owner \in Threads \union {Nobody}
    /\ queue \in Seq(Threads)
    /\ notified \in BOOLEAN
    /\ at \in [Threads -> Places]

Init ==
    /\ owner = Nobody
    /\ queue = <<>>
    /\ notified = FALSE
    /\ at = [t \in Threads |-> "outside"]

Goto(t, place) == at' = [at EXCEPT ![t] = place]

IsIn(t) == \E i \in DOMAIN queue : queue[i] = t

\* May a thread take the lock now?
MayTake(t) ==
    /\ owner = Nobody
    /\ InOrder => queue = <<>> \/ Head(queue) = t

-----------------------------------------------------------------------------

(***************************************************************************)
(* Lock(t): a thread takes the lock, or else queues for it.                *)
(***************************************************************************)
Lock(t) ==
    /\ at[t] = "outside"
    /\ IF MayTake(t)
           THEN /\ owner' = t
                /\ Goto(t, "inside")
                /\ UNCHANGED <<queue, notified>>
           ELSE /\ queue' = Append(queue, t)
                /\ notified' = (notified \/ Kicks)
                /\ Goto(t, "waiting")
                /\ UNCHANGED owner

(***************************************************************************)
(* ComeIn(t): a thread that waits takes the lock.                          *)
(***************************************************************************)
ComeIn(t) ==
    /\ at[t] = "waiting"
    /\ MayTake(t)
    /\ owner' = t
    /\ queue' = SelectSeq(queue, LAMBDA u : u # t)
    /\ Goto(t, "inside")
    /\ UNCHANGED notified

(***************************************************************************)
(* Sleep(t): the loop falls asleep.  It still owns the lock.               *)
(***************************************************************************)
Sleep(t) ==
    /\ t = Loop
    /\ at[t] = "inside"
    /\ Goto(t, "asleep")
    /\ UNCHANGED <<owner, queue, notified>>

(***************************************************************************)
(* Wake(t): it was woken up, perhaps before it fell asleep.                *)
(***************************************************************************)
Wake(t) ==
    /\ at[t] = "asleep"
    /\ notified
    /\ notified' = FALSE
    /\ Goto(t, "leaving")
    /\ UNCHANGED <<owner, queue>>

(***************************************************************************)
(* Unlock(t): the owner gives the lock back.                               *)
(***************************************************************************)
Unlock(t) ==
    /\ at[t] = IF t = Loop THEN "leaving" ELSE "inside"
    /\ owner' = Nobody
    /\ Goto(t, "outside")
    /\ UNCHANGED <<queue, notified>>

Next == \E t \in Threads : Lock(t) \/ ComeIn(t) \/ Sleep(t) \/ Wake(t) \/ Unlock(t)

\* Whoever can go on eventually goes on; only to come again is up to each thread.
Fairness == \A t \in Threads : WF_vars(ComeIn(t) \/ Sleep(t) \/ Wake(t) \/ Unlock(t))

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------

\* Never two inside.
MutualExclusionInv ==
    \A t, u \in Threads :
        at[t] \in {"inside", "asleep", "leaving"} /\ at[u] \in {"inside", "asleep", "leaving"} => t = u

QueueInv == \A t \in Threads : at[t] = "waiting" <=> IsIn(t)

\* Whoever waits comes in eventually.
EveryTurnComes == \A t \in Threads : (at[t] = "waiting") ~> (at[t] = "inside")

THEOREM Spec => []TypeOK /\ []MutualExclusionInv /\ []QueueInv /\ EveryTurnComes
=============================================================================
