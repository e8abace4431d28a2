package org.fairloop.context;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An event that any thread can set, and whose handler runs in a context while it is set.
 *
 * <p>A level, not a counter: many sets before one clear are one event. The handler runs once a poll until somebody clears
 * the notifier, which is usually the first thing that the handler does. What a thread did before {@link #set()} is
 * visible to the handler that runs for it.
 *
 * <p>A notifier needs no channel and thus works with every poller, and in a foreign loop. It is attached by
 * {@link AioContext#setEventNotifier}, to one context at a time.
 */
public final class EventNotifier {

    private final AtomicBoolean set = new AtomicBoolean();

    /**
     * The context it is attached to, or null. Written by the owner of the context, read by set(): it writes `set` first
     * and then reads this, as attaching writes this and the next poll then reads `set`. One of the two sees the other.
     */
    private volatile AioContext context;

    /** Its handler. Guarded by the ownership of the context. */
    private Handler handler;

    /** Makes a notifier that is not set. */
    public EventNotifier() {}

    /** Sets the notifier, and wakes the poller up, always: that makes it safe to clear before one looks. */
    public void set() {
        set.set(true);
        AioContext attachedTo = context;
        if (attachedTo != null) {
            attachedTo.wakeup();
        }
    }

    /**
     * Clears the notifier.
     *
     * @return whether it was set
     */
    public boolean testAndClear() {
        return set.getAndSet(false);
    }

    boolean isSet() {
        return set.get();
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
        }
        handler = its;
        context = its == null ? null : by;
    }
}
