package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fairloop.bridge.Replay;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every transition of the specification, executed on the shipped class by real threads. */
class AioContextReplayTest {

    private static AioContextReplayEvidence evidence;

    @BeforeAll
    static void explore() {
        evidence = new AioContextReplayEvidence();
    }

    /** For each transition of a loop and a caller that nests, the context comes to the state that the specification says. */
    @Test
    void everyTransition() {
        Replay.Report report = evidence.replay(SteppedAioContext::new).run();
        System.out.println("AioContext, 1 loop, 1 caller, 2 holds, " + evidence.states() + " states: " + report);
        assertEquals(1_802, evidence.states());
        assertEquals(report.transitions(), report.executed());
    }
}
