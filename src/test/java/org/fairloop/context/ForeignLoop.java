package org.fairloop.context;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Another event loop, which drives a context in its own way: it knows the woken hook and the next deadline, and polls without
 * blocking. It sleeps by moving the clock.
 */
final class ForeignLoop {

    private final ManualClock clock;

    private final AtomicBoolean woken = new AtomicBoolean();

    ForeignLoop(ManualClock clock) {
        this.clock = clock;
    }

    /** The hook for the context. */
    void wake() {
        woken.set(true);
    }

    /** One turn of this loop. It polls only if it has been told to. */
    boolean turn(AioContext context, boolean mayBlock) {
        OptionalLong deadline = context.nextDeadline();
        boolean due = deadline.isPresent() && deadline.getAsLong() - clock.getAsLong() <= 0;
        if (!woken.get() && !due && mayBlock) {
            clock.advance(deadline.orElseThrow(() -> new AssertionError("the foreign loop sleeps for ever"))
                    - clock.getAsLong());
            due = true;
        }
        if (!woken.getAndSet(false) && !due) {
            return false;
        }
        return context.poll(false);
    }
}
