------------------------- MODULE MCHandoffLock_Trace --------------------------
(***************************************************************************)
(* The world that traces of HandoffLock are judged in, see docs/traces.md. *)
(*                                                                         *)
(* Nobody but the thread itself looks at what lies between its             *)
(* announcement and its standing up: so here the park is one step with the *)
(* announcement, and it always returns.  Why it does, nobody sees in a     *)
(* real run.                                                               *)
(*                                                                         *)
(* Java.  RecordedHandoffLock, in the tests.                               *)
(***************************************************************************)
EXTENDS HandoffLock

(***************************************************************************)
(* AnnounceAndPark(t): Announce, Park, and Wake or WakeSpuriously.         *)
(***************************************************************************)
AnnounceAndPark(t) ==
    /\ pc[t] = "look"
    /\ Drained(t)
    /\ status[t] = "awake"
    /\ SetStatus(t, "parked")
    /\ Goto(t, "woken")
    /\ UNCHANGED <<word, queue, permit, wakes, own, kicked>>

TraceNext ==
    \E t \in Threads :
        \/ TakeFree(t) \/ Reenter(t) \/ TakeTicket(t) \/ Enqueue(t)
        \/ Contend(t) \/ ContendThrows(t)
        \/ AnnounceAndPark(t) \/ SeeGrant(t) \/ StandUp(t)
        \/ GiveUp(t) \/ Abandon(t) \/ Stay(t) \/ ComeIn(t) \/ Own(t)
        \/ TryLockFails(t) \/ ReleaseFails(t) \/ Return(t)
        \/ ReleaseInner(t) \/ ReleaseFree(t) \/ ReleaseToNext(t)
        \/ Grant(t) \/ LetGo(t) \/ Unpark(t) \/ WakeNext(t)

TraceSpec == Init /\ [][TraceNext]_vars

-----------------------------------------------------------------------------
(* What is put together is within the promise. *)

KeepsThePromiseInEachStep == Promise!Init /\ [][Promise!Next]_(Promise!vars)
=============================================================================
