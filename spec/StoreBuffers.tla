---------------------------- MODULE StoreBuffers -----------------------------
(***************************************************************************)
(* Memory, as several processors see it: with or without store buffers.    *)
(*                                                                         *)
(* What is modelled.  With Buffered, what a processor writes stands in its *)
(* own queue first and comes to memory later, in order; its own reads look *)
(* there first, those of others do not (total store order, which is what   *)
(* x86 does).  So a read may overtake an earlier write to another place.   *)
(* A fence waits until the queue is empty, and so does an atomic read-     *)
(* modify-write, which then works on memory itself.  Without Buffered,     *)
(* each write is in memory at once (sequential consistency).               *)
(*                                                                         *)
(* Who extends this module gives each access a step of its own, and makes  *)
(* Flush a step that may happen at any moment.                             *)
(*                                                                         *)
(* What is simplified, and why that is safe.  Java, its compiler and other *)
(* processors reorder more than this.  What passes here and relies on no   *)
(* more than fences needs volatile accesses in Java, which are             *)
(* sequentially consistent among themselves; the model says where they     *)
(* must not be weakened to anything without a fence.                       *)
(*                                                                         *)
(* Java.  None.                                                            *)
(* Check.  ./model-check/run StoreBuffers                                  *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
    Processors, \* who reads and writes
    Buffered    \* are there store buffers?

ASSUME BufferedIsASwitch == Buffered \in BOOLEAN

VARIABLES
    memory,     \* the value of each place, as all see it
    buffer      \* of each processor: its writes under way, oldest first

NoBuffers == buffer = [p \in Processors |-> <<>>]

\* Has all that a processor has written come to memory?
Drained(p) == buffer[p] = <<>>

(***************************************************************************)
(* Read(p, x): what a processor reads at a place: its own last write if    *)
(* that is still under way, else what is in memory.                        *)
(***************************************************************************)
Read(p, x) ==
    LET Own == {i \in DOMAIN buffer[p] : buffer[p][i].to = x}
    IN  IF Own = {} THEN memory[x] ELSE buffer[p][CHOOSE i \in Own : \A j \in Own : j <= i].value

(***************************************************************************)
(* Write(p, x, v): a processor writes.                                     *)
(***************************************************************************)
Write(p, x, v) ==
    IF Buffered
        THEN /\ buffer' = [buffer EXCEPT ![p] = Append(@, [to |-> x, value |-> v])]
             /\ UNCHANGED memory
        ELSE /\ memory' = [memory EXCEPT ![x] = v]
             /\ UNCHANGED buffer

(***************************************************************************)
(* Fence(p): a processor waits until its writes are in memory.             *)
(***************************************************************************)
Fence(p) ==
    /\ Drained(p)
    /\ UNCHANGED <<memory, buffer>>

(***************************************************************************)
(* Update(p, x, v): an atomic read-modify-write; v may speak of memory[x]. *)
(***************************************************************************)
Update(p, x, v) ==
    /\ Drained(p)
    /\ memory' = [memory EXCEPT ![x] = v]
    /\ UNCHANGED buffer

(***************************************************************************)
(* Flush(p): the oldest write of a processor comes to memory.              *)
(***************************************************************************)
Flush(p) ==
    /\ ~Drained(p)
    /\ memory' = [memory EXCEPT ![Head(buffer[p]).to] = Head(buffer[p]).value]
    /\ buffer' = [buffer EXCEPT ![p] = Tail(@)]
=============================================================================
