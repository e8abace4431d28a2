package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.Verdict;
import org.fairloop.lock.FifoLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real, uncontrolled runs of the context are behaviours of its specification. Runs of its twins are not: KillMatrixTest. */
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
        Verdict.Accepted accepted = assertAccepted(file);
        System.out.printf(
                "    accepted: %,d events, in %.1f s, at most %d states at once%n",
                accepted.events(), (System.nanoTime() - begin) / 1e9, accepted.mostStates());
    }

    /** A notifier that is set again after its handler has cleared it, and before that wakes up, is found set by the next poll. */
    @Test
    void whatIsSetAfterTheHandlerHasClearedIsNotLost() {
        String loop = Thread.currentThread().getName();
        var recorded = new RecordedAioContext(FifoLock::create, List.of(loop), List.of(), 1, 100);
        AioContext context = recorded.context();
        EventNotifier notifier = new EventNotifier();
        AtomicInteger calls = new AtomicInteger();
        Runnable set = () -> new Crew().does("setter", () -> recorded.set(notifier));
        context.lock.lock();
        context.handlers.set(context, notifier, () -> {
            notifier.testAndClear();
            if (calls.incrementAndGet() == 1) {
                set.run();
                context.wakeup();
            }
        });
        context.lock.unlock();
        recorded.begin();
        set.run();
        for (int turn = 0; turn < 2; turn++) {
            context.acquire();
            context.poll(true);
            context.release();
        }
        recorded.end();
        Path file = folder.resolve("again.trace");
        recorded.write(file);
        assertEquals(2, calls.get());
        assertAccepted(file);
    }

    private static Verdict.Accepted assertAccepted(Path file) {
        Verdict verdict =
                TraceValidator.judge(file, AioContextTraceEvidence.MODELS, AioContextTraceEvidence.SPECIFICATIONS);
        return assertInstanceOf(Verdict.Accepted.class, verdict, () -> verdict + "\nThe trace: " + keep(file) + "\n");
    }

    /** A run that is not controlled may never happen again. */
    private static Path keep(Path file) {
        try {
            return Files.copy(file, Path.of("target", "rejected.trace"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shipped context passes the check that is to kill the twins. */
    @Test
    void theShippedContextPasses() {
        var result = AioContextTraceEvidence.judge(SteppedAioContext::new);
        assertEquals(Optional.empty(), result.kill());
        assertEquals(List.of(), result.ending().failures());
    }
}
