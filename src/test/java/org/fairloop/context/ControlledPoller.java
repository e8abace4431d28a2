package org.fairloop.context;

import java.nio.channels.SelectableChannel;
import org.fairloop.bridge.Scheduler;

/**
 * The promise {@link Poller} under the control of a scheduler, for one channel at most: the owner stops before the system call, in
 * it and after it, and returns when it is told to, as late as that may be.
 *
 * <p>Its fields are handed from thread to thread with control, so they need no protection of their own.
 */
final class ControlledPoller implements Poller {

    /** About to enter the system call. */
    static final String SLEEP = "sleep";

    /** In the system call. */
    static final String ASLEEP = "asleep";

    /** Back from the system call, with what it found. */
    static final String LOOK = "look";

    private final Scheduler scheduler;
    private Object attachment;
    private int operations;
    private boolean woken;

    /** Is the channel ready? Set by whoever writes to it, cleared by whoever reads from it. */
    boolean channelIsReady;

    /**
     * Makes a poller.
     *
     * @param scheduler where it stops
     */
    ControlledPoller(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Does the poller's promise make a poll that sleeps return, sooner or later? */
    boolean mustReturn() {
        return woken || channelIsReady;
    }

    @Override
    public void poll(long timeoutNanos, Ready ready) {
        boolean sleeps = timeoutNanos > 0;
        if (sleeps) {
            scheduler.pause(SLEEP);
            scheduler.pause(ASLEEP);
        }
        woken = false;
        if (channelIsReady) {
            ready.add(attachment, operations);
        }
        if (sleeps) {
            scheduler.pause(LOOK);
        }
    }

    @Override
    public void wakeup() {
        woken = true;
    }

    @Override
    public void watch(SelectableChannel channel, int newOperations, Object newAttachment) {
        operations = newOperations;
        attachment = newAttachment;
    }

    @Override
    public void forget(SelectableChannel channel) {
        attachment = null;
    }

    @Override
    public Object attachment(SelectableChannel channel) {
        return attachment;
    }

    @Override
    public void close() {}
}
