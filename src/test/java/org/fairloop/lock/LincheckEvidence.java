package org.fairloop.lock;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.fairloop.bridge.Evidence;
import org.fairloop.lock.RFifoLockChecks.Check;
import org.fairloop.lock.RFifoLockChecks.Locks;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * Lincheck as evidence: a check that the shipped class passes, with the same options, on a twin.
 */
final class LincheckEvidence implements Evidence {

    @Override
    public String name() {
        return "lincheck";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return run(by.split(": ")[0], onTwin(twin));
    }

    static Locks onTwin(String twin) {
        BrokenRFifoLock.Maker maker = BrokenRFifoLock.twin(twin);
        return onContention -> maker.make(new ReentrantLock(true), onContention, 0);
    }

    /** Runs one check. */
    static Optional<Kill> run(String name, Locks locks) {
        Check check = RFifoLockChecks.ALL.get(name);
        try {
            check.run(locks);
            return Optional.empty();
        } catch (LincheckAssertionError e) {
            return Optional.of(new Kill(name + ": " + finding(e), 0));
        }
    }

    /** The kind of failure, and what each thread came to. A time-out of Lincheck's own is no finding. */
    private static String finding(LincheckAssertionError e) {
        String kind = e.getFailure$lincheck().getClass().getSimpleName();
        if (kind.equals("TimeoutFailure")) {
            throw new IllegalStateException("Lincheck gave up", e);
        }
        return kind + " "
                + e.getMessage()
                        .lines()
                        .filter(line -> line.contains("): "))
                        .findFirst()
                        .orElse("");
    }
}
