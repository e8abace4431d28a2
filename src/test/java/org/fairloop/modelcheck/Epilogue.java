package org.fairloop.modelcheck;

import java.util.List;
import java.util.Map;

/**
 * What the process of TLC adds when TLC is done. TLC prints neither who took a step nor how many states there are at each
 * depth, but it can still be asked then, and loading the specification once more to ask would cost far more.
 *
 * @param retrace the counterexample with everything that is known of it; null if there is none
 * @param depths how many states are 0, 1, 2, … steps away from the nearest initial one; null if there are very many, or if
 *     TLC has not seen them all
 * @param graph a small world, whole; null of another one
 */
record Epilogue(Counterexample.Retrace retrace, List<Integer> depths, Graph graph) {

    /** The line on which it stands begins so; the rest of the line is JSON. */
    static final String MARK = "@!@!@EPILOGUE ";

    /** A world with more states is not walked once more. */
    static final int MOST_WALKED = 30_000;

    /** A world with more states is not drawn. */
    static final int MOST_DRAWN = 200;

    /**
     * A world.
     *
     * @param states the values of the variables in each state, those nearest to an initial state first
     * @param initial how many of them, from the first on, are initial states
     * @param transitions the transitions
     */
    record Graph(List<Map<String, Object>> states, int initial, List<Transition> transitions) {}

    /**
     * A transition of a world.
     *
     * @param from the number of the state before, from 0
     * @param action the action with its bindings
     * @param to the number of the state after
     */
    record Transition(int from, String action, int to) {}
}
