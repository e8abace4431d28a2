/**
 * A recursive FIFO lock with a contention callback, formally modelled.
 *
 * <p>The specifications are in the folder {@code spec/} of the project, one module per class.
 */
module org.fairloop {
    exports org.fairloop.lock;
}
