package org.fairloop.bridge;

import java.util.Map;

/**
 * Real code under the control of a test that follows a specification: the mapping between the two, and the way to take
 * a step. The mapping is written once, here.
 */
public interface Subject extends AutoCloseable {

    /**
     * Takes one step of the specification on the real code and returns when the code has come to its next stop.
     *
     * @param step a step of the specification; the states say what the code must answer where the view does not show it
     * @throws Divergence if the code does something that is not this step
     */
    void perform(Step step);

    /**
     * What can be seen of the real code now.
     *
     * @return values by name of the variable, comparable with {@link #visible(State)}
     */
    Map<String, Object> visible();

    /**
     * The same view of a state of the specification.
     *
     * @param state a state of the specification
     * @return values by name of the variable
     */
    Map<String, Object> visible(State state);

    /**
     * The variables that the view leaves out. Every variable of the specification is either visible or hidden, in each state;
     * {@link Run} checks that.
     *
     * @return the reason, by name of the variable
     */
    Map<String, String> hidden();

    /** Ends the code's threads. */
    @Override
    void close();

    /** Says that the real code departed from the specification. */
    final class Divergence extends RuntimeException {
        private static final long serialVersionUID = 1;

        /**
         * Makes a divergence.
         *
         * @param what one line: what the specification says and what the code did
         */
        public Divergence(String what) {
            super(what);
        }
    }
}
