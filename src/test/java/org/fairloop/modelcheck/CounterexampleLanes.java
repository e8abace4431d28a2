package org.fairloop.modelcheck;

import java.util.ArrayList;
import java.util.List;
import org.fairloop.bridge.Lanes;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Step;

/**
 * Prints a counterexample as one lane for each thread. TLC prints the states and the names of the actions; who took each
 * of them is found by going the same way once more, with the specification as the oracle.
 */
public final class CounterexampleLanes {

    private CounterexampleLanes() {}

    /**
     * Prints a counterexample.
     *
     * @param model the model that TLC found it in
     * @param counterexample what TLC found
     * @param layout where the model is
     * @return lines of text
     * @throws IllegalArgumentException if the model has no such behaviour, for instance since it was changed meanwhile
     */
    public static String print(Model model, Counterexample counterexample, Layout layout) {
        try (Oracle oracle = Oracle.load(
                layout.worlds().resolve(model.tla()), layout.worlds().resolve(model.cfg()), layout.spec())) {
            List<Step> steps = oracle.retrace(counterexample.steps().stream()
                    .map(Counterexample.Step::values)
                    .toList());
            List<Lanes.Row> rows = new ArrayList<>();
            steps.forEach(
                    step -> rows.add(new Lanes.Row(step.action(), step.to().values())));
            var initial = steps.isEmpty()
                    ? oracle.initialStates().get(0).values()
                    : steps.get(0).from().values();
            return Lanes.printAll(initial, rows) + end(counterexample);
        }
    }

    /** How it goes on for ever, if it does; a state stands after the step before it. */
    private static String end(Counterexample counterexample) {
        Counterexample.Loop loop = counterexample.loop();
        if (loop == null) {
            return "";
        }
        return loop.action().equals(Expectation.STUTTERING)
                ? "Then nothing happens any more.\n"
                : "Then " + loop.action() + " leads back to the state "
                        + (loop.backTo() == 1 ? "at first" : "after step " + (loop.backTo() - 1))
                        + ", and so on for ever.\n";
    }
}
