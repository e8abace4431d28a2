package org.fairloop.context;

/** A real poller that shows whether somebody sleeps in it, and counts. */
final class WatchedPoller extends DelegatingPoller {

    private volatile boolean sleeping;

    private volatile int sleeps;

    WatchedPoller(Poller poller) {
        super(poller);
    }

    /** Is the owner in the system call, or about to enter it with nothing in between? */
    boolean isSleeping() {
        return sleeping;
    }

    /** How many sleeps have begun. */
    int sleeps() {
        return sleeps;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one poller at a time
    public void poll(long timeoutNanos, Ready ready) {
        if (timeoutNanos > 0) {
            sleeps = sleeps + 1;
            sleeping = true;
        }
        try {
            super.poll(timeoutNanos, ready);
        } finally {
            sleeping = false;
        }
    }
}
