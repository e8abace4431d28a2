package org.fairloop.modelcheck;

import org.fairloop.bridge.Cast;
import org.fairloop.bridge.Lanes;

/** Prints a counterexample as one lane for each thread. */
public final class CounterexampleLanes {

    private CounterexampleLanes() {}

    /**
     * Prints a counterexample.
     *
     * @param model the model that TLC found it in
     * @param counterexample what TLC found
     * @param layout where the model is
     * @return lines of text
     * @throws IllegalArgumentException if it is not known who took the steps, for instance by another release of TLC
     */
    public static String print(Model model, Counterexample counterexample, Layout layout) {
        if (counterexample.retrace() == null) {
            throw new IllegalArgumentException(
                    model.name() + ": nobody knows who took the steps of its counterexample");
        }
        return Lanes.print(counterexample.behaviour(model.name(), model.question(), Cast.NONE));
    }
}
