package org.fairloop.lock;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.fairloop.bridge.Evidence;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * Lincheck as evidence: a check that the shipped class passes, with the same options, on a twin.
 */
public final class LincheckEvidence implements Evidence {

    private final BiConsumer<String, String> checks;

    /**
     * Makes the evidence.
     *
     * @param checks runs the check that is named first on the twin that is named second
     */
    public LincheckEvidence(BiConsumer<String, String> checks) {
        this.checks = checks;
    }

    @Override
    public String name() {
        return "lincheck";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        String check = by.split(": ")[0];
        try {
            checks.accept(check, twin);
            return Optional.empty();
        } catch (LincheckAssertionError e) {
            return Optional.of(new Kill(check + ": " + finding(e), 0));
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
