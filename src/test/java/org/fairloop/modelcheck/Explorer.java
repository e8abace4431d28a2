package org.fairloop.modelcheck;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairloop.bridge.Behaviour;
import org.fairloop.bridge.Cast;
import org.fairloop.bridge.Lanes;
import org.fairloop.bridge.LanesPage;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;

/**
 * Goes by hand through the behaviours of a finite world. It remembers nothing: where it is, is said by a schedule, the
 * actions taken so far as text, which can be shared, shortened, and replayed on the real class. It begins in the first of
 * the initial states.
 */
final class Explorer implements AutoCloseable {

    /** Stands before the number of a successor, from 2 on, where one action has several. */
    private static final String ANOTHER = "#";

    private final Model model;
    private final Cast cast;
    private final Oracle oracle;

    /**
     * What is to be shown of a place.
     *
     * @param schedule the actions taken
     * @param steps how many they are
     * @param lanes the behaviour, as HTML
     * @param enabled what each thread may do now, as the next word of the schedule
     * @param checks whether the invariants hold now, and the properties of steps allow the last step
     */
    record Place(
            String schedule, int steps, String lanes, Map<String, List<String>> enabled, Map<String, Boolean> checks) {}

    Explorer(Layout layout, Model model) {
        this.model = model;
        this.cast = Casts.read(layout).of(model.module());
        this.oracle = Oracle.load(
                layout.worlds().resolve(model.tla()), layout.worlds().resolve(model.cfg()), layout.spec());
    }

    /**
     * Goes where a schedule leads.
     *
     * @param schedule actions with their bindings, separated by spaces
     * @return the place
     * @throws IllegalArgumentException if the specification does not allow one of them; says what it does allow
     */
    Place place(String schedule) {
        State first = oracle.initialStates().get(0);
        State at = first;
        List<Step> steps = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (String word : schedule.strip().split("\\s+")) {
            if (!word.isEmpty()) {
                Map<String, Step> enabled = enabled(at);
                Step step = enabled.get(word);
                if (step == null) {
                    throw new IllegalArgumentException("after " + steps.size() + " steps the specification does not"
                            + " allow " + word + ", but " + enabled.keySet());
                }
                steps.add(step);
                taken.add(word);
                at = step.to();
            }
        }
        List<Lanes.Row> rows = steps.stream()
                .map(step -> new Lanes.Row(step.action(), step.to().values()))
                .toList();
        Map<String, Boolean> checks = new LinkedHashMap<>(oracle.invariants(at));
        if (!steps.isEmpty()) {
            checks.putAll(oracle.stepProperties(steps.get(steps.size() - 1)));
        }
        return new Place(
                String.join(" ", taken),
                taken.size(),
                LanesPage.figure("lanes", new Behaviour(model.name(), first.values(), rows, null, "", cast)),
                byThread(enabled(at)),
                checks);
    }

    private Map<String, Step> enabled(State state) {
        Map<String, Step> enabled = new LinkedHashMap<>();
        Map<String, Integer> count = new HashMap<>();
        for (Step step : oracle.steps(state)) {
            String action = step.action().toString();
            int number = count.merge(action, 1, Integer::sum);
            enabled.put(number == 1 ? action : action + ANOTHER + number, step);
        }
        return enabled;
    }

    private static Map<String, List<String>> byThread(Map<String, Step> enabled) {
        Map<String, List<String>> byThread = new TreeMap<>();
        enabled.forEach((word, step) -> byThread.computeIfAbsent(
                        step.action().bindings().getOrDefault("t", ""), thread -> new ArrayList<>())
                .add(word));
        return byThread;
    }

    @Override
    public void close() {
        oracle.close();
    }
}
