package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle answers as TLC does. */
class OracleTest {

    /** Walking all steps from the initial states yields the states that TLC finds. */
    @Test
    void walksTheWholeGraph() {
        try (Oracle oracle = Oracle.load(
                Path.of("model-check/MCRFifoLock.tla"),
                Path.of("model-check/MCRFifoLock_Safety.cfg"),
                Path.of("spec"))) {
            Set<State> seen = new HashSet<>(oracle.initialStates());
            Deque<State> queue = new ArrayDeque<>(seen);
            int transitions = 0;
            while (!queue.isEmpty()) {
                for (Step step : oracle.steps(queue.remove())) {
                    transitions++;
                    if (seen.add(step.to())) {
                        queue.add(step.to());
                    }
                }
            }
            assertEquals(4_828, seen.size());
            assertEquals(9_132, transitions);
        }
    }

    /** Of a run that was printed without its bindings the steps are found again, and a run that is none is refused. */
    @Test
    void retracesAPrintedRun() {
        Path folder = Path.of("src/test/resources/model-check-fixtures");
        try (Oracle oracle = Oracle.load(
                folder.resolve("model-check/MCCounter.tla"),
                folder.resolve("model-check/MCCounter_Low.cfg"),
                folder.resolve("spec"))) {
            Map<String, String> first = Map.of("n", "0", "laps", "0");
            List<Step> steps = oracle.retrace(List.of(first, Map.of("n", " 1", "laps", "0")));
            assertEquals(
                    List.of(new Action("Up", Map.of())),
                    steps.stream().map(Step::action).toList());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> oracle.retrace(List.of(first, Map.of("n", "2", "laps", "0"))));
        }
    }

    /** Of an invariant that does not hold it names the conjuncts that are to blame, however deep they are. */
    @Test
    void namesFalseConjuncts(@TempDir Path folder) throws IOException {
        Path module = Files.writeString(folder.resolve("M.tla"), """
                ---- MODULE M ----
                EXTENDS Naturals
                VARIABLES x, y
                Init == x = 3 /\\ y = {1, 2}
                Spec == Init /\\ [][UNCHANGED <<x, y>>]_<<x, y>>
                TypeOK == x \\in Nat /\\ y \\subseteq Nat
                OddInv == x % 2 = 1
                SmallInv == \\A n \\in y : n < 2
                RestInv == TypeOK /\\ SmallInv /\\ y = {3}
                PartialInv == y = {} /\\ x[1] = 0
                BothInv ==
                    /\\ OddInv
                    /\\ RestInv
                    /\\ x  <
                         2
                ==================
                """);
        try (Oracle oracle = Oracle.loadWorld(
                module, "SPECIFICATION Spec\nINVARIANTS BothInv OddInv PartialInv SmallInv TypeOK\n")) {
            State state = oracle.initialStates().get(0);
            assertEquals(List.of("SmallInv", "RestInv: y = {3}", "x < 2"), oracle.falseConjuncts(state, "BothInv"));
            assertEquals(List.of(), oracle.falseConjuncts(state, "TypeOK"), "it holds");
            assertEquals(List.of(), oracle.falseConjuncts(state, "SmallInv"), "no conjunction");
            assertEquals(List.of(), oracle.falseConjuncts(state, "RestInv"), "not in the cfg");
            assertEquals(List.of("y = {}"), oracle.falseConjuncts(state, "PartialInv"), "the rest has no value");
        }
    }

    /** A search stops at the first state that it looks for, also where the specification has no end, and gives a shortest run. */
    @Test
    void findsAShortestRun(@TempDir Path folder) throws IOException {
        Path module = Files.writeString(folder.resolve("M.tla"), """
                ---- MODULE M ----
                EXTENDS Naturals
                VARIABLE x
                Init == x = 0
                One == x' = x + 1
                Two == x' = x + 2
                Next == One \\/ Two
                Spec == Init /\\ [][Next]_x
                SmallInv == x < 5
                ==================
                """);
        try (Oracle oracle = Oracle.loadWorld(module, "SPECIFICATION Spec\nINVARIANT SmallInv\n")) {
            List<Step> run = StateGraph.shortestRun(
                            oracle, state -> !oracle.invariants(state).get("SmallInv"))
                    .orElseThrow();
            assertEquals(3, run.size());
            assertEquals(
                    Optional.of(List.of()),
                    StateGraph.shortestRun(oracle, state -> state.get("x").equals(0)));
        }
    }
}
