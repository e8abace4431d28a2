package org.fairloop.lock;

import java.nio.file.Path;
import org.fairloop.bridge.RecordedEvidence;

/**
 * Trace validation as evidence: an uncontrolled run of the twin is not a behaviour of the specification.
 *
 * <p>Blind spots. It judges what the recorder shows: a call that never takes the mutex leaves no event, and an answer
 * that is wrong although all fields are right shows only if the client's later calls depend on it. It judges only runs
 * that happen. A run that hangs is a behaviour as far as it goes, so that a hang alone is no kill.
 */
final class TraceEvidence extends RecordedEvidence<RecordedRun.Ending> {

    private static final int RUNS_TO_SPARE = 3;

    TraceEvidence() {
        super(25);
    }

    @Override
    protected Result<RecordedRun.Ending> run(String twin, long seed) {
        return run(BrokenRFifoLock.twin(twin), seed);
    }

    /** Judges a lock of which no run should be rejected. */
    static Result<RecordedRun.Ending> judge(BrokenRFifoLock.Maker maker) {
        return untilRejected(RUNS_TO_SPARE, seed -> run(maker, seed));
    }

    private static Result<RecordedRun.Ending> run(BrokenRFifoLock.Maker maker, long seed) {
        RecordedRun run = new RecordedRun(4, 250, 3, Integer.MAX_VALUE - 100, seed);
        return judge(Path.of("model-check"), Path.of("spec"), file -> run.record(maker, file));
    }

    /** A result in words, also why a twin was not killed. */
    static String inWords(Result<RecordedRun.Ending> result) {
        RecordedRun.Ending ending = result.ending();
        if (result.kill().isPresent()) {
            return "killed: " + result.kill().get().found();
        }
        if (ending.hung()) {
            return "no verdict: the run hung after " + ending.events() + " events, all of them allowed";
        }
        return "not killed: " + ending.events() + " events, all of them allowed"
                + (ending.failures().isEmpty() ? "" : ", though a thread failed: " + ending.failures());
    }
}
