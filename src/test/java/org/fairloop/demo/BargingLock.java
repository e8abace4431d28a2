package org.fairloop.demo;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.fairloop.lock.FifoLock;
import org.fairloop.lock.PlainFifoLock;

/**
 * A lock as one would write it without knowing better: a {@link ReentrantLock} that is not fair, and a callback for those
 * who find it locked. <b>It breaks the promise of {@link FifoLock}</b>: who releases may lock again at once, before the
 * one who was first in the queue is awake (M8 in the museum).
 *
 * <p>It is unfair and nothing else. A waiter calls back again and again, so that nobody sleeps for ever behind an owner who
 * has not heard of him; without that it would hang, too, and the demo would not show starvation.
 */
final class BargingLock implements PlainFifoLock {

    private static final long AGAIN_MILLIS = 1;

    private final ReentrantLock mutex = new ReentrantLock(false);

    private final Runnable onContention;

    BargingLock(Runnable onContention) {
        this.onContention = Objects.requireNonNull(onContention, "onContention");
    }

    @Override
    public void lock() {
        if (mutex.tryLock()) {
            return;
        }
        boolean interrupted = false;
        boolean locked = false;
        while (!locked) {
            onContention.run();
            try {
                locked = mutex.tryLock(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean tryLock() {
        return mutex.tryLock();
    }

    @Override
    public void unlock() {
        mutex.unlock();
    }

    @Override
    public int getHoldCount() {
        return mutex.getHoldCount();
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return mutex.isHeldByCurrentThread();
    }

    @Override
    public boolean isLocked() {
        return mutex.isLocked();
    }

    @Override
    public boolean hasQueuedThreads() {
        return mutex.hasQueuedThreads();
    }

    @Override
    public int getQueueLength() {
        return mutex.getQueueLength();
    }

    @Override
    public boolean isFair() {
        return mutex.isFair();
    }

    @Override
    public String toString() {
        return mutex.toString();
    }
}
