package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.fairloop.bridge.Replay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The specification of the handshake without store buffers, executed on the shipped class by real threads; on its twins: KillMatrixTest. */
class AioNotifyReplayTest {

    private static AioNotifyReplayEvidence evidence;

    @BeforeAll
    static void explore() {
        evidence = new AioNotifyReplayEvidence();
    }

    @AfterAll
    static void close() {
        evidence.close();
    }

    /** For each transition of a poller and a notifier, the class comes to the state that the specification says. */
    @ParameterizedTest
    @CsvSource({"0, 1848", "1, 3758"})
    void everyTransition(int world, int transitions) {
        Replay.Report report = evidence.replay(SteppedAioNotify::new, world);
        System.out.println("AioNotify, 1 poller, " + AioNotifyReplayEvidence.WORLDS.get(world) + ": " + report);
        assertEquals(transitions, report.executed());
        assertEquals(report.transitions(), report.executed());
        assertEquals(Set.of("buffer", "owed"), report.hidden().keySet());
        assertEquals(1, report.hidden().get("buffer"), "there are no store buffers");
    }

    /** Two pollers and a waker go their ways, in which each action is taken. */
    @Test
    void twoPollers() {
        assertEquals(evidence.actions(), evidence.walk(SteppedAioNotify::new));
    }
}
