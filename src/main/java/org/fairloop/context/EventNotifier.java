package org.fairloop.context;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An event that any thread can set, and whose handler runs in a context while it is set.
 *
 * <p>A level, not a counter: many sets before one clear are one event. Each poll runs the handler once while the notifier is
 * set. Usually the handler clears the notifier first. A handler that polls before it clears is not called again by that nested
 * poll, see {@link AioContext#setEventNotifier}. What a thread did before {@link #set()} is visible to the handler that runs for
 * it.
 *
 * <p>A notifier needs no channel and thus works with every poller, and in a foreign loop. It is attached by
 * {@link AioContext#setEventNotifier}, to one context at a time.
 */
public final class EventNotifier {

    private static final int CLEAR = 0;

    /** Set, and its handler is to be called. */
    private static final int SET = 1;

    /** Set, and its handler runs and has not cleared it. */
    private static final int HELD = 3;

    /** One of the three. Written by any thread, read by any thread. */
    private final AtomicInteger state = new AtomicInteger(CLEAR);

    /**
     * The context it is attached to, or null. Written by the owner of the context, read by set(): it writes `state` first
     * and then reads this, as attaching writes this and the next poll then reads `state`. One of the two sees the other.
     */
    private volatile AioContext context;

    /** Its handler. Guarded by the ownership of the context. */
    private Handler handler;

    /** Makes a notifier that is not set. */
    public EventNotifier() {}

    /** Sets the notifier, and always wakes the poller up. So a handler may clear first and then look. */
    public void set() {
        state.updateAndGet(now -> now | SET); // a write also if it was set: it publishes what its thread did before
        AioContext attachedTo = context;
        if (attachedTo != null) {
            attachedTo.wakeup();
        }
    }

    /**
     * Clears the notifier. If its handler runs, nested polls may call the handler again for the next {@link #set()}.
     *
     * @return whether it was set
     */
    public boolean testAndClear() {
        return state.getAndSet(CLEAR) != CLEAR;
    }

    /** Is it set, whether its handler runs or not? */
    boolean isSet() {
        return state.get() != CLEAR;
    }

    /** Is it set, and should a poll call the handler? */
    boolean isPending() {
        return state.get() == SET;
    }

    /** The handler is about to run. */
    void hold() {
        state.compareAndSet(SET, HELD);
    }

    /** The handler has returned. If it has not cleared, the next poll calls it again. */
    void letGo() {
        state.compareAndSet(HELD, SET);
    }

    Handler handler() {
        return handler;
    }

    /**
     * Attaches or, with null, detaches. By the owner of the context.
     *
     * @throws IllegalStateException if it is attached to another context
     */
    synchronized void attach(AioContext by, Handler its) {
        if (context != null && context != by) {
            throw new IllegalStateException("the notifier has a handler in another context");
        }
        if (handler != null) {
            handler.drop();
            letGo(); // the new handler is no part of the call under way, if there is one
        }
        handler = its;
        context = its == null ? null : by;
    }
}
