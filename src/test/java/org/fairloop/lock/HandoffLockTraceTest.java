package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.TraceEvent;
import org.fairloop.bridge.TraceReader;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real, uncontrolled runs of the fast lock are behaviours of its specification; those that were tampered with are not. */
class HandoffLockTraceTest {

    private static final int HOLDS = 2;

    @TempDir
    Path folder;

    /** A run of four threads, which nest, throw from the callback and give up, is a behaviour of the specification. */
    @Test
    void anUncontrolledRunIsABehaviour() {
        List<TraceEvent> events = new ArrayList<>();
        try (TraceReader trace = new TraceReader(record(4, 250));
                Oracle oracle = RFifoLockTraceTest.load(trace)) {
            read(trace, events);
            Verdict verdict = new TraceValidator(oracle, trace.header().hidden()).validate(events);
            var accepted = assertInstanceOf(Verdict.Accepted.class, verdict, verdict::toString);
            Map<String, Integer> actions = new TreeMap<>();
            events.forEach(event -> actions.merge(event.actions().get(0), 1, Integer::sum));
            System.out.printf(
                    "    accepted: %,d events, at most %d states at once: %s%n",
                    events.size(), accepted.mostStates(), actions);
            assertTrue(
                    actions.keySet().containsAll(Set.of("TakeTicket", "AnnounceAndPark")),
                    () -> "the threads were hardly in each other's way: " + actions);
        }
    }

    private Path record(int threads, int acquisitions) {
        long seed = Long.getLong("trace.seed", System.nanoTime());
        System.out.printf(
                "trace of the fast lock: seed %d, again: mvn test -Dtest=HandoffLockTraceTest -Dtrace.seed=%1$d%n",
                seed);
        Path file = folder.resolve("run.trace");
        var ending = new RecordedHandoffRun(threads, acquisitions, HOLDS, seed).record(SteppedHandoffLock::new, file);
        assertEquals(List.of(), ending.failures());
        assertFalse(ending.hung());
        return file;
    }

    private static void read(TraceReader trace, List<TraceEvent> events) {
        for (TraceEvent event = trace.next(); event != null; event = trace.next()) {
            events.add(event);
        }
    }

    /** What may be wrong with one event. */
    private enum Kind {
        OTHER_THREAD,
        COUNT_CHANGED,
        QUEUE_CHANGED,
        NESTING_CHANGED,
        PLACE_CHANGED
    }

    private record Corruption(Kind kind, TraceEvent event) {}

    /**
     * Every event with another thread, count, queue, hold or place is rejected. Only that of a thread that takes no later step may
     * be accepted: what it was about to do, nothing shows.
     */
    @Test
    void everyCorruptionIsRejected() {
        List<TraceEvent> events = new ArrayList<>();
        try (TraceReader trace = new TraceReader(record(3, 12));
                Oracle oracle = RFifoLockTraceTest.load(trace)) {
            read(trace, events);
            TraceValidator validator = new TraceValidator(oracle, trace.header().hidden());
            Map<Kind, Integer> rejected = new EnumMap<>(Kind.class);
            List<String> accepted = new ArrayList<>();
            Set<String> goesOn = new HashSet<>();
            for (int i = events.size() - 1; i >= 0; i--) {
                int index = i;
                TraceEvent original = events.get(index);
                corruptions(original).forEach(it -> {
                    List<TraceEvent> corrupted = new ArrayList<>(events);
                    corrupted.set(index, it.event());
                    if (validator.validate(corrupted) instanceof Verdict.Rejected) {
                        rejected.merge(it.kind(), 1, Integer::sum);
                    } else if (goesOn.contains(original.thread())
                            && goesOn.contains(it.event().thread())) {
                        accepted.add(it.kind() + " at line " + (index + 2) + ": " + it.event());
                    }
                });
                goesOn.add(original.thread());
            }
            System.out.printf("corrupted copies of a trace of %d events: rejected %s%n", events.size(), rejected);
            assertEquals(List.of(), accepted);
        }
    }

    private static Stream<Corruption> corruptions(TraceEvent event) {
        Stream.Builder<Corruption> all = Stream.builder();
        for (String thread : RecordedLock.names(3)) {
            if (!thread.equals(event.thread())) {
                all.add(new Corruption(
                        Kind.OTHER_THREAD,
                        new TraceEvent(thread, null, event.actions(), Map.of(), event.after(), event.until())));
            }
        }
        event.after().forEach((name, value) -> {
            switch (name) {
                case "count" -> all.add(changed(Kind.COUNT_CHANGED, event, name, (int) value + 1));
                case "nesting" -> all.add(changed(Kind.NESTING_CHANGED, event, name, (int) value == 0 ? 1 : 0));
                case "queue" ->
                    all.add(changed(
                            Kind.QUEUE_CHANGED,
                            event,
                            name,
                            ((List<?>) value).isEmpty() ? List.of(event.thread()) : List.of()));
                case "pc" -> all.add(changed(Kind.PLACE_CHANGED, event, name, Map.of(event.thread(), "contend")));
                default -> {}
            }
        });
        return all.build();
    }

    private static Corruption changed(Kind kind, TraceEvent event, String variable, Object value) {
        Map<String, Object> after = new LinkedHashMap<>(event.after());
        after.put(variable, value);
        return new Corruption(
                kind, new TraceEvent(event.thread(), null, event.actions(), Map.of(), after, event.until()));
    }
}
