package org.fairloop.bridge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans paths that cover every transition of a graph.
 *
 * <p>Greedy: walk along transitions not covered yet; from a dead end take the shortest way to the nearest one; begin
 * anew only if none can be reached. Not the fewest steps possible, which nobody needs, but a small multiple of the
 * number of transitions.
 */
public final class ReplayPlanner {

    private final StateGraph graph;
    private final Map<State, Deque<Step>> uncovered = new HashMap<>();

    private ReplayPlanner(StateGraph graph) {
        this.graph = graph;
        for (State state : graph.states()) {
            if (!graph.steps(state).isEmpty()) {
                uncovered.put(state, new ArrayDeque<>(graph.steps(state)));
            }
        }
    }

    /**
     * Plans.
     *
     * @param graph what to cover
     * @return paths, each from an initial state, that take every transition at least once
     */
    public static List<List<Step>> cover(StateGraph graph) {
        ReplayPlanner planner = new ReplayPlanner(graph);
        List<List<Step>> paths = new ArrayList<>();
        while (!planner.uncovered.isEmpty()) {
            paths.add(planner.path());
        }
        return paths;
    }

    private List<Step> path() {
        List<Step> path = new ArrayList<>();
        // Every state of the graph can be reached from the initial ones, so the first way exists.
        Optional<List<Step>> way = graph.nearest(graph.initialStates(), uncovered::containsKey);
        while (way.isPresent()) {
            way.get().forEach(step -> take(step, path));
            State state = path.isEmpty() ? freshStart() : last(path).to();
            while (uncovered.containsKey(state)) {
                take(uncovered.get(state).peek(), path);
                state = last(path).to();
            }
            way = graph.nearest(List.of(state), uncovered::containsKey);
        }
        return path;
    }

    /** Where a path begins whose first way is empty: in an initial state with something to cover. */
    private State freshStart() {
        return graph.initialStates().stream()
                .filter(uncovered::containsKey)
                .findFirst()
                .orElseThrow();
    }

    private void take(Step step, List<Step> path) {
        path.add(step);
        uncovered.computeIfPresent(step.from(), (state, steps) -> {
            steps.remove(step);
            return steps.isEmpty() ? null : steps;
        });
    }

    private static Step last(List<Step> path) {
        return path.get(path.size() - 1);
    }
}
