/**
 * A recursive FIFO lock with a contention callback, formally modelled, and the event loop that needs it.
 *
 * <p>The specifications are in the folder {@code spec/} of the project, one module per class.
 */
module org.fairloop {
    exports org.fairloop.context;
    exports org.fairloop.lock;
}
