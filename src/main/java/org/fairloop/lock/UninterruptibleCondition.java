package org.fairloop.lock;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * The part of a condition that {@link RFifoLock} needs: a wait that nothing but a signal ends. Whoever makes a mutex for
 * it needs to write no more.
 */
interface UninterruptibleCondition extends Condition {

    @Override
    default void await() throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    @Override
    default long awaitNanos(long nanos) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    @Override
    default boolean await(long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    default boolean awaitUntil(Date deadline) {
        throw new UnsupportedOperationException();
    }
}
