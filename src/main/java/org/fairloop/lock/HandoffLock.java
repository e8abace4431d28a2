package org.fairloop.lock;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.fairloop.internal.Headroom;

/**
 * The fast implementation of {@link FifoLock}: the owner that leaves hands the lock over to the next in the queue, and wakes
 * nobody else for it.
 *
 * <p>This is the one to run; {@link RFifoLock} is the one to read. The contention callback runs with no internal mutex
 * held: once in each thread that has to wait, and once in each new owner behind whom somebody waits, before it comes in.
 * The next in line spins for a moment before it sleeps, unless there is one processor only; the system property
 * {@code org.fairloop.lock.spins} sets for how many rounds at most, 0 for not at all.
 *
 * <p>Everything that {@link ReentrantLock} promises of a fair lock holds, and {@link #tryLock()} does not barge. Virtual
 * threads may hold the lock and wait for it. Thread dumps show its owner, and what waiters wait for.
 *
 * <p>The lock and its conditions are serializable, as those of {@link ReentrantLock} are: a
 * deserialized lock is free and no thread waits for it, whatever its state was when it was
 * serialized. The contention callback is serialized with the lock and must be serializable;
 * otherwise writing the lock throws {@link NotSerializableException}.
 *
 * <p>Specification: {@code spec/HandoffLock.tla}.
 */
public class HandoffLock extends WaiterQueue implements FifoLock {

    /*
     * Overview.
     *
     * One word, `state`, counts the tickets that are out: the owner's and one for each thread that waits.
     *
     *   lock:    no ticket is out: compare and set to one, and the lock is mine;
     *            else take a ticket (one more), queue up, call back, and sleep until the lock is granted.
     *   unlock:  one ticket is out: compare and set to none, and the lock is free;
     *            else give the ticket back (one less), take the first of the queue, and grant it the lock.
     *
     * The lowest bit of the word, BUSY, belongs to whoever is about to change the queue, and is set by the very same
     * compare-and-set. A few instructions later a release store clears it, since nobody else may write the word meanwhile. So the
     * order of the queue is the order of the tickets, and a contended lock() or unlock() costs one compare-and-set on the word, as
     * an uncontended one does. If no ticket is out, BUSY is clear.
     *
     * Each waiter has a word of its own, `status`:
     *
     *   the waiter:     AWAKE to PARKED, then it parks; PARKED to AWAKE when it has woken; each by compare-and-set;
     *   who releases:   exchanges it for GRANTED, and unparks if it was PARKED.
     *
     * Four choices carry the weight:
     *
     *  - The new owner looks behind itself on its way in, and calls back if somebody waits there (claim L4): those have
     *    called back for an earlier owner only. Whoever queues up after that look calls back before it sleeps. So nobody need
     *    be woken to call back, and a release wakes one.
     *  - The callback comes before the announcement, and the announcement before the park. A callback that parks may take the
     *    permit of an unpark, but only of one whose grant the announcement then finds.
     *  - Who gives up (claim L8) sets BUSY first and looks at its status then. A grant is made with BUSY set, too. So
     *    either comes first: the waiter has been granted the lock, and stays, or it is out of the queue, and no grant goes to it.
     *  - Owners that are awake hand over to each other by two writes. One that must be unparked takes a hundred times as long,
     *    and those behind it fall asleep meanwhile: a convoy, which strict order keeps together. So who has unparked the new owner
     *    wakes the next but one, too, ahead of its turn, and gives its processor away, as long as it has no ticket. Not in a
     *    crowd, which that cannot dissolve.
     *
     * Errors (claim L12).  A stack overflow or a failed allocation between two of these writes would leave BUSY set, or a waiter
     * without a thread. So each operation first makes sure of the stack that it may need (Headroom), then allocates, then takes its
     * ticket or sets BUSY. After that, nothing allocates. A park that fails counts as one that has returned at once: the thread
     * goes on waiting for its turn, awake. A static initializer loads every class and links every call site that the steps use.
     *
     * The small methods in the middle are the steps that the broken twins of the test suite override, one at a time; the
     * names of the specification's actions stand beside their calls.
     */

    private static final long serialVersionUID = 1;

    /** In state: somebody changes the queue. */
    static final int BUSY = 1;

    /** In state: one ticket. */
    static final int TICKET = 2;

    /** To wait for ever. */
    private static final long FOREVER = Long.MAX_VALUE;

    /**
     * The least that spinning adapts to: about as long as it takes to unpark a thread and to run it. Who never spins longer than it
     * would take to sleep takes at most twice as long as who knows which is better.
     */
    private static final int FEW_SPINS = 1 << 9;

    /** How often one asks for BUSY before it yields: the thread that has set it may have lost its processor. */
    private static final int TRIES_BEFORE_YIELD = 64;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** More tickets than these are a crowd, too many for the processors to run out of the queue before their turn comes again. */
    private static final int CROWD = Math.max(8, 6 * PROCESSORS);

    private static final int MAX_SPINS = PROCESSORS == 1 ? 0 : Integer.getInteger("org.fairloop.lock.spins", 1 << 11);

    private static final VarHandle STATE;

    /** The waiter in whose callback the thread is, the innermost if callbacks are nested. Not in the spec: it only finds misuse. */
    static final ThreadLocal<Waiter> INNERMOST = new ThreadLocal<>();

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(HandoffLock.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        rehearse();
    }

    /** The tickets that are out, and BUSY. Written by all; while BUSY is set, by who has set it. Spec: count, busy. */
    transient volatile int state;

    // The queue, which the lock itself is: those who wait, but for the one that has been granted the lock. Guarded by
    // BUSY.
    // Spec: queue.

    /** The owner's holds beyond the first; 0 while nobody owns. Read and written by the owner only. Spec: nesting. */
    transient int nested;

    /** Run by those who wait, and by a new owner; null if there is nothing to run. */
    @SuppressWarnings("serial") // Serializable if the callback is
    final Runnable onContention;

    /**
     * The most rounds that a waiter spins. Not final, since deserialization sets it: a thread to
     * which the lock was published by a data race may see 0, and then does not spin.
     */
    private transient int maxSpins;

    /** How long it seems worth while to spin, in rounds. Written by all who have spun; a lost update is harmless. */
    private transient int spins;

    /** Makes a free lock without a contention callback. */
    public HandoffLock() {
        this(MAX_SPINS, null);
    }

    /**
     * Makes a free lock.
     *
     * @param onContention run by threads that have to wait, and by those that come in before others that wait; see
     *     {@link FifoLock}
     */
    public HandoffLock(Runnable onContention) {
        this(MAX_SPINS, Objects.requireNonNull(onContention, "onContention"));
    }

    /** The seam for tests. */
    HandoffLock(int maxSpins, Runnable onContention) {
        this.maxSpins = maxSpins;
        this.spins = maxSpins;
        this.onContention = onContention;
    }

    @Override
    public void lock() {
        if (!takesAtOnce()) {
            Waiter me = arrive();
            if (me != null) {
                awaitTurn(me);
            }
        }
    }

    @Override
    public boolean tryLock() {
        return takesAtOnce(); // TryLockFails: if false
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (!takesInTime(FOREVER)) {
            throw new InterruptedException();
        }
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return takesInTime(unit.toNanos(time));
    }

    private boolean takesAtOnce() {
        Headroom.forAcquire();
        if (takeFree()) { // TakeFree
            return true;
        }
        if (isOwner()) {
            reenter(); // Reenter
            return true;
        }
        checkNotCallingBack();
        return false;
    }

    private boolean takesInTime(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (takesAtOnce()) {
            return true;
        }
        if (nanos <= 0) {
            return false;
        }
        long deadline = nanos == FOREVER ? FOREVER : System.nanoTime() + nanos;
        Waiter me = arrive();
        return me == null || awaitTurn(me, deadline);
    }

    /** Takes the lock if it has become free, and returns null; else queues up. */
    private Waiter arrive() {
        return arrive(new Waiter(Waiter.AWAKE));
    }

    private Waiter arrive(Waiter me) {
        for (int tries = 0; ; tries++) {
            if (takeFree()) { // TakeFree
                return null;
            }
            if (takeTicket()) { // TakeTicket
                enqueue(me); // Enqueue
                contend(me); // Contend, ContendThrows, LosePermit
                return me;
            }
            pause(tries);
        }
    }

    /** Waits until the lock is granted; no interrupt ends that. */
    private void awaitTurn(Waiter me) {
        boolean interrupted = false;
        while (announces(me)) { // Announce, SeeGrant
            park(me, FOREVER); // Park, Wake, WakeSpuriously
            interrupted |= Thread.interrupted(); // else the next park would return at once
            if (!standUp(me)) { // StandUp, SeeGrant
                break;
            }
            me.spins = true;
        }
        comeIn(me);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the lock is granted, or the thread is interrupted, or the time is over; then it tells false. */
    private boolean awaitTurn(Waiter me, long deadline) throws InterruptedException {
        boolean interrupted = false;
        while (true) {
            if (givesUp(deadline, interrupted)) {
                giveUp(); // GiveUp
                if (leaves(me)) { // Abandon, Stay
                    if (interrupted) {
                        throw new InterruptedException();
                    }
                    return false;
                }
                break;
            }
            if (!announces(me)) { // Announce, SeeGrant
                break;
            }
            park(me, deadline); // Park, Wake, WakeSpuriously
            interrupted = Thread.interrupted();
            if (!standUp(me)) { // StandUp, SeeGrant
                break;
            }
            me.spins = true;
        }
        comeIn(me);
        if (interrupted) {
            Thread.currentThread().interrupt(); // it came too late to end the wait
        }
        return true;
    }

    private void comeIn(Waiter me) {
        if (onContention != null && isAwaited()) { // ComeIn
            enterCallback(me);
            try {
                kick(); // Contend, ContendThrows, LosePermit
            } finally {
                leaveCallback(me);
            }
        }
        own(); // Own
    }

    private void contend(Waiter me) {
        if (onContention != null) {
            enterCallback(me);
            try {
                contend();
            } finally {
                leaveCallback(me);
            }
        }
    }

    @Override
    public void unlock() {
        Headroom.forRelease();
        if (!mayRelease()) { // ReleaseFails, Return
            checkNotCallingBack();
            throw Misuse.notOwner("unlock()", getOwner());
        }
        if (nested > 0) {
            releaseInner(); // ReleaseInner
        } else {
            releaseOutermost();
        }
    }

    private void releaseOutermost() {
        setExclusiveOwnerThread(null);
        for (int tries = 0; ; tries++) {
            if (releaseFree()) { // ReleaseFree
                return;
            }
            if (releaseToNext()) { // ReleaseToNext
                break;
            }
            pause(tries);
        }
        Waiter next = dequeue();
        Waiter nextButOne = first();
        boolean mustUnpark = grant(next); // Grant
        letGo(); // LetGo
        if (mustUnpark) {
            unpark(next); // Unpark
            if (nextButOne != null && !isCrowded()) {
                wakeNext(nextButOne); // WakeNext
                Thread.yield();
            }
        }
    }

    // The steps. Each is one atomic access, and what nobody else can see.

    boolean isOwner() {
        return getExclusiveOwnerThread() == Thread.currentThread();
    }

    boolean takeFree() {
        while (state == 0) {
            if (STATE.compareAndSet(this, 0, TICKET)) {
                setExclusiveOwnerThread(Thread.currentThread());
                return true;
            }
        }
        return false;
    }

    void reenter() {
        if (nested == Integer.MAX_VALUE - 1) {
            throw Misuse.tooManyHolds();
        }
        nested++;
    }

    /** Fails if no ticket is out, if BUSY is set, or if somebody else changes the word at this moment. */
    boolean takeTicket() {
        int seen = state;
        return seen >= TICKET && (seen & BUSY) == 0 && STATE.compareAndSet(this, seen, seen + TICKET + BUSY);
    }

    void enqueue(Waiter waiter) {
        waiter.spins = first() == null;
        add(waiter);
        clearBusy();
    }

    /** Runs the callback, as one that waits. Whatever it throws, the caller goes on (claim L9). */
    void contend() {
        callBack();
    }

    /** Says that the caller parks, unless it finds that it has been granted the lock; spins before. */
    boolean announces(Waiter me) {
        return !spin(me) && me.changes(Waiter.AWAKE, Waiter.PARKED);
    }

    void park(Waiter me, long deadline) {
        try {
            if (deadline == FOREVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, deadline - System.nanoTime());
            }
        } catch (VirtualMachineError failed) {
            Thread.onSpinWait(); // as if it had returned at once
        }
    }

    /** Says that the caller is awake, unless it finds that it has been granted the lock. */
    boolean standUp(Waiter me) {
        return me.changes(Waiter.PARKED, Waiter.AWAKE);
    }

    boolean givesUp(long deadline, boolean interrupted) {
        return interrupted || deadline != FOREVER && deadline - System.nanoTime() <= 0;
    }

    void giveUp() {
        setBusy();
    }

    /** With BUSY set: out of the queue, unless the lock has been granted. */
    boolean leaves(Waiter me) {
        if (isGranted(me)) {
            stay();
            return false;
        }
        abandon(me);
        return true;
    }

    boolean isGranted(Waiter me) {
        return me.status == Waiter.GRANTED;
    }

    void abandon(Waiter me) {
        remove(me);
        STATE.setRelease(this, state - TICKET - BUSY);
    }

    void stay() {
        clearBusy();
    }

    /** Has anybody but the new owner a ticket? */
    boolean isAwaited() {
        return state >= 2 * TICKET;
    }

    /** Runs the callback, as the new owner, for those who wait behind it. */
    void kick() {
        callBack();
    }

    void own() {
        setExclusiveOwnerThread(Thread.currentThread());
    }

    boolean mayRelease() {
        return getExclusiveOwnerThread() == Thread.currentThread();
    }

    void releaseInner() {
        nested--;
    }

    boolean releaseFree() {
        return STATE.compareAndSet(this, TICKET, 0);
    }

    /** Fails if nobody else has a ticket, if BUSY is set, or if somebody else changes the word at this moment. */
    boolean releaseToNext() {
        int seen = state;
        return seen > TICKET && (seen & BUSY) == 0 && STATE.compareAndSet(this, seen, seen - TICKET + BUSY);
    }

    /** With BUSY set: takes the first out of the queue. */
    Waiter dequeue() {
        return removeFirst();
    }

    /** Tells whether the new owner must be unparked. */
    boolean grant(Waiter next) {
        return next.exchangeForGranted() == Waiter.PARKED;
    }

    void letGo() {
        clearBusy();
    }

    void unpark(Waiter waiter) {
        permit(waiter.thread);
    }

    /** Wakes one ahead of its turn. It may be awake or gone by now, and then it is let alone, or wakes for no reason. */
    void wakeNext(Waiter next) {
        if (next.status == Waiter.PARKED) {
            permit(next.thread);
        }
    }

    void permit(Thread thread) {
        LockSupport.unpark(thread);
    }

    // What the steps are made of.

    /** Spins for a while if the turn may come soon; tells whether the lock has been granted. */
    private boolean spin(Waiter me) {
        if (!me.spins || maxSpins == 0) {
            return false;
        }
        int rounds = spins;
        for (int round = 0; round < rounds; round++) {
            if (isGranted(me)) {
                spins = Math.min(2 * rounds, maxSpins);
                return true;
            }
            Thread.onSpinWait();
        }
        spins = Math.max(rounds / 2, Math.min(FEW_SPINS, maxSpins));
        return false;
    }

    private boolean isCrowded() {
        return state / TICKET > CROWD;
    }

    private static void pause(int tries) {
        if (tries < TRIES_BEFORE_YIELD) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** For one that has a ticket, or knows that another has. */
    private void setBusy() {
        for (int tries = 0; !trySetBusy(state); tries++) {
            pause(tries);
        }
    }

    private boolean trySetBusy(int seen) {
        return (seen & BUSY) == 0 && STATE.compareAndSet(this, seen, seen + BUSY);
    }

    private void clearBusy() {
        STATE.setRelease(this, state - BUSY);
    }

    private void callBack() {
        try {
            onContention.run();
        } catch (Throwable thrown) {
            Misuse.reportUncaught(thrown);
        }
    }

    private void checkNotCallingBack() {
        if (onContention != null) {
            for (Waiter call = innermostCall(); call != null; call = call.outer) {
                if (call.callingBack == this) {
                    throw Misuse.inCallback();
                }
            }
        }
    }

    /** Returns the waiter in whose callback the thread is, or null. Allocates in the first call of a thread only. */
    private static Waiter innermostCall() {
        return INNERMOST.get();
    }

    /** Allocates nothing: the thread has called innermostCall before it took its ticket. */
    private void enterCallback(Waiter me) {
        me.callingBack = this;
        me.outer = innermostCall();
        INNERMOST.set(me);
    }

    private static void leaveCallback(Waiter me) {
        INNERMOST.set(me.outer);
    }

    /** Loads every class and links every call site of the steps, since that may overflow and allocates. */
    private static void rehearse() {
        HandoffLock lock = new HandoffLock(0, () -> {});
        lock.lock();
        Waiter waiter = new Waiter(Waiter.UNSIGNALLED);
        waiter.changes(Waiter.UNSIGNALLED, Waiter.AWAKE);
        lock.takeTicket();
        lock.enqueue(waiter);
        lock.contend(waiter);
        lock.giveUp();
        lock.leaves(waiter);
        lock.newCondition().signalAll();
        lock.unlock();
        waiter.exchangeForGranted();
        LockSupport.unpark(null);
        Misuse.nameOf(null);
    }

    // For conditions.

    @Override
    public Condition newCondition() {
        return new HandoffCondition(this);
    }

    void checkOwner(String call) {
        Headroom.forRelease();
        if (!isHeldByCurrentThread()) {
            throw Misuse.notOwner(call, getOwner());
        }
    }

    /** Makes sure of the stack and the memory that an await may need. */
    void prepareAwait() {
        Headroom.forAcquire();
        checkNotCallingBack();
    }

    /** Gives all holds back, and tells how many there were beyond the first. */
    int releaseAll() {
        int given = nested;
        nested = 0;
        releaseOutermost();
        return given;
    }

    /** Queues another thread up, which sleeps; the caller owns the lock. */
    void enqueueSleeper(Waiter signalled) {
        for (int tries = 0; !takeTicket(); tries++) {
            pause(tries);
        }
        enqueue(signalled);
        if (onContention != null) {
            permit(signalled.thread); // to call back
        }
    }

    /** Comes back as one that was queued up while it slept. */
    void retakeSignalled(Waiter me, int holds) {
        if (standUp(me)) {
            contend(me);
            awaitTurn(me);
        } else {
            comeIn(me);
        }
        nested = holds;
    }

    /** Comes back as a waiter that no signal has queued. */
    void retake(Waiter me, int holds) {
        if (arrive(me) != null) {
            awaitTurn(me);
        }
        nested = holds;
    }

    // Questions.

    @Override
    public boolean isHeldByCurrentThread() {
        return getExclusiveOwnerThread() == Thread.currentThread();
    }

    @Override
    public int getHoldCount() {
        return isHeldByCurrentThread() ? nested + 1 : 0;
    }

    @Override
    public boolean isLocked() {
        return state != 0;
    }

    @Override
    public boolean hasQueuedThreads() {
        return getQueueLength() > 0;
    }

    @Override
    public int getQueueLength() {
        return Math.max(state / TICKET - 1, 0);
    }

    @Override
    public Thread getOwner() {
        return state == 0 ? null : getExclusiveOwnerThread();
    }

    @Override
    public List<Thread> getQueuedThreads() {
        Headroom.forRelease();
        Thread[] threads = {};
        int length = 0;
        for (int tries = 0; ; tries++) {
            int seen = state;
            if (seen == 0) {
                break;
            }
            if (threads.length < seen / TICKET) {
                threads = new Thread[seen / TICKET]; // now: with BUSY set, nothing allocates
            }
            if (trySetBusy(seen)) {
                for (Waiter waiter = first(); waiter != null; waiter = waiter.behind) {
                    threads[length++] = waiter.thread;
                }
                clearBusy();
                break;
            }
            pause(tries);
        }
        return new ArrayList<>(Arrays.asList(threads).subList(0, length));
    }

    /**
     * Tells whether a thread waits for a condition of this lock. A thread that has been signalled,
     * or has given up, and only waits for the lock does not count.
     *
     * @param condition a condition that {@link #newCondition()} of this lock has returned
     * @return whether a signal would reach a thread
     * @throws NullPointerException if the condition is null
     * @throws IllegalArgumentException if the condition does not belong to this lock
     * @throws IllegalMonitorStateException if the caller is not the owner
     */
    public boolean hasWaiters(Condition condition) {
        return getWaitQueueLength(condition) > 0;
    }

    /**
     * Counts the threads that wait for a condition of this lock. A thread that has been signalled,
     * or has given up, and only waits for the lock does not count.
     *
     * @param condition a condition that {@link #newCondition()} of this lock has returned
     * @return the number of threads that {@link Condition#signalAll()} would reach
     * @throws NullPointerException if the condition is null
     * @throws IllegalArgumentException if the condition does not belong to this lock
     * @throws IllegalMonitorStateException if the caller is not the owner
     */
    public int getWaitQueueLength(Condition condition) {
        return getWaitingThreads(condition).size();
    }

    /**
     * Lists the threads that wait for a condition of this lock. A thread that has been signalled,
     * or has given up, and only waits for the lock does not count.
     *
     * <p>As {@link #getOwner()} and {@link #getQueuedThreads()}, this method is public, so that a
     * tool need not extend the class.
     *
     * @param condition a condition that {@link #newCondition()} of this lock has returned
     * @return the threads that {@link Condition#signalAll()} would reach, in order of arrival
     * @throws NullPointerException if the condition is null
     * @throws IllegalArgumentException if the condition does not belong to this lock
     * @throws IllegalMonitorStateException if the caller is not the owner
     */
    public List<Thread> getWaitingThreads(Condition condition) {
        Objects.requireNonNull(condition, "condition");
        if (condition instanceof HandoffCondition ours && ours.isOf(this)) {
            checkOwner("a question about a condition");
            return ours.waitingThreads();
        }
        throw Misuse.foreignCondition();
    }

    @Override
    public String toString() {
        return super.toString() + Misuse.state(getOwner(), getQueueLength());
    }

    // Serialization. Every transient field has the value of a free lock after deserialization.

    /**
     * Writes the contention callback, and not the state.
     *
     * @param out to write to
     * @throws NotSerializableException if the callback is not serializable
     * @throws IOException if writing fails
     */
    private void writeObject(ObjectOutputStream out) throws IOException {
        if (onContention != null && !(onContention instanceof Serializable)) {
            throw new NotSerializableException("the contention callback of a HandoffLock, of " + onContention.getClass()
                    + ", is not serializable");
        }
        out.defaultWriteObject();
    }

    /**
     * Reads a lock, which is free.
     *
     * @param in to read from
     * @throws IOException if reading fails
     * @throws ClassNotFoundException if the callback's class is not found
     */
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        maxSpins = MAX_SPINS;
        spins = MAX_SPINS;
    }
}
