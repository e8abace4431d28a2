package org.fairloop.context;

import java.nio.channels.SelectableChannel;

/** A poller that leaves the poll where another would fall asleep, so that a sleep can be seen, and ends. */
final class GlassPoller implements Poller {

    /** Thrown out of the poll that would have slept. */
    static final class Asleep extends RuntimeException {

        private static final long serialVersionUID = 1;

        static final Asleep INSTANCE = new Asleep();

        private Asleep() {
            super("would sleep", null, false, false);
        }
    }

    /** Set by wakeup, cleared by the poll that returns for it. */
    private volatile boolean woken;

    /** Has somebody woken the poller since its last return? */
    boolean isWoken() {
        return woken;
    }

    @Override
    public void poll(long timeoutNanos, Ready ready) {
        if (timeoutNanos > 0 && !woken) {
            throw Asleep.INSTANCE;
        }
        woken = false;
    }

    @Override
    public void wakeup() {
        woken = true;
    }

    @Override
    public void watch(SelectableChannel channel, int operations, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forget(SelectableChannel channel) {}

    @Override
    public Object attachment(SelectableChannel channel) {
        return null;
    }

    @Override
    public void close() {}
}
