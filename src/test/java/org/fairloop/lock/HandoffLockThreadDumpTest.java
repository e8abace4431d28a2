package org.fairloop.lock;

/** Thread dumps and deadlock detection know {@link HandoffLock}. */
class HandoffLockThreadDumpTest extends ThreadDumpContract {

    @Override
    FifoLock make() {
        return new HandoffLock();
    }

    @Override
    void forceRelease(FifoLock lock) {
        ((HandoffLock) lock).releaseAll();
    }
}
