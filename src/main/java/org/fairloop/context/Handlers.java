package org.fairloop.context;

import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

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

    static final int READABLE = OP_READ | OP_ACCEPT;

    static final int WRITABLE = OP_WRITE | OP_CONNECT;

    /** Those with some readiness that was not dispatched. */
    private final ArrayDeque<Handler> ready = new ArrayDeque<>();

    /** Those that have a handler. Replaced by the owner, read by any thread; an array, since a list's iterator would be garbage. */
    private volatile EventNotifier[] notifiers = {};

    /** Sets or, with two nulls, removes a channel's handler. */
    void set(Poller poller, SelectableChannel channel, Runnable onReadable, Runnable onWritable) {
        Handler old = (Handler) poller.attachment(channel);
        if (onReadable == null && onWritable == null) {
            poller.forget(channel);
        } else {
            int operations = operations(channel, onReadable, READABLE) | operations(channel, onWritable, WRITABLE);
            poller.watch(channel, operations, new Handler(onReadable, onWritable));
        }
        if (old != null) {
            old.drop();
        }
    }

    private static int operations(SelectableChannel channel, Runnable callback, int wanted) {
        int operations = callback == null ? 0 : wanted & channel.validOps();
        if (callback != null && operations == 0) {
            throw new IllegalArgumentException(
                    channel + " can never be " + (wanted == READABLE ? "readable" : "writable"));
        }
        return operations;
    }

    /** Sets or, with null, removes a notifier's handler. */
    void set(AioContext context, EventNotifier notifier, Runnable handler) {
        notifier.attach(context, handler == null ? null : new Handler(handler, null));
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
        if (handler.ready == 0) {
            ready.add(handler);
        }
        handler.ready |= operations;
    }

    /** Is there a handler to be called? */
    boolean isAnyReady() {
        return !ready.isEmpty() || isAnyNotifierSet();
    }

    /** By any thread. */
    boolean isAnyNotifierSet() {
        for (EventNotifier it : notifiers) {
            if (it.isSet()) {
                return true;
            }
        }
        return false;
    }

    /** Adds those whose notifier is set. */
    void collectNotifiers() {
        for (EventNotifier it : notifiers) {
            if (it.isSet()) {
                add(it.handler(), OP_READ);
            }
        }
    }

    /** Takes the next ready handler off the queue, or null. */
    Handler take() {
        Handler handler = ready.poll();
        while (handler != null && handler.isDropped()) {
            handler = ready.poll();
        }
        return handler;
    }

    void clear(AioContext context) {
        ready.clear();
        for (EventNotifier it : notifiers) {
            it.attach(context, null);
        }
        notifiers = new EventNotifier[0];
    }
}
