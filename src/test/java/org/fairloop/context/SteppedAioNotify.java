package org.fairloop.context;

import java.util.function.Consumer;

/**
 * The shipped class with a stop before each step of {@code spec/AioNotify.tla}, and nothing else: each method here stops and then
 * does what it overrides.
 */
class SteppedAioNotify extends AioNotify {

    // Each stop has the name of the place in the specification before its step. Looks have two places.

    static final String RAISE = "raise";

    static final String FLAG = "flag";

    static final String LOWER = "lower";

    static final String ACCEPT = "accept";

    static final String SCHEDULE = "schedule";

    static final String SEE = "see";

    static final String SET = "set";

    static final String ASK = "ask";

    static final String CALL = "call";

    private final Consumer<String> stops;

    /**
     * Makes a handshake that stops.
     *
     * @param stops told of each stop by the thread that comes to it; returns when the thread may go on
     * @param pollers in what each poller sleeps
     */
    SteppedAioNotify(Consumer<String> stops, Poller... pollers) {
        super(pollers);
        this.stops = stops;
    }

    final void stop(String stop) {
        stops.accept(stop);
    }

    // The steps themselves, for twins that take one without its stop.

    final void raiseFlag(int poller) {
        super.setFlag(poller);
    }

    final boolean isFlagSet(int poller) {
        return super.seesFlag(poller);
    }

    final void clearFlag(int poller) {
        super.accept(poller);
    }

    final void lowerToZero() {
        while (notifyMe() > 0) {
            super.lower();
        }
    }

    @Override
    void raise() {
        stop(RAISE);
        super.raise();
    }

    @Override
    boolean isNotified(int poller) {
        stop(FLAG);
        return super.isNotified(poller);
    }

    @Override
    void lower() {
        stop(LOWER);
        super.lower();
    }

    @Override
    void accept(int poller) {
        stop(ACCEPT);
        super.accept(poller);
    }

    /** The stop before the bottom half is scheduled, which is no step of the handshake. */
    void stopBeforeSchedule() {
        stop(SCHEDULE);
    }

    @Override
    boolean seesFlag(int poller) {
        stop(SEE);
        return super.seesFlag(poller);
    }

    @Override
    void setFlag(int poller) {
        stop(SET);
        super.setFlag(poller);
    }

    @Override
    boolean mayAnybodySleep() {
        stop(ASK);
        return super.mayAnybodySleep();
    }

    @Override
    void callPoller(int poller) {
        stop(CALL);
        super.callPoller(poller);
    }
}
