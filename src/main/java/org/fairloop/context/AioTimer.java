package org.fairloop.context;

import java.util.Objects;

/**
 * A one-shot timer: its callback runs in the context, in the first poll after its deadline. It may be armed again, also
 * inside its callback.
 *
 * <p>Made by {@link AioContext#newTimer}. All methods may be called by any thread, with or without the context:
 *
 * <ul>
 *   <li><b>T1</b> it never fires before the context's clock has reached the deadline;
 *   <li><b>T2</b> it fires when the context is polled after that, unless it was disarmed; once, and no more often than once
 *       a poll.
 * </ul>
 *
 * <p>Timers fire in the order of their deadlines. Those of a closed context never fire.
 */
public final class AioTimer {

    private final AioContext context;

    final Runnable callback;

    // The rest is guarded by the context's Timers, and written there.

    /** Is it in the list? Cleared before the callback runs. */
    boolean armed;

    /** On the context's clock. Valid while armed. */
    long deadline;

    /** Its place in the order of arming. Valid while armed. */
    long turn;

    AioTimer(AioContext context, Runnable callback) {
        this.context = context;
        this.callback = Objects.requireNonNull(callback, "callback");
    }

    /**
     * Arms the timer, or moves its deadline. Wakes the poller up if the timer becomes the earliest.
     *
     * @param deadlineNanos on the clock of the context, see {@link AioContext#now()}; one that has passed is due at once. One
     *     more than 73 years away counts as 73 years away, so that any two can be compared: {@code now() + Long.MAX_VALUE} is never,
     *     and {@code Long.MAX_VALUE} alone may be long ago
     */
    public void arm(long deadlineNanos) {
        context.arm(this, deadlineNanos);
    }

    /** Disarms the timer, if the callback has not begun. */
    public void disarm() {
        context.timers.disarm(this);
    }

    /**
     * Tells whether the timer will fire.
     *
     * @return whether it was armed at a moment during the call
     */
    public boolean isArmed() {
        return context.timers.isArmed(this);
    }
}
