package org.fairloop.bridge;

import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kind of evidence: a way to check an implementation, tried on a broken twin to show that it can fail.
 *
 * <p>One instance stands for one column of the kill matrix.
 */
public interface Evidence {

    /**
     * The name of the column.
     *
     * @return for example {@code replay}
     */
    String name();

    /**
     * Checks a broken twin as the shipped class is checked. A kill counts only if the asserted property fails: never a
     * time-out, never an error of the check itself.
     *
     * @param twin the name of the twin, as in the catalogue
     * @param by what the finding must name, as in the catalogue: a property, an action, a check. Evidence that is made of
     *     several checks needs to run only the one so named
     * @return what was found, or nothing if the check passes
     */
    Optional<Kill> tryToKill(String twin, String by);

    /**
     * The finding that kills a twin.
     *
     * @param found one line: the property that failed and what was seen
     * @param witness the length of the shortest witness in steps, or 0 where that has no meaning
     */
    record Kill(String found, int witness) {

        /**
         * The rejection of a trace as a finding.
         *
         * @param verdict the verdict
         * @return the finding, with the line of the trace as its length, or nothing if the trace was accepted
         */
        static Optional<Kill> of(Verdict verdict) {
            return verdict instanceof Verdict.Rejected rejected
                    ? Optional.of(new Kill(rejected.summary(), (int) rejected.line()))
                    : Optional.empty();
        }
    }

    /**
     * Chooses among findings that may show the same fault at several places.
     *
     * @param by what the finding must name
     * @param kills the findings, made as they are asked for
     * @return the first that names it, or else the first at all, to be reported
     */
    static Optional<Kill> named(String by, Stream<Kill> kills) {
        Kill first = null;
        for (Iterator<Kill> it = kills.iterator(); it.hasNext(); ) {
            Kill kill = it.next();
            if (kill.found().contains(by)) {
                return Optional.of(kill);
            }
            first = first == null ? kill : first;
        }
        return Optional.ofNullable(first);
    }
}
