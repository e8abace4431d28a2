package org.fairloop.context;

import java.nio.file.Path;
import java.time.Duration;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.RecordedEvidence;
import org.fairloop.bridge.TraceReader;

/**
 * Trace validation as evidence: an uncontrolled run of the twin is not a behaviour of the specification.
 *
 * <p>Blind spots. It judges only runs that happen, and of those what the recorder sees: the flag itself is not shown, only what
 * polls do about it. A run that hangs is a behaviour as far as it goes, so that a hang alone is no kill.
 */
final class AioContextTraceEvidence extends RecordedEvidence<RecordedContextRun.Ending> {

    static final Path MODELS = Path.of("model-check");

    static final Path SPECIFICATIONS = Path.of("spec");

    private static final int RUNS_TO_SPARE = 2;

    AioContextTraceEvidence() {
        super(10);
    }

    @Override
    protected Result<RecordedContextRun.Ending> run(String twin, long seed) {
        return run(BrokenAioContext.twin(twin), seed, RecordedContextRun.SHORT);
    }

    /** Judges a context of which no run should be rejected. */
    static Result<RecordedContextRun.Ending> judge(BrokenAioContext.Maker maker) {
        return untilRejected(RUNS_TO_SPARE, seed -> run(maker, seed, RecordedContextRun.LONG));
    }

    private static Result<RecordedContextRun.Ending> run(BrokenAioContext.Maker maker, long seed, Duration patience) {
        RecordedContextRun run = new RecordedContextRun(2, 20, 1_500, seed, patience);
        return judge(MODELS, SPECIFICATIONS, file -> run.record(maker, file));
    }

    static Oracle load(TraceReader trace) {
        return trace.header().load(MODELS, SPECIFICATIONS);
    }
}
