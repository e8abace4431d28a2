------------------------------ MODULE Counter ------------------------------
(* Counts up to Top, then starts anew: a world of a few states, for the     *)
(* tests of the command that checks models.                                 *)
EXTENDS Naturals

CONSTANT Top

ASSUME TopIsNear == Top < 100

VARIABLES
    n,      \* the number
    laps    \* how often it has started anew, modulo 2

vars == <<n, laps>>

Init == n = 0 /\ laps = 0

Up == n < Top /\ n' = n + 1 /\ UNCHANGED laps

Again == n = Top /\ n' = 0 /\ laps' = 1 - laps

Next == Up \/ Again

Lazy == Init /\ [][Next]_vars

Spec == Lazy /\ WF_vars(Next)

-----------------------------------------------------------------------------

RangeInv == n <= Top

LowInv == RangeInv /\ n < 2

PositiveInv == n > 0

NonsenseInv == n = 1 => n[1] = 0

UpProp == [][n' > n]_n

Returns == (n = Top) ~> (n = 0)

ReachesTop == <>(n = Top)

StaysOnFirstLap == <>[](laps = 0)
=============================================================================
