package org.fairloop.jcstress;

import java.util.Locale;
import org.openjdk.jcstress.annotations.Expect;

/**
 * One outcome of one test of the memory model.
 *
 * @param test the simple names of the test's class and those around it, for example {@code WakeupPattern.Fenced}
 * @param outcome what was seen, or a pattern that nothing matched, or why there is no outcome
 * @param samples how often it was seen
 * @param expect what the test says of it
 * @param meaning the same in words
 * @param isOutcome false if jcstress failed instead of seeing an outcome
 */
public record Finding(String test, String outcome, long samples, Expect expect, String meaning, boolean isOutcome) {

    /** Does this fail the test? */
    boolean fails() {
        return !isOutcome || samples > 0 && expect != Expect.ACCEPTABLE && expect != Expect.ACCEPTABLE_INTERESTING;
    }

    /** Was an outcome seen that shows what is broken in a pattern? */
    boolean isInteresting() {
        return isOutcome && samples > 0 && expect == Expect.ACCEPTABLE_INTERESTING;
    }

    @Override
    public String toString() {
        return isOutcome
                ? String.format(
                        Locale.ROOT, "%s: \"%s\", seen %,d times, is %s: %s", test, outcome, samples, expect, meaning)
                : test + ": " + outcome + ": " + meaning;
    }
}
