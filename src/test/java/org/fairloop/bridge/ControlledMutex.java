package org.fairloop.bridge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A mutex with its conditions, under the control of a scheduler: a thread stops at each of its operations, and nobody
 * ever blocks. One that must wait stops again each time it is resumed too early. For code that takes its mutex as a {@link
 * Lock}, or can be made to.
 *
 * <p>Resuming a thread from a stop is one step of the code that uses the mutex: the constants below say what each stop
 * stands before. {@link Condition#signal} wakes the thread that {@link #wakesNext} has chosen, or else the one that went to
 * sleep last. A condition promises no order, and this one is the least like the queue that {@code java.util.concurrent}
 * happens to have.
 *
 * <p>Nobody is interrupted here and no time passes, unless a test says so: {@link #interrupts} and {@link #timesOut} decide how
 * a wait ends that is to end by more than a signal.
 *
 * <p>Its fields are handed from thread to thread with control, so they need no protection of their own.
 */
public final class ControlledMutex implements Lock {

    /** The mutex is taken, and {@link #lock} about to return. */
    public static final String TAKEN = "taken";

    /** In {@link #lock}, and the mutex is not free. */
    public static final String BLOCKED = "blocked";

    /** About to give the mutex up in {@link #unlock}. */
    public static final String LEAVING = "leaving";

    /** About to wait on a condition, the mutex still held. */
    public static final String AWAIT = "await";

    /** Waiting on a condition, the mutex given up. Asleep or {@linkplain #isAwake awake}. */
    public static final String WAITING = "waiting";

    /** The mutex is retaken after the wait, which is about to return. */
    public static final String RETAKEN = "retaken";

    private final Scheduler scheduler;
    private final List<ControlledCondition> conditions = new ArrayList<>();
    private final Set<Thread> interrupted = new HashSet<>();
    private final Set<Thread> timedOut = new HashSet<>();
    private Thread holder;
    private Thread wakesNext;

    /**
     * Makes a free mutex.
     *
     * @param scheduler controls the threads that use it, all of them its actors
     */
    public ControlledMutex(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Who holds the mutex.
     *
     * @return the thread, or null
     */
    public Thread holder() {
        return holder;
    }

    /**
     * Has this waiting thread been woken, or was it never asleep?
     *
     * @param thread a thread
     * @return false while it sleeps on a condition
     */
    public boolean isAwake(Thread thread) {
        return conditions.stream().noneMatch(condition -> condition.sleepers.contains(thread));
    }

    /**
     * A spurious wake-up. The thread does not run.
     *
     * @param thread a thread
     * @return whether the thread was asleep
     */
    public boolean wakeSpuriously(Thread thread) {
        return conditions.stream().anyMatch(condition -> condition.sleepers.remove(thread));
    }

    /**
     * Chooses whom the next {@link Condition#signal} wakes, if that thread sleeps on that condition.
     *
     * @param thread a thread, or null for the one that went to sleep last
     */
    public void wakesNext(Thread thread) {
        wakesNext = thread;
    }

    /**
     * Ends a wait with an interrupt: {@link Condition#await} or {@link Condition#awaitNanos} of a thread that stands at {@link
     * #RETAKEN}.
     *
     * @param thread the thread, which is to be resumed next
     */
    public void interrupts(Thread thread) {
        interrupted.add(thread);
    }

    /**
     * Ends a wait since its time is over: {@link Condition#awaitNanos} of a thread that stands at {@link #RETAKEN}.
     *
     * @param thread the thread, which is to be resumed next
     */
    public void timesOut(Thread thread) {
        timedOut.add(thread);
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
    public void lockInterruptibly() {
        lock();
    }

    @Override
    public void unlock() {
        scheduler.pause(LEAVING);
        giveUp();
    }

    @Override
    public Condition newCondition() {
        ControlledCondition condition = new ControlledCondition();
        conditions.add(condition);
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
    public boolean tryLock() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    private final class ControlledCondition implements Condition {

        private final Deque<Thread> sleepers = new ArrayDeque<>();

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
        public void await() throws InterruptedException {
            awaitUninterruptibly();
            if (interrupted.remove(Thread.currentThread())) {
                throw new InterruptedException();
            }
        }

        @Override
        public long awaitNanos(long nanos) throws InterruptedException {
            await();
            return timedOut.remove(Thread.currentThread()) ? 0 : nanos;
        }

        @Override
        public void signal() {
            checkHeld();
            if (wakesNext == null || !sleepers.remove(wakesNext)) {
                sleepers.pollLast();
            }
            wakesNext = null;
        }

        @Override
        public void signalAll() {
            checkHeld();
            sleepers.clear();
        }

        @Override
        public boolean await(long time, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean awaitUntil(Date deadline) {
            throw new UnsupportedOperationException();
        }
    }
}
