package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each property that no model of the quick tier violates is violated by the counterexample that the list has for the full tier:
 * a property that has become vacuous shows in each build.
 */
class ViolationTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    /** Of each such property, the first counterexample of the list still violates it. */
    @TestFactory
    Stream<DynamicTest> isViolated() throws ListError {
        return chosen(ModelList.read(LAYOUT)).stream()
                .map(model -> DynamicTest.dynamicTest(
                        model.specification() + ": " + model.expect().violates(), () -> replay(model)));
    }

    /** Every specification has properties that are looked at here. */
    @Test
    void isNotAboutNothing() throws ListError {
        assertTrue(chosen(ModelList.read(LAYOUT)).size() >= 30);
    }

    /** For each property without a violation in the quick tier, a model that violates it by states or steps. */
    private static Collection<Model> chosen(ModelList list) {
        Map<String, Model> chosen = new LinkedHashMap<>();
        violations(list, ViolationTest::isOfStatesOrSteps).forEach(model -> chosen.putIfAbsent(property(model), model));
        violations(list, model -> model.tier() == Tier.QUICK).forEach(model -> chosen.remove(property(model)));
        return chosen.values();
    }

    /** What the model violates is to hold in others, and its counterexample is no lasso. */
    private static boolean isOfStatesOrSteps(Model model) {
        Expectation expect = model.expect();
        return (expect.kind() == Kind.INVARIANT || expect.kind() == Kind.STEP)
                && !expect.violates().startsWith(Result.SEEN);
    }

    private static Stream<Model> violations(ModelList list, Predicate<Model> which) {
        return list.models().stream().filter(model -> !model.mustPass()).filter(which);
    }

    private static String property(Model model) {
        return model.specification() + " " + model.expect().violates();
    }

    /** Takes all ways on which the actions of the list lead; the last state, or step, of one of them is refused. */
    private static void replay(Model model) {
        try (Oracle oracle = model.oracle(LAYOUT)) {
            Set<State> states = new HashSet<>(oracle.initialStates());
            Set<Step> last = Set.of();
            for (String action : model.expect().trace()) {
                last = states.stream()
                        .flatMap(
                                state -> oracle.steps(state, each -> each.name().equals(action)).stream())
                        .collect(Collectors.toSet());
                states = last.stream().map(Step::to).collect(Collectors.toSet());
                assertFalse(
                        states.isEmpty(),
                        () -> model.name() + ": " + action + " cannot be taken in "
                                + model.expect().trace());
            }
            List<Map<String, Boolean>> said = model.expect().kind() == Kind.INVARIANT
                    ? states.stream().map(oracle::invariants).toList()
                    : last.stream().map(oracle::stepProperties).toList();
            assertTrue(
                    said.stream().anyMatch(each -> each.containsValue(false)),
                    () -> model.name() + ": " + model.expect().violates() + " allows "
                            + model.expect().trace() + ": has it become vacuous?");
        }
    }
}
