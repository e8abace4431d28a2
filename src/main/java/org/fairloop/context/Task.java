package org.fairloop.context;

import java.util.Objects;

/**
 * A callback that runs once in a context and cannot be cancelled: a task of {@link AioContext#execute}.
 *
 * <p>A task carries all that the queue needs, so an accepted task needs no more memory.
 */
class Task {

    final Runnable callback;

    /**
     * On the stack of arrivals, the task that arrived before this one; in the queue, the next one. Or null. Before it arrives, its
     * own thread writes the field; afterwards the monitor of {@link BottomHalves} guards it.
     */
    Task next;

    /** How many walks had begun when it was queued. Valid in the queue. An int, which takes no more memory than padding. */
    int turn;

    Task(Runnable callback) {
        this.callback = Objects.requireNonNull(callback, "callback");
    }
}
