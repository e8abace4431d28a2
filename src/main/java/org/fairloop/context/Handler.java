package org.fairloop.context;

import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;

/**
 * The callbacks of a channel or of a notifier. Guarded by the ownership of the context.
 *
 * <p>While one of the callbacks runs it is <em>held</em>: no nested poll calls it, or returns for its readiness. Readiness is a level,
 * so a callback that polls before it takes its input would otherwise be called again by that poll, and again, without end.
 */
final class Handler {

    static final int READABLE = OP_READ | OP_ACCEPT;

    static final int WRITABLE = OP_WRITE | OP_CONNECT;

    /** The channel, or null if this is the handler of a notifier. */
    private final SelectableChannel channel;

    /** The notifier, or null if this is the handler of a channel. */
    private final EventNotifier notifier;

    final Runnable onReadable;

    final Runnable onWritable;

    /** The operations for which the channel is to be watched, apart from the held ones. */
    final int operations;

    /** The operations for which the poller watches the channel now. */
    private int watched;

    /** The operations of the channel whose callback runs. Spec: held. */
    private int held;

    /** The operations for which the channel is ready and whose callback was not called yet. */
    int ready;

    /** How often readiness was taken off, nested rounds included. */
    int consumed;

    /** Was the handler removed or replaced? It may still be in the queue of the round under way, and must not be called. */
    private boolean dropped;

    /** Makes the handler of a channel. */
    Handler(SelectableChannel channel, Runnable onReadable, Runnable onWritable) {
        this.channel = channel;
        this.notifier = null;
        this.onReadable = onReadable;
        this.onWritable = onWritable;
        this.operations = operations(channel, onReadable, READABLE) | operations(channel, onWritable, WRITABLE);
    }

    private static int operations(SelectableChannel channel, Runnable callback, int wanted) {
        int operations = callback == null ? 0 : wanted & channel.validOps();
        if (callback != null && operations == 0) {
            throw new IllegalArgumentException(
                    channel + " can never be " + (wanted == READABLE ? "readable" : "writable"));
        }
        return operations;
    }

    /** Makes the handler of a notifier, which counts as readable. */
    Handler(EventNotifier notifier, Runnable handler) {
        this.channel = null;
        this.notifier = notifier;
        this.onReadable = handler;
        this.onWritable = null;
        this.operations = 0;
    }

    void drop() {
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }

    /**
     * Is its readiness a thing of the past? The handler was removed, the channel was closed, or the notifier was cleared. Another
     * thread may close or clear just after this look.
     */
    boolean isStale() {
        return dropped || (channel == null ? !notifier.isPending() : !channel.isOpen());
    }

    /** Adds readiness, but not that of a callback that runs. */
    void add(int operations) {
        ready |= operations & ~held;
    }

    /** One of its callbacks is about to run. */
    void hold(int callback) {
        if (channel != null) {
            held |= callback;
        } else {
            notifier.hold();
        }
    }

    /** The callback has returned; what is still ready is found by the next poll. */
    void letGo(int callback) {
        if (channel != null) {
            held &= ~callback;
        } else if (!dropped) {
            notifier.letGo();
        }
    }

    /** Is the channel to be watched for other operations than it is? */
    boolean isToBeWatched() {
        return channel != null && !dropped && watched != (operations & ~held) && channel.isOpen();
    }

    /** Has the poller watch the channel for all operations but the held ones. */
    void watch(Poller poller) {
        if (!isToBeWatched()) {
            return;
        }
        int wanted = operations & ~held;
        try {
            poller.watch(channel, wanted, this);
            watched = wanted;
        } catch (UncheckedIOException e) {
            if (channel.isOpen()) {
                throw e;
            } // else another thread has just closed the channel, so there is nothing to watch
        }
    }

    /** Has the poller watch the channel for the first time. */
    void beginToWatch(Poller poller) {
        poller.watch(channel, operations, this);
        watched = operations;
    }
}
