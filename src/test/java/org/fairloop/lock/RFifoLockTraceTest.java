package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.TraceEvent;
import org.fairloop.bridge.TraceReader;
import org.fairloop.bridge.TraceValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real, uncontrolled runs of the lock are behaviours of its specification. */
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
        assertTrue(contention.gaveUp() >= 1_000, contention::toString);

        try (TraceReader trace = new TraceReader(file);
                Oracle oracle = load(trace)) {
            TraceValidator validator = new TraceValidator(oracle, trace.header().hidden());
            long half = ending.events() / 2;
            long begin = 0;
            for (long i = 0; i < ending.events(); i++) {
                if (i == half) { // the first half is for warming up
                    begin = processorTime();
                }
                var rejected = validator.next(trace.next());
                assertTrue(rejected.isEmpty(), () -> rejected.get().toString());
            }
            // Processor time, not the clock's: the machine may have other things to do.
            double perSecond = (ending.events() - half) * 1e9 / (processorTime() - begin);
            assertNull(trace.next());
            System.out.printf(
                    "    accepted: %,d events, %,.0f a second of processor time once warm, at most %d states at once%n",
                    ending.events(), perSecond, validator.accepted().mostStates());
            assertTrue(perSecond >= 20_000, () -> perSecond + " events a second are too few");
        }
    }

    /** Nanoseconds, of all threads of this JVM; of the clock where the system does not tell. */
    private static long processorTime() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElseGet(System::nanoTime);
    }

    static Oracle load(TraceReader trace) {
        return trace.header().load(Path.of("model-check"), Path.of("spec"));
    }

    /** How much the threads were in each other's way, as the trace shows it. */
    private record Contention(int acquisitions, int contended, int gaveUp) {

        static Contention of(Path file) {
            int acquisitions = 0;
            int contended = 0;
            int gaveUp = 0;
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
                    } else if (action.equals("Leave") && call.equals("contended")) {
                        gaveUp++;
                    }
                }
            }
            return new Contention(acquisitions, contended, gaveUp);
        }

        double share() {
            return (double) contended / acquisitions;
        }

        @Override
        public String toString() {
            return String.format(
                    "%,d acquisitions, %.0f%% of them contended, %,d given up", acquisitions, 100 * share(), gaveUp);
        }
    }
}
