package org.fairloop.modelcheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
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

    /** More than anybody reads, and few enough to be shown at once. */
    static final int MOST_STEPS = 1_000;

    private final Model model;
    private final Cast cast;
    private final Oracle oracle;

    /**
     * What is to be shown of a place.
     *
     * @param text the actions taken, as a text to be shared
     * @param steps the words of these actions
     * @param lanes the behaviour, as HTML
     * @param enabled what each thread may do now, as the next word of the schedule
     * @param checks whether the invariants hold now, and the properties of steps allow the last step
     */
    record Place(
            String text,
            List<String> steps,
            String lanes,
            Map<String, List<String>> enabled,
            Map<String, Boolean> checks) {}

    Explorer(Layout layout, Model model) {
        this.model = model;
        this.cast = Casts.read(layout).of(model.module());
        this.oracle = model.oracle(layout);
    }

    /**
     * Goes where a schedule leads.
     *
     * @param schedule the words of the actions, or an {@link ExploredSchedule} of this model
     * @return the place
     * @throws IllegalArgumentException if it is too long, or of another model, or the specification does not allow one of them; says what it
     *     does allow
     */
    Place place(String schedule) {
        String words = ExploredSchedule.stepsOf(model, schedule);
        int length = words.isBlank() ? 0 : words.strip().split("\\s+").length;
        if (length > MOST_STEPS) {
            throw new IllegalArgumentException(
                    "a schedule has at most " + MOST_STEPS + " steps here, and this has " + length);
        }
        State first = oracle.initialStates().get(0);
        List<Step> steps = oracle.path(first, words);
        State at = first;
        List<String> taken = new ArrayList<>();
        for (Step step : steps) {
            taken.add(oracle.word(step));
            at = step.to();
        }
        List<Lanes.Row> rows = steps.stream()
                .map(step -> new Lanes.Row(step.action(), step.to().values()))
                .toList();
        Map<String, Boolean> checks = new LinkedHashMap<>(oracle.invariants(at));
        StringJoiner blame = new StringJoiner(" ");
        for (String invariant : checks.keySet()) {
            blame.add(Counterexample.blame(invariant, oracle.falseConjuncts(at, invariant)));
        }
        if (!steps.isEmpty()) {
            checks.putAll(oracle.stepProperties(steps.get(steps.size() - 1)));
        }
        return new Place(
                new ExploredSchedule(model.name(), String.join(" ", taken)).toString(),
                taken,
                LanesPage.figure(
                        "lanes",
                        new Behaviour(
                                model.name(),
                                first.values(),
                                rows,
                                null,
                                blame.toString().strip(),
                                cast)),
                byThread(oracle.named(at)),
                checks);
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
