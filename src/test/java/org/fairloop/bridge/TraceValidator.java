package org.fairloop.bridge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that a trace is a behaviour of a specification, event by event, in constant memory.
 *
 * <p>It keeps the set of states that explain the trace so far. An event is allowed if some step of its action, by its
 * thread, leads from one of them to a state with the values that were seen; steps of hidden actions may come before. An
 * empty set is the rejection, and the last set that was not empty is its explanation.
 *
 * <p>Not safe for use by several threads at once, because {@link Oracle} is not.
 */
public final class TraceValidator {

    /** Enough for a lock with four threads to be asked nearly everything once, in well under 512 MB. */
    private static final int REMEMBERED = 40_000;

    private static final int RECENT = 10;

    private final Explanations explanations;

    /** Of the trace at hand. */
    private Set<State> states;

    private long events;
    private int mostStates;
    private final Deque<TraceEvent> recent = new ArrayDeque<>();

    /**
     * Makes a validator for any number of traces, one after the other.
     *
     * @param oracle the specification in the world of the traces
     * @param hidden the names of the actions that the traces do not show
     * @throws UnusableTraceException if the specification has no such action
     */
    public TraceValidator(Oracle oracle, List<String> hidden) {
        explanations = new Explanations(oracle, hidden, REMEMBERED);
        begin();
    }

    /**
     * Judges a trace.
     *
     * @param trace the trace, of which only the header was read
     * @return the verdict
     * @throws UnusableTraceException if the trace cannot be judged
     */
    public Verdict validate(TraceReader trace) {
        begin();
        for (TraceEvent event = trace.next(); event != null; event = trace.next()) {
            try {
                Optional<Verdict.Rejected> rejected = next(event);
                if (rejected.isPresent()) {
                    return rejected.get();
                }
            } catch (UnusableTraceException e) {
                throw trace.unusable(e.getMessage());
            }
        }
        return accepted();
    }

    /** Begins a new trace. */
    public void begin() {
        states = explanations.initial();
        events = 0;
        mostStates = states.size();
        recent.clear();
    }

    /**
     * Judges the next event of the trace.
     *
     * @param event the event
     * @return the rejection, if there is one: then the trace is over
     * @throws UnusableTraceException if the event names what the specification does not have
     */
    public Optional<Verdict.Rejected> next(TraceEvent event) {
        Set<State> after = explanations.after(states, event);
        events++;
        if (recent.size() == RECENT) {
            recent.remove();
        }
        recent.add(event);
        if (after.isEmpty()) {
            return Optional.of(new Verdict.Rejected(
                    events + 1, event, List.copyOf(states), allowedInsteadOf(event), List.copyOf(recent)));
        }
        states = after;
        mostStates = Math.max(mostStates, after.size());
        return Optional.empty();
    }

    /**
     * The verdict on a trace that ends here.
     *
     * @return acceptance
     */
    public Verdict.Accepted accepted() {
        return new Verdict.Accepted(events, mostStates);
    }

    private List<String> allowedInsteadOf(TraceEvent event) {
        Set<String> own = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        for (State state : states) {
            Map<State, Step> reached = explanations.byHiddenSteps(state);
            for (State from : reached.keySet()) {
                for (Step step : explanations.visibleStepsOf(from)) {
                    boolean isOwn = Objects.equals(step.action().bindings().get("t"), event.thread());
                    (isOwn ? own : others).add(inWords(step, event) + way(reached, from));
                }
            }
        }
        List<String> allowed = new ArrayList<>(own);
        allowed.addAll(others);
        return allowed;
    }

    private static String inWords(Step step, TraceEvent event) {
        return step.action() + TraceEvent.seen(alike(event.after(), step.to().values()));
    }

    /** The part of the actual values that the seen ones speak of. */
    private static Map<String, Object> alike(Map<?, ?> seen, Map<?, ?> actual) {
        Map<String, Object> alike = new LinkedHashMap<>();
        seen.forEach((name, value) -> alike.put(
                name.toString(),
                value instanceof Map<?, ?> part && actual.get(name) instanceof Map<?, ?> whole
                        ? alike(part, whole)
                        : actual.get(name)));
        return alike;
    }

    /** The hidden steps on the way to a state. */
    private static String way(Map<State, Step> reached, State to) {
        Deque<String> actions = new ArrayDeque<>();
        for (Step step = reached.get(to); step != null; step = reached.get(step.from())) {
            actions.addFirst(step.action().toString());
        }
        return actions.isEmpty() ? "" : " [after " + String.join(", ", actions) + "]";
    }
}
