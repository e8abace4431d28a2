package org.fairloop.bridge;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The replay of every transition of a specification on real code. */
public final class Replay {

    private final StateGraph graph;
    private final Function<State, Subject> subjects;

    /**
     * Makes a replay.
     *
     * @param graph what to replay
     * @param subjects makes fresh code for a run that begins in the given state
     */
    public Replay(StateGraph graph, Function<State, Subject> subjects) {
        this.graph = graph;
        this.subjects = subjects;
    }

    /**
     * Replays every transition.
     *
     * @return what was executed
     * @throws Run.Mismatch if the code departs from the specification somewhere; it shows a shortest run that does
     */
    public Report run() {
        long start = System.nanoTime();
        List<List<Step>> paths = ReplayPlanner.cover(graph);
        Set<Step> executed = new HashSet<>();
        Map<String, Integer> hidden = new TreeMap<>();
        int steps = 0;
        for (List<Step> path : paths) {
            try (Run run =
                    new Run(path.get(0).from(), subjects.apply(path.get(0).from()))) {
                for (Step step : path) {
                    run.take(step);
                    executed.add(step);
                }
                steps += run.length();
                if (hidden.isEmpty()) {
                    run.hidden().forEach(variable -> hidden.put(variable, valuesOf(variable)));
                }
            } catch (Run.Mismatch mismatch) {
                throw shortest(mismatch.steps()).orElse(mismatch);
            }
        }
        return new Report(
                executed.size(),
                graph.transitions().size(),
                paths.size(),
                steps,
                (System.nanoTime() - start) / 1e9,
                hidden);
    }

    private int valuesOf(String variable) {
        Set<Object> values = new HashSet<>();
        graph.states().forEach(state -> values.add(state.get(variable)));
        return values.size();
    }

    /**
     * Searches for a shorter run that fails: tries the transitions in order of their distance from an initial state,
     * each on fresh code and by a shortest path. A failure that needs a detour is not found.
     */
    private Optional<Run.Mismatch> shortest(int known) {
        for (Step step : graph.transitions()) {
            if (graph.depth(step.from()) + 1 >= known) {
                break;
            }
            List<Step> path = graph.pathTo(step.from());
            State start = path.isEmpty() ? step.from() : path.get(0).from();
            try (Run run = new Run(start, subjects.apply(start))) {
                path.forEach(run::take);
                run.take(step);
            } catch (Run.Mismatch mismatch) {
                return Optional.of(mismatch);
            }
        }
        return Optional.empty();
    }

    /**
     * What a replay executed.
     *
     * @param executed the number of distinct transitions executed
     * @param transitions the number of transitions that there are
     * @param paths the number of runs, each on fresh code
     * @param steps the number of steps executed, repetitions included
     * @param seconds how long it took
     * @param hidden the variables that were not compared, each with the number of values that it takes
     */
    public record Report(
            int executed, int transitions, int paths, int steps, double seconds, Map<String, Integer> hidden) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "replayed %,d of %,d transitions in %,d %s, %,d steps, %.1f s%s",
                    executed,
                    transitions,
                    paths,
                    paths == 1 ? "path" : "paths",
                    steps,
                    seconds,
                    hidden.isEmpty() ? "" : "; values of variables that were not compared: " + hidden);
        }
    }
}
