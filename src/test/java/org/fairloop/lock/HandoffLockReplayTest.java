package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.fairloop.bridge.Replay;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every transition of the specification, executed on the shipped class by real threads. */
class HandoffLockReplayTest {

    private static HandoffLockReplayEvidence evidence;

    @BeforeAll
    static void explore() {
        evidence = new HandoffLockReplayEvidence();
    }

    /** For each transition of two threads with two holds, the lock comes to the state that the specification says. */
    @Test
    void everyTransitionOfTwoThreads() {
        Replay.Report report = evidence.byTwoThreads(SteppedHandoffLock::new).run();
        System.out.println("HandoffLock, 2 threads, 2 holds: " + report);
        assertEquals(4_480, report.executed());
        assertEquals(report.transitions(), report.executed());
        assertHidden(report);
    }

    /** So it does for each transition of three threads of which two queue up behind the third. */
    @Test
    void everyTransitionOfThreeThreads() {
        Replay.Report report = evidence.byThreeThreads(SteppedHandoffLock::new).run();
        System.out.println("HandoffLock, 3 threads, 1 hold: " + report);
        assertEquals(10_292, report.executed());
        assertEquals(report.transitions(), report.executed());
        assertHidden(report);
    }

    /** What is not compared: there are no store buffers, and the others are locals. */
    private static void assertHidden(Replay.Report report) {
        assertEquals(Set.of("buffer", "grantee", "next"), report.hidden().keySet());
        assertEquals(1, report.hidden().get("buffer"));
    }
}
