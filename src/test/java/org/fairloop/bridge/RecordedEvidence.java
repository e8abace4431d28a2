package org.fairloop.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Trace validation as evidence: runs of a twin, recorded while nobody controls them, are no behaviours of the specification. A
 * wrong step need not happen in one such run; in several it does, mostly in the first.
 *
 * @param <E> how a run ends
 */
public abstract class RecordedEvidence<E> implements Evidence {

    /**
     * What came of a run.
     *
     * @param kill the rejection, if there is one
     * @param ending how the run ended
     * @param <E> how a run ends
     */
    public record Result<E>(Optional<Kill> kill, E ending) {}

    private final int runs;

    /**
     * Makes the evidence.
     *
     * @param runs how many of a twin are tried at most
     */
    protected RecordedEvidence(int runs) {
        this.runs = runs;
    }

    /**
     * Records a run of a twin, and judges its trace.
     *
     * @param twin the name of the twin
     * @param seed what its threads do
     * @return what came of it
     */
    protected abstract Result<E> run(String twin, long seed);

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return Evidence.named(
                by,
                LongStream.rangeClosed(1, runs)
                        .mapToObj(seed -> run(twin, seed).kill())
                        .flatMap(Optional::stream));
    }

    /**
     * Runs with one seed after the other, up to the first run that is rejected.
     *
     * @param runs how many at most
     * @param run does it
     * @param <E> how a run ends
     * @return what came of the last
     */
    protected static <E> Result<E> untilRejected(int runs, LongFunction<Result<E>> run) {
        Result<E> result = run.apply(1);
        for (long seed = 2; seed <= runs && result.kill().isEmpty(); seed++) {
            result = run.apply(seed);
        }
        return result;
    }

    /**
     * Judges a run by the trace that it writes, and deletes that.
     *
     * @param models the folder with the root module
     * @param library the folder with the other modules
     * @param run runs, and writes the trace to a file
     * @param <E> how a run ends
     * @return what came of it
     */
    protected static <E> Result<E> judge(Path models, Path library, Function<Path, E> run) {
        try {
            Path file = Files.createTempFile("twin", ".trace");
            try {
                E ending = run.apply(file);
                return new Result<>(Kill.of(TraceValidator.judge(file, models, library)), ending);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
