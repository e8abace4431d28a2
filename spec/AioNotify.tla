------------------------------ MODULE AioNotify ------------------------------
(***************************************************************************)
(* The handshake between those who wake up and those who sleep: the        *)
(* wakeup always sets the flag, and makes no system call while nobody      *)
(* sleeps or is about to.  Who has scheduled something joins a wakeup that *)
(* stands already.                                                         *)
(*                                                                         *)
(* What is modelled.  No lock: one or more pollers poll the same context   *)
(* at once, each with a flag of its own, and one or more notifiers wake    *)
(* all of them up.  A notifier writes data, and then either calls wakeup() *)
(* or schedules the one bottom half there is, which calls wakeup() unless  *)
(* it was scheduled already, or the flag of each poller is found set.      *)
(* wakeup() sets the flag of each poller, and then asks notifyMe, the      *)
(* number of pollers that sleep or are about to.  A poller that wants to   *)
(* sleep raises notifyMe first and looks at its flag and at the bottom     *)
(* half then.  So either the poller sees the flag, or the notifier sees    *)
(* the poller.  Each access to memory is a step of its own, and memory may *)
(* have store buffers (StoreBuffers).                                      *)
(*                                                                         *)
(* To join.  A flag that is found set after the scheduling has yet to be   *)
(* cleared, and its poller looks at the bottom half after that.  So there  *)
(* is nothing to add, and whoever has set the flag calls the poller if it  *)
(* sleeps.  wakeup() itself joins none: nothing but its write of the flag  *)
(* publishes what its thread did before.                                   *)
(*                                                                         *)
(* Claims.  N1 to N4 Keeps(p) (EventLoop, for each poller), N2 and N5      *)
(* WakerInv, N5 ElidedProp and RaisedInv, N6 KnownInv, B5 RanInv.          *)
(*                                                                         *)
(* The promise to many.  Each poller is promised what EventLoop promises   *)
(* to one: each wakeup is for each of them.  Something is ready for a      *)
(* poller from the scheduling of the bottom half until that poller has     *)
(* looked, although another may have taken it meanwhile.                   *)
(*                                                                         *)
(* What is simplified, and why that is safe.                               *)
(*  - Data is a bit that each write turns over.  Two writes before one     *)
(*    read may thus go unseen here, and one may not.                       *)
(*  - A callback reads the data of all in one step, and so does a poller:  *)
(*    whoever writes in between has yet to schedule, or to wake up.        *)
(*  - The system call that wakes a poller up changes no memory, and waits  *)
(*    for none.  In Java it does, which would only help.                   *)
(*  - Whatever a poll looks at before it raises notifyMe can only make it  *)
(*    not sleep at all, as poll(false) does.                               *)
(*  - Deadlines are late returns of the system call for a reason that the  *)
(*    poller has in itself.                                                *)
(*                                                                         *)
(* Java.  AioNotify, BottomHalves.                                         *)
(* Check.  ./model-check/run AioNotify                                     *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Order,      \* the pollers, in the order in which they are woken up
    Wakers,     \* notifiers that call wakeup()
    Schedulers, \* notifiers that schedule the bottom half
    Buffered    \* does memory have store buffers?

Pollers == {Order[i] : i \in DOMAIN Order}
Notifiers == Wakers \union Schedulers
Threads == Pollers \union Notifiers

ASSUME ThreadsHaveOneRole ==
    /\ Pollers \intersect Notifiers = {}
    /\ Wakers \intersect Schedulers = {}
    /\ Len(Order) = Cardinality(Pollers)
ASSUME SomebodyPolls == Pollers # {}

VARIABLES
    memory,     \* the shared fields, see Places
    buffer,     \* of each thread: its writes that are not in memory yet
    called,     \* the pollers that a system call has woken up: theirs returns
    pc,         \* where each thread is
    next,       \* of each notifier: the poller whose turn it is in its loop
    known,      \* what each poller knows of the data of each waker
    ran,        \* what the bottom half has seen of the data of each scheduler
    owed        \* auxiliary, never read: the pollers that have not looked
                \* since the bottom half was scheduled

clientVars == <<known, ran>>
vars == <<memory, buffer, called, pc, next, clientVars, owed>>

INSTANCE StoreBuffers WITH Processors <- Threads

\* Places in memory.
Flag(p) == <<"notified", p>>    \* set by wakeup(), cleared by the poller
NotifyMe == <<"notifyMe">>      \* how many pollers sleep or are about to
Scheduled == <<"scheduled">>    \* is the bottom half scheduled?
Data(n) == <<"data", n>>        \* whatever a notifier has to tell

Places ==
    {Flag(p) : p \in Pollers} \union {NotifyMe, Scheduled} \union {Data(n) : n \in Notifiers}

PollersPlaces == {
    "away",           \* does not poll, or is about to return
    "glance",         \* in poll(false): will not sleep
    "raise",          \* in poll(true): about to raise notifyMe
    "flag",           \* raised: about to look at its flag ...
    "scheduled",      \* ... and at the bottom half
    "pass",           \* raised, with a reason: will not sleep
    "sleep",          \* raised: about to sleep
    "asleep",         \* raised: in the system call
    "lower",          \* raised: about to lower notifyMe
    "flagAgain",      \* is there a reason?  About to look at its flag ...
    "scheduledAgain", \* ... and at the bottom half
    "accept",         \* about to clear its flag
    "fence",          \* about to wait until that is in memory
    "look",           \* about to look at data
    "bottomHalf",     \* about to take the bottom half, if it is scheduled
    "callback" }      \* about to read data in the callback

NotifiersPlaces == {
    "idle",           \* has nothing to tell
    "schedule",       \* about to schedule the bottom half
    "see",            \* scheduled: is the flag of the next poller set?
    "set",            \* about to set the flag of the next poller
    "fence",          \* about to wait until all flags are in memory
    "ask",            \* about to look at notifyMe
    "call" }          \* about to wake up the next poller

Raised == {"flag", "scheduled", "pass", "sleep", "asleep", "lower"}

TypeOK ==
    /\ \A x \in Places : IF x = NotifyMe THEN memory[x] \in 0..Len(Order) ELSE memory[x] \in BOOLEAN
    /\ \A t \in Threads : \A i \in DOMAIN buffer[t] : buffer[t][i].to \in Places
    /\ called \subseteq Pollers
    /\ \A p \in Pollers : pc[p] \in PollersPlaces
    /\ \A n \in Notifiers : pc[n] \in NotifiersPlaces
    /\ next \in [Notifiers -> DOMAIN Order]
    /\ known \in [Pollers -> [Wakers -> BOOLEAN]]
    /\ ran \in [Schedulers -> BOOLEAN]
    /\ owed \subseteq Pollers

Init ==
    /\ memory = [x \in Places |-> IF x = NotifyMe THEN 0 ELSE FALSE]
    /\ NoBuffers
    /\ called = {}
    /\ pc = [t \in Threads |-> IF t \in Pollers THEN "away" ELSE "idle"]
    /\ next = [n \in Notifiers |-> 1]
    /\ known = [p \in Pollers |-> [n \in Wakers |-> FALSE]]
    /\ ran = [n \in Schedulers |-> FALSE]
    /\ owed = {}

Goto(t, place) == pc' = [pc EXCEPT ![t] = place]

-----------------------------------------------------------------------------
(* Small parts with a name of their own, so that a broken twin can replace *)
(* just one of them.                                                       *)

\* Which flag is a poller's?  Java: AioNotify.flagOf
FlagOf(p) == Flag(p)

\* notifyMe, once a poller has woken up.  Java: AioNotify.lower
AfterLower(count) == count - 1

\* Where a poller goes on that found no reason when it had slept.  Java:
\* AioNotify.sleepsAgain
WithoutReason == "raise"

-----------------------------------------------------------------------------
(* Pollers *)

(***************************************************************************)
(* Poll(p): a poller calls poll(false) or poll(true).  Java:               *)
(* AioNotify.sleep.                                                        *)
(***************************************************************************)
Poll(p) ==
    /\ pc[p] = "away"
    /\ \E place \in {"glance", "raise"} : Goto(p, place)
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

(***************************************************************************)
(* RaiseNotifyMe(p): a poller says that it is about to sleep: an atomic    *)
(* read-modify-write, and so a fence before it looks.  Java:               *)
(* AioNotify.raise.                                                        *)
(***************************************************************************)
RaiseNotifyMe(p) ==
    /\ pc[p] = "raise"
    /\ Update(p, NotifyMe, memory[NotifyMe] + 1)
    /\ Goto(p, "flag")
    /\ UNCHANGED <<called, next, clientVars, owed>>

(***************************************************************************)
(* LookAtFlag(p): a poller looks whether it was woken up, before it sleeps *)
(* and again after it.  Java: AioNotify.isNotified.                        *)
(***************************************************************************)
LookAtFlag(p) ==
    /\ \/ pc[p] = "flag" /\ Goto(p, IF Read(p, FlagOf(p)) THEN "pass" ELSE "scheduled")
       \/ pc[p] = "flagAgain" /\ Goto(p, IF Read(p, FlagOf(p)) THEN "accept" ELSE "scheduledAgain")
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

(***************************************************************************)
(* LookAtScheduled(p): and it looks at the bottom half.  Without any       *)
(* reason it sleeps, or sleeps again.  Java: BottomHalves.hasUrgent.       *)
(***************************************************************************)
LookAtScheduled(p) ==
    /\ \/ /\ pc[p] = "scheduled"
          /\ Goto(p, IF Read(p, Scheduled) THEN "pass" ELSE "sleep")
       \/ /\ pc[p] = "scheduledAgain"
          /\ Goto(p, IF Read(p, Scheduled) THEN "accept" ELSE WithoutReason)
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

(***************************************************************************)
(* Pass(p): a poller makes the system call without sleeping in it.  This   *)
(* swallows a wakeup of the system's, and leaves the flag alone.           *)
(***************************************************************************)
Pass(p) ==
    /\ \/ pc[p] = "glance" /\ Goto(p, "accept")
       \/ pc[p] = "pass" /\ Goto(p, "lower")
    /\ called' = called \ {p}
    /\ UNCHANGED <<memory, buffer, next, clientVars, owed>>

(***************************************************************************)
(* Sleep(p): a poller enters the system call.                              *)
(***************************************************************************)
Sleep(p) ==
    /\ pc[p] = "sleep"
    /\ Goto(p, "asleep")
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

(***************************************************************************)
(* Return(p): the system call returns since it was woken up.               *)
(***************************************************************************)
Return(p) ==
    /\ pc[p] = "asleep"
    /\ p \in called
    /\ called' = called \ {p}
    /\ Goto(p, "lower")
    /\ UNCHANGED <<memory, buffer, next, clientVars, owed>>

(***************************************************************************)
(* Stir(p): the system call returns for no reason.                         *)
(***************************************************************************)
Stir(p) ==
    /\ pc[p] = "asleep"
    /\ Goto(p, "lower")
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

(***************************************************************************)
(* LowerNotifyMe(p): a poller sleeps no longer.  Atomic, as the others may *)
(* raise and lower at the same time.  Java: AioNotify.lower.               *)
(***************************************************************************)
LowerNotifyMe(p) ==
    /\ pc[p] = "lower"
    /\ Update(p, NotifyMe, AfterLower(memory[NotifyMe]))
    /\ Goto(p, "flagAgain")
    /\ UNCHANGED <<called, next, clientVars, owed>>

(***************************************************************************)
(* ClearFlag(p), FenceAfterClear(p): a poller takes the notification       *)
(* before it looks at anything, and looks at nothing before that is in     *)
(* memory: a flag that is cleared late eats the wakeup after the one that  *)
(* it was cleared for.  Java: AioNotify.accept.                            *)
(***************************************************************************)
ClearFlag(p) ==
    /\ pc[p] = "accept"
    /\ Write(p, FlagOf(p), FALSE)
    /\ Goto(p, "fence")
    /\ UNCHANGED <<called, next, clientVars, owed>>

FenceAfterClear(p) ==
    /\ pc[p] = "fence"
    /\ Fence(p)
    /\ Goto(p, "look")
    /\ UNCHANGED <<called, next, clientVars, owed>>

(***************************************************************************)
(* Look(p): a poller looks at whatever it may have been woken up for.      *)
(***************************************************************************)
Look(p) ==
    /\ pc[p] = "look"
    /\ known' = [known EXCEPT ![p] = [n \in Wakers |-> Read(p, Data(n))]]
    /\ Goto(p, "bottomHalf")
    /\ UNCHANGED <<memory, buffer, called, next, ran, owed>>

(***************************************************************************)
(* TakeBottomHalf(p): a poller clears the flag of a bottom half that is    *)
(* scheduled, before its callback: an atomic read-modify-write, and so a   *)
(* fence before the callback reads.  Java: BottomHalves.take.              *)
(***************************************************************************)
TakeBottomHalf(p) ==
    /\ pc[p] = "bottomHalf"
    /\ Update(p, Scheduled, FALSE)
    /\ Goto(p, IF memory[Scheduled] THEN "callback" ELSE "away")
    /\ owed' = owed \ {p}
    /\ UNCHANGED <<called, next, clientVars>>

(***************************************************************************)
(* Callback(p): the callback reads what was written for it.                *)
(***************************************************************************)
Callback(p) ==
    /\ pc[p] = "callback"
    /\ ran' = [n \in Schedulers |-> Read(p, Data(n))]
    /\ Goto(p, "away")
    /\ UNCHANGED <<memory, buffer, called, next, known, owed>>

-----------------------------------------------------------------------------
(* Notifiers *)

(***************************************************************************)
(* Begin(n): a notifier writes something, and calls wakeup() or            *)
(* schedule().  Java: AioNotify.wakeup.                                    *)
(***************************************************************************)
Begin(n) ==
    /\ pc[n] = "idle"
    /\ Write(n, Data(n), ~Read(n, Data(n)))
    /\ Goto(n, IF n \in Schedulers THEN "schedule" ELSE "set")
    /\ UNCHANGED <<called, next, clientVars, owed>>

(***************************************************************************)
(* Schedule(n): a notifier schedules the bottom half: an atomic read-      *)
(* modify-write, and so a fence after its data, also if the bottom half    *)
(* was scheduled already.  Then whoever did that wakes up for both.  Java: *)
(* BottomHalves.add.                                                       *)
(***************************************************************************)
Schedule(n) ==
    /\ pc[n] = "schedule"
    /\ Update(n, Scheduled, TRUE)
    /\ Goto(n, IF memory[Scheduled] THEN "idle" ELSE "see")
    /\ owed' = Pollers
    /\ UNCHANGED <<called, next, clientVars>>

\* A notifier goes on to the next poller, or beyond.
GoOn(n, beyond) ==
    IF next[n] < Len(Order)
        THEN next' = [next EXCEPT ![n] = @ + 1] /\ UNCHANGED pc
        ELSE next' = [next EXCEPT ![n] = 1] /\ Goto(n, beyond)

(***************************************************************************)
(* SeeFlag(n): who has scheduled looks at the flag of each poller.  If all *)
(* are set, it joins the wakeup that stands, and is done.  Else it wakes   *)
(* all of them up.  Java: AioNotify.seesFlag.                              *)
(***************************************************************************)
SeeFlag(n) ==
    /\ pc[n] = "see"
    /\ IF Read(n, FlagOf(Order[next[n]]))
        THEN GoOn(n, "idle")
        ELSE next' = [next EXCEPT ![n] = 1] /\ Goto(n, "set")
    /\ UNCHANGED <<memory, buffer, called, clientVars, owed>>

(***************************************************************************)
(* SetFlag(n), FenceAfterSet(n): a notifier sets the flag of each poller,  *)
(* always, and asks nothing before these are in memory.  Java:             *)
(* AioNotify.setFlag.                                                      *)
(***************************************************************************)
SetFlag(n) ==
    /\ pc[n] = "set"
    /\ Write(n, FlagOf(Order[next[n]]), TRUE)
    /\ GoOn(n, "fence")
    /\ UNCHANGED <<called, clientVars, owed>>

FenceAfterSet(n) ==
    /\ pc[n] = "fence"
    /\ Fence(n)
    /\ Goto(n, "ask")
    /\ UNCHANGED <<called, next, clientVars, owed>>

(***************************************************************************)
(* ReadNotifyMe(n): a notifier asks whether anybody sleeps or is about to. *)
(* If not, it makes no system call.  Java: AioNotify.mayAnybodySleep.      *)
(***************************************************************************)
ReadNotifyMe(n) ==
    /\ pc[n] = "ask"
    /\ Goto(n, IF Read(n, NotifyMe) > 0 THEN "call" ELSE "idle")
    /\ UNCHANGED <<memory, buffer, called, next, clientVars, owed>>

(***************************************************************************)
(* CallPoller(n): a notifier makes the system call that ends the sleep of  *)
(* a poller, or else its next one.  Java: AioNotify.callPoller.            *)
(***************************************************************************)
CallPoller(n) ==
    /\ pc[n] = "call"
    /\ called' = called \union {Order[next[n]]}
    /\ GoOn(n, "idle")
    /\ UNCHANGED <<memory, buffer, clientVars, owed>>

-----------------------------------------------------------------------------

(***************************************************************************)
(* ReachMemory(t): a write of a thread comes to memory.                    *)
(***************************************************************************)
ReachMemory(t) ==
    /\ Flush(t)
    /\ UNCHANGED <<called, pc, next, clientVars, owed>>

SomeWriteComes == \E t \in Threads : ReachMemory(t)

Next ==
    \/ \E t \in Pollers :
        \/ Poll(t) \/ RaiseNotifyMe(t) \/ LookAtFlag(t) \/ LookAtScheduled(t)
        \/ Pass(t) \/ Sleep(t) \/ Return(t) \/ Stir(t) \/ LowerNotifyMe(t)
        \/ ClearFlag(t) \/ FenceAfterClear(t) \/ Look(t) \/ TakeBottomHalf(t) \/ Callback(t)
    \/ \E t \in Notifiers :
        \/ Begin(t) \/ Schedule(t) \/ SeeFlag(t) \/ SetFlag(t) \/ FenceAfterSet(t)
        \/ ReadNotifyMe(t) \/ CallPoller(t)
    \/ SomeWriteComes

\* The scheduler: a poller goes on, in and out of the system call, once it
\* polls.  Nobody need ever poll.
FairPoller(p) ==
    WF_vars(\/ RaiseNotifyMe(p) \/ LookAtFlag(p) \/ LookAtScheduled(p)
            \/ Pass(p) \/ Sleep(p) \/ Return(p) \/ LowerNotifyMe(p)
            \/ ClearFlag(p) \/ FenceAfterClear(p) \/ Look(p) \/ TakeBottomHalf(p) \/ Callback(p))

\* The scheduler: who has begun to wake up goes on.  Nobody need ever begin.
FairNotifier(n) ==
    WF_vars(\/ Schedule(n) \/ SeeFlag(n) \/ SetFlag(n) \/ FenceAfterSet(n)
            \/ ReadNotifyMe(n) \/ CallPoller(n))

\* The processor: every write comes to memory.
FairMemory == \A t \in Threads : WF_vars(ReachMemory(t))

Fairness ==
    /\ \A p \in Pollers : FairPoller(p)
    /\ \A n \in Notifiers : FairNotifier(n)
    /\ FairMemory

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(* Invariants *)

\* notifyMe counts those who sleep or are about to.
RaisedInv == memory[NotifyMe] = Cardinality({p \in Pollers : pc[p] \in Raised})

\* Will a notifier make the system call for a poller that sleeps?  One that has
\* yet to see its flag will, or finds that another will.
WillCall(n, p) ==
    \/ pc[n] \in {"set", "fence", "ask"}
    \/ pc[n] \in {"see", "call"} /\ \E i \in DOMAIN Order : i >= next[n] /\ Order[i] = p

\* N2, N5: who sleeps with a reason to return has been woken up, or will be.
WakerInv ==
    \A p \in Pollers :
        pc[p] = "asleep" /\ (memory[FlagOf(p)] \/ memory[Scheduled]) =>
            p \in called \/ \E n \in Notifiers : WillCall(n, p)

\* B5: what a thread wrote before it scheduled the bottom half has been read
\* by a run of it, or will be.
RanInv ==
    \A n \in Schedulers :
        Read(n, Data(n)) # ran[n] =>
            pc[n] # "idle" \/ memory[Scheduled] \/ \E p \in Pollers : pc[p] = "callback"

\* N6: what a thread wrote before wakeup() is known to each poller that the
\* wakeup has made return, and its flag stands until then.
KnownInv ==
    \A p \in Pollers : \A n \in Wakers :
        Read(n, Data(n)) # known[p][n] =>
            pc[n] # "idle" \/ memory[FlagOf(p)] \/ pc[p] \in {"fence", "look"}

-----------------------------------------------------------------------------
(* Properties *)

\* N5: no system call is made if nobody sleeps or is about to.
ElidedProp ==
    [][ \A n \in Notifiers :
            pc[n] = "ask" /\ pc'[n] = "call" => \E p \in Pollers : pc[p] \in Raised ]_vars

-----------------------------------------------------------------------------
(* Refinement: each poller is promised what EventLoop promises to one *)

PollerIsAt(p) ==
    CASE pc[p] = "glance" -> "glancing"
      [] pc[p] = "asleep" -> "asleep"
      [] pc[p] \in {"raise", "flagAgain", "scheduledAgain"} \union (Raised \ {"asleep"}) -> "awake"
      [] pc[p] = "accept" \/ (pc[p] = "fence" /\ ~Drained(p)) -> "accept"
      [] OTHER -> "away"

Promise(p) == INSTANCE EventLoop WITH
    notified <- memory[FlagOf(p)], ready <- p \in owed, at <- PollerIsAt(p)

Keeps(p) == Promise(p)!Spec

KeepsThePromise == \A p \in Pollers : Keeps(p)

THEOREM Spec => []TypeOK /\ []RaisedInv /\ []WakerInv /\ []RanInv /\ []KnownInv
THEOREM Spec => ElidedProp /\ KeepsThePromise
=============================================================================
