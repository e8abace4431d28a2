package org.fairloop.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** A test of the memory model passes only if it ran and each outcome that was seen is allowed. */
class FindingTest {

    private static Finding outcome(long samples, Expect expect) {
        return new Finding("Pattern.Test", "0, 0", samples, expect, "why", true);
    }

    private static void assertDidNotPass(TestResult result, String why) {
        List<Finding> findings = JcstressMain.findings("Pattern.Test", result);
        assertEquals(1, findings.size());
        assertTrue(findings.get(0).fails(), findings::toString);
        assertFalse(findings.get(0).isInteresting(), findings::toString);
        assertTrue(findings.get(0).toString().startsWith("Pattern.Test: " + why), findings::toString);
    }

    /** A test that jcstress has no result of fails. */
    @Test
    void withoutAResultItFails() {
        assertDidNotPass(null, "did not run");
    }

    /** A test without samples fails. */
    @Test
    void withoutSamplesItFails() {
        assertDidNotPass(new TestResult(Status.NORMAL), "did not run: there are no samples");
    }

    /** A test that jcstress could not run to its end fails, whatever it has seen before. */
    @ParameterizedTest
    @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "NORMAL")
    void withAnErrorItFails(Status status) {
        TestResult result = new TestResult(status);
        result.addState("0, 0", 7);
        assertDidNotPass(result, status.name());
    }

    /** An outcome that was seen fails the test if it is forbidden, or if the test does not say what it means. */
    @Test
    void whatWasSeenDecides() {
        assertTrue(outcome(1, Expect.FORBIDDEN).fails());
        assertTrue(outcome(1, Expect.UNKNOWN).fails());
        assertFalse(outcome(0, Expect.FORBIDDEN).fails());
        assertFalse(outcome(1, Expect.ACCEPTABLE).fails());
        assertFalse(outcome(1, Expect.ACCEPTABLE_INTERESTING).fails());
    }

    /** An interesting outcome shows what is broken only if it was seen. */
    @Test
    void anInterestingOutcomeMustBeSeen() {
        assertTrue(outcome(1, Expect.ACCEPTABLE_INTERESTING).isInteresting());
        assertFalse(outcome(0, Expect.ACCEPTABLE_INTERESTING).isInteresting());
        assertFalse(outcome(1, Expect.ACCEPTABLE).isInteresting());
    }
}
