package org.fairloop.lock;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/**
 * A condition of a {@link HandoffLock}. It behaves as that of a fair {@link java.util.concurrent.locks.ReentrantLock}: signals
 * go in order of arrival, and those who are signalled queue up for the lock in the order of the signals.
 *
 * <p>A deserialized condition has no waiters and belongs to the deserialized lock.
 */
class HandoffCondition implements Condition, Serializable {

    /*
     * Overview.
     *
     * A waiter stands in `waiters` with the status UNSIGNALLED and sleeps. Two may end that, by compare-and-set, so that one of
     * them does: a signal makes it PARKED and queues it up for the lock; an interrupt or the end of its time makes it
     * CANCELLED, and then the thread queues up itself. Either way it comes back as the owner, with all its holds.
     *
     * Errors (claim L12).  What a wait needs is there before it gives the lock back: the stack, and a second waiter, since a
     * cancelled waiter stays in `waiters` until its thread owns the lock again. A park that fails counts as one that has
     * returned at once.
     */

    private static final long serialVersionUID = 1;

    /** What tells when a wait's time is over. */
    private enum Clock {
        /** Nothing does. */
        NONE {
            @Override
            boolean isOver(HandoffCondition condition, long deadline) {
                return false;
            }

            @Override
            void park(HandoffCondition condition, long deadline) {
                LockSupport.park(condition);
            }
        },
        /** {@link System#nanoTime()}. */
        NANOS {
            @Override
            boolean isOver(HandoffCondition condition, long deadline) {
                return deadline - System.nanoTime() <= 0;
            }

            @Override
            void park(HandoffCondition condition, long deadline) {
                LockSupport.parkNanos(condition, deadline - System.nanoTime());
            }
        },
        /** {@link #currentTimeMillis()}, which may be set while one waits. */
        MILLIS {
            @Override
            boolean isOver(HandoffCondition condition, long deadline) {
                return deadline <= condition.currentTimeMillis();
            }

            @Override
            void park(HandoffCondition condition, long deadline) {
                LockSupport.parkUntil(condition, deadline);
            }
        };

        abstract boolean isOver(HandoffCondition condition, long deadline);

        abstract void park(HandoffCondition condition, long deadline);
    }

    static {
        Clock.values(); // loads the classes of its constants
    }

    private final HandoffLock lock;

    /** Guarded by lock. */
    final WaiterQueue waiters = new WaiterQueue();

    HandoffCondition(HandoffLock lock) {
        this.lock = lock;
    }

    @Override
    public void await() throws InterruptedException {
        awaitInterruptibly(Clock.NONE, 0);
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long deadline = after(nanos);
        awaitInterruptibly(Clock.NANOS, deadline);
        return deadline - System.nanoTime();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaitInterruptibly(Clock.NANOS, after(unit.toNanos(time)));
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return awaitInterruptibly(Clock.MILLIS, deadline.getTime());
    }

    @Override
    public void awaitUninterruptibly() {
        Waiter me = begin();
        int holds = lock.releaseAll();
        boolean interrupted = false;
        while (me.status == Waiter.UNSIGNALLED) {
            park(Clock.NONE, 0);
            interrupted |= Thread.interrupted();
        }
        lock.retakeSignalled(me, holds);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells whether it was signalled, and not the time over. */
    private boolean awaitInterruptibly(Clock clock, long deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter cancelled = new Waiter(Waiter.AWAKE);
        Waiter me = begin();
        int holds = lock.releaseAll();
        boolean interrupted = false;
        while (me.status == Waiter.UNSIGNALLED) {
            if ((interrupted || clock.isOver(this, deadline)) && me.changes(Waiter.UNSIGNALLED, Waiter.CANCELLED)) {
                lock.retake(cancelled, holds);
                waiters.remove(me);
                if (interrupted) {
                    throw new InterruptedException();
                }
                return false;
            }
            park(clock, deadline);
            interrupted |= Thread.interrupted();
        }
        lock.retakeSignalled(me, holds);
        if (interrupted) {
            Thread.currentThread().interrupt(); // it came after the signal
        }
        return true;
    }

    /** A time that is over long since is over now; what lies further back than nanoTime() counts would seem to come. */
    private static long after(long nanos) {
        return System.nanoTime() + Math.max(nanos, 0);
    }

    private Waiter begin() {
        lock.checkOwner("await()");
        lock.prepareAwait();
        Waiter me = new Waiter(Waiter.UNSIGNALLED);
        waiters.add(me);
        return me;
    }

    private void park(Clock clock, long deadline) {
        try {
            clock.park(this, deadline);
        } catch (VirtualMachineError failed) {
            Thread.onSpinWait(); // as if it had returned at once
        }
    }

    /** The seam for tests. */
    long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public void signal() {
        lock.checkOwner("signal()");
        Waiter waiter = waiters.first();
        while (waiter != null && !signals(waiter)) {
            waiter = waiter.behind; // the cancelled take themselves out
        }
    }

    @Override
    public void signalAll() {
        lock.checkOwner("signalAll()");
        Waiter waiter = waiters.first();
        while (waiter != null) {
            Waiter next = waiter.behind;
            signals(waiter);
            waiter = next;
        }
    }

    /** Queues it up for the lock, unless it has given up. */
    private boolean signals(Waiter waiter) {
        if (!waiter.changes(Waiter.UNSIGNALLED, Waiter.PARKED)) {
            return false;
        }
        waiters.remove(waiter);
        lock.enqueueSleeper(waiter);
        return true;
    }

    // Questions.

    boolean isOf(HandoffLock asked) {
        return lock == asked;
    }

    /** Lists the waiters that a signal would reach. By the owner of the lock. */
    List<Thread> waitingThreads() {
        List<Thread> threads = new ArrayList<>();
        for (Waiter waiter = waiters.first(); waiter != null; waiter = waiter.behind) {
            if (waiter.status == Waiter.UNSIGNALLED) {
                threads.add(waiter.thread);
            }
        }
        return threads;
    }
}
