---------------------------- MODULE BoundedBuffer ----------------------------
(***************************************************************************)
(* A buffer with room for a few items, on a mutex and two conditions.      *)
(*                                                                         *)
(* What is modelled.  A producer waits while the buffer is full, a consumer*)
(* while it is empty; each signals one of the others when it is done.      *)
(* Every stop of the Java code is a place here.                            *)
(*                                                                         *)
(* Java.  BoundedBuffer.                                                   *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
    Producers,
    Consumers,
    Nobody,     \* the holder of a free mutex
    Capacity    \* the room in the buffer

Threads == Producers \union Consumers

VARIABLES
    mutex,      \* who holds the mutex, or Nobody
    buffer,     \* the items, oldest first: each is known by who has put it
    pc          \* where each thread is

vars == <<mutex, buffer, pc>>

Places == {
    "idle",     \* outside every call
    "look",     \* the mutex taken, about to look whether it must wait
    "await",    \* about to wait on its condition, the mutex still held
    "asleep",   \* asleep on its condition
    "woken",    \* awake, wants the mutex back
    "again",    \* the mutex retaken, about to look again
    "leaving" } \* done, about to give the mutex up

TypeOK ==
    /\ mutex \in Threads \union {Nobody}
    /\ buffer \in Seq(Producers)
    /\ pc \in [Threads -> Places]

Init ==
    /\ mutex = Nobody
    /\ buffer = <<>>
    /\ pc = [t \in Threads |-> "idle"]

Goto(t, place) == pc' = [pc EXCEPT ![t] = place]

Sleepers(group) == {t \in group : pc[t] = "asleep"}

-----------------------------------------------------------------------------
(* The two decisions *)

\* May a thread go on, or must it wait?
MayGoOn(t) == IF t \in Producers THEN Len(buffer) < Capacity ELSE buffer # <<>>

\* Whose condition does a put signal?
SignalledByPut == Consumers

-----------------------------------------------------------------------------

\* A signal wakes one who sleeps on the condition, if anybody does.
SignalAndLeave(t, group) ==
    IF Sleepers(group) = {}
        THEN Goto(t, "leaving")
        ELSE \E u \in Sleepers(group) : pc' = [pc EXCEPT ![t] = "leaving", ![u] = "woken"]

Enter(t) ==
    /\ pc[t] = "idle"
    /\ mutex = Nobody
    /\ mutex' = t
    /\ Goto(t, "look")
    /\ UNCHANGED buffer

MustWait(t) ==
    /\ pc[t] \in {"look", "again"}
    /\ ~MayGoOn(t)
    /\ Goto(t, "await")
    /\ UNCHANGED <<mutex, buffer>>

Await(t) ==
    /\ pc[t] = "await"
    /\ mutex' = Nobody
    /\ Goto(t, "asleep")
    /\ UNCHANGED buffer

WakeSpuriously(t) ==
    /\ pc[t] = "asleep"
    /\ Goto(t, "woken")
    /\ UNCHANGED <<mutex, buffer>>

Retake(t) ==
    /\ pc[t] = "woken"
    /\ mutex = Nobody
    /\ mutex' = t
    /\ Goto(t, "again")
    /\ UNCHANGED buffer

Put(t) ==
    /\ t \in Producers
    /\ pc[t] \in {"look", "again"}
    /\ MayGoOn(t)
    /\ buffer' = Append(buffer, t)
    /\ SignalAndLeave(t, SignalledByPut)
    /\ UNCHANGED mutex

Take(t) ==
    /\ t \in Consumers
    /\ pc[t] \in {"look", "again"}
    /\ MayGoOn(t)
    /\ buffer' = Tail(buffer)
    /\ SignalAndLeave(t, Producers)
    /\ UNCHANGED mutex

Leave(t) ==
    /\ pc[t] = "leaving"
    /\ mutex' = Nobody
    /\ Goto(t, "idle")
    /\ UNCHANGED buffer

Next ==
    \E t \in Threads :
        \/ Enter(t) \/ MustWait(t) \/ Await(t) \/ WakeSpuriously(t) \/ Retake(t)
        \/ Put(t) \/ Take(t) \/ Leave(t)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------

\* There is never more in the buffer than it has room for.
CapacityInv == Len(buffer) <= Capacity

\* Whoever could go on does not sleep, unless one of its kind is on the way.
\* (A hang would not do: a spurious wake-up ends each, in a model.)
IsOnTheWay(t) == pc[t] \in {"look", "woken", "again"}

NobodyIsForgottenInv ==
    \A group \in {Producers, Consumers} :
        (\E t \in Sleepers(group) : MayGoOn(t)) => \E t \in group : IsOnTheWay(t)
=============================================================================
