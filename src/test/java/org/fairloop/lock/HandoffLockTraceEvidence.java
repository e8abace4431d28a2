package org.fairloop.lock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.fairloop.bridge.Evidence;

/**
 * Trace validation as evidence on the twins of {@link HandoffLock}: an uncontrolled run is not a behaviour of the specification.
 *
 * <p>Blind spots. It judges what the recorder shows, only runs that happen, and what the two stops of a step leave open in its
 * favour. A run that hangs, or in which a thread ends by an exception, is a behaviour as far as it goes.
 */
final class HandoffLockTraceEvidence implements Evidence {

    /** A wrong step need not happen in one uncontrolled run; in several it does, mostly in the first. */
    private static final int RUNS = 25;

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        for (long seed = 1; seed <= RUNS; seed++) {
            Optional<Kill> kill = judge(BrokenHandoffLock.twin(twin), seed);
            if (kill.isPresent()) {
                return kill;
            }
        }
        return Optional.empty();
    }

    private static Optional<Kill> judge(BrokenHandoffLock.Maker maker, long seed) {
        try {
            Path file = Files.createTempFile("twin", ".trace");
            try {
                new RecordedHandoffRun(3, 60, 2, seed).record(maker, file);
                return TraceEvidence.judge(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
