package org.fairloop.context;

import java.nio.channels.SelectableChannel;
import java.util.function.BooleanSupplier;
import org.fairloop.bridge.Scheduler;

/**
 * The promise {@link Poller} under the control of a scheduler: the owner stops before the system call and in it, and
 * returns when it is told to, as late as that may be.
 *
 * <p>Its fields are handed from thread to thread with control, so they need no protection of their own.
 */
final class ControlledPoller implements Poller {

    /** About to enter the system call. */
    static final String SLEEP = "sleep";

    /** In the system call. */
    static final String ASLEEP = "asleep";

    private final Scheduler scheduler;
    private final BooleanSupplier isReady;
    private long timeout;
    private boolean woken;

    /** Does the next poll with timeout 0 pass without a stop? One that may sleep never does. */
    boolean passesAtZero = true;

    /** Does the thread that is stopped before the system call enter it, or find a reason not to? */
    boolean enters;

    /**
     * Makes a poller.
     *
     * @param scheduler where it stops
     * @param isReady is the descriptor ready?
     */
    ControlledPoller(Scheduler scheduler, BooleanSupplier isReady) {
        this.scheduler = scheduler;
        this.isReady = isReady;
    }

    /** How long the poll under way may sleep. */
    long timeout() {
        return timeout;
    }

    /** Does the poller's promise make the poll under way return, sooner or later? */
    boolean mustReturn() {
        return timeout != FOREVER || woken || isReady.getAsBoolean();
    }

    @Override
    public void poll(long timeoutNanos, Ready ready) {
        timeout = timeoutNanos;
        if (timeoutNanos > 0 || !passesAtZero) {
            scheduler.pause(SLEEP);
            if (enters) {
                scheduler.pause(ASLEEP);
            }
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
