package org.fairloop.context;

import java.util.Objects;

/** Something to be called once in a context, which nobody can take back: a task of {@link AioContext#execute}. */
class Task {

    final Runnable callback;

    /**
     * The neighbour among those that are scheduled. Of one that arrives, the one before it, written by its own thread before
     * that; then the one after it, guarded as the place where it is: see {@link BottomHalves}.
     */
    Task next;

    Task(Runnable callback) {
        this.callback = Objects.requireNonNull(callback, "callback");
    }
}
