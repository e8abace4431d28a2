package org.fairloop.context;

import static java.nio.channels.SelectionKey.OP_READ;

import java.nio.channels.SelectableChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * The handlers of a context, and those among them that are ready. Guarded by the ownership of the context.
 *
 * <p>There is one queue of ready handlers for all the polls that are nested in each other, and readiness is taken off a
 * handler before it is called. So the nested poll dispatches what its outer one has not come to, and nothing twice.
 */
final class Handlers implements Poller.Ready {

    /** Those with some readiness that was not dispatched. Some of it may be stale. */
    private final ArrayDeque<Handler> ready = new ArrayDeque<>();

    /** Those of which a callback runs, the outermost first. */
    private final ArrayDeque<Handler> running = new ArrayDeque<>();

    /** Those whose callback has returned, and whose channel is to be watched again. */
    private final ArrayDeque<Handler> unwatched = new ArrayDeque<>();

    /** Those that have a handler. Replaced by the owner, read by any thread; an array, since a list's iterator would be garbage. */
    private volatile EventNotifier[] notifiers = {};

    /** Sets or, with two nulls, removes a channel's handler. */
    void set(Poller poller, SelectableChannel channel, Runnable onReadable, Runnable onWritable) {
        Handler old = (Handler) poller.attachment(channel);
        if (onReadable == null && onWritable == null) {
            poller.forget(channel);
        } else {
            new Handler(channel, onReadable, onWritable).beginToWatch(poller);
        }
        if (old != null) {
            old.drop();
        }
    }

    /** Sets or, with null, removes a notifier's handler. */
    void set(AioContext context, EventNotifier notifier, Runnable handler) {
        notifier.attach(context, handler == null ? null : new Handler(notifier, handler));
        ArrayList<EventNotifier> now = new ArrayList<>(Arrays.asList(notifiers));
        now.remove(notifier);
        if (handler != null) {
            now.add(notifier);
        }
        notifiers = now.toArray(EventNotifier[]::new);
    }

    @Override
    public void add(Object attachment, int operations) {
        Handler handler = (Handler) attachment;
        if (handler == null || handler.isDropped()) {
            return;
        }
        boolean isQueued = handler.ready != 0;
        handler.add(operations);
        if (!isQueued && handler.ready != 0) {
            ready.add(handler);
        }
    }

    /** Is there a handler to be called? */
    boolean isAnyReady() {
        forgetStale();
        return !ready.isEmpty() || isAnyNotifierPending();
    }

    /** Removes what is stale from the head of the queue; what stands behind a handler to be called is looked at later. */
    private void forgetStale() {
        while (!ready.isEmpty() && ready.peek().isStale()) {
            ready.poll().ready = 0;
        }
    }

    /** Is there a notifier whose handler a poll of the owner would call? By the owner. */
    private boolean isAnyNotifierPending() {
        for (EventNotifier it : notifiers) {
            if (it.isPending()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Is there a notifier to come for? By any thread. A notifier whose handler runs is one for another thread, which comes after that
     * handler has returned, but not for the owner, who is inside it.
     */
    boolean isAnyNotifierSet(boolean byOwner) {
        if (byOwner) {
            return isAnyNotifierPending();
        }
        for (EventNotifier it : notifiers) {
            if (it.isSet()) {
                return true;
            }
        }
        return false;
    }

    /** Adds those whose notifier is set, but not those that are called for that already. */
    void collectNotifiers() {
        for (EventNotifier it : notifiers) {
            if (it.isPending()) {
                add(it.handler(), OP_READ);
            }
        }
    }

    /** Takes the next handler to be called off the queue, or null. */
    Handler take() {
        forgetStale();
        return ready.poll();
    }

    /** A callback of a handler is about to run: nested polls leave it alone. */
    void hold(Handler handler, int callback) {
        handler.hold(callback);
        running.add(handler);
    }

    /** The callback has returned. */
    void letGo(Handler handler, int callback) {
        running.pollLast();
        handler.letGo(callback);
        if (handler.isToBeWatched()) {
            unwatched.add(handler);
        }
    }

    /** Before a system call, which would otherwise not see these channels. If the poller fails, the next call is another try. */
    void watchAgain(Poller poller) {
        while (!unwatched.isEmpty()) {
            unwatched.peek().watch(poller);
            unwatched.poll();
        }
    }

    /** Before the system call of a nested poll, which would otherwise return at once for channels whose callback runs. */
    void unwatchHeld(Poller poller) {
        if (!running.isEmpty()) {
            running.forEach(it -> it.watch(poller));
        }
    }

    void clear(AioContext context) {
        ready.clear();
        for (EventNotifier it : notifiers) {
            it.attach(context, null);
        }
        notifiers = new EventNotifier[0];
    }
}
