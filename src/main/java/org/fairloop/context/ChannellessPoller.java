package org.fairloop.context;

import java.nio.channels.SelectableChannel;

/** A poller that sleeps, and has neither channels nor anything to close. */
interface ChannellessPoller extends Poller {

    @Override
    default void watch(SelectableChannel channel, int operations, Object attachment) {
        throw new UnsupportedOperationException("this context has no channels: make it with Poller.selector()");
    }

    @Override
    default void forget(SelectableChannel channel) {}

    @Override
    default Object attachment(SelectableChannel channel) {
        return null;
    }

    @Override
    default void close() {}
}
