package org.fairloop.context;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A poller over a {@link Selector}.
 *
 * <p>It allocates nothing while nothing is registered anew: ready keys are reported by the selector's own action and not
 * through the selected-key set, whose iterator would be garbage.
 */
final class SelectorPoller implements Poller {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Selector selector;

    /** Made once: a lambda made for each poll would be garbage. */
    private final Consumer<SelectionKey> report = this::report;

    /** Where the poll under way reports to. Used by the poller's thread only. */
    private Ready ready;

    SelectorPoller() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector", e);
        }
    }

    @Override
    public void poll(long timeoutNanos, Ready to) {
        ready = to;
        // On an interrupted thread every select returns at once, so the status is put aside while it sleeps.
        boolean interrupted = timeoutNanos > 0 && Thread.interrupted();
        try {
            if (timeoutNanos <= 0) {
                selector.selectNow(report);
            } else {
                selector.select(report, timeoutNanos == FOREVER ? 0 : toMillis(timeoutNanos));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("select failed", e);
        } finally {
            ready = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Rounds up: 0 would be "for ever", and a sleep that is too short would be followed by many more. */
    static long toMillis(long nanos) {
        return 1 + (nanos - 1) / MILLI;
    }

    private void report(SelectionKey key) {
        try {
            ready.add(key.attachment(), key.readyOps());
        } catch (CancelledKeyException e) {
            // The channel was closed by another thread just now. It is not ready, then.
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void watch(SelectableChannel channel, int operations, Object attachment) {
        try {
            SelectionKey key = channel.keyFor(selector);
            if (key != null && !key.isValid()) {
                flush();
            }
            channel.register(selector, operations, attachment);
        } catch (CancelledKeyException e) { // closed just now
            throw new UncheckedIOException("cannot watch " + channel, new ClosedChannelException());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot watch " + channel, e);
        }
    }

    @Override
    public void forget(SelectableChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        if (key != null) {
            key.attach(null);
            key.cancel();
        }
    }

    /**
     * Removes cancelled keys, which else linger until the next select, and would not let their channel register again.
     *
     * <p>This may swallow a wakeup. The context does not mind: it looks at its flag before it sleeps.
     */
    private void flush() throws IOException {
        selector.selectNow(key -> {});
    }

    @Override
    public Object attachment(SelectableChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        return key == null ? null : key.attachment();
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the selector", e);
        }
    }
}
