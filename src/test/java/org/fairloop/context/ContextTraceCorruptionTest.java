package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.TraceEvent;
import org.fairloop.bridge.TraceReader;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.Verdict;
import org.fairloop.timelimit.TimeLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A trace of a context that was tampered with is not a behaviour of the specification.
 *
 * <p>Its order is partial, and signals merge, so more is legal here than in a trace of the lock. What is, is listed: no other
 * corruption may be accepted.
 */
class ContextTraceCorruptionTest {

    /** Of the trace that never changes, of which every kind of corruption is seen to be rejected. */
    private static final int EVENTS_OF_EXAMPLE = 70;

    private static final Path EXAMPLE = Path.of("docs", "example-context.trace");

    /** A run of one loop and two callers: the last trace of a run of {@link #everyCorruptionOfNewTracesIsRejectedOrListed}. */
    private static final Path TWO_CALLERS =
            Path.of("src", "test", "resources", "org", "fairloop", "context", "two-callers.trace");

    /** New traces, one after the other; what is left is the last. */
    private static final Path NEW = Path.of("target", "traces", "corrupted.trace");

    private static final int EVENTS_OF_NEW = 100;

    /** Left as they are behind those that are corrupted, so that most of what is wrong there shows. */
    private static final int EVENTS_BEHIND = 50;

    private static final List<String> OF_THREADS = List.of(
            "Acquire",
            "AcquireAgain",
            "ComeIn",
            "Release",
            "Submit",
            "Finish",
            "Poll",
            "Sleep",
            "LookInVain",
            "Accept",
            "RunBottomHalves",
            "RunHandler",
            "EndPoll",
            "SubmitAside");

    /** What makes others look. They merge: two are as one, and whoever polls may find the reason of any. */
    private static final Set<String> SIGNALS =
            Set.of("Contend", "WakeUp", "WakeUpAgain", "Wakeup", "Become", "StayReady");

    /** What may be wrong with one event of a trace. */
    private enum Kind {
        SWAPPED,
        DROPPED,
        DOUBLED,
        OTHER_THREAD,
        OTHER_REQUEST,
        OTHER_ACTION,
        NESTING_CHANGED,
        PLACE_CHANGED,
        REQUEST_CHANGED,
        AT_ONCE,
        LATER_TOO
    }

    /** The corrupted traces that are behaviours of the specification all the same, or may be, and why. */
    private enum Legal {
        /** It allows every order that the trace allowed before. */
        WIDER(true),
        /** Signals merge, so one more of the same changes nothing. */
        SIGNAL_DOUBLED(true),
        /**
         * Another signal may do what this one did, earlier, later or in its place. Among them the wakeup that a worker owes: for
         * two requests of one thread, one after the other, the specification counts two as one.
         */
        SIGNAL(false),
        /** The step may have been taken at that moment, as the trace has it already. */
        NARROWER(false),
        /** The trace did not say which of the two came first. */
        OVERLAPPING(false),
        /** One of them needs no ownership, and the other may not depend on it. */
        OF_TWO_THREADS(false),
        /** Callbacks may hand over requests in any order, and a bottom half or handler may do it, or what follows it. */
        SUBMITTED_ASIDE(false),
        /** A trace may stop before the last moment at which the step may have been taken, so it is not judged. */
        OPEN_AT_THE_END(false),
        /** A trace may stop before what would show that the step is missing. */
        NOTHING_FOLLOWS(false),
        /** The trace does not show when a poll looked: perhaps when its reason had come, so that it did not sleep, or not again. */
        NO_NEED_TO_SLEEP(false),
        /** A poll that has a reason does not sleep, whether it might or not. */
        BLOCKING_OR_NOT(false),
        /** The trace does not show whether the event was set when the poll came to the handlers. */
        READY_OR_NOT(false);

        /** Is it legal for certain, or only in some traces? */
        final boolean always;

        Legal(boolean always) {
            this.always = always;
        }
    }

    /**
     * A corrupted trace.
     *
     * @param index of the event that is wrong, from 0
     * @param by what stands there now
     * @param events the trace
     */
    private record Corruption(Kind kind, int index, List<TraceEvent> by, List<TraceEvent> events) {

        TraceEvent now() {
            return by.get(0);
        }
    }

    private final Map<Kind, Integer> rejected = new EnumMap<>(Kind.class);
    private final Map<Legal, Integer> accepted = new EnumMap<>(Legal.class);

    /** Every corruption of every event of traces that never change is rejected or listed. */
    @Test
    void everyCorruptionIsRejectedOrListed() {
        corrupt(EXAMPLE, EVENTS_OF_EXAMPLE);
        assertEquals(EnumSet.complementOf(EnumSet.of(Kind.LATER_TOO)), rejected.keySet());
        corrupt(TWO_CALLERS, EVENTS_OF_NEW);
    }

    /**
     * Every corruption of every event of new traces is. Each is another one, so this is for who extends the list of what is legal, and not
     * for every build: {@code mvn test -Dtest=ContextTraceCorruptionTest -Dtrace.runs=100}.
     */
    @Test
    @EnabledIfSystemProperty(named = "trace.runs", matches = "\\d+", disabledReason = "tries -Dtrace.runs=N new traces")
    @TimeLimit(minutes = 120, whenSet = "trace.runs", reason = "a hundred traces take most of an hour")
    void everyCorruptionOfNewTracesIsRejectedOrListed() {
        for (int run = 1; run <= Integer.getInteger("trace.runs"); run++) {
            recordNew(System.nanoTime());
            corrupt(NEW, EVENTS_OF_NEW);
        }
    }

    private static void recordNew(long seed) {
        NEW.toAbsolutePath().getParent().toFile().mkdirs();
        var run = new RecordedContextRun(2, 100, EVENTS_OF_NEW + EVENTS_BEHIND, seed, RecordedContextRun.LONG);
        assertEquals(List.of(), run.record(SteppedAioContext::new, NEW).failures());
    }

    private void corrupt(Path file, int events) {
        try (TraceReader trace = new TraceReader(file);
                Oracle oracle = AioContextTraceEvidence.load(trace)) {
            List<TraceEvent> original = new ArrayList<>();
            for (TraceEvent event = trace.next();
                    event != null && original.size() < events + EVENTS_BEHIND;
                    event = trace.next()) {
                original.add(event);
            }
            TraceValidator validator = new TraceValidator(oracle, trace.header().hidden());
            assertInstanceOf(Verdict.Accepted.class, validator.validate(original), file::toString);
            for (Corruption corruption : (Iterable<Corruption>) corruptions(original, events)::iterator) {
                check(corruption, original, validator.validate(corruption.events), file);
            }
            System.out.printf(
                    "corrupted copies of a trace of %d events of a context, %s:%n    rejected %s%n    legal %s%n",
                    original.size(), file, rejected, accepted);
        }
    }

    private void check(Corruption corruption, List<TraceEvent> original, Verdict verdict, Path file) {
        Optional<Legal> legal = legal(corruption, original);
        String what = corruption.kind + " at line " + (corruption.index + 2) + ": " + original.get(corruption.index)
                + " became " + corruption.by + legal.map(it -> " (" + it + ")").orElse("") + ", of " + file + "\n"
                + verdict + "; what followed: "
                + original.subList(corruption.index + 1, Math.min(corruption.index + 9, original.size()));
        if (verdict instanceof Verdict.Rejected rejection) {
            assertFalse(legal.isPresent() && legal.get().always, what);
            assertTrue(rejection.until() > corruption.index, what);
            assertFalse(rejection.before().isEmpty(), what);
            rejected.merge(corruption.kind, 1, Integer::sum);
        } else {
            assertTrue(legal.isPresent(), what);
            accepted.merge(legal.get(), 1, Integer::sum);
        }
    }

    private static Optional<Legal> legal(Corruption corruption, List<TraceEvent> original) {
        TraceEvent event = original.get(corruption.index);
        boolean isOpen = event.until() > original.size();
        return Optional.ofNullable(
                switch (corruption.kind) {
                    case LATER_TOO -> Legal.WIDER;
                    case AT_ONCE -> Legal.NARROWER;
                    case SWAPPED -> swapped(event, corruption.now());
                    case DOUBLED -> isSignal(event) ? Legal.SIGNAL_DOUBLED : isOpen ? Legal.OPEN_AT_THE_END : null;
                    case PLACE_CHANGED ->
                        isOpen
                                ? Legal.OPEN_AT_THE_END
                                : event.actions().contains("Poll")
                                                && places(event, corruption.now())
                                                        .equals(POLLS)
                                        ? Legal.BLOCKING_OR_NOT
                                        : null;
                    case NESTING_CHANGED -> isOpen ? Legal.OPEN_AT_THE_END : null;
                    case REQUEST_CHANGED -> isOpen ? Legal.OPEN_AT_THE_END : ran(corruption, original);
                    case DROPPED, OTHER_THREAD, OTHER_REQUEST, OTHER_ACTION -> lost(corruption, original);
                });
    }

    private static final Set<Object> POLLS = Set.of("prepare", "glance");

    private static final Set<String> ENDS_OF_POLLS = Set.of("EndPoll", "RunHandler");

    /** Where an event leads, in the trace and in the corrupted one. */
    private static Set<Object> places(TraceEvent event, TraceEvent now) {
        Set<Object> places = new TreeSet<>();
        Stream.of(event, now)
                .map(it -> (Map<?, ?>) it.after().get("stack"))
                .forEach(stack -> stack.values().forEach(place -> places.addAll((List<?>) place)));
        return places;
    }

    private static Legal swapped(TraceEvent event, TraceEvent next) {
        if (!isSameLog(event, next)) {
            return event.until() != TraceEvent.AT_ONCE
                    ? Legal.OVERLAPPING
                    : isOwners(event) && isOwners(next) ? null : Legal.OF_TWO_THREADS;
        }
        List<String> both = List.of(event.actions().get(0), next.actions().get(0));
        boolean isAside = both.contains("SubmitAside")
                && both.stream().allMatch(it -> it.equals("SubmitAside") || ENDS_OF_POLLS.contains(it));
        return isSignal(event) || isSignal(next) ? Legal.SIGNAL : isAside ? Legal.SUBMITTED_ASIDE : null;
    }

    /**
     * A poll is said to have run the bottom half of a request, or not to have. It may have, or not, if the request was completed
     * meanwhile; that it has not is refuted by what its thread does next, and by whoever sees the request later.
     */
    private static Legal ran(Corruption corruption, List<TraceEvent> original) {
        int index = corruption.index;
        Map<?, ?> before = (Map<?, ?>) original.get(index).after().get("request");
        Map<?, ?> now = (Map<?, ?>) corruption.now().after().get("request");
        Object changed = before.keySet().stream()
                .filter(it -> !before.get(it).equals(now.get(it)))
                .findFirst()
                .orElseThrow();
        String request = nameOf(changed);
        boolean isCompletedMeanwhile = IntStream.range(0, original.size())
                .filter(i -> original.get(i).actions().contains("Complete"))
                .filter(i -> request.equals(original.get(i).with().get("r")))
                .anyMatch(i -> isBetween(index, i, original) || isBetween(i, index, original));
        boolean isMissed = judgedAfter(index, original).anyMatch(it -> isOf(request, it) || isFinish(request, it));
        return !isCompletedMeanwhile
                ? null
                : now.get(changed).equals("done")
                        ? Legal.OVERLAPPING
                        : now.get(changed).equals("submitted") && !isMissed ? Legal.NOTHING_FOLLOWS : null;
    }

    /** Does a thread end to wait for a request? */
    private static boolean isFinish(String request, TraceEvent event) {
        return event.actions().contains("Finish") && request.equals(nameOf(List.of(event.thread(), 1)));
    }

    /** Does an event stand where another one may have happened? */
    private static boolean isBetween(int index, int other, List<TraceEvent> original) {
        return other <= index && index + 1 < original.get(other).until();
    }

    /** The event is not there as it was, and perhaps another one is. */
    private static Legal lost(Corruption corruption, List<TraceEvent> original) {
        TraceEvent event = original.get(corruption.index);
        String action = event.actions().get(0);
        String now = corruption.kind == Kind.DROPPED
                ? ""
                : corruption.now().actions().get(0);
        if (isSignal(event)) {
            return Legal.SIGNAL;
        } else if (event.until() > original.size()) {
            return Legal.OPEN_AT_THE_END;
        } else if (!isMissed(event, corruption.index, original)) {
            return Legal.NOTHING_FOLLOWS;
        } else if (corruption.kind == Kind.DROPPED
                && (action.equals("Sleep") || isLastLook(corruption.index, original))) {
            return Legal.NO_NEED_TO_SLEEP;
        } else if (ENDS_OF_POLLS.contains(action) && ENDS_OF_POLLS.contains(now)) {
            return Legal.READY_OR_NOT;
        }
        return null;
    }

    /** Is there anything later in the trace that needs this event? */
    private static boolean isMissed(TraceEvent event, int index, List<TraceEvent> original) {
        return judgedAfter(index, original).anyMatch(it -> switch (event.actions()
                .get(0)) {
            case "Complete" -> isSeenDone(event.with().get("r"), it);
            case "SubmitAside" -> isOf(nameOf(List.of(event.with().get("s"), 1)), it);
            case "AcquireAgain" -> isSameLog(event, it) && it.actions().contains("Release");
            case "RunHandler" -> isSameLog(event, it) && !it.actions().contains("SubmitAside");
            default -> isSameLog(event, it);
        });
    }

    /** The later events, but for those that may not have happened when the trace stopped. */
    private static Stream<TraceEvent> judgedAfter(int index, List<TraceEvent> original) {
        return original.subList(index + 1, original.size()).stream().filter(it -> it.until() <= original.size());
    }

    /** A look after which the poll does not sleep again. */
    private static boolean isLastLook(int index, List<TraceEvent> original) {
        TraceEvent event = original.get(index);
        return event.actions().contains("LookInVain")
                && !original.subList(index + 1, original.size()).stream()
                        .filter(it -> isSameLog(event, it))
                        .findFirst()
                        .map(it -> it.actions().contains("Sleep"))
                        .orElse(false);
    }

    /** Does an event show or bind a request? */
    private static boolean isOf(String request, TraceEvent event) {
        boolean isShown = event.after().get("request") instanceof Map<?, ?> seen
                && seen.keySet().stream().anyMatch(it -> nameOf(it).equals(request));
        boolean isBound = event.actions().contains("Complete")
                        && request.equals(event.with().get("r"))
                || event.with().containsKey("s")
                        && request.equals(nameOf(List.of(event.with().get("s"), 1)));
        return isShown || isBound;
    }

    private static boolean isSameLog(TraceEvent one, TraceEvent other) {
        return Objects.equals(logOf(one), logOf(other));
    }

    private static boolean isSeenDone(String request, TraceEvent event) {
        return event.after().get("request") instanceof Map<?, ?> seen
                && seen.entrySet().stream()
                        .anyMatch(it -> nameOf(it.getKey()).equals(request) && "done".equals(it.getValue()));
    }

    /** A request as it is bound, from one that is seen. */
    private static String nameOf(Object request) {
        return request.toString().replace("[", "<<").replace("]", ">>").replace(" ", "");
    }

    private static boolean isSignal(TraceEvent event) {
        return SIGNALS.containsAll(event.actions());
    }

    /** Does it take ownership to do this, or lead to it? */
    private static boolean isOwners(TraceEvent event) {
        boolean queues =
                event.after().get("stack") instanceof Map<?, ?> stack && stack.containsValue(List.of("queued"));
        return event.thread() != null && !isSignal(event) && !queues;
    }

    private static String logOf(TraceEvent event) {
        return event.by() == null ? event.thread() : event.by();
    }

    private static Stream<Corruption> corruptions(List<TraceEvent> events, int first) {
        List<String> threads = distinct(events.stream().map(TraceEvent::thread));
        List<String> requests = distinct(events.stream()
                .filter(it -> it.actions().contains("Complete"))
                .map(it -> it.with().get("r")));
        return IntStream.range(0, Math.min(first, events.size()))
                .boxed()
                .flatMap(i -> corruptions(events, i, threads, requests));
    }

    private static List<String> distinct(Stream<String> names) {
        return names.filter(Objects::nonNull).distinct().toList();
    }

    /** All of one event; where its place may be taken by many, by one of them, and by another the next time. */
    private static Stream<Corruption> corruptions(
            List<TraceEvent> events, int i, List<String> threads, List<String> requests) {
        TraceEvent event = events.get(i);
        Stream.Builder<Corruption> all = Stream.builder();
        if (i + 1 < events.size()) {
            all.add(replaced(Kind.SWAPPED, events, i, 2, events.get(i + 1), event));
        }
        all.add(replaced(Kind.DROPPED, events, i, 1));
        all.add(replaced(Kind.DOUBLED, events, i, 1, event, event));
        if (event.thread() != null) {
            another(threads, event.thread(), i)
                    .map(it -> by(event, it))
                    .forEach(it -> all.add(replaced(Kind.OTHER_THREAD, events, i, 1, it)));
            another(OF_THREADS, event.actions().get(0), i)
                    .map(it -> of(event, it, Map.of()))
                    .forEach(it -> all.add(replaced(Kind.OTHER_ACTION, events, i, 1, it)));
        }
        if (event.actions().contains("Complete")) {
            another(requests, event.with().get("r"), i)
                    .map(it -> of(event, "Complete", Map.of("r", it)))
                    .forEach(it -> all.add(replaced(Kind.OTHER_REQUEST, events, i, 1, it)));
            all.add(replaced(Kind.OTHER_ACTION, events, i, 1, of(event, "Wakeup", Map.of())));
        }
        if (event.actions().contains("EndPoll")) {
            all.add(replaced(Kind.OTHER_ACTION, events, i, 1, of(event, "RunHandler", Map.of())));
        }
        if (event.after().get("nesting") instanceof Integer nesting) {
            IntStream.rangeClosed(0, 2)
                    .filter(it -> it != nesting)
                    .forEach(
                            it -> all.add(replaced(Kind.NESTING_CHANGED, events, i, 1, showing(event, "nesting", it))));
        }
        if (event.after().get("stack") instanceof Map<?, ?> stack) {
            List<?> place = (List<?>) stack.get(event.thread());
            Stream.of("outside", "queued", "inside", "waiting", "glance", "prepare", "leaving")
                    .filter(it -> !place.equals(List.of(it)))
                    .map(it -> showing(event, "stack", Map.of(event.thread(), List.of(it))))
                    .forEach(it -> all.add(replaced(Kind.PLACE_CHANGED, events, i, 1, it)));
        }
        if (event.after().get("request") instanceof Map<?, ?> seen) {
            for (Object request : seen.keySet()) {
                another(List.of("none", "submitted", "scheduled", "done"), seen.get(request), i)
                        .map(it -> with(seen, request, it))
                        .forEach(it ->
                                all.add(replaced(Kind.REQUEST_CHANGED, events, i, 1, showing(event, "request", it))));
            }
        }
        if (event.until() != TraceEvent.AT_ONCE) {
            all.add(replaced(Kind.AT_ONCE, events, i, 1, until(event, TraceEvent.AT_ONCE)));
        }
        all.add(replaced(Kind.LATER_TOO, events, i, 1, until(event, Math.max(event.until(), i + 2) + 1)));
        return all.build();
    }

    /** One of the others, which depends on the number of the event. */
    private static Stream<String> another(List<String> all, Object than, int i) {
        List<String> others = all.stream().filter(it -> !it.equals(than)).toList();
        return others.isEmpty() ? Stream.empty() : Stream.of(others.get(i % others.size()));
    }

    private static Map<Object, Object> with(Map<?, ?> map, Object key, Object value) {
        Map<Object, Object> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private static TraceEvent by(TraceEvent it, String thread) {
        return new TraceEvent(thread, it.by(), it.actions(), it.with(), it.after(), it.until());
    }

    private static TraceEvent of(TraceEvent it, String action, Map<String, String> with) {
        return new TraceEvent(it.thread(), it.by(), List.of(action), with, it.after(), it.until());
    }

    private static TraceEvent showing(TraceEvent it, String variable, Object value) {
        Map<String, Object> after = new LinkedHashMap<>(it.after());
        after.put(variable, value);
        return new TraceEvent(it.thread(), it.by(), it.actions(), it.with(), after, it.until());
    }

    private static TraceEvent until(TraceEvent it, int until) {
        return new TraceEvent(it.thread(), it.by(), it.actions(), it.with(), it.after(), until);
    }

    /** Those behind have other numbers then, and so have the events before which the others were taken. */
    private static Corruption replaced(Kind kind, List<TraceEvent> events, int i, int removed, TraceEvent... by) {
        int more = by.length - removed;
        List<TraceEvent> corrupted = new ArrayList<>();
        for (TraceEvent it : events.subList(0, i)) {
            corrupted.add(renumbered(it, corrupted.size(), it.until() > i + removed ? more : 0));
        }
        for (TraceEvent it : by) {
            corrupted.add(renumbered(it, corrupted.size(), more));
        }
        for (TraceEvent it : events.subList(i + removed, events.size())) {
            corrupted.add(renumbered(it, corrupted.size(), more));
        }
        return new Corruption(kind, i, List.of(by), corrupted);
    }

    private static TraceEvent renumbered(TraceEvent it, int index, int more) {
        boolean isAtOnce = it.until() == TraceEvent.AT_ONCE || it.until() + more <= index + 2;
        return until(it, isAtOnce ? TraceEvent.AT_ONCE : it.until() + more);
    }
}
