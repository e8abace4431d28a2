package org.fairloop.bridge;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which states of a specification explain an event of a trace, where some actions are hidden: the code may have taken
 * them without the trace showing it.
 *
 * <p>A set of states stands for all that hidden steps reach from it, and is kept as small as that allows: a state that
 * hidden steps reach from another one of the set is left out. So a hidden step is taken only when an event needs it, and
 * n threads that may each have taken one are one state, not 2<sup>n</sup>. Nothing is lost: what an event leads to is
 * computed from all the states that a set stands for.
 *
 * <p>Answers are remembered, a bounded number of them, so that in the long run an event costs a look-up.
 */
final class Explanations {

    /** More states than this by hidden steps alone, and the trace shows too little to be judged. */
    private static final int MOST_HIDDEN = 10_000;

    private record Question(State state, TraceEvent event) {}

    private final Oracle oracle;
    private final Set<String> hidden;
    private final State initial;
    private final Set<String> actions = new LinkedHashSet<>();
    private final Set<String> threads = new LinkedHashSet<>();
    private final Map<Question, List<State>> answers;
    private final Map<State, List<Step>> hiddenSteps;

    /**
     * Prepares to explain.
     *
     * @param oracle the specification
     * @param hidden the names of the hidden actions
     * @param remembered how many answers are remembered
     */
    Explanations(Oracle oracle, Collection<String> hidden, int remembered) {
        this.oracle = oracle;
        this.hidden = Set.copyOf(hidden);
        this.answers = new RecentlyUsed<>(remembered);
        this.hiddenSteps = new RecentlyUsed<>(remembered / 4);
        this.initial = oracle.initialStates().get(0);
        for (Action action : oracle.actions()) {
            actions.add(action.name());
            if (action.bindings().containsKey("t")) {
                threads.add(action.thread());
            }
        }
        requireActions(this.hidden);
    }

    /** The states in which a run may begin. */
    Set<State> initial() {
        return withoutReachable(new LinkedHashSet<>(oracle.initialStates()));
    }

    /**
     * The states that explain an event.
     *
     * @param states those that explain what came before
     * @param event what happened next
     * @return the states after it; empty if the specification does not allow it
     * @throws UnusableTraceException if the event names what the specification does not have
     */
    Set<State> after(Set<State> states, TraceEvent event) {
        if (states.size() == 1) {
            return new LinkedHashSet<>(after(states.iterator().next(), event));
        }
        Set<State> after = new LinkedHashSet<>();
        for (State state : states) {
            after.addAll(after(state, event));
        }
        return withoutReachable(after);
    }

    private List<State> after(State state, TraceEvent event) {
        Question question = new Question(state, event);
        List<State> answer = answers.get(question);
        if (answer == null) {
            requireKnown(event);
            Set<State> after = new LinkedHashSet<>();
            for (State from : byHiddenSteps(state).keySet()) {
                for (Step step : oracle.steps(from, action -> isOf(event, action))) {
                    if (shows(event.after(), step.to().values())) {
                        after.add(step.to());
                    }
                }
            }
            answer = List.copyOf(withoutReachable(after));
            answers.put(question, answer);
        }
        return answer;
    }

    /**
     * The states reached by hidden steps.
     *
     * @param state where they begin
     * @return each state, itself first, with the last step on the way to it; null for itself
     */
    Map<State, Step> byHiddenSteps(State state) {
        Map<State, Step> reached = new LinkedHashMap<>();
        Deque<State> queue = new ArrayDeque<>();
        reached.put(state, null);
        queue.add(state);
        while (!queue.isEmpty()) {
            for (Step step : hiddenStepsOf(queue.remove())) {
                if (!reached.containsKey(step.to())) {
                    reached.put(step.to(), step);
                    queue.add(step.to());
                }
            }
            if (reached.size() > MOST_HIDDEN) {
                throw new UnusableTraceException("more than " + MOST_HIDDEN
                        + " states by the hidden actions alone: the trace shows too little to be judged");
            }
        }
        return reached;
    }

    /** Leaves out what hidden steps reach from the rest; of states that reach each other the first stays. */
    private Set<State> withoutReachable(Set<State> states) {
        if (states.size() > 1) {
            for (State state : List.copyOf(states)) {
                if (states.contains(state)) {
                    Set<State> reached = new HashSet<>(byHiddenSteps(state).keySet());
                    reached.remove(state);
                    states.removeAll(reached);
                }
            }
        }
        return states;
    }

    private List<Step> hiddenStepsOf(State state) {
        List<Step> known = hiddenSteps.get(state);
        if (known == null) {
            known = oracle.steps(state, action -> hidden.contains(action.name()));
            hiddenSteps.put(state, known);
        }
        return known;
    }

    /** The steps from a state that a trace would show. */
    List<Step> visibleStepsOf(State state) {
        return oracle.steps(state, action -> !hidden.contains(action.name()));
    }

    private static boolean isOf(TraceEvent event, Action action) {
        return event.actions().contains(action.name())
                && Objects.equals(event.thread(), action.bindings().get("t"));
    }

    /** Whether a value of the specification is what was seen: a function in part, a set in any order. */
    private static boolean shows(Object seen, Object actual) {
        if (seen instanceof Map<?, ?> part && actual instanceof Map<?, ?> whole) {
            return part.entrySet().stream()
                    .allMatch(entry ->
                            whole.containsKey(entry.getKey()) && shows(entry.getValue(), whole.get(entry.getKey())));
        }
        if (seen instanceof List<?> elements && actual instanceof Set<?> set) {
            return elements.size() == set.size()
                    && set.stream().allMatch(one -> elements.stream().anyMatch(element -> shows(element, one)));
        }
        if (seen instanceof List<?> elements && actual instanceof List<?> sequence) {
            return elements.size() == sequence.size()
                    && IntStream.range(0, elements.size()).allMatch(i -> shows(elements.get(i), sequence.get(i)));
        }
        return seen.equals(actual);
    }

    private void requireKnown(TraceEvent event) {
        requireActions(event.actions());
        if (event.thread() != null && !threads.contains(event.thread())) {
            throw new UnusableTraceException("unknown thread " + event.thread() + ": this world has " + threads);
        }
        for (var variable : event.after().entrySet()) {
            Object expected = initial.values().get(variable.getKey());
            if (expected == null) {
                throw new UnusableTraceException("unknown variable " + variable.getKey() + ": the specification has "
                        + new TreeSet<>(initial.values().keySet()));
            }
            String kind = kindOf(expected);
            Object seen = variable.getValue();
            boolean isName = expected instanceof String; // perhaps a model value for "none", beside values of any kind
            if (!isName && !kind.equals(kindOf(seen))) {
                throw new UnusableTraceException(
                        "the variable " + variable.getKey() + " is " + kind + ", but was seen as " + seen);
            }
        }
    }

    private void requireActions(Collection<String> names) {
        for (String name : names) {
            if (!actions.contains(name)) {
                throw new UnusableTraceException("unknown action " + name + ": the specification has " + actions);
            }
        }
    }

    private static String kindOf(Object value) {
        if (value instanceof Map<?, ?>) {
            return "a function";
        }
        if (value instanceof Collection<?>) {
            return "a set or sequence";
        }
        return value instanceof Integer ? "a number" : value instanceof Boolean ? "a truth value" : "a name";
    }

    /** Forgets what was not asked for the longest time. */
    private static final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        private final int capacity;

        RecentlyUsed(int capacity) {
            super(16, 0.75f, true);
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > capacity;
        }
    }
}
