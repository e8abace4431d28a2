package org.fairloop.modelcheck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairloop.bridge.Action;
import org.fairloop.bridge.Behaviour;
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
     * @return lines of text
     * @throws IllegalArgumentException if it is not known who took the steps, for instance by another release of TLC
     */
    public static String print(Model model, Counterexample counterexample) {
        return print(model, counterexample, Map.of());
    }

    /**
     * Prints a counterexample of a specification that knows no threads.
     *
     * @param model the model that TLC found it in
     * @param counterexample what TLC found
     * @param lanes lanes, each with the names of its actions; an action of none has the lane of its thread
     * @return lines of text
     * @throws IllegalArgumentException if it is not known who took the steps, for instance by another release of TLC
     */
    public static String print(Model model, Counterexample counterexample, Map<String, List<String>> lanes) {
        if (counterexample.retrace() == null) {
            throw new IllegalArgumentException(
                    model.name() + ": nobody knows who took the steps of its counterexample");
        }
        Behaviour found = counterexample.behaviour(model.name(), model.question(), Cast.NONE);
        List<Lanes.Row> rows = found.rows().stream()
                .map(row -> new Lanes.Row(inLane(row.action(), lanes), row.after()))
                .toList();
        return Lanes.print(
                new Behaviour(found.title(), found.initial(), rows, found.loop(), found.verdict(), found.cast()));
    }

    private static Action inLane(Action action, Map<String, List<String>> lanes) {
        Map<String, String> bindings = new LinkedHashMap<>(action.bindings());
        lanes.forEach((lane, actions) -> {
            if (actions.contains(action.name())) {
                bindings.put("t", lane);
            }
        });
        return new Action(action.name(), bindings);
    }
}
