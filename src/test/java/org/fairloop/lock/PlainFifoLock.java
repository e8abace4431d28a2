package org.fairloop.lock;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** A lock of the tests, of which only the plain calls are used: it refuses the others. */
public interface PlainFifoLock extends FifoLock {

    @Override
    default boolean tryLock() {
        throw new UnsupportedOperationException();
    }

    @Override
    default void lockInterruptibly() {
        throw new UnsupportedOperationException();
    }

    @Override
    default boolean tryLock(long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    default Thread getOwner() {
        throw new UnsupportedOperationException();
    }

    @Override
    default List<Thread> getQueuedThreads() {
        throw new UnsupportedOperationException();
    }

    @Override
    default Condition newCondition() {
        throw new UnsupportedOperationException();
    }
}
