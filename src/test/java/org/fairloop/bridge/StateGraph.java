package org.fairloop.bridge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** All states that a specification reaches, and all its transitions. */
public final class StateGraph {

    private final List<State> initialStates;

    /** The transitions out of each state, in breadth-first order of the states. */
    private final Map<State, List<Step>> steps = new LinkedHashMap<>();

    /** How many steps each state is away from the nearest initial state. */
    private final Map<State, Integer> depths = new HashMap<>();

    private StateGraph(List<State> initialStates) {
        this.initialStates = initialStates;
    }

    /**
     * Explores a specification, which must be finite.
     *
     * @param oracle answers what may happen next
     * @return the reachable states and transitions
     */
    public static StateGraph explore(Oracle oracle) {
        Map<State, State> known = new HashMap<>(); // one object for each state: its values are read only once
        StateGraph graph = new StateGraph(List.copyOf(new LinkedHashSet<>(oracle.initialStates())));
        ArrayDeque<State> queue = new ArrayDeque<>(graph.initialStates);
        for (State state : queue) {
            known.put(state, state);
            graph.depths.put(state, 0);
        }
        while (!queue.isEmpty()) {
            State from = queue.remove();
            Set<Step> distinct = new LinkedHashSet<>();
            for (Step step : oracle.steps(from)) {
                State to = known.putIfAbsent(step.to(), step.to());
                if (to == null) {
                    to = step.to();
                    queue.add(to);
                    graph.depths.put(to, graph.depths.get(from) + 1);
                }
                distinct.add(new Step(from, step.action(), to));
            }
            graph.steps.put(from, List.copyOf(distinct));
        }
        return graph;
    }

    /**
     * Searches a specification, which need not be finite, for a state: breadth first, and no further than to the first one.
     *
     * @param oracle answers what may happen next
     * @param goal what is looked for, for example a state in which {@linkplain Oracle#invariants an invariant} does not hold
     * @return the steps of a shortest run to such a state, none if it is an initial one; or nothing if no run leads there
     */
    public static Optional<List<Step>> shortestRun(Oracle oracle, Predicate<State> goal) {
        return shortest(new LinkedHashSet<>(oracle.initialStates()), oracle::steps, goal);
    }

    /**
     * The states in which a run may begin.
     *
     * @return the initial states
     */
    public List<State> initialStates() {
        return initialStates;
    }

    /**
     * The reachable states.
     *
     * @return the states, those nearest to an initial state first
     */
    public Collection<State> states() {
        return Collections.unmodifiableSet(steps.keySet());
    }

    /**
     * The transitions out of a state.
     *
     * @param state a state of this graph
     * @return the distinct transitions, in the order of the specification's actions
     */
    public List<Step> steps(State state) {
        return steps.get(state);
    }

    /**
     * All transitions: distinct triples of state, action with its bindings, and successor.
     *
     * @return the transitions, those nearest to an initial state first
     */
    public List<Step> transitions() {
        return steps.values().stream().flatMap(List::stream).toList();
    }

    /**
     * The distance from the nearest initial state.
     *
     * @param state a state of this graph
     * @return the number of steps to it
     */
    public int depth(State state) {
        return depths.get(state);
    }

    /**
     * A shortest path from an initial state.
     *
     * @param state a state of this graph
     * @return the steps to it
     */
    public List<Step> pathTo(State state) {
        return nearest(initialStates, state::equals).orElseThrow();
    }

    /**
     * A shortest path.
     *
     * @param from where it may begin
     * @param goal where it may end
     * @return the steps of the path, or nothing if no goal can be reached
     */
    Optional<List<Step>> nearest(Collection<State> from, Predicate<State> goal) {
        return shortest(from, this::steps, goal);
    }

    private static Optional<List<Step>> shortest(
            Collection<State> from, Function<State, List<Step>> steps, Predicate<State> goal) {
        Map<State, Optional<Step>> arrivals = new HashMap<>();
        ArrayDeque<State> queue = new ArrayDeque<>(from);
        from.forEach(state -> arrivals.put(state, Optional.empty()));
        while (!queue.isEmpty()) {
            State state = queue.remove();
            if (goal.test(state)) {
                LinkedList<Step> path = new LinkedList<>();
                Optional<Step> arrival = arrivals.get(state);
                while (arrival.isPresent()) {
                    path.addFirst(arrival.get());
                    arrival = arrivals.get(arrival.get().from());
                }
                return Optional.of(new ArrayList<>(path));
            }
            for (Step step : steps.apply(state)) {
                if (arrivals.putIfAbsent(step.to(), Optional.of(step)) == null) {
                    queue.add(step.to());
                }
            }
        }
        return Optional.empty();
    }
}
