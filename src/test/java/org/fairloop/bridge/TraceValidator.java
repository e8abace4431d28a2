package org.fairloop.bridge;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
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
 * <p>An event that may have happened later than at its place in the trace is kept open, beside the state, until an event needs
 * it, or until the trace comes to the event before which it must have happened. So a trace in a total order is a
 * partial one without open events.
 *
 * <p>Not safe for use by several threads at once, because {@link Oracle} is not.
 */
public final class TraceValidator {

    /** Enough for a lock with four threads to be asked nearly everything once, in well under 512 MB. */
    private static final int REMEMBERED = 40_000;

    private static final int RECENT = 10;

    private final Explanations explanations;

    /** Of the trace at hand. */
    private Set<Explanation> explained;

    private int events;
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
        try {
            explanations = new Explanations(oracle, hidden, REMEMBERED);
            begin();
        } catch (Oracle.EvaluationException e) {
            throw new UnusableTraceException(e.getMessage());
        }
    }

    /**
     * Judges the trace in a file.
     *
     * @param file the trace
     * @param models the folder with the root module, see {@link TraceHeader#load}
     * @param library the folders with the other modules
     * @return the verdict
     * @throws UnusableTraceException if the trace cannot be judged
     */
    public static Verdict judge(Path file, Path models, Path... library) {
        try (TraceReader trace = new TraceReader(file);
                Oracle oracle = trace.header().load(models, library)) {
            return new TraceValidator(oracle, trace.header().hidden()).validate(trace);
        }
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

    /**
     * Judges a trace.
     *
     * @param trace the events, all of them
     * @return the verdict
     * @throws UnusableTraceException if an event names what the specification does not have
     */
    public Verdict validate(List<TraceEvent> trace) {
        begin();
        for (TraceEvent event : trace) {
            Optional<Verdict.Rejected> rejected = next(event);
            if (rejected.isPresent()) {
                return rejected.get();
            }
        }
        return accepted();
    }

    /** Begins a new trace. */
    public void begin() {
        explained = explanations.initial();
        events = 0;
        mostStates = explained.size();
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
        try {
            return judge(event);
        } catch (Oracle.EvaluationException e) {
            throw new UnusableTraceException(e.getMessage());
        }
    }

    private Optional<Verdict.Rejected> judge(TraceEvent event) {
        events++;
        Set<Explanation> inTime = explanations.inTimeFor(explained, events);
        if (inTime.isEmpty()) {
            return Optional.of(rejected(late()));
        }
        explained = inTime;
        if (recent.size() == RECENT) {
            recent.remove();
        }
        recent.add(event);
        Set<Explanation> after = event.until() > events + 1
                ? explanations.with(explained, events, event)
                : explanations.after(explained, event);
        if (after.isEmpty()) {
            return Optional.of(rejected(new Explanation.Open(events, event)));
        }
        explained = after;
        mostStates = Math.max(mostStates, after.size());
        return Optional.empty();
    }

    /** The first open event that had to be taken and could not, in none of the explanations; or the first of them all. */
    private Explanation.Open late() {
        List<Explanation.Open> late = explained.stream()
                .flatMap(it -> it.open().stream())
                .filter(it -> it.event().until() <= events)
                .distinct()
                .sorted(Comparator.comparing(Explanation.Open::number))
                .toList();
        return late.stream()
                .filter(it -> explained.stream()
                        .flatMap(from -> explanations.reachedFrom(from).keySet().stream())
                        .allMatch(reached -> reached.open().contains(it)))
                .findFirst()
                .orElse(late.get(0));
    }

    /**
     * The verdict on a trace that ends here.
     *
     * @return acceptance
     */
    public Verdict.Accepted accepted() {
        return new Verdict.Accepted(events, mostStates);
    }

    private Verdict.Rejected rejected(Explanation.Open what) {
        TraceEvent event = what.event();
        return new Verdict.Rejected(
                what.number() + 1,
                events + 1,
                event,
                explained.stream().map(Explanation::state).distinct().toList(),
                allowedInsteadOf(event),
                List.copyOf(recent));
    }

    private List<String> allowedInsteadOf(TraceEvent event) {
        Set<String> own = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        for (Explanation explanation : explained) {
            Map<Explanation, Explanations.Arrival> reached = explanations.reachedFrom(explanation);
            for (Explanation from : reached.keySet()) {
                for (Step step : explanations.visibleStepsOf(from.state())) {
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

    /** The hidden and open steps on the way to an explanation. */
    private static String way(Map<Explanation, Explanations.Arrival> reached, Explanation to) {
        Deque<String> actions = new ArrayDeque<>();
        for (var arrival = reached.get(to); arrival != null; arrival = reached.get(arrival.from())) {
            actions.addFirst(arrival.step().action().toString());
        }
        return actions.isEmpty() ? "" : " [after " + String.join(", ", actions) + "]";
    }
}
