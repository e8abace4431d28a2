package org.fairloop.context;

import java.util.Objects;

/** Something to be called once in a context, which nobody can take back: a task of {@link AioContext#execute}. */
class Task {

    final Runnable callback;

    /** The one that arrived before it, or null. Written by its own thread before it arrives itself: see {@link BottomHalves}. */
    Task next;

    Task(Runnable callback) {
        this.callback = Objects.requireNonNull(callback, "callback");
    }
}
