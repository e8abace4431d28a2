package org.fairloop.bridge;

import java.util.Optional;

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
    record Kill(String found, int witness) {}
}
