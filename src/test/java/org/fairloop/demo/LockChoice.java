package org.fairloop.demo;

import java.util.Locale;
import org.fairloop.lock.FifoLock;
import org.fairloop.lock.RFifoLock;

/** Which lock the context is made with. */
enum LockChoice {
    /** The lock of this project. */
    FAIR,
    /** A lock that the loop can take again as soon as it has released it. */
    UNFAIR,
    /** The lock of this project without what makes it different: the loop is not told that somebody waits. */
    NO_CALLBACK;

    /**
     * Makes the lock.
     *
     * @param queued run by a thread that has to wait, whichever lock it is: only counts
     * @param wakeup the contention callback of the context
     */
    FifoLock make(Runnable queued, Runnable wakeup) {
        Runnable both = () -> {
            queued.run();
            wakeup.run();
        };
        return switch (this) {
            case FAIR -> new RFifoLock(both);
            case UNFAIR -> new BargingLock(both);
            case NO_CALLBACK -> new RFifoLock(queued);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
