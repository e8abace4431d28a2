package org.fairloop.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

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
    }

    /** To wait indefinitely. */
    private static final long FOREVER = Long.MAX_VALUE;

    static {
        new Waiter(); // loads the class while there is stack and memory for that
    }

    private final Lock mutex;

    private final Object blocker;

    /** Guarded by mutex. */
    private final List<Waiter> waiters = new ArrayList<>();

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

    /**
     * Acquires a mutex, even if memory is short: the lock of JDK 17 fails then if it would have to wait.
     *
     * @param mutex the mutex
     */
    static void lock(Lock mutex) {
        try {
            mutex.lock();
        } catch (OutOfMemoryError e) {
            while (!mutex.tryLock()) {
                Thread.yield();
            }
        }
    }

    @Override
    public void awaitUninterruptibly() {
        if (waits(FOREVER, false)) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void await() throws InterruptedException {
        if (waits(FOREVER, true)) {
            throw interruption();
        }
    }

    /** Returns when it is signalled, when it is interrupted, or at some time after the nanoseconds are over. */
    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        if (waits(deadline, true)) {
            throw interruption();
        }
        return deadline - System.nanoTime();
    }

    /**
     * Waits for the signal, or for what else may end the wait; returns whether the thread was interrupted. Fails before it gives
     * the mutex back, or not at all.
     */
    private boolean waits(long deadline, boolean interruptible) {
        Waiter waiter = new Waiter();
        waiters.add(waiter);
        mutex.unlock();
        // A signal from here on finds the waiter in the queue, so that it is not lost: that makes this one step.
        boolean interrupted = false;
        while (!waiter.signalled && !(interrupted && interruptible) && !isOver(deadline)) {
            park(deadline);
            interrupted |= Thread.interrupted(); // else the next park would return at once
        }
        lock(mutex);
        waiters.remove(waiter); // still there unless it was signalled
        return interrupted;
    }

    private static boolean isOver(long deadline) {
        return deadline != FOREVER && deadline - System.nanoTime() <= 0;
    }

    private void park(long deadline) {
        try {
            if (deadline == FOREVER) {
                LockSupport.park(blocker);
            } else {
                LockSupport.parkNanos(blocker, deadline - System.nanoTime());
            }
        } catch (VirtualMachineError failed) {
            Thread.onSpinWait(); // as if it had returned at once
        }
    }

    /** Makes the exception; the interrupt is not lost if that fails. */
    private static InterruptedException interruption() {
        try {
            return new InterruptedException();
        } catch (VirtualMachineError failed) {
            Thread.currentThread().interrupt();
            throw failed;
        }
    }

    @Override
    public void signalAll() {
        while (!waiters.isEmpty()) {
            signal();
        }
    }

    @Override
    public void signal() {
        if (!waiters.isEmpty()) {
            Waiter waiter = waiters.remove(0);
            waiter.signalled = true;
            LockSupport.unpark(waiter.thread);
        }
    }
}
