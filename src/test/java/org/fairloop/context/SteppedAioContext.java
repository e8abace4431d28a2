package org.fairloop.context;

import java.util.function.Function;
import org.fairloop.lock.FifoLock;

/**
 * The shipped class with a stop before each step of {@code spec/AioContext.tla}, and nothing else: each method here stops and then
 * does what it overrides.
 */
class SteppedAioContext extends AioContext {

    // Each stop has the name of the place in the specification before its step.

    static final String PREPARE = "prepare";

    /** In poll(false), which does not prepare in the specification. */
    static final String GLANCE = "glance";

    static final String ACCEPT = "accept";

    static final String BOTTOM_HALVES = "bottomHalves";

    static final String HANDLERS = "handlers";

    /** A worker has scheduled and not yet woken up. */
    static final String OWED = "owed";

    /** Somebody is about to wake up. */
    static final String WAKEUP = "wakeup";

    /** Who closes is about to say so. */
    static final String CLOSING = "closing";

    private final Stops stops;

    /** Told of each stop by the thread that comes to it; returns when the thread may go on. */
    interface Stops {
        void at(String stop);
    }

    SteppedAioContext(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
        super(lock, poller, () -> 0, () -> {});
        this.stops = stops;
    }

    final void stop(String stop) {
        stops.at(stop);
    }

    @Override
    long prepare(boolean blocking) {
        stop(blocking ? PREPARE : GLANCE);
        return super.prepare(blocking);
    }

    @Override
    void accept() {
        stop(ACCEPT);
        super.accept();
    }

    @Override
    boolean runBottomHalves() {
        stop(BOTTOM_HALVES);
        return super.runBottomHalves();
    }

    @Override
    boolean runHandlers() {
        stop(HANDLERS);
        return super.runHandlers();
    }

    @Override
    void wakeAfterSchedule() {
        stop(OWED);
        super.wakeAfterSchedule();
    }

    @Override
    public void wakeup() {
        stop(WAKEUP);
        super.wakeup();
    }

    @Override
    void kick() {
        if (closed) { // so this is no wakeup
            stop(CLOSING);
        }
        super.kick();
    }
}
