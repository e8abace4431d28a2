--------------------------- MODULE MCUnlockedPoll ---------------------------
(***************************************************************************)
(* The finite worlds of UnlockedPoll.  Two threads show what the shared    *)
(* array and the missing wakeup do; a third is needed to be woken in the   *)
(* place of another.                                                       *)
(***************************************************************************)
EXTENDS UnlockedPoll, TLC

\* Threads differ in name only.  For safety: TLC's liveness needs all of them.
ThreadsAreAlike == Permutations(Threads)

\* For the same reason, what holds for one's request holds for each.
One == CHOOSE t \in Threads : TRUE

RequestOfOneEnds == RequestEnds(One)

-----------------------------------------------------------------------------
(* States that must be reachable *)

\* Two poll at once: what the road is about.
NeverTwoAsleep == ~ \E t, u \in Threads : t # u /\ at[t] = "asleep" /\ at[u] = "asleep"

\* One's request is done by another, while it sleeps.
NeverDoneByOther == ~ (at[One] = "asleep" /\ request[One] = "done")

\* The left side of RequestOfOneEnds.
NeverSubmitted == request[One] = "none"

-----------------------------------------------------------------------------
(* The broken twins: each replaces one operator, as its cfg says. *)

\* For Array: all poll with the one array of the context.
BrokenSharedArray(t) == One

\* For Woken: whoever makes progress wakes one other poller.
BrokenWakeOne(t) == {{u} : u \in Threads \ {t}}

\* For Woken: whoever makes progress wakes nobody.
BrokenWakeNobody(t) == {{}}
=============================================================================
