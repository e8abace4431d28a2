------------------------------- MODULE MCShapes -------------------------------
(* A specification with values of every shape, as other people write them:     *)
(* variables whose kind changes, and bound variables that are sets, tuples,     *)
(* records, functions and strings.                                             *)
EXTENDS Integers, Sequences, TLC

CONSTANTS Nodes, a, b

VARIABLES
    phase,  \* 0, 1, 2: what mark is
    mark,   \* 0, then a string, then a set
    store,  \* <<>>, then a function on Nodes
    last    \* the value that was bound in the last step

vars == <<phase, mark, store, last>>

Init == phase = 0 /\ mark = 0 /\ store = <<>> /\ last = {}

Finish == phase = 0 /\ phase' = 1 /\ mark' = "done" /\ UNCHANGED <<store, last>>
Collect == phase = 1 /\ phase' = 2 /\ mark' = {{2}, 1 .. 2} /\ UNCHANGED <<store, last>>
Fill == store' = [n \in Nodes |-> 0] /\ UNCHANGED <<phase, mark, last>>
Add(n) == store' = (n :> 1) @@ store /\ UNCHANGED <<phase, mark, last>>

Pick(s) == last' = s /\ UNCHANGED <<phase, mark, store>>
Move(p) == last' = p /\ UNCHANGED <<phase, mark, store>>
Send(m) == last' = m /\ UNCHANGED <<phase, mark, store>>
Assign(f) == last' = f /\ UNCHANGED <<phase, mark, store>>
Order(q) == last' = q /\ UNCHANGED <<phase, mark, store>>
Say(w) == last' = w /\ UNCHANGED <<phase, mark, store>>
Steer(d) == last' = d /\ UNCHANGED <<phase, mark, store>>
Transfer(from, to) == last' = [x |-> from, y |-> to] /\ UNCHANGED <<phase, mark, store>>
Keep == last' = [p \in {<<n, 1>> : n \in Nodes} |-> "free"] /\ UNCHANGED <<phase, mark, store>>
List == last' = [i \in 1 .. 2 |-> i * 10] /\ UNCHANGED <<phase, mark, store>>
Pairs == last' = {[k |-> 1, v |-> a], [k |-> 2, v |-> b]} /\ UNCHANGED <<phase, mark, store>>
Empty == last' = [i \in {} |-> i] /\ UNCHANGED <<phase, mark, store>>

Next ==
    \/ Fill
    \/ \E n \in Nodes : Add(n)
    \/ Finish
    \/ Collect
    \/ \E s \in SUBSET Nodes : Pick(s)
    \/ \E p \in Nodes \X (Nodes \X {1}) : Move(p)
    \/ \E m \in [kind : {"ack"}, of : Nodes] : Send(m)
    \/ \E f \in [Nodes -> -1 .. 0] : Assign(f)
    \/ \E q \in [1 .. 2 -> Nodes] : Order(q)
    \/ \E w \in {"plain", "two words", "a,b", "{a", "\"quoted\""} : Say(w)
    \/ \E d \in -1 .. 1 : Steer(d)
    \/ \E from, to \in Nodes : Transfer(from, to)
    \/ Keep
    \/ List
    \/ Pairs
    \/ Empty

Spec == Init /\ [][Next]_vars
================================================================================
