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

    /** What surrounds the context. */
    interface Stops {

        /** Told of each stop by the thread that comes to it; returns when the thread may go on. */
        void at(String stop);

        /** The clock. */
        default long now() {
            return 0;
        }

        /** The hook for a foreign loop. */
        default void woken() {}

        // What happens between the stops, for those who want to know and let the thread go on.

        /** The end of a wakeup. */
        default void wokeUp() {}

        /** A task was made. */
        default void made(Task task) {}

        /** A bottom half is about to be scheduled. */
        default void scheduling(Task it) {}

        /** The poll has taken a bottom half to run it. */
        default void took(Task it) {}

        /** The poll is about to call a handler. */
        default void handling() {}

        /** The poll has called all handlers. */
        default void dispatched() {}
    }

    SteppedAioContext(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
        super(lock, poller, stops::now, stops::woken);
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
        boolean progress = super.runHandlers();
        stops.dispatched();
        return progress;
    }

    @Override
    Task nextBottomHalf(int walk) {
        Task it = super.nextBottomHalf(walk);
        if (it != null) {
            stops.took(it);
        }
        return it;
    }

    @Override
    int consume(Handler it) {
        stops.handling();
        return super.consume(it);
    }

    @Override
    Task newTask(Runnable callback) {
        Task task = super.newTask(callback);
        stops.made(task);
        return task;
    }

    @Override
    void schedule(BottomHalf it) {
        stops.scheduling(it);
        super.schedule(it);
    }

    @Override
    boolean scheduleTask(Task task) {
        stops.scheduling(task);
        return super.scheduleTask(task);
    }

    @Override
    void wakeAfterSchedule() {
        stop(OWED);
        super.wakeAfterSchedule();
    }

    @Override
    void joinWakeup() {
        super.joinWakeup();
        stops.wokeUp();
    }

    @Override
    public void wakeup() {
        stop(WAKEUP);
        super.wakeup();
        stops.wokeUp();
    }

    @Override
    void kick() {
        if (closed) { // so this is no wakeup
            stop(CLOSING);
        }
        super.kick();
    }
}
