package org.example;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An ordinary mutex that tells of each step, with the mutex held: so what is told is in the order in which it happened.
 * Threads run as they please.
 */
final class RecordingMutex implements Lock {

    private final ReentrantLock mutex = new ReentrantLock();
    private final Consumer<String> told;

    /** Tells the names of actions. */
    RecordingMutex(Consumer<String> told) {
        this.told = told;
    }

    @Override
    public void lock() {
        mutex.lock();
        told.accept("Enter");
    }

    @Override
    public void unlock() {
        told.accept("Leave");
        mutex.unlock();
    }

    @Override
    public Condition newCondition() {
        Condition condition = mutex.newCondition();
        return new Condition() {
            @Override
            public void await() throws InterruptedException {
                told.accept("Await");
                condition.await();
                told.accept("Retake");
            }

            @Override
            public void signal() {
                condition.signal();
            }

            @Override
            public void signalAll() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void awaitUninterruptibly() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long awaitNanos(long nanos) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean await(long time, TimeUnit unit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean awaitUntil(Date deadline) {
                throw new UnsupportedOperationException();
            }
        };
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
}
