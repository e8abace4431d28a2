package org.fairloop.lock;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/**
 * A condition of a {@link HandoffLock}. It behaves as that of a fair {@link java.util.concurrent.locks.ReentrantLock}: signals
 * go in order of arrival, and those who are signalled queue up for the lock in the order of the signals.
 */
final class HandoffCondition implements Condition {

    /*
     * Overview.
     *
     * A waiter stands in `waiters` with the status UNSIGNALLED and sleeps. Two may end that, by compare-and-set, so that one of
     * them does: a signal makes it PARKED and queues it up for the lock; an interrupt or the end of its time makes it
     * CANCELLED, and then the thread queues up itself. Either way it comes back as the owner, with all its holds.
     */

    private static final long FOREVER = Long.MAX_VALUE;

    private final HandoffLock lock;

    /** Guarded by lock. */
    final WaiterQueue waiters = new WaiterQueue();

    HandoffCondition(HandoffLock lock) {
        this.lock = lock;
    }

    @Override
    public void await() throws InterruptedException {
        awaitInterruptibly(FOREVER);
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long deadline = after(nanos);
        awaitInterruptibly(deadline);
        return deadline - System.nanoTime();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaitInterruptibly(after(unit.toNanos(time)));
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long now = System.currentTimeMillis();
        return await(deadline.getTime() <= now ? 0 : deadline.getTime() - now, TimeUnit.MILLISECONDS);
    }

    @Override
    public void awaitUninterruptibly() {
        Waiter me = begin();
        int holds = lock.releaseAll();
        boolean interrupted = false;
        while (me.status == Waiter.UNSIGNALLED) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        lock.retakeSignalled(me, holds);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells whether it was signalled, and not the time over. */
    private boolean awaitInterruptibly(long deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter me = begin();
        int holds = lock.releaseAll();
        boolean interrupted = false;
        while (me.status == Waiter.UNSIGNALLED) {
            boolean isOver = deadline != FOREVER && deadline - System.nanoTime() <= 0;
            if ((interrupted || isOver) && me.changes(Waiter.UNSIGNALLED, Waiter.CANCELLED)) {
                lock.retake(holds);
                waiters.remove(me);
                if (interrupted) {
                    throw new InterruptedException();
                }
                return false;
            }
            park(deadline);
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
        Waiter me = new Waiter(Waiter.UNSIGNALLED);
        waiters.add(me);
        return me;
    }

    private void park(long deadline) {
        if (deadline == FOREVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
        }
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
}
