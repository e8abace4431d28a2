package org.fairloop.context;

import java.util.function.LongSupplier;

/** A clock that moves when a test says so. Starts just before it wraps around, as {@link System#nanoTime()} might. */
final class ManualClock implements LongSupplier {

    static final long MILLI = 1_000_000;

    private volatile long now = Long.MAX_VALUE - 100 * MILLI;

    @Override
    public long getAsLong() {
        return now;
    }

    void advance(long nanos) {
        now += nanos;
    }
}
