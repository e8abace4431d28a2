package org.fairloop.context;

/** The pair of callbacks of a channel or a notifier. Guarded by the ownership of the context. */
final class Handler {

    final Runnable onReadable;

    final Runnable onWritable;

    /** The operations that its channel is ready for and that were not dispatched yet. */
    int ready;

    /** How often these were taken off; by nested rounds, too. */
    int consumed;

    /** Was it removed or replaced? It may still be in the queue of the round under way, and must not be called. */
    private boolean dropped;

    Handler(Runnable onReadable, Runnable onWritable) {
        this.onReadable = onReadable;
        this.onWritable = onWritable;
    }

    void drop() {
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }
}
