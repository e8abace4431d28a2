package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.lock.RFifoLockSubject.Call;
import org.fairloop.modelcheck.Casts;
import org.fairloop.modelcheck.Layout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        Replay.Report report = run(evidence.replay(RFifoLock::new, firstTicket));
        System.out.println("RFifoLock, 3 threads, 2 holds, first ticket " + firstTicket + ": " + report);
        assertEquals(9_132, report.executed());
        assertEquals(report.transitions(), report.executed());
        assertEquals(Set.of("ticket"), report.hidden().keySet(), "not compared: a local");
    }

    /** So it does where each of them may give up: those that can be interrupted, and those whose time ends. */
    @ParameterizedTest
    @CsvSource({
        RFifoLockSubject.SOON_ZERO + ", TIMED, INTERRUPTIBLE",
        RFifoLockSubject.SOON_OVERFLOW + ", INTERRUPTIBLE, TIMED"
    })
    void everyTransitionGivingUp(int firstTicket, Call second, Call others) {
        Replay.Report report = run(evidence.replayGivingUp(RFifoLock::new, firstTicket, second, others));
        System.out.printf(
                "RFifoLock, 3 threads that may give up, t2 is %s, the others are %s: %s%n", second, others, report);
        assertEquals(10_656, report.executed());
        assertEquals(report.transitions(), report.executed());
        assertEquals(Set.of("ticket"), report.hidden().keySet(), "not compared: a local");
    }

    private static Replay.Report run(Replay replay) {
        try {
            return replay.run();
        } catch (Run.Mismatch mismatch) {
            throw mismatch.withPage(
                    "RFifoLock-replay", Casts.read(Layout.ofThisProject()).of("RFifoLock"));
        }
    }
}
