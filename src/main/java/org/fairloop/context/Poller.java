package org.fairloop.context;

import java.nio.channels.SelectableChannel;

/**
 * What a context sleeps in: the system call.
 *
 * <p>Only the owner of the context calls these methods, one thread at a time; {@link #wakeup()} alone may be called by
 * any thread at any moment. A poller promises:
 *
 * <ul>
 *   <li>a wakeup is sticky: one that comes before a {@link #poll} makes it return at once, one that comes during it makes
 *       it return. Many before one return are one;
 *   <li>a timeout of 0 does not sleep, and no positive one is ever rounded down to 0, nor to "for ever";
 *   <li>an interrupt may end a sleep early, but the thread's interrupt status does not keep a later one from sleeping,
 *       and is as it was, or set, when {@code poll} returns.
 * </ul>
 *
 * <p>It may return for no reason, and late. Who calls it must look for its reason to return, and sleep again without one.
 *
 * <p>If {@link #poll} throws, the context's round goes on without it, and {@link AioContext#poll} throws the exception at the end of
 * the round. {@link IoThread} reports the exception and rests before its next round.
 */
public interface Poller extends AutoCloseable {

    /** A timeout that never comes. */
    long FOREVER = Long.MAX_VALUE;

    /**
     * Makes a poller that sleeps in a {@link java.nio.channels.Selector}.
     *
     * @return an open poller
     */
    static Poller selector() {
        return new SelectorPoller();
    }

    /**
     * Makes a poller without channels, which sleeps by parking its thread.
     *
     * @return an open poller
     */
    static Poller park() {
        return new ParkPoller();
    }

    /**
     * Sleeps until a channel is ready, a wakeup, or the timeout.
     *
     * @param timeoutNanos how long to sleep at most; 0 not to sleep, {@link #FOREVER} for no limit
     * @param ready told of each channel that is ready
     * @throws java.io.UncheckedIOException if the system call fails
     */
    void poll(long timeoutNanos, Ready ready);

    /** Ends the present sleep, or else the next. Does nothing once the poller is closed. */
    void wakeup();

    /**
     * Begins to watch a channel, or changes what it is watched for.
     *
     * @param channel in non-blocking mode
     * @param operations a set of {@link java.nio.channels.SelectionKey}'s operations, valid for the channel. If it is empty, the
     *     channel keeps its attachment, but is not reported and ends no sleep
     * @param attachment handed to {@link Ready}
     * @throws UnsupportedOperationException if the poller has no channels
     * @throws java.io.UncheckedIOException if the channel is closed
     */
    void watch(SelectableChannel channel, int operations, Object attachment);

    /**
     * Ceases to watch a channel. Does nothing if it is not watched, or closed.
     *
     * @param channel any channel
     */
    void forget(SelectableChannel channel);

    /**
     * Finds what was attached to a channel.
     *
     * @param channel any channel
     * @return its attachment, or null if it is not watched, or closed
     */
    Object attachment(SelectableChannel channel);

    /** Closes the poller, not its channels. */
    @Override
    void close();

    /** Where a poller reports to. It must not call the poller. */
    interface Ready {

        /**
         * Takes a report.
         *
         * @param attachment of the channel that is ready
         * @param operations for which it is ready
         */
        void add(Object attachment, int operations);
    }
}
