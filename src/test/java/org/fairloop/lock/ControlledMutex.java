package org.fairloop.lock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.fairloop.bridge.Scheduler;

/**
 * A mutex with one condition, under the control of a scheduler: a thread stops at each of its operations, and nobody
 * ever blocks. One that must wait stops again each time it is resumed too early.
 *
 * <p>Resuming a thread from a stop is one step of the code that uses the mutex: the constants below say what each stop
 * stands before. {@code signal()} wakes the thread that went to sleep last. A condition promises no order, and this one
 * is the least like the queue that {@code java.util.concurrent} happens to have.
 *
 * <p>Its fields are handed from thread to thread with control, so they need no protection of their own.
 */
final class ControlledMutex implements Lock {

    /** The mutex is taken, and {@link #lock} about to return. */
    static final String TAKEN = "taken";

    /** In {@link #lock}, and the mutex is not free. */
    static final String BLOCKED = "blocked";

    /** About to give the mutex up in {@link #unlock}. */
    static final String LEAVING = "leaving";

    /** About to wait on the condition, the mutex still held. */
    static final String AWAIT = "await";

    /** Waiting on the condition, the mutex given up. Asleep or {@linkplain #isAwake awake}. */
    static final String WAITING = "waiting";

    /** The mutex is retaken after the wait, which is about to return. */
    static final String RETAKEN = "retaken";

    private final Scheduler scheduler;
    private final Deque<Thread> sleepers = new ArrayDeque<>();
    private final Condition condition = new ControlledCondition();
    private Thread holder;

    ControlledMutex(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Who holds the mutex, or null. */
    Thread holder() {
        return holder;
    }

    /** Has this waiting thread been woken, or was it never asleep? */
    boolean isAwake(Thread thread) {
        return !sleepers.contains(thread);
    }

    /**
     * A spurious wake-up. The thread does not run.
     *
     * @return whether the thread was asleep
     */
    boolean wakeSpuriously(Thread thread) {
        return sleepers.remove(thread);
    }

    @Override
    public void lock() {
        if (holder == Thread.currentThread()) {
            throw new IllegalMonitorStateException("the mutex is taken twice by " + holder.getName());
        }
        take(BLOCKED);
        scheduler.pause(TAKEN);
    }

    @Override
    public void unlock() {
        scheduler.pause(LEAVING);
        giveUp();
    }

    @Override
    public Condition newCondition() {
        return condition;
    }

    private void take(String stop) {
        while (holder != null) {
            scheduler.pause(stop);
        }
        holder = Thread.currentThread();
    }

    private void giveUp() {
        checkHeld();
        holder = null;
    }

    private void checkHeld() {
        if (holder != Thread.currentThread()) {
            throw new IllegalMonitorStateException(
                    "the mutex is not held by " + Thread.currentThread().getName());
        }
    }

    @Override
    public void lockInterruptibly() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryLock() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    private final class ControlledCondition implements UninterruptibleCondition {

        @Override
        public void awaitUninterruptibly() {
            checkHeld();
            scheduler.pause(AWAIT);
            sleepers.addLast(Thread.currentThread());
            giveUp();
            do {
                scheduler.pause(WAITING);
            } while (!isAwake(Thread.currentThread()));
            take(WAITING);
            scheduler.pause(RETAKEN);
        }

        @Override
        public void signal() {
            checkHeld();
            sleepers.pollLast();
        }

        @Override
        public void signalAll() {
            checkHeld();
            sleepers.clear();
        }
    }
}
