package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.TraceEvent;
import org.fairloop.bridge.TraceReader;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real, uncontrolled runs of the lock are behaviours of its specification. */
@Timeout(300) // fails, should the run hang in a way that is not noticed
class RFifoLockTraceTest {

    private static final int WRAPS_SOON = Integer.MAX_VALUE - 1000;

    @TempDir
    Path folder;

    /** A run of four threads with 10,000 acquisitions each, in which the ticket counters wrap, is a behaviour of the specification. */
    @Test
    void anUncontrolledRunIsABehaviour() {
        long seed = Long.getLong("trace.seed", System.nanoTime());
        System.out.printf(
                "trace of an uncontrolled run: seed %d, again: mvn test -Dtest=RFifoLockTraceTest -Dtrace.seed=%1$d%n",
                seed);
        Path file = folder.resolve("run.trace");
        var ending = new RecordedRun(4, 10_000, 3, WRAPS_SOON, seed).record(RFifoLock::new, file);
        assertEquals(List.of(), ending.failures());
        assertFalse(ending.hung());
        assertTrue(ending.head() < 0, () -> "the counters have not wrapped: head is " + ending.head());

        Contention contention = Contention.of(file);
        System.out.println("    " + contention);
        assertTrue(contention.acquisitions() >= 40_000, contention::toString);
        assertTrue(contention.share() >= 0.3, contention::toString);

        long begin = System.nanoTime();
        try (TraceReader trace = new TraceReader(file);
                Oracle oracle = load(trace)) {
            long loaded = System.nanoTime();
            Verdict verdict = new TraceValidator(oracle, trace.header().hidden()).validate(trace);
            Verdict.Accepted accepted = assertInstanceOf(Verdict.Accepted.class, verdict, verdict::toString);
            assertEquals(ending.events(), accepted.events());
            System.out.printf(
                    "    accepted: %,d events, %,d a second (%.1f s to load), at most %d states at once%n",
                    accepted.events(),
                    accepted.events() * 1_000_000_000L / (System.nanoTime() - loaded),
                    (loaded - begin) / 1e9,
                    accepted.mostStates());
        }
    }

    static Oracle load(TraceReader trace) {
        return trace.header().load(Path.of("model-check"), Path.of("spec"));
    }

    /** How much the threads were in each other's way, as the trace shows it. */
    private record Contention(int acquisitions, int contended) {

        static Contention of(Path file) {
            int acquisitions = 0;
            int contended = 0;
            Map<String, String> calls = new HashMap<>();
            try (TraceReader trace = new TraceReader(file)) {
                for (TraceEvent event = trace.next(); event != null; event = trace.next()) {
                    String action = event.actions().get(0);
                    String call = calls.get(event.thread());
                    if (action.startsWith("Enter")) {
                        calls.put(event.thread(), action);
                    } else if (action.equals("Await") && call.equals("EnterLock")) {
                        calls.put(event.thread(), "contended");
                    } else if (action.equals("Leave")
                            && !call.equals("EnterUnlock")
                            && event.after().get("owner").equals(event.thread())) {
                        acquisitions++;
                        contended += call.equals("contended") ? 1 : 0;
                    }
                }
            }
            return new Contention(acquisitions, contended);
        }

        double share() {
            return (double) contended / acquisitions;
        }

        @Override
        public String toString() {
            return String.format("%,d acquisitions, %.0f%% of them contended", acquisitions, 100 * share());
        }
    }
}
