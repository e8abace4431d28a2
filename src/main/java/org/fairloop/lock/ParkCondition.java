package org.fairloop.lock;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A condition whose waiters are seen, in thread dumps and by deadlock detection, to wait for a given synchronizer.
 *
 * <p>The condition of a {@link java.util.concurrent.locks.ReentrantLock} makes its waiters wait for the condition
 * itself, which has no owner; nobody could tell from a dump who keeps them waiting. Only what {@link RFifoLock} needs is
 * supported. The mutex must be held once, not twice, by those who call.
 */
final class ParkCondition implements UninterruptibleCondition {

    private static final class Waiter {
        final Thread thread = Thread.currentThread();

        /** Written once, with the mutex held, by who signals; read by the waiter, which does not hold it. */
        volatile boolean signalled;

        /** Written and read by the waiter only. */
        boolean timedOut;
    }

    private final Lock mutex;

    private final Object blocker;

    /** Guarded by mutex. */
    private final Queue<Waiter> waiters = new ArrayDeque<>();

    /**
     * Makes a condition.
     *
     * @param mutex guards the condition
     * @param blocker what a waiter is said to wait for
     */
    ParkCondition(Lock mutex, Object blocker) {
        this.mutex = mutex;
        this.blocker = blocker;
    }

    @Override
    public void awaitUninterruptibly() {
        if (waits(waiter -> LockSupport.park(blocker), false)) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void await() throws InterruptedException {
        if (waits(waiter -> LockSupport.park(blocker), true)) {
            throw new InterruptedException();
        }
    }

    /** Returns when it is signalled, when it is interrupted, or at some time after the nanoseconds are over. */
    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = waits(
                waiter -> {
                    long left = deadline - System.nanoTime();
                    if (left > 0) {
                        LockSupport.parkNanos(blocker, left);
                    } else {
                        waiter.timedOut = true;
                    }
                },
                true);
        if (interrupted) {
            throw new InterruptedException();
        }
        return deadline - System.nanoTime();
    }

    /** Waits for the signal, or for what else may end the wait; tells whether it was interrupted. */
    private boolean waits(Consumer<Waiter> park, boolean interruptible) {
        Waiter waiter = new Waiter();
        waiters.add(waiter);
        mutex.unlock();
        // A signal from here on finds the waiter in the queue, so that it is not lost: that makes this one step.
        boolean interrupted = false;
        while (!waiter.signalled && !waiter.timedOut && !(interrupted && interruptible)) {
            park.accept(waiter);
            interrupted |= Thread.interrupted(); // else the next park would return at once
        }
        mutex.lock();
        waiters.remove(waiter); // still there if nobody has signalled
        return interrupted;
    }

    @Override
    public void signalAll() {
        while (!waiters.isEmpty()) {
            signal();
        }
    }

    @Override
    public void signal() {
        Waiter waiter = waiters.poll();
        if (waiter != null) {
            waiter.signalled = true;
            LockSupport.unpark(waiter.thread);
        }
    }
}
