package org.fairloop.bridge;

/** Says that a trace cannot be judged: it is not in the format, or it names what its specification does not have. */
public final class UnusableTraceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes an exception.
     *
     * @param what one line: what is wrong and what would be right
     */
    public UnusableTraceException(String what) {
        super(what);
    }
}
