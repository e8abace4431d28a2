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
     * What came of one run of a twin.
     *
     * @param kill the rejection, if there is one
     * @param ending how the run ended
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

    private final RecordedRun run;

    /** Makes the evidence: one run of four threads. */
    TraceEvidence() {
        this(new RecordedRun(4, 500, 3, Integer.MAX_VALUE - 100, 1));
    }

    TraceEvidence(RecordedRun run) {
        this.run = run;
    }

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public Optional<Kill> tryToKill(String twin) {
        return judge(BrokenRFifoLock.twin(twin)).kill();
    }

    /** Records a run and judges its trace, as far as it goes. */
    Result judge(BrokenRFifoLock.Maker maker) {
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

    private static Optional<Kill> judge(Path file) {
        try (TraceReader trace = new TraceReader(file);
                Oracle oracle = trace.header().load(Path.of("model-check"), Path.of("spec"))) {
            Verdict verdict = new TraceValidator(oracle, trace.header().hidden()).validate(trace);
            return verdict instanceof Verdict.Rejected rejected
                    ? Optional.of(new Kill(rejected.summary(), (int) rejected.line()))
                    : Optional.empty();
        }
    }
}
