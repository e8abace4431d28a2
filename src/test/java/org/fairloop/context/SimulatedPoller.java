package org.fairloop.context;

import java.util.ArrayList;
import java.util.List;

/**
 * A poller for one thread, in which a sleep takes no time: it moves the clock. A sleep that nothing could end fails at once.
 */
final class SimulatedPoller implements ChannellessPoller {

    private final ManualClock clock;

    /** How long each sleep was meant to be. */
    final List<Long> sleeps = new ArrayList<>();

    /** What happens during the next sleep, in place of the clock moving; or null. */
    Runnable duringSleep;

    boolean closed;

    private boolean woken;

    SimulatedPoller(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public void poll(long timeoutNanos, Ready ready) {
        if (timeoutNanos > 0 && !woken) {
            sleeps.add(timeoutNanos);
            if (duringSleep != null) {
                Runnable happens = duringSleep;
                duringSleep = null;
                happens.run();
            } else if (timeoutNanos == FOREVER) {
                throw new AssertionError("poll(true) sleeps for ever");
            } else {
                clock.advance(timeoutNanos);
            }
        }
        woken = false;
    }

    @Override
    public void wakeup() {
        woken = true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
