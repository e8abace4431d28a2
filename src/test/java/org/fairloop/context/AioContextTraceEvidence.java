package org.fairloop.context;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.TraceReader;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.Verdict;

/**
 * Trace validation as evidence: an uncontrolled run of the twin is not a behaviour of the specification.
 *
 * <p>Blind spots. It judges only runs that happen, and of those what the recorder sees: the flag itself is not shown, only what
 * polls do about it. A run that hangs is a behaviour as far as it goes, so that a hang alone is no kill.
 */
final class AioContextTraceEvidence implements Evidence {

    /**
     * What came of the runs of a twin.
     *
     * @param kill the rejection, if there is one
     * @param ending how the last run ended
     */
    record Result(Optional<Kill> kill, RecordedContextRun.Ending ending) {}

    /** A wrong step need not happen in one uncontrolled run; in several it does, mostly in the first. */
    private static final int RUNS_TO_KILL = 10;

    private static final int RUNS_TO_SPARE = 2;

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return judge(BrokenAioContext.twin(twin), RUNS_TO_KILL, RecordedContextRun.SHORT)
                .kill();
    }

    /** Judges a context of which no run should be rejected. */
    Result judge(BrokenAioContext.Maker maker) {
        return judge(maker, RUNS_TO_SPARE, RecordedContextRun.LONG);
    }

    private static Result judge(BrokenAioContext.Maker maker, int runs, Duration patience) {
        Result result = judge(maker, 1L, patience);
        for (long seed = 2; seed <= runs && result.kill().isEmpty(); seed++) {
            result = judge(maker, seed, patience);
        }
        return result;
    }

    private static Result judge(BrokenAioContext.Maker maker, long seed, Duration patience) {
        try {
            Path file = Files.createTempFile("twin", ".trace");
            try {
                RecordedContextRun.Ending ending =
                        new RecordedContextRun(2, 20, 1_500, seed, patience).record(maker, file);
                return new Result(kill(file), ending);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Kill> kill(Path file) {
        return judge(file) instanceof Verdict.Rejected rejected
                ? Optional.of(new Kill(rejected.summary(), (int) rejected.line()))
                : Optional.empty();
    }

    /** The verdict on a file. */
    static Verdict judge(Path file) {
        try (TraceReader trace = new TraceReader(file);
                Oracle oracle = load(trace)) {
            return new TraceValidator(oracle, trace.header().hidden()).validate(trace);
        }
    }

    static Oracle load(TraceReader trace) {
        return trace.header().load(Path.of("model-check"), Path.of("spec"));
    }
}
