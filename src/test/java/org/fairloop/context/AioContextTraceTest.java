package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fairloop.bridge.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real, uncontrolled runs of the context are behaviours of its specification. Runs of its twins are not: KillMatrixTest. */
@Timeout(300)
class AioContextTraceTest {

    @TempDir
    Path folder;

    /** A run of a loop and two callers, with a descriptor and requests that nobody waits for, is a behaviour. */
    @Test
    void anUncontrolledRunIsABehaviour() {
        long seed = Long.getLong("trace.seed", System.nanoTime());
        System.out.printf(
                "trace of a context: seed %d, again: mvn test -Dtest=AioContextTraceTest -Dtrace.seed=%1$d%n", seed);
        Path file = folder.resolve("run.trace");
        var ending = new RecordedContextRun(2, 100, 4_000, seed, RecordedContextRun.LONG)
                .record(SteppedAioContext::new, file);
        assertEquals(List.of(), ending.failures());
        long begin = System.nanoTime();
        Verdict.Accepted accepted = assertInstanceOf(Verdict.Accepted.class, AioContextTraceEvidence.judge(file));
        System.out.printf(
                "    accepted: %,d events, in %.1f s, at most %d states at once%n",
                accepted.events(), (System.nanoTime() - begin) / 1e9, accepted.mostStates());
    }

    /** The shipped context passes the check that is to kill the twins. */
    @Test
    void theShippedContextPasses() {
        AioContextTraceEvidence.Result result = new AioContextTraceEvidence().judge(SteppedAioContext::new);
        assertEquals(Optional.empty(), result.kill());
        assertEquals(List.of(), result.ending().failures());
    }
}
