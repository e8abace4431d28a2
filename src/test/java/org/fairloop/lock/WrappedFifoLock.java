package org.fairloop.lock;

import java.util.List;

/** A lock that answers as another does, for those that watch how that one is taken and given back. */
public interface WrappedFifoLock extends PlainFifoLock {

    /**
     * The lock that is watched.
     *
     * @return always the same
     */
    FifoLock wrapped();

    @Override
    default int getHoldCount() {
        return wrapped().getHoldCount();
    }

    @Override
    default boolean isHeldByCurrentThread() {
        return wrapped().isHeldByCurrentThread();
    }

    @Override
    default boolean isLocked() {
        return wrapped().isLocked();
    }

    @Override
    default boolean hasQueuedThreads() {
        return wrapped().hasQueuedThreads();
    }

    @Override
    default int getQueueLength() {
        return wrapped().getQueueLength();
    }

    @Override
    default Thread getOwner() {
        return wrapped().getOwner();
    }

    @Override
    default List<Thread> getQueuedThreads() {
        return wrapped().getQueuedThreads();
    }

    @Override
    default boolean isFair() {
        return wrapped().isFair();
    }
}
