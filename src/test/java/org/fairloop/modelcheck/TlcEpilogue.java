package org.fairloop.modelcheck;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import org.fairloop.bridge.Action;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;

/** Asks TLC, when it is done, for the {@link Epilogue}. Runs in TLC's own process, which has no library but TLC. */
final class TlcEpilogue {

    private final Oracle oracle;
    private final Map<String, Object> json = new HashMap<>();

    private TlcEpilogue(Oracle oracle) {
        this.oracle = oracle;
    }

    /**
     * Makes the epilogue.
     *
     * @param said what TLC has printed
     * @return the epilogue as JSON, in one line
     */
    static String of(TlcOutput said) {
        TlcEpilogue epilogue = new TlcEpilogue(Oracle.ofTlcInThisJvm());
        Counterexample counterexample = said.counterexample();
        if (counterexample != null) {
            epilogue.retrace(counterexample, said.violated());
        }
        boolean hasSeenAll = counterexample == null || counterexample.loop() != null;
        if (hasSeenAll && said.distinct() <= (counterexample == null ? Epilogue.MOST_WALKED : Epilogue.MOST_DRAWN)) {
            epilogue.walk(said.distinct());
        }
        return json(epilogue.json);
    }

    private void retrace(Counterexample counterexample, String violated) {
        List<Step> steps = oracle.retrace(
                counterexample.steps().stream().map(Counterexample.Step::values).toList());
        List<Object> rows = new ArrayList<>();
        steps.forEach(step -> rows.add(
                Map.of("action", json(step.action()), "after", step.to().values())));
        Map<String, Object> retrace = new HashMap<>();
        State first = oracle.initialState(counterexample.steps().get(0).values());
        retrace.put("initial", first.values());
        retrace.put("rows", rows);
        State last = steps.isEmpty() ? first : steps.get(steps.size() - 1).to();
        retrace.put("falseConjuncts", oracle.falseConjuncts(last, violated));
        if (counterexample.loop() != null && !counterexample.loop().action().equals(Expectation.STUTTERING)) {
            int backTo = counterexample.loop().backTo();
            State next = backTo == 1 ? first : steps.get(backTo - 2).to();
            oracle.steps(last).stream()
                    .filter(step -> step.to().equals(next))
                    .findFirst()
                    .ifPresent(step -> retrace.put("back", json(step.action())));
        }
        json.put("retrace", retrace);
    }

    private static Map<String, Object> json(Action action) {
        return Map.of("name", action.name(), "bindings", action.bindings());
    }

    /** Breadth first, as TLC does; with TLC's fingerprints, which know of its symmetry. */
    private void walk(long distinct) {
        boolean drawn = distinct <= Epilogue.MOST_DRAWN;
        Map<State, Integer> numbers = new HashMap<>();
        List<Object> states = new ArrayList<>();
        Set<List<Object>> transitions = new HashSet<>();
        List<Object> inOrder = new ArrayList<>();
        List<Integer> depths = new ArrayList<>();
        Queue<State> queue = new ArrayDeque<>();
        for (State state : oracle.initialStates()) {
            if (numbers.putIfAbsent(state, numbers.size()) == null) {
                queue.add(state);
            }
        }
        int initial = queue.size();
        while (!queue.isEmpty()) {
            depths.add(queue.size());
            for (int left = queue.size(); left > 0; left--) {
                if (numbers.size() > distinct) {
                    return; // TLC has seen less: the cfg has a constraint, or an assumption that the world breaks
                }
                State from = queue.remove();
                if (drawn) {
                    states.add(from.values());
                }
                for (Step step : oracle.steps(from)) {
                    if (numbers.putIfAbsent(step.to(), numbers.size()) == null) {
                        queue.add(step.to());
                    }
                    if (drawn && transitions.add(List.of(from, step.action(), step.to()))) {
                        inOrder.add(Map.of(
                                "from",
                                numbers.get(from),
                                "action",
                                step.action().toString(),
                                "to",
                                numbers.get(step.to())));
                    }
                }
            }
        }
        if (numbers.size() != distinct) {
            return;
        }
        json.put("depths", depths);
        if (drawn) {
            json.put("graph", Map.of("states", states, "initial", initial, "transitions", inOrder));
        }
    }

    /** A value of plain Java as JSON. */
    static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> quoted(entry.getKey().toString()) + ":" + json(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Collection<?> elements) {
            return elements.stream().map(TlcEpilogue::json).collect(Collectors.joining(",", "[", "]"));
        }
        return value instanceof Integer || value instanceof Boolean ? value.toString() : quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\' || c < ' ') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
