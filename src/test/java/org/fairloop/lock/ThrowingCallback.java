package org.fairloop.lock;

import java.util.List;
import org.fairloop.bridge.Scheduler;
import org.fairloop.bridge.Subject.Divergence;

/** The part of a subject's contention callback that throws when the specification says so: ContendThrows. */
final class ThrowingCallback {

    /** What the callback throws when it is run next, or null. */
    private RuntimeException toThrow;

    /** Called by the callback. */
    void call() {
        if (toThrow != null) {
            throw toThrow;
        }
    }

    /**
     * Has a thread that is about to run the callback go on. Claim L9: what the callback throws goes to the thread's handler.
     * Where the thread goes on is compared anyway.
     */
    void contend(Scheduler.Actor actor) {
        RuntimeException thrown = new RuntimeException("the callback throws");
        int before = actor.uncaught().size();
        toThrow = thrown;
        actor.goOn();
        toThrow = null;
        List<Throwable> uncaught = actor.uncaught();
        if (uncaught.size() != before + 1 || uncaught.get(before) != thrown) {
            throw new Divergence("what the callback threw must go to the uncaught-exception handler, which got "
                    + uncaught.subList(before, uncaught.size())
                    + "; the thread is now " + actor);
        }
    }
}
