package org.fairloop.lock;

/**
 * The shipped class with a stop before each step of {@code spec/HandoffLock.tla}, and nothing else: each method here stops and
 * then does what it overrides. Parking and its permits are the controller's, if it wants them.
 */
@SuppressWarnings("serial")
class SteppedHandoffLock extends HandoffLock {

    // Each stop has the name of the place in the specification before its step.

    static final String ENQUEUE = "enqueue";
    static final String CONTEND = "contend";
    static final String LOOK = "look";
    static final String PARK = "park";
    static final String WOKEN = "woken";
    static final String UNLINK = "unlink";
    static final String COME_IN = "comeIn";
    static final String KICK = "kick";
    static final String OWN = "own";
    static final String GRANT = "grant";
    static final String LET_GO = "letGo";
    static final String UNPARK = "unpark";
    static final String WAKE_NEXT = "wakeNext";

    final Control control;

    /** Who is told of each stop. The answers here are those of one that lets everything go its way. */
    interface Control {

        /** The calling thread is at a stop; returns when it may go on. */
        default void at(String stop) {}

        /** Does the calling thread give up? */
        default boolean givesUp(boolean would) {
            return would;
        }

        /** Parks the calling thread, or tells that it does not care. */
        default boolean parks() {
            return false;
        }

        /** Unparks a thread, or tells that it does not care. */
        default boolean permits(Thread thread) {
            return false;
        }

        /** The calling thread stands in the queue, or, with null, has left it and does not need its status any more. */
        default void stands(Waiter waiter) {}

        /** The calling thread has found that it cannot take its step now, and is about to try again. */
        default void triesAgain() {}

        /** The calling thread has given its last hold back. */
        default void released() {}
    }

    SteppedHandoffLock(Control control, Runnable onContention) {
        super(0, onContention);
        this.control = control;
    }

    @Override
    boolean takeTicket() {
        boolean taken = super.takeTicket();
        if (!taken) {
            control.triesAgain();
        }
        return taken;
    }

    @Override
    void enqueue(Waiter waiter) {
        control.at(ENQUEUE);
        super.enqueue(waiter);
        control.stands(waiter);
    }

    @Override
    void contend() {
        control.at(CONTEND);
        super.contend();
    }

    @Override
    boolean givesUp(long deadline, boolean interrupted) {
        control.at(LOOK);
        return control.givesUp(super.givesUp(deadline, interrupted));
    }

    @Override
    void park(Waiter me, long deadline) {
        control.at(PARK);
        if (!control.parks()) {
            super.park(me, deadline);
        }
    }

    @Override
    boolean standUp(Waiter me) {
        control.at(WOKEN);
        return super.standUp(me);
    }

    @Override
    boolean leaves(Waiter me) {
        control.at(UNLINK);
        return super.leaves(me);
    }

    @Override
    void abandon(Waiter me) {
        super.abandon(me);
        control.stands(null);
    }

    @Override
    boolean isAwaited() {
        control.at(COME_IN);
        return super.isAwaited();
    }

    @Override
    void kick() {
        control.at(KICK);
        super.kick();
    }

    @Override
    void own() {
        control.at(OWN);
        super.own();
        control.stands(null);
    }

    @Override
    boolean releaseFree() {
        boolean released = super.releaseFree();
        if (released) {
            control.released();
        }
        return released;
    }

    @Override
    boolean releaseToNext() {
        boolean released = super.releaseToNext();
        if (released) {
            control.released();
        } else {
            control.triesAgain();
        }
        return released;
    }

    @Override
    Waiter dequeue() {
        control.at(GRANT);
        return super.dequeue();
    }

    @Override
    void letGo() {
        control.at(LET_GO);
        super.letGo();
    }

    @Override
    void unpark(Waiter waiter) {
        control.at(UNPARK);
        super.unpark(waiter);
    }

    @Override
    void wakeNext(Waiter next) {
        control.at(WAKE_NEXT);
        super.wakeNext(next);
    }

    @Override
    void permit(Thread thread) {
        if (!control.permits(thread)) {
            super.permit(thread);
        }
    }
}
