package org.fairloop.lock;

/** Thread dumps and deadlock detection know {@link RFifoLock}. */
class RFifoLockThreadDumpTest extends ThreadDumpContract {

    @Override
    FifoLock make() {
        return new RFifoLock();
    }

    @Override
    void forceRelease(FifoLock lock) {
        RFifoLock it = (RFifoLock) lock;
        it.mutex.lock();
        it.releaseOutermost();
        it.mutex.unlock();
    }
}
