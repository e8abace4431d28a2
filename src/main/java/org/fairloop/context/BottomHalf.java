package org.fairloop.context;

/**
 * A deferred call: its callback runs in the context, in a poll after {@link #schedule()}. That is the next poll, unless the
 * next poll leaves it to the one after, see {@link AioContext#poll}.
 *
 * <p>Made by {@link AioContext#newBottomHalf}. All methods may be called by any thread, with or without the context, also
 * inside the callback:
 *
 * <ul>
 *   <li><b>B1</b> a scheduled bottom half runs unless it is cancelled or deleted, if somebody polls. Scheduling one that is
 *       scheduled already does nothing: both are the same run;
 *   <li><b>B2, B3</b> cancelled or deleted by the owner of the context, it does not run again until it is scheduled anew, or
 *       never. By another thread: nothing but the run that is already under way;
 *   <li><b>B4</b> it runs at most once a poll. Scheduled inside its own callback, it runs in a later poll;
 *   <li><b>B5</b> what a thread did before it scheduled the bottom half is visible to the callback.
 * </ul>
 *
 * <p>Bottom halves run in the order in which they were scheduled. Those of a closed context never run.
 */
public final class BottomHalf extends Task {

    private final AioContext context;

    // The rest is guarded by the context's BottomHalves, and written there.

    /** The one before it in the queue, or null. */
    Task before;

    /** Is it in the queue? Cleared before the callback runs. */
    boolean scheduled;

    /** Was it scheduled as idle? Valid while scheduled. */
    boolean idle;

    /** When a poll must end for its sake. Valid while idle. */
    long deadline;

    /** Never to be scheduled again. */
    boolean deleted;

    BottomHalf(AioContext context, Runnable callback) {
        super(callback);
        this.context = context;
    }

    /** Has the callback run in a later poll, and wakes the poller up. */
    public void schedule() {
        context.schedule(this);
    }

    /**
     * Has the callback run in a later poll, but wakes nobody up for it: a poll that begins to sleep after this sleeps 10
     * ms at most. Does nothing if it is scheduled already. Such a run is no progress.
     */
    public void scheduleIdle() {
        context.scheduleIdle(this);
    }

    /** Takes the scheduling back, if the callback has not begun. */
    public void cancel() {
        context.cancel(this);
    }

    /** Ends the bottom half's life: it cannot be scheduled any more. */
    public void delete() {
        context.delete(this);
    }

    /**
     * Tells whether a later poll will run the callback.
     *
     * @return whether it was scheduled at a moment during the call
     */
    public boolean isScheduled() {
        return context.bottomHalves.isScheduled(this);
    }
}
