package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.fairloop.bridge.Lanes;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.State;
import org.fairloop.bridge.StateGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The design, before there is any code: every state of a finite world keeps the invariants, and a broken one does not. */
class BoundedBufferModelTest {

    private static boolean isBad(Oracle oracle, State state) {
        return oracle.invariants(state).containsValue(false);
    }

    /** In all states of the world of the design every invariant holds. */
    @Test
    void theDesignKeepsItsInvariants() {
        try (Oracle oracle = World.load("MCBoundedBuffer")) {
            StateGraph graph = StateGraph.explore(oracle);
            assertTrue(graph.states().stream().noneMatch(state -> isBad(oracle, state)));
            assertEquals(828, graph.states().size());
        }
    }

    /** A shortest run to a state that has lost an invariant, as text. */
    private static Optional<String> firstFailure(Oracle oracle) {
        return StateGraph.shortestRun(oracle, state -> isBad(oracle, state)).map(run -> {
            State bad = run.get(run.size() - 1).to();
            List<Lanes.Row> rows = run.stream()
                    .map(step -> new Lanes.Row(step.action(), step.to().values()))
                    .toList();
            return String.join(" ", oracle.invariants(bad).keySet()) + " is violated:\n"
                    + Lanes.print(run.get(0).from().values(), rows);
        });
    }

    /** Each twin loses the invariant that its configuration names, by the run that the course shows. */
    @ParameterizedTest
    @ValueSource(strings = {"WrongCondition", "IfForWhile"})
    void aTwinDoesNot(String twin) {
        try (Oracle oracle = World.load("MCBoundedBuffer_Broken_" + twin)) {
            World.assertSeen(
                    twin + "-model.txt",
                    firstFailure(oracle).orElseThrow(() -> new AssertionError(twin + " keeps its invariant")));
        }
    }

    /** If no wait ended spuriously, an if for the while would do no harm with one producer, and with two it would. */
    @Test
    void anIfNeedsTwoProducersOrASpuriousWakeUp() {
        String[] world = {"  MayGoOn <- BrokenIfForWhile", "  WakeSpuriously <- Never", "INVARIANT CapacityInv"};
        try (Oracle oracle = World.load(List.of("p1"), List.of("c1", "c2"), 1, world)) {
            assertEquals(Optional.empty(), firstFailure(oracle));
        }
        try (Oracle oracle = World.load(List.of("p1", "p2"), List.of("c1"), 1, world)) {
            World.assertSeen(
                    "IfForWhile-two-producers.txt", firstFailure(oracle).orElseThrow());
        }
    }
}
