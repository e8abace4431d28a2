package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fairloop.modelcheck.Expectation.World;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each field of what the list says is compared with what TLC says, and a difference in any direction is told. */
class ComparisonTest {

    private static final Map<String, Long> ACTIONS = Map.of("Up", 6L, "Again", 2L, "Nothing", 0L);

    private static final Map<String, String> UNTAKEN = Map.of("Nothing", "it stands for Again");

    private static final Observation PASSES = passes(8, 5, ACTIONS, 1);

    private static final Expectation WORLD = expectWorld(8, 5);

    private static Expectation expectWorld(long distinct, Integer depth) {
        return new Expectation(new World(distinct, depth), null, null, null, null);
    }

    private static Expectation expect(String violates, Kind kind, String... trace) {
        return new Expectation(null, violates, kind, List.of(trace), null);
    }

    private static Expectation expectLoop(String violates, String... loop) {
        return new Expectation(null, violates, Kind.LIVENESS, null, List.of(loop));
    }

    private static Observation passes(long distinct, int depth, Map<String, Long> actions, int workers) {
        return new Observation(
                0, null, null, null, false, 2 * distinct, distinct, depth, actions, null, null, null, workers, 0.1);
    }

    private static Observation fails(String violated, Kind kind, String... trace) {
        return observation(kind, violated, null, new Counterexample(steps(trace), null, null));
    }

    /** A lasso whose steps all lie in its loop, which begins in the first state. */
    private static Observation lasso(String violated, String... loop) {
        List<String> actions = List.of(loop);
        boolean stutters = actions.equals(List.of(Expectation.STUTTERING));
        List<String> steps = stutters ? List.of("Up") : actions.subList(0, actions.size() - 1);
        Counterexample.Loop back =
                new Counterexample.Loop(stutters ? 2 : 1, stutters ? Expectation.STUTTERING : loop[loop.length - 1]);
        return observation(
                Kind.LIVENESS, violated, null, new Counterexample(steps(steps.toArray(String[]::new)), back, null));
    }

    private static Observation noVerdict(Kind kind, String violated) {
        return observation(kind, violated, "TLC ended with exit status 75: evaluation failed", null);
    }

    private static Observation observation(Kind kind, String violated, String error, Counterexample counterexample) {
        return new Observation(12, kind, violated, error, false, 9, 4, 3, Map.of(), null, null, counterexample, 1, 0.1);
    }

    private static List<Counterexample.Step> steps(String... actions) {
        List<Counterexample.Step> steps = new ArrayList<>();
        steps.add(new Counterexample.Step(null, "", Map.of()));
        Stream.of(actions).forEach(action -> steps.add(new Counterexample.Step(action, "", Map.of())));
        return steps;
    }

    private static List<String> mismatches(Expectation expect, Map<String, String> untaken, Observation observed) {
        Model model = new Model("Some_Model", "MCSome", Tier.QUICK, "Why?", null, null, expect, untaken);
        return Comparison.mismatches(model, observed, true);
    }

    private static DynamicTest alike(String name, Expectation expect, Observation observed) {
        return DynamicTest.dynamicTest(
                name, () -> assertEquals(List.of(), mismatches(expect, untaken(expect), observed)));
    }

    private static DynamicTest differ(String name, Expectation expect, Observation observed, String... parts) {
        return DynamicTest.dynamicTest(name, () -> assertTold(mismatches(expect, untaken(expect), observed), parts));
    }

    private static Map<String, String> untaken(Expectation expect) {
        return expect.passes() == null ? null : UNTAKEN;
    }

    /** There is one mismatch, and it says what is wrong. */
    private static void assertTold(List<String> mismatches, String... parts) {
        assertEquals(1, mismatches.size(), mismatches::toString);
        assertTrue(Stream.of(parts).allMatch(mismatches.get(0)::contains), mismatches::toString);
    }

    /** The size of the world and its depth are compared, whether the list has too little or too much. */
    @TestFactory
    Stream<DynamicTest> comparesTheWorld() {
        return Stream.of(
                alike("as listed", WORLD, PASSES),
                differ("one state too many listed", expectWorld(9, 5), PASSES, "8 distinct states", "list says 9"),
                differ("one state too few listed", expectWorld(7, 5), PASSES, "8 distinct states", "list says 7"),
                differ("one level too many listed", expectWorld(8, 6), PASSES, "depth 5", "list says 6"),
                differ("one level too few listed", expectWorld(8, 4), PASSES, "depth 5", "list says 4"),
                alike("no depth listed", expectWorld(8, null), PASSES),
                alike("the depth of two workers", expectWorld(8, 6), passes(8, 5, ACTIONS, 2)));
    }

    /** A verdict of another kind than the list says is a mismatch, and so is none. */
    @TestFactory
    Stream<DynamicTest> comparesTheVerdict() {
        return Stream.of(
                alike("as listed", expect("LowInv", Kind.INVARIANT, "Up"), fails("LowInv", Kind.INVARIANT, "Up")),
                differ("a failure", WORLD, fails("LowInv", Kind.INVARIANT, "Up"), "must pass", "LowInv is violated"),
                differ("a pass", expect("LowInv", Kind.INVARIANT, "Up"), PASSES, "must fail by LowInv", "passes"),
                differ("no verdict instead of a pass", WORLD, noVerdict(null, null), "no verdict", "status 75"),
                differ(
                        "no verdict instead of a failure",
                        expect("LowInv", Kind.INVARIANT, "Up"),
                        noVerdict(Kind.INVARIANT, "LowInv"),
                        "no verdict",
                        "status 75"),
                differ(
                        "another property",
                        expect("LowInv", Kind.INVARIANT, "Up"),
                        fails("HighInv", Kind.INVARIANT, "Up"),
                        "must fail by LowInv (invariant)",
                        "fails by HighInv (invariant)"),
                differ(
                        "another kind",
                        expect("LowInv", Kind.INVARIANT, "Up"),
                        fails("LowInv", Kind.STEP, "Up"),
                        "must fail by LowInv (invariant)",
                        "fails by LowInv (step)"),
                differ(
                        "a step instead of a lasso",
                        expectLoop("ComesBack", "Up"),
                        fails("ComesBack", Kind.STEP, "Up"),
                        "must fail by ComesBack (liveness)",
                        "fails by ComesBack (step)"),
                differ(
                        "a lasso instead of a step",
                        expect("UpProp", Kind.STEP, "Up"),
                        lasso("UpProp", "Up"),
                        "must fail by UpProp (step)",
                        "fails by UpProp (liveness)"));
    }

    /** The trace of a counterexample is compared: a step less, a step more, another step, another order. */
    @TestFactory
    Stream<DynamicTest> comparesTheTrace() {
        Observation observed = fails("LowInv", Kind.INVARIANT, "Up", "Again");
        return Stream.of(
                        expect("LowInv", Kind.INVARIANT, "Up"),
                        expect("LowInv", Kind.INVARIANT, "Up", "Again", "Up"),
                        expect("LowInv", Kind.INVARIANT, "Up", "Up"),
                        expect("LowInv", Kind.INVARIANT, "Again", "Up"),
                        expect("LowInv", Kind.INVARIANT))
                .map(expect -> differ(expect.trace().toString(), expect, observed, "by other steps"));
    }

    /** Each action that the list wants in a loop is in it; a loop that stutters does nothing else. */
    @TestFactory
    Stream<DynamicTest> comparesTheLoop() {
        return Stream.of(
                alike("the whole loop", expectLoop("P", "Up", "Again"), lasso("P", "Up", "Again")),
                alike("a part of the loop", expectLoop("P", "Again"), lasso("P", "Up", "Again")),
                alike("stuttering", expectLoop("P", "Stuttering"), lasso("P", "Stuttering")),
                differ("an action more", expectLoop("P", "Up", "Down"), lasso("P", "Up"), "wants [Up, Down]"),
                differ("another action", expectLoop("P", "Down"), lasso("P", "Up"), "loop of [Up]", "wants [Down]"),
                differ("stuttering listed", expectLoop("P", "Stuttering"), lasso("P", "Up"), "loop of [Up]"),
                differ("stuttering seen", expectLoop("P", "Up"), lasso("P", "Stuttering"), "loop of [Stuttering]"));
    }

    /** An action that is never taken has its reason in the list, and no other has. */
    @Test
    void comparesWhatIsUntaken() {
        assertTold(mismatches(WORLD, null, PASSES), "the action Nothing is never taken");
        assertTold(
                mismatches(WORLD, UNTAKEN, passes(8, 5, Map.of("Up", 1L, "Nothing", 1L), 1)),
                "the action Nothing is taken",
                "untaken");
        assertTold(
                mismatches(WORLD, UNTAKEN, passes(8, 5, Map.of("Up", 1L), 1)), "there is no action Nothing", "untaken");
        assertTold(mismatches(WORLD, null, passes(8, 5, Map.of(), 1)), "no action at all");
    }

    /** With another release of TLC the verdict and the number of states are compared all the same. */
    @Test
    void comparesTheVerdictOfAnotherTlc() {
        Model passing = new Model("A", "MCA", Tier.QUICK, "Why?", null, null, expectWorld(9, 4), null);
        assertTold(Comparison.mismatches(passing, PASSES, false), "8 distinct states");
        Model failing =
                new Model("A", "MCA", Tier.QUICK, "Why?", null, null, expect("LowInv", Kind.INVARIANT, "Up"), null);
        assertTold(Comparison.mismatches(failing, fails("HighInv", Kind.INVARIANT), false), "fails by HighInv");
        assertEquals(List.of(), Comparison.mismatches(failing, fails("LowInv", Kind.INVARIANT), false));
    }
}
