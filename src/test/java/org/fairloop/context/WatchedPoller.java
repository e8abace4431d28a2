package org.fairloop.context;

import java.nio.channels.SelectableChannel;

/** A real poller that shows whether somebody sleeps in it, and counts. */
final class WatchedPoller implements Poller {

    private final Poller poller;

    private volatile boolean sleeping;

    private volatile int sleeps;

    WatchedPoller(Poller poller) {
        this.poller = poller;
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
            poller.poll(timeoutNanos, ready);
        } finally {
            sleeping = false;
        }
    }

    @Override
    public void wakeup() {
        poller.wakeup();
    }

    @Override
    public void watch(SelectableChannel channel, int operations, Object attachment) {
        poller.watch(channel, operations, attachment);
    }

    @Override
    public void forget(SelectableChannel channel) {
        poller.forget(channel);
    }

    @Override
    public Object attachment(SelectableChannel channel) {
        return poller.attachment(channel);
    }

    @Override
    public void close() {
        poller.close();
    }
}
