package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.TraceEvent;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.Verdict;
import org.junit.jupiter.api.Test;

/** What threads do that nobody controls is what was modelled. */
class BoundedBufferTraceTest {

    private static final List<String> PRODUCERS = List.of("p1", "p2");
    private static final List<String> CONSUMERS = List.of("c1", "c2");
    private static final int ITEMS = 200;

    /** What the code does between two events, and nobody sees a thread wake. */
    private static final List<String> HIDDEN = List.of("MustWait", "Put", "Take", "WakeSpuriously");

    /** A run of four threads, written down. */
    private static List<TraceEvent> recorded() throws Exception {
        List<TraceEvent> trace = new ArrayList<>(); // guarded by the mutex, as is the buffer
        BoundedBuffer<?>[] watched = new BoundedBuffer<?>[1];
        BoundedBuffer<String> buffer = new BoundedBuffer<>(
                1,
                new RecordingMutex(action -> trace.add(new TraceEvent(
                        Thread.currentThread().getName(),
                        List.of(action),
                        Map.of("buffer", List.copyOf(watched[0].items))))));
        watched[0] = buffer;
        List<Future<?>> ends = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        for (String name : PRODUCERS) {
            ends.add(threads.submit(named(name, () -> {
                buffer.put(name);
                return null;
            })));
        }
        for (String name : CONSUMERS) {
            ends.add(threads.submit(named(name, buffer::take)));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        threads.shutdown();
        return trace;
    }

    private static Callable<Void> named(String name, Callable<?> call) {
        return () -> {
            Thread.currentThread().setName(name);
            for (int i = 0; i < ITEMS; i++) {
                call.call();
            }
            return null;
        };
    }

    private static Verdict judge(List<TraceEvent> trace) {
        try (Oracle oracle = World.load(PRODUCERS, CONSUMERS, 1)) {
            return new TraceValidator(oracle, HIDDEN).validate(trace);
        }
    }

    /** A recorded run is a behaviour of the specification, to the last event. */
    @Test
    void whatWasRecordedIsAllowed() throws Exception {
        List<TraceEvent> trace = recorded();
        Verdict.Accepted accepted = assertInstanceOf(Verdict.Accepted.class, judge(trace), () -> "" + judge(trace));
        assertEquals(trace.size(), accepted.events());
    }

    /** And it says something: with one event left out it is a behaviour of the specification no longer. */
    @Test
    void whatIsLeftOutIsMissed() throws Exception {
        List<TraceEvent> trace = recorded();
        trace.remove(trace.size() / 2);
        assertInstanceOf(Verdict.Rejected.class, judge(trace));
    }
}
