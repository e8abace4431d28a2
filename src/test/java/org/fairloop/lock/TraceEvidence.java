package org.fairloop.lock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.TraceReader;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.Verdict;

/**
 * Trace validation as evidence: an uncontrolled run of the twin is not a behaviour of the specification.
 *
 * <p>Blind spots. It judges what the recorder shows: a call that never takes the mutex leaves no event, and an answer
 * that is wrong although all fields are right shows only if the client's later calls depend on it. It judges only runs
 * that happen. A run that hangs is a behaviour as far as it goes, so that a hang alone is no kill.
 */
final class TraceEvidence implements Evidence {

    /**
     * What came of the runs of a twin.
     *
     * @param kill the rejection, if there is one
     * @param ending how the last run ended
     */
    record Result(Optional<Kill> kill, RecordedRun.Ending ending) {

        /** In words, also why a twin was not killed. */
        @Override
        public String toString() {
            if (kill.isPresent()) {
                return "killed: " + kill.get().found();
            }
            if (ending.hung()) {
                return "no verdict: the run hung after " + ending.events() + " events, all of them allowed";
            }
            return "not killed: " + ending.events() + " events, all of them allowed"
                    + (ending.failures().isEmpty() ? "" : ", though a thread failed: " + ending.failures());
        }
    }

    /** A wrong step need not happen in one uncontrolled run; in several it does, mostly in the first. */
    private static final int RUNS_TO_KILL = 25;

    private static final int RUNS_TO_SPARE = 3;

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return judge(BrokenRFifoLock.twin(twin), RUNS_TO_KILL).kill();
    }

    /** Judges a lock of which no run should be rejected. */
    Result judge(BrokenRFifoLock.Maker maker) {
        return judge(maker, RUNS_TO_SPARE);
    }

    /** Records runs and judges their traces, as far as they go, up to the first that is rejected. */
    private static Result judge(BrokenRFifoLock.Maker maker, int runs) {
        Result result = judge(maker, 1L);
        for (long seed = 2; seed <= runs && result.kill().isEmpty(); seed++) {
            result = judge(maker, seed);
        }
        return result;
    }

    private static Result judge(BrokenRFifoLock.Maker maker, long seed) {
        RecordedRun run = new RecordedRun(4, 250, 3, Integer.MAX_VALUE - 100, seed);
        try {
            Path file = Files.createTempFile("twin", ".trace");
            try {
                RecordedRun.Ending ending = run.record(maker, file);
                return new Result(judge(file), ending);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Judges a trace. */
    static Optional<Kill> judge(Path file) {
        try (TraceReader trace = new TraceReader(file);
                Oracle oracle = trace.header().load(Path.of("model-check"), Path.of("spec"))) {
            Verdict verdict = new TraceValidator(oracle, trace.header().hidden()).validate(trace);
            return verdict instanceof Verdict.Rejected rejected
                    ? Optional.of(new Kill(rejected.summary(), (int) rejected.line()))
                    : Optional.empty();
        }
    }
}
