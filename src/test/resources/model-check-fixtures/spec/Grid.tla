-------------------------------- MODULE Grid --------------------------------
(* Walks from one corner of a square to the opposite one: a world that is   *)
(* as large as one wants, and as deep.                                      *)
EXTENDS Naturals

CONSTANT Side

VARIABLES
    x,  \* steps to the right
    y   \* steps up

vars == <<x, y>>

Init == x = 0 /\ y = 0

Right == x < Side /\ x' = x + 1 /\ UNCHANGED y

Up == y < Side /\ y' = y + 1 /\ UNCHANGED x

\* At the end, so that there is no deadlock.
Rest == x = Side /\ y = Side /\ UNCHANGED vars

Next == Right \/ Up \/ Rest

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------

InsideInv == x <= Side /\ y <= Side

ForwardProp == [][x' + y' > x + y]_vars
=============================================================================
