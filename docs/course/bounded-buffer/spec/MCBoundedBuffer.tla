--------------------------- MODULE MCBoundedBuffer ---------------------------
(***************************************************************************)
(* The finite worlds of BoundedBuffer, and its broken twins.  Two of each  *)
(* kind, since a signal can go to the wrong one of two.                    *)
(***************************************************************************)
EXTENDS BoundedBuffer

\* For SignalledByPut: a put signals the condition that producers wait on.
BrokenWrongCondition == Producers

\* For MayGoOn: a producer that wakes does not look again.
BrokenIfForWhile(t) ==
    IF t \in Producers THEN pc[t] = "again" \/ Len(buffer) < Capacity ELSE buffer # <<>>

\* Not a twin: for WakeSpuriously, if no wait ended without a signal.
Never(t) == FALSE
=============================================================================
