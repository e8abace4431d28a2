--------------------------- MODULE MCStoreBuffers ----------------------------
(***************************************************************************)
(* Litmus tests: small programs whose outcomes tell one memory model from  *)
(* another.  Each cfg chooses one, by substituting Program, and names the  *)
(* outcome that must, or must not, be possible.                            *)
(***************************************************************************)
EXTENDS Naturals, StoreBuffers

VARIABLES
    next,       \* of each processor: the number of its next instruction
    registers   \* of each processor: what it has read, in order

vars == <<memory, buffer, next, registers>>

Places == {"x", "y"}

W(x) == [op |-> "write", at |-> x]
R(x) == [op |-> "read", at |-> x]
F    == [op |-> "fence", at |-> "-"]
U(x) == [op |-> "update", at |-> x]

-----------------------------------------------------------------------------
(* The programs: whatever is written is 1, and all is 0 at first *)

\* Store buffering: each writes one place and reads the other's.
SB ==       << <<W("x"), R("y")>>, <<W("y"), R("x")>> >>
SBFenced == << <<W("x"), F, R("y")>>, <<W("y"), F, R("x")>> >>
SBHalf ==   << <<W("x"), F, R("y")>>, <<W("y"), R("x")>> >>
SBUpdate == << <<U("x"), R("y")>>, <<U("y"), R("x")>> >>

\* Message passing: one writes data and then a flag, the other reads the flag
\* and then the data.
MP ==       << <<W("x"), W("y")>>, <<R("y"), R("x")>> >>

\* Load buffering: each reads one place and then writes the other.
LB ==       << <<R("x"), W("y")>>, <<R("y"), W("x")>> >>

\* Independent reads of independent writes.
IRIW ==     << <<W("x")>>, <<W("y")>>, <<R("x"), R("y")>>, <<R("y"), R("x")>> >>

\* A processor reads what it has written itself.
OwnWrite == << <<W("x"), R("x")>>, <<R("x")>> >>

\* The one that a cfg chooses.
Program == SB

\* The processors 1, 2, ...: all of them may not have a program.
Mine(p) == IF p \in DOMAIN Program THEN Program[p] ELSE <<>>

-----------------------------------------------------------------------------

Init ==
    /\ memory = [x \in Places |-> 0]
    /\ NoBuffers
    /\ next = [p \in Processors |-> 1]
    /\ registers = [p \in Processors |-> <<>>]

\* A processor takes its next instruction.
Step(p) ==
    LET Instruction == Mine(p)[next[p]] IN
    /\ next[p] <= Len(Mine(p))
    /\ next' = [next EXCEPT ![p] = @ + 1]
    /\ CASE Instruction.op = "write" ->
                Write(p, Instruction.at, 1) /\ UNCHANGED registers
         [] Instruction.op = "update" ->
                Update(p, Instruction.at, 1) /\ UNCHANGED registers
         [] Instruction.op = "fence" ->
                Fence(p) /\ UNCHANGED registers
         [] Instruction.op = "read" ->
                /\ registers' = [registers EXCEPT ![p] = Append(@, Read(p, Instruction.at))]
                /\ UNCHANGED <<memory, buffer>>

Drain(p) == Flush(p) /\ UNCHANGED <<next, registers>>

AllDone == \A p \in Processors : next[p] > Len(Mine(p)) /\ Drained(p)

\* The programs have ended.  Not a deadlock.
Rest == AllDone /\ UNCHANGED vars

Next == (\E p \in Processors : Step(p) \/ Drain(p)) \/ Rest

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* The outcomes *)

NeverBothOld   == ~ (registers[1] = <<0>> /\ registers[2] = <<0>>)
NeverFlagFirst == registers[2] # <<1, 0>>
NeverBothNew   == ~ (registers[1] = <<1>> /\ registers[2] = <<1>>)
NeverTwoOrders == ~ (registers[3] = <<1, 0>> /\ registers[4] = <<1, 0>>)
NeverForgotten == registers[1] # <<0>>

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says. *)

\* For Read: a processor does not look into its own buffer.
BrokenReadsPast(p, x) == memory[x]

\* For Flush: any write under way may come to memory next.
BrokenUnordered(p) ==
    \E i \in DOMAIN buffer[p] :
        /\ memory' = [memory EXCEPT ![buffer[p][i].to] = buffer[p][i].value]
        /\ buffer' = [buffer EXCEPT ![p] = SubSeq(@, 1, i - 1) \o SubSeq(@, i + 1, Len(@))]

\* For Fence: it waits for nothing.
BrokenIdleFence(p) == UNCHANGED <<memory, buffer>>

-----------------------------------------------------------------------------
(* Near misses: each replaces one operator, as its cfg says, so that one   *)
(* property fails.  They show only that the property can fail.             *)

\* For Read: a read returns what no processor has written yet.
NearMissOutOfThinAir(p, x) == 1

\* For Read: a read also looks into the buffer of another processor.
NearMissReadsNeighbour(p, x) ==
    IF p > 2 /\ \E i \in DOMAIN buffer[p - 2] : buffer[p - 2][i].to = x THEN 1 ELSE memory[x]
=============================================================================
