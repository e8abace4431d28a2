package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.TraceEvent;
import org.fairloop.bridge.TraceReader;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace that was tampered with is not a behaviour of the specification. */
class TraceCorruptionTest {

    private static final int THREADS = 3;
    private static final int HOLDS = 2;
    private static final int TICKETS = 4;

    /** What may be wrong with one event of a trace. */
    private enum Kind {
        SWAPPED,
        DROPPED,
        DOUBLED,
        OTHER_THREAD,
        NESTING_CHANGED,
        HEAD_CHANGED,
        TAIL_CHANGED
    }

    /** The corrupted traces that are behaviours of the specification all the same, and why. */
    private enum Legal {
        /** A trace may stop anywhere, so one that stops an event earlier is a trace, too. */
        LAST_EVENT_DROPPED;

        static Optional<Legal> of(Corruption corruption, int events) {
            return corruption.kind == Kind.DROPPED && corruption.index == events - 1
                    ? Optional.of(LAST_EVENT_DROPPED)
                    : Optional.empty();
        }
    }

    private record Corruption(Kind kind, int index, List<TraceEvent> events) {}

    @TempDir
    Path folder;

    /** Every single corruption of every event of an accepted trace is rejected, or is in a listed legal class. */
    @Test
    void everyCorruptionIsRejectedOrListed() {
        Path file = folder.resolve("short.trace");
        long seed = Long.getLong("trace.seed", System.nanoTime());
        String replay = "seed " + seed + ", again: mvn test -Dtest=TraceCorruptionTest -Dtrace.seed=" + seed;
        new RecordedRun(THREADS, 12, HOLDS, -3, seed).record(RFifoLock::new, file);
        try (TraceReader trace = new TraceReader(file);
                Oracle oracle = RFifoLockTraceTest.load(trace)) {
            List<TraceEvent> original = new ArrayList<>();
            for (TraceEvent event = trace.next(); event != null; event = trace.next()) {
                original.add(event);
            }
            TraceValidator validator = new TraceValidator(oracle, trace.header().hidden());
            assertInstanceOf(Verdict.Accepted.class, validator.validate(original), replay);

            Map<Kind, Integer> rejected = new EnumMap<>(Kind.class);
            Map<Legal, Integer> legal = new EnumMap<>(Legal.class);
            long latest = 0;
            for (Corruption corruption : (Iterable<Corruption>) corruptions(original)::iterator) {
                Verdict verdict = validator.validate(corruption.events);
                String what = corruption.kind + " at line " + (corruption.index + 2) + ", " + replay + "\n" + verdict;
                Optional<Legal> expected = Legal.of(corruption, original.size());
                if (expected.isPresent()) {
                    assertInstanceOf(Verdict.Accepted.class, verdict, what);
                    legal.merge(expected.get(), 1, Integer::sum);
                } else {
                    Verdict.Rejected rejection = assertInstanceOf(Verdict.Rejected.class, verdict, what);
                    assertTrue(rejection.line() >= corruption.index + 2, what);
                    assertFalse(rejection.before().isEmpty(), what);
                    assertFalse(rejection.allowed().isEmpty(), what);
                    rejected.merge(corruption.kind, 1, Integer::sum);
                    latest = Math.max(latest, rejection.line() - corruption.index - 2);
                }
            }
            assertEquals(Kind.values().length, rejected.size(), rejected::toString);
            System.out.printf(
                    "corrupted copies of a trace of %d events, %s%n    rejected %s, at most %d lines later%n    legal %s%n",
                    original.size(), replay, rejected, latest, legal);
        }
    }

    private static Stream<Corruption> corruptions(List<TraceEvent> events) {
        return IntStream.range(0, events.size()).boxed().flatMap(i -> corruptions(events, i));
    }

    private static Stream<Corruption> corruptions(List<TraceEvent> events, int i) {
        TraceEvent event = events.get(i);
        Stream.Builder<Corruption> all = Stream.builder();
        if (i + 1 < events.size()) {
            all.add(replaced(Kind.SWAPPED, events, i, 2, events.get(i + 1), event));
        }
        all.add(replaced(Kind.DROPPED, events, i, 1));
        all.add(replaced(Kind.DOUBLED, events, i, 1, event, event));
        for (String thread : RecordedLock.names(THREADS)) {
            if (!thread.equals(event.thread())) {
                TraceEvent others = new TraceEvent(thread, event.actions(), event.after());
                all.add(replaced(Kind.OTHER_THREAD, events, i, 1, others));
            }
        }
        changed(event, "nesting", HOLDS + 1).forEach(e -> all.add(replaced(Kind.NESTING_CHANGED, events, i, 1, e)));
        changed(event, "head", TICKETS).forEach(e -> all.add(replaced(Kind.HEAD_CHANGED, events, i, 1, e)));
        changed(event, "tail", TICKETS).forEach(e -> all.add(replaced(Kind.TAIL_CHANGED, events, i, 1, e)));
        return all.build();
    }

    /** The event with each other value of a variable below a bound. */
    private static Stream<TraceEvent> changed(TraceEvent event, String variable, int bound) {
        return IntStream.range(0, bound)
                .filter(value -> !event.after().get(variable).equals(value))
                .mapToObj(value -> {
                    Map<String, Object> after = new LinkedHashMap<>(event.after());
                    after.put(variable, value);
                    return new TraceEvent(event.thread(), event.actions(), after);
                });
    }

    private static Corruption replaced(Kind kind, List<TraceEvent> events, int i, int removed, TraceEvent... by) {
        List<TraceEvent> corrupted = new ArrayList<>(events.subList(0, i));
        corrupted.addAll(List.of(by));
        corrupted.addAll(events.subList(i + removed, events.size()));
        return new Corruption(kind, i, corrupted);
    }
}
