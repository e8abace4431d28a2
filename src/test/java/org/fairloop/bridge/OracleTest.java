package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
}
