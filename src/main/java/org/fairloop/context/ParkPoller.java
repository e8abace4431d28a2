package org.fairloop.context;

import java.util.concurrent.locks.LockSupport;

/**
 * A poller without channels: it parks its thread.
 *
 * <p>Also the poller for tools that cannot follow {@code java.nio}.
 */
final class ParkPoller implements ChannellessPoller {

    /** Set by wakeup, cleared by the poll that returns for it. */
    private volatile boolean woken;

    /** The thread in poll, or null. Written by that thread, read by wakeup, after it has set woken. */
    private volatile Thread sleeper;

    @Override
    public void poll(long timeoutNanos, Ready ready) {
        if (timeoutNanos > 0) {
            sleep(timeoutNanos);
        }
        woken = false;
    }

    private void sleep(long timeoutNanos) {
        boolean interrupted = false;
        long start = System.nanoTime();
        sleeper = Thread.currentThread();
        while (!woken) {
            if (timeoutNanos == FOREVER) {
                LockSupport.park(this);
            } else {
                long left = timeoutNanos - (System.nanoTime() - start);
                if (left <= 0) {
                    break;
                }
                LockSupport.parkNanos(this, left);
            }
            interrupted |= Thread.interrupted(); // else the next park would return at once
        }
        sleeper = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wakeup() {
        woken = true;
        LockSupport.unpark(sleeper); // nobody, if null
    }
}
