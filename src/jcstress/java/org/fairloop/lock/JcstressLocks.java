package org.fairloop.lock;

import java.util.concurrent.locks.ReentrantLock;

/** Makes the locks that are tested: of the shipped class, or of the broken twin that {@code fairloop.twin} names. */
final class JcstressLocks {

    private static final String TWIN = System.getProperty("fairloop.twin");

    private JcstressLocks() {}

    static RFifoLock makeRFifoLock() {
        return TWIN == null ? new RFifoLock() : BrokenRFifoLock.twin(TWIN).make(new ReentrantLock(true), () -> {}, 0);
    }

    /** One that does not spin, so that who waits sleeps. */
    static HandoffLock makeHandoffLock() {
        return TWIN == null
                ? new HandoffLock(0, () -> {})
                : BrokenHandoffLock.twin(TWIN).make(new SteppedHandoffLock.Control() {}, () -> {});
    }
}
