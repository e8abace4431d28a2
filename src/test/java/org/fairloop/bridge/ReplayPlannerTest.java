package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is a set of real paths that leaves no transition out. */
class ReplayPlannerTest {

    @TempDir
    Path folder;

    private StateGraph graph(String module) throws IOException {
        Files.writeString(folder.resolve("M.tla"), module);
        Files.writeString(folder.resolve("M.cfg"), "SPECIFICATION Spec\n");
        try (Oracle oracle = Oracle.load(folder.resolve("M.tla"), folder.resolve("M.cfg"))) {
            return StateGraph.explore(oracle);
        }
    }

    private static void assertCovers(StateGraph graph, List<List<Step>> paths) {
        Set<Step> covered = new HashSet<>();
        for (List<Step> path : paths) {
            assertTrue(graph.initialStates().contains(path.get(0).from()));
            for (int i = 1; i < path.size(); i++) {
                assertEquals(path.get(i - 1).to(), path.get(i).from());
            }
            covered.addAll(path);
        }
        assertEquals(new HashSet<>(graph.transitions()), covered);
    }

    /** Dead ends, several initial states, two successors of one action, and two actions with one successor. */
    @Test
    void coversWithRestarts() throws IOException {
        StateGraph graph = graph("""
                ---- MODULE M ----
                EXTENDS Naturals
                VARIABLE x
                Init == x \\in {0, 10}
                Split == x = 0 /\\ x' \\in {1, 2}
                Left == x \\in {1, 2} /\\ x' = 3
                Right == x \\in {1, 2} /\\ x' = 3
                Other == x = 10 /\\ x' = 2
                Next == Split \\/ Left \\/ Right \\/ Other
                Spec == Init /\\ [][Next]_x
                ==================
                """);
        assertEquals(5, graph.states().size());
        assertEquals(7, graph.transitions().size());
        List<List<Step>> paths = ReplayPlanner.cover(graph);
        assertCovers(graph, paths);
        assertEquals(4, paths.size()); // state 3 is a dead end with four ways into it
    }

    /** Where every state can be reached from every other, one path is enough. */
    @Test
    void coversACycleInOnePath() throws IOException {
        StateGraph graph = graph("""
                ---- MODULE M ----
                EXTENDS Naturals
                VARIABLE x
                Up == x' = (x + 1) % 5
                Down == x' = (x + 4) % 5
                Spec == x = 0 /\\ [][Up \\/ Down]_x
                ==================
                """);
        assertEquals(10, graph.transitions().size());
        List<List<Step>> paths = ReplayPlanner.cover(graph);
        assertCovers(graph, paths);
        assertEquals(1, paths.size());
    }
}
