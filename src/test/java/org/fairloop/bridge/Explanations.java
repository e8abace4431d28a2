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
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which states of a specification explain an event of a trace, where some actions are hidden: the code may have taken
 * them without the trace showing it; and where some events are open: the code may have taken their steps later.
 *
 * <p>A set of explanations stands for all that hidden and open steps reach from it, and is kept as small as that allows: one
 * that such steps reach from another one of the set is left out. So a hidden or open step is taken only when an event needs
 * it, and n threads that may each have taken one are one state, not 2<sup>n</sup>. Nothing is lost: what an event leads to
 * is computed from all the states that a set stands for.
 *
 * <p>Answers are remembered, a bounded number of them, so that in the long run an event costs a look-up.
 */
final class Explanations {

    /** More states than this by hidden and open steps alone, and the trace shows too little to be judged. */
    private static final int MOST_REACHED = 10_000;

    /** More events than this that may have come later, and their orders are too many. */
    private static final int MOST_OPEN = 256;

    /** A heavier event, in characters and values, is not remembered. */
    private static final int HEAVIEST = 1_000;

    private record Question(State state, TraceEvent event) {}

    private final Oracle oracle;
    private final Set<String> hidden;
    private final State initial;
    private final Set<String> actions = new LinkedHashSet<>();
    private final Set<String> threads = new LinkedHashSet<>();

    /** What an event leads to, hidden steps before it included. */
    private final Map<Question, List<State>> answers;

    /** What an event leads to at once. */
    private final Map<Question, List<Step>> eventSteps;

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
        this.eventSteps = new RecentlyUsed<>(remembered / 4);
        this.hiddenSteps = new RecentlyUsed<>(remembered / 4);
        this.initial = oracle.initialStates().stream()
                .findFirst()
                .orElseThrow(() -> new UnusableTraceException("the specification has no initial state in this world"));
        for (Action action : oracle.actions()) {
            actions.add(action.name());
            if (action.bindings().containsKey("t")) {
                threads.add(action.thread());
            }
        }
        requireActions(this.hidden);
    }

    /** Those of a trace of which nothing was read. */
    Set<Explanation> initial() {
        Set<Explanation> initial = new LinkedHashSet<>();
        oracle.initialStates().forEach(state -> initial.add(new Explanation(state, List.of())));
        return withoutReachable(initial);
    }

    /**
     * Those in which all open events are taken that had to be before an event of the trace.
     *
     * @param explanations those of the trace before the event
     * @param number of the event
     * @return empty if the specification does not allow that
     */
    Set<Explanation> inTimeFor(Set<Explanation> explanations, int number) {
        if (explanations.stream().noneMatch(it -> it.isLateFor(number))) {
            return explanations;
        }
        Set<Explanation> inTime = new LinkedHashSet<>();
        for (Explanation from : explanations) {
            for (Explanation reached : reachedFrom(from).keySet()) {
                if (!reached.isLateFor(number)) {
                    inTime.add(reached);
                }
            }
        }
        return withoutReachable(inTime);
    }

    /**
     * Those with an event that may be taken later.
     *
     * @param explanations those of the trace before the event
     * @param number of the event
     * @param event the event
     * @return those of the trace with it
     * @throws UnusableTraceException if the event names what the specification does not have
     */
    Set<Explanation> with(Set<Explanation> explanations, int number, TraceEvent event) {
        requireKnown(event);
        if (explanations.stream().anyMatch(it -> it.open().size() >= MOST_OPEN)) {
            throw new UnusableTraceException("more than " + MOST_OPEN + " open events: their order is not judged");
        }
        Explanation.Open open = new Explanation.Open(number, event);
        Set<Explanation> with = new LinkedHashSet<>();
        explanations.forEach(it -> with.add(it.with(open)));
        return with;
    }

    /**
     * Those after an event that is taken now.
     *
     * @param explanations those of the trace before the event
     * @param event what happened next
     * @return empty if the specification does not allow it
     * @throws UnusableTraceException if the event names what the specification does not have
     */
    Set<Explanation> after(Set<Explanation> explanations, TraceEvent event) {
        Set<Explanation> after = new LinkedHashSet<>();
        for (Explanation explanation : explanations) {
            if (explanation.open().isEmpty()) {
                after(explanation.state(), event).forEach(to -> after.add(explanation.at(to)));
            } else {
                for (Explanation from : reachedFrom(explanation).keySet()) {
                    if (!from.isOpen(event.log())) {
                        eventStepsOf(from.state(), event).forEach(step -> after.add(from.at(step.to())));
                    }
                }
            }
            if (after.size() > MOST_REACHED) {
                throw new UnusableTraceException(
                        "more than " + MOST_REACHED + " states explain the trace: it shows too little to be judged");
            }
        }
        boolean isReduced = explanations.size() == 1
                && explanations.iterator().next().open().isEmpty();
        return isReduced ? after : withoutReachable(after);
    }

    private List<State> after(State state, TraceEvent event) {
        Question question = new Question(state, event);
        List<State> answer = answers.get(question);
        if (answer == null) {
            Set<Explanation> after = new LinkedHashSet<>();
            for (Explanation from :
                    reachedFrom(new Explanation(state, List.of())).keySet()) {
                eventStepsOf(from.state(), event).forEach(step -> after.add(from.at(step.to())));
            }
            answer = withoutReachable(after).stream().map(Explanation::state).toList();
            if (isLight(event)) {
                answers.put(question, answer);
            }
        }
        return answer;
    }

    private List<Step> eventStepsOf(State state, TraceEvent event) {
        Question question = new Question(state, event);
        List<Step> answer = eventSteps.get(question);
        if (answer == null) {
            requireKnown(event);
            answer = oracle.steps(state, action -> isOf(event, action)).stream()
                    .filter(step -> TlaValues.shows(event.after(), step.to().values()))
                    .toList();
            if (isLight(event)) {
                eventSteps.put(question, answer);
            }
        }
        return answer;
    }

    /** Only small events are remembered, so that the memory is bounded in bytes. */
    private static boolean isLight(TraceEvent event) {
        return weight(event.after()) + weight(event.with()) + weight(event.actions()) <= HEAVIEST;
    }

    private static int weight(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .mapToInt(entry -> 1 + weight(entry.getKey()) + weight(entry.getValue()))
                    .sum();
        }
        if (value instanceof Collection<?> elements) {
            return elements.stream().mapToInt(element -> 1 + weight(element)).sum();
        }
        return value instanceof String text ? text.length() : 1;
    }

    /** The last step on the way to an explanation. */
    record Arrival(Explanation from, Step step) {}

    /**
     * What hidden and open steps reach.
     *
     * @param explanation where they begin
     * @return each explanation, itself first, with the last step on the way to it; null for itself
     */
    Map<Explanation, Arrival> reachedFrom(Explanation explanation) {
        Map<Explanation, Arrival> reached = new LinkedHashMap<>();
        Deque<Explanation> queue = new ArrayDeque<>();
        reached.put(explanation, null);
        queue.add(explanation);
        while (!queue.isEmpty()) {
            Explanation from = queue.remove();
            for (Step step : hiddenStepsOf(from.state())) {
                arrive(from.at(step.to()), new Arrival(from, step), reached, queue);
            }
            for (Explanation.Open open : from.firstOfEachLog()) {
                for (Step step : eventStepsOf(from.state(), open.event())) {
                    arrive(from.at(step.to(), open), new Arrival(from, step), reached, queue);
                }
            }
            if (reached.size() > MOST_REACHED) {
                throw new UnusableTraceException("more than " + MOST_REACHED
                        + " states by the hidden actions and the open events alone:"
                        + " the trace shows too little to be judged");
            }
        }
        return reached;
    }

    private static void arrive(
            Explanation at, Arrival by, Map<Explanation, Arrival> reached, Deque<Explanation> queue) {
        if (!reached.containsKey(at)) {
            reached.put(at, by);
            queue.add(at);
        }
    }

    /** Leaves out what hidden and open steps reach from the rest; of those that reach each other the first stays. */
    private Set<Explanation> withoutReachable(Set<Explanation> explanations) {
        if (explanations.size() > 1) {
            for (Explanation explanation : List.copyOf(explanations)) {
                if (explanations.contains(explanation)) {
                    Set<Explanation> reached =
                            new HashSet<>(reachedFrom(explanation).keySet());
                    reached.remove(explanation);
                    explanations.removeAll(reached);
                }
            }
        }
        return explanations;
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
                && Objects.equals(event.thread(), action.bindings().get("t"))
                && action.bindings().entrySet().containsAll(event.with().entrySet());
    }

    private void requireKnown(TraceEvent event) {
        requireActions(event.actions());
        if (event.thread() != null && !threads.contains(event.thread())) {
            throw new UnusableTraceException("unknown thread " + event.thread() + ": this world has " + threads);
        }
        if (!event.with().isEmpty() && oracle.actions().stream().noneMatch(action -> isOf(event, action))) {
            throw new UnusableTraceException("no such action: " + event.actions() + " with " + event.with()
                    + ": the specification has " + boundIn(event));
        }
        for (String variable : event.after().keySet()) {
            if (!initial.values().containsKey(variable)) {
                throw new UnusableTraceException("unknown variable " + variable + ": the specification has "
                        + new TreeSet<>(initial.values().keySet()));
            }
        }
    }

    /** The values of bound variables of the actions and the thread of an event. */
    private Set<Map<String, String>> boundIn(TraceEvent event) {
        Set<Map<String, String>> bound = new LinkedHashSet<>();
        for (Action action : oracle.actions()) {
            if (event.actions().contains(action.name())
                    && Objects.equals(event.thread(), action.bindings().get("t"))) {
                bound.add(new TreeMap<>(action.bindings()));
            }
        }
        return bound;
    }

    private void requireActions(Collection<String> names) {
        for (String name : names) {
            if (!actions.contains(name)) {
                throw new UnusableTraceException("unknown action " + name + ": the specification has " + actions);
            }
        }
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
