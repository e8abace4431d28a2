package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.modelcheck.Casts;
import org.fairloop.modelcheck.Layout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every transition of the specification, executed on the shipped class by real threads. */
class RFifoLockReplayTest {

    private static ReplayEvidence evidence;

    @BeforeAll
    static void explore() {
        evidence = new ReplayEvidence();
    }

    /**
     * For each transition of three threads with two holds, the lock comes to the state that the specification says, also
     * where Java's counters pass through zero, and where they overflow.
     */
    @ParameterizedTest
    @ValueSource(ints = {RFifoLockSubject.SOON_ZERO, RFifoLockSubject.SOON_OVERFLOW})
    void everyTransition(int firstTicket) {
        Replay.Report report;
        try {
            report = evidence.replay(RFifoLock::new, firstTicket).run();
        } catch (Run.Mismatch mismatch) {
            throw mismatch.withPage(
                    "RFifoLock-replay", Casts.read(Layout.ofThisProject()).of("RFifoLock"));
        }
        System.out.println("RFifoLock, 3 threads, 2 holds, first ticket " + firstTicket + ": " + report);
        assertEquals(9_132, report.executed());
        assertEquals(report.transitions(), report.executed());
    }
}
