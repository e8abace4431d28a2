package org.fairloop.context;

import java.nio.channels.SelectableChannel;

/** A poller that does what another does, for those that watch it. */
abstract class DelegatingPoller implements Poller {

    private final Poller poller;

    DelegatingPoller(Poller poller) {
        this.poller = poller;
    }

    @Override
    public void poll(long timeoutNanos, Ready ready) {
        poller.poll(timeoutNanos, ready);
    }

    @Override
    public void wakeup() {
        poller.wakeup();
    }

    @Override
    public void watch(SelectableChannel channel, int operations, Object attachment) {
        poller.watch(channel, operations, attachment);
    }

    @Override
    public void forget(SelectableChannel channel) {
        poller.forget(channel);
    }

    @Override
    public Object attachment(SelectableChannel channel) {
        return poller.attachment(channel);
    }

    @Override
    public void close() {
        poller.close();
    }
}
