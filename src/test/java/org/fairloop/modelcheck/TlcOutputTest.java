package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What TLC prints is read as it is meant, also in forms that the fixtures do not show. */
class TlcOutputTest {

    private static TlcOutput read(String text) {
        TlcOutput output = new TlcOutput();
        text.lines().forEach(output::line);
        return output;
    }

    private static String message(int code, int severity, String text) {
        return "@!@!@STARTMSG " + code + ":" + severity + " @!@!@\n" + text + "\n@!@!@ENDMSG " + code + " @!@!@\n";
    }

    /** Bindings, which later releases print, and values over several lines are read. */
    @Test
    void readsBindingsAndLongValues() {
        String text = message(2110, 1, "Invariant KickInv is violated.")
                + message(
                        2217, 4, "1: <Initial predicate>\n/\\ pc = (t1 :> \"idle\" @@\n  t2 :> \"idle\")\n/\\ n = 0\n")
                + message(
                        2217,
                        4,
                        "2: <Take(t1, 2) line 7, col 10 to line 7, col 43 of module M>\n/\\ pc = 1\n/\\ n = 1\n");
        List<Counterexample.Step> steps =
                read(text).observation(12, "KickInv", 1, 0).counterexample().steps();
        assertNull(steps.get(0).action());
        assertEquals(
                Map.of("pc", "(t1 :> \"idle\" @@ t2 :> \"idle\")", "n", "0"),
                steps.get(0).values());
        assertEquals("Take", steps.get(1).action());
        assertEquals("t1, 2", steps.get(1).bindings());
    }

    /** A specification with one variable is printed without conjunction signs. */
    @Test
    void readsASingleVariable() {
        String text = message(2107, 1, "Invariant I is violated by the initial state:\nn = [a |-> 1,\n  b = 2]\n");
        Observation observed = read(text).observation(12, "I", 1, 0);
        assertEquals(
                Map.of("n", "[a |-> 1, b = 2]"),
                observed.counterexample().steps().get(0).values());
        assertEquals(List.of(), observed.counterexample().trace());
    }

    /** A property that TLC names only by its place gets the name of the only one that is checked. */
    @Test
    void namesAPropertyThatTlcDoesNot() {
        String text = message(2112, 1, "Action property line 3, col 4 to line 5, col 6 of module M is violated.")
                + message(2217, 4, "1: <Initial predicate>\nn = 0\n");
        Observation observed = read(text).observation(13, "KeepsThePromise", 1, 0);
        assertEquals("KeepsThePromise", observed.violated());
        assertEquals(Kind.STEP, observed.kind());
    }

    /** A property of an instance has the name that it has in its module, since a cfg cannot name the instance. */
    @Test
    void namesAPropertyOfAnInstance() {
        String text = message(2112, 1, "Action property Promise!FailureProp is violated.")
                + message(2217, 4, "1: <Initial predicate>\nn = 0\n");
        assertEquals(
                "FailureProp", read(text).observation(13, "one of [A, B]", 1, 0).violated());
    }

    /** The loop of a lasso is made of the actions after the state that it comes back to. */
    @Test
    void readsALasso() {
        String text = message(2116, 1, "Temporal properties were violated.")
                + message(2217, 4, "1: <Initial predicate>\nn = 0\n")
                + message(2217, 4, "2: <A line 1, col 1 to line 1, col 2 of module M>\nn = 1\n")
                + message(2217, 4, "3: <B line 1, col 1 to line 1, col 2 of module M>\nn = 2\n")
                + message(2122, 4, "2: Back to state: <C line 1, col 1 to line 1, col 2 of module M>");
        Observation observed = read(text).observation(13, "P", 1, 0);
        assertEquals(Kind.LIVENESS, observed.kind());
        assertEquals(List.of("B", "C"), observed.counterexample().loopActions());
    }

    /** The exit status of a violation without a counterexample is no verdict. */
    @Test
    void wantsACounterexample() {
        Observation observed = read("Exception in thread\n").observation(12, "P", 1, 0);
        assertFalse(observed.passed());
        assertNull(observed.kind());
        assertTrue(observed.error().contains("Exception in thread"));
    }

    /** Counts in a form that is not understood are no verdict, instead of no counts. */
    @Test
    void doesNotSkipCounts() {
        String states = message(2199, 0, "12 states generated, 8 distinct states found, 0 states left on queue.");
        String action = message(2772, 0, "<Up line 3, col 1 to line 3, col 9 of module M>: 2:6");
        Observation observed = read(states + action).observation(0, "P", 1, 0);
        assertTrue(observed.passed());
        assertEquals(8, observed.distinct());
        assertEquals(Map.of("Up", 6L), observed.actions());
        assertNoVerdict(states.replace("distinct states found", "states were distinct") + action, "counts its states");
        assertNoVerdict(states + action.replace(">: 2:6", ">: 2 of 6"), "counts the steps of an action");
    }

    private static void assertNoVerdict(String text, String why) {
        Observation observed = read(text).observation(0, "P", 1, 0);
        assertFalse(observed.passed());
        assertTrue(observed.error().contains(why), observed::error);
    }

    /** TLC says early that a model has temporal properties. */
    @Test
    void knowsLiveness() {
        assertTrue(read(message(2212, 0, "Implied-temporal checking--satisfiability problem has 1 branches."))
                .hasLiveness());
        assertFalse(read(message(2185, 0, "Starting...")).hasLiveness());
    }
}
