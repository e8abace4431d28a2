package org.fairloop.context;

/**
 * A poller in which one can see whether a sleep would ever end: it spins instead of sleeping, and gives up once there is nobody left
 * who could wake it.
 */
final class GlassPoller implements ChannellessPoller {

    /** Thrown out of a sleep that never ends. */
    static final class SleepsOn extends RuntimeException {

        private static final long serialVersionUID = 1;

        static final SleepsOn INSTANCE = new SleepsOn();

        private SleepsOn() {
            super("sleeps on", null, false, false);
        }
    }

    /** Set by wakeup, cleared by the poll that returns for it. */
    private volatile boolean woken;

    /** Set by the only one who wakes up, when he has done so. */
    private volatile boolean over;

    /** There will be no wakeup any more. */
    void over() {
        over = true;
    }

    /** Was there a wakeup that no poll has returned for? */
    boolean isWoken() {
        return woken;
    }

    @Override
    public void poll(long timeoutNanos, Ready ready) {
        while (timeoutNanos > 0 && !woken) {
            if (over && !woken) { // again: it may have come before the end
                throw SleepsOn.INSTANCE;
            }
            Thread.onSpinWait();
        }
        woken = false;
    }

    @Override
    public void wakeup() {
        woken = true;
    }
}
