package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.StateGraph;
import org.junit.jupiter.api.Test;

/** Every transition of the specification, executed on the shipped class by real threads. */
class RFifoLockReplayTest {

    /** For each transition of three threads with two holds, the lock comes to the state that the specification says. */
    @Test
    void everyTransition() {
        try (Oracle oracle = Oracle.load(
                Path.of("model-check/MCRFifoLock.tla"),
                Path.of("model-check/MCRFifoLock_Safety.cfg"),
                Path.of("spec"))) {
            StateGraph graph = StateGraph.explore(oracle);
            Replay.Report report = new Replay(graph, RFifoLockSubject::shipped).run();
            System.out.println("RFifoLock, 3 threads, 2 holds: " + report);
            assertEquals(9_132, report.executed());
            assertEquals(report.transitions(), report.executed());
        }
    }
}
