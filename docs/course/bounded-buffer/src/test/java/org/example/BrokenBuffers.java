package org.example;

import java.util.concurrent.locks.Lock;

/** The broken twins: each overrides one step of the shipped class. Their halves in TLA+ are in MCBoundedBuffer. */
final class BrokenBuffers {

    private BrokenBuffers() {}

    /** Makes the shipped class, or a twin. */
    interface Maker {
        BoundedBuffer<String> make(int capacity, Lock mutex);
    }

    /** A put signals the condition that producers wait on. */
    static final class WrongCondition extends BoundedBuffer<String> {
        WrongCondition(int capacity, Lock mutex) {
            super(capacity, mutex);
        }

        @Override
        void signalAfterPut() {
            notFull.signal();
        }
    }

    /** A producer that wakes does not look again. */
    static final class IfForWhile extends BoundedBuffer<String> {
        IfForWhile(int capacity, Lock mutex) {
            super(capacity, mutex);
        }

        @Override
        void awaitRoom() throws InterruptedException {
            if (isFull()) {
                notFull.await();
            }
        }
    }
}
