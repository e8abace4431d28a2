package org.fairloop.lock;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A recursive mutual exclusion lock that is granted strictly in order of arrival, with a <em>contention callback</em>.
 *
 * <p>The promise, by the ids of the project's claims:
 *
 * <ul>
 *   <li><b>L1</b> never two threads inside;
 *   <li><b>L2</b> owners follow one another in the order of arrival. Nobody overtakes: not {@link #tryLock()}, and not
 *       the thread that has just released. A lock can thus be free and yet reserved for the next in the queue;
 *   <li><b>L3</b> the owner locks again without waiting; only its last {@link #unlock()} frees the lock;
 *   <li><b>L4</b> while an owner is inside, no thread sleeps in the queue unless the callback was invoked since the last
 *       time the lock became free. An owner that sleeps while it holds the lock (an event loop) can therefore rely on
 *       being told that somebody waits;
 *   <li><b>L5, L6</b> everyone in the queue becomes the owner if those ahead of it release the lock;
 *   <li><b>L7</b> {@link #unlock()} by a thread that is not the owner fails and changes nothing;
 *   <li><b>L8</b> a thread that gives up, because it is interrupted or its time is over, leaves the queue as if it had never
 *       come;
 *   <li><b>L9</b> a callback that throws harms nobody;
 *   <li><b>L10</b> what a thread did before {@link #unlock()} is visible to the next owner;
 *   <li><b>L12</b> on HotSpot, a stack overflow or a failed allocation in the library's own code strikes before the first
 *       irrevocable write of an operation, or not at all.
 * </ul>
 *
 * <h2>Errors</h2>
 *
 * An operation that fails with {@link StackOverflowError} or {@link OutOfMemoryError} has changed nothing: the lock stays usable,
 * the caller owns what it owned before, and no other thread waits longer. If a call has acquired the lock, an {@code unlock()}
 * from the same frame does not fail for lack of stack. A condition's await that has given the lock back returns or throws with all
 * holds. A park that fails counts as one that has returned at once: the thread goes on waiting.
 *
 * <p>Not promised: errors inside the contention callback (they go where all that it throws goes), errors inside calls of the JDK
 * that need more stack than {@code unlock()} makes sure of (4 KB; unparking a virtual thread may), and other virtual machines than
 * HotSpot.
 *
 * <h2>The contention callback</h2>
 *
 * A {@code Runnable} given at construction. A thread that has to wait runs it before it first sleeps, and for each new owner
 * that may not have heard of those who wait it is run again, by one of these or by the new owner itself on its way in. So the callback may run often, from many threads. It
 * must not block, and it must not use the lock: {@code lock}, {@code tryLock} and {@code unlock} of the same lock throw
 * {@link IllegalStateException} there. Whether it runs with an internal mutex held is up to the implementation. What it
 * throws goes to the {@linkplain Thread#getUncaughtExceptionHandler() uncaught-exception handler} of the thread that ran
 * it, never out of {@code lock()}.
 *
 * <p>Specification: {@code spec/FifoLock.tla}. Every implementation is checked to refine it.
 */
public interface FifoLock extends Lock {

    /**
     * Makes a lock without a contention callback.
     *
     * @return a free {@link HandoffLock}: the implementation to be used unless there is a reason for another one
     */
    static FifoLock create() {
        return new HandoffLock();
    }

    /**
     * Makes a lock with a contention callback.
     *
     * @param onContention run by threads that have to wait, see {@link FifoLock}
     * @return a free {@link HandoffLock}: the implementation to be used unless there is a reason for another one
     */
    static FifoLock create(Runnable onContention) {
        return new HandoffLock(onContention);
    }

    /**
     * Takes the lock: at once if it is free and nobody waits, or if the caller owns it; else in order of arrival.
     *
     * <p>An interrupt does not end the wait; the interrupt status is kept for the caller to see.
     *
     * @throws IllegalStateException if called by the contention callback
     * @throws Error if the caller holds the lock {@link Integer#MAX_VALUE} times already; nothing has changed then
     */
    @Override
    void lock();

    /**
     * Takes the lock as {@link #lock()} does, but an interrupt ends the wait. If the lock is granted at the moment of the
     * interrupt, the lock is taken and the interrupt status is kept.
     *
     * @throws InterruptedException if the caller was interrupted before or while it waited; it has left the queue
     * @throws IllegalStateException if called by the contention callback
     * @throws Error if the caller holds the lock {@link Integer#MAX_VALUE} times already; nothing has changed then
     */
    @Override
    void lockInterruptibly() throws InterruptedException;

    /**
     * Takes the lock as {@link #lockInterruptibly()} does, but gives up after some time. If the time is 0 or less, it does
     * not wait.
     *
     * @param time how long to wait; what the contention callback takes comes off it
     * @param unit the unit of time
     * @return whether the lock was taken; if not, the caller has left the queue
     * @throws InterruptedException if the caller was interrupted before or while it waited; it has left the queue
     * @throws IllegalStateException if called by the contention callback
     * @throws Error if the caller holds the lock {@link Integer#MAX_VALUE} times already; nothing has changed then
     */
    @Override
    boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

    /**
     * Takes the lock if that needs no waiting and overtakes nobody: if the caller owns it, or if it is free and nobody
     * waits. Never waits, never runs the contention callback.
     *
     * @return whether the lock was taken
     * @throws IllegalStateException if called by the contention callback
     * @throws Error if the caller holds the lock {@link Integer#MAX_VALUE} times already; nothing has changed then
     */
    @Override
    boolean tryLock();

    /**
     * Gives one hold back. The last one frees the lock for the next in the queue.
     *
     * @throws IllegalMonitorStateException if the caller is not the owner; the message names both threads, and nothing
     *     has changed
     * @throws IllegalStateException if called by the contention callback
     */
    @Override
    void unlock();

    /**
     * Counts the caller's holds.
     *
     * @return how often the calling thread holds this lock; 0 if it does not
     */
    int getHoldCount();

    /**
     * Tells whether the caller is the owner. Never blocks.
     *
     * @return whether the calling thread owns this lock
     */
    boolean isHeldByCurrentThread();

    /**
     * Tells whether anybody owns the lock. It can be free and yet reserved, see {@link #hasQueuedThreads()}.
     *
     * @return whether some thread owned this lock, or was granted it and on its way in, at a moment during the call
     */
    boolean isLocked();

    /**
     * Tells whether anybody waits for the lock.
     *
     * @return whether some thread was in the queue at a moment during the call
     */
    boolean hasQueuedThreads();

    /**
     * Counts the threads that wait for the lock.
     *
     * @return how many threads were in the queue at a moment during the call
     */
    int getQueueLength();

    /**
     * Returns the owner, for diagnosis. The answer may be stale when the caller gets it.
     *
     * @return the thread that owned this lock at a moment during the call; {@code null} if no thread
     *     owned it, or if it was on its way to the next owner
     */
    Thread getOwner();

    /**
     * Lists the threads that wait for the lock, for diagnosis.
     *
     * @return the threads that were in the queue at a moment during the call, the next owner first;
     *     later changes of the queue do not show in the list
     */
    List<Thread> getQueuedThreads();

    /**
     * Tells whether a given thread waits for the lock, for diagnosis.
     *
     * @param thread the thread
     * @return whether the thread was in the queue at a moment during the call
     * @throws NullPointerException if the thread is null
     */
    default boolean hasQueuedThread(Thread thread) {
        return getQueuedThreads().contains(Objects.requireNonNull(thread, "thread"));
    }

    /**
     * Tells whether the lock is granted in order of arrival.
     *
     * @return true: claim L2
     */
    default boolean isFair() {
        return true;
    }

    /**
     * Makes a condition, if the implementation has conditions: {@link HandoffLock} has.
     *
     * @return a condition that behaves as that of a fair {@link java.util.concurrent.locks.ReentrantLock}
     * @throws UnsupportedOperationException if the implementation has no conditions
     */
    @Override
    Condition newCondition();

    /**
     * Names the lock and its state, as {@link java.util.concurrent.locks.ReentrantLock#toString()}
     * does. The number of queued threads follows if it is not 0.
     *
     * @return the class and hash code, then for example {@code [Unlocked]}, {@code [Locked by thread loop]}
     *     or {@code [Locked by thread loop, queued 2]}
     */
    @Override
    String toString();
}
