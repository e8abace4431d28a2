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

    /** The same wrong step is seen at one place in one run and at another in the next: it tries until it is the one that is named. */
    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        BrokenAioContext.Maker maker = BrokenAioContext.twin(twin);
        Optional<Kill> first = Optional.empty();
        for (long seed = 1; seed <= RUNS_TO_KILL; seed++) {
            Optional<Kill> kill = judge(maker, seed, RecordedContextRun.SHORT).kill();
            if (kill.isPresent() && kill.get().found().contains(by)) {
                return kill;
            }
            first = first.or(() -> kill);
        }
        return first;
    }

    /** Judges a context of which no run should be rejected. */
    Result judge(BrokenAioContext.Maker maker) {
        Result result = judge(maker, 1L, RecordedContextRun.LONG);
        for (long seed = 2; seed <= RUNS_TO_SPARE && result.kill().isEmpty(); seed++) {
            result = judge(maker, seed, RecordedContextRun.LONG);
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
