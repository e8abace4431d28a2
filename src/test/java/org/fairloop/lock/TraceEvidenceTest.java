package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fairloop.bridge.RecordedEvidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of real runs tell the broken twins from the shipped lock. */
class TraceEvidenceTest {

    /** The shipped lock passes the check that is to kill the twins. */
    @Test
    void theShippedLockPasses() {
        var result = TraceEvidence.judge(RFifoLock::new);
        assertEquals(Optional.empty(), result.kill());
        assertFalse(result.ending().hung());
        assertEquals(List.of(), result.ending().failures());
    }

    /** A call that answers without taking the mutex leaves no event, so that a trace cannot show that it is wrong. */
    @Test
    void isBlindForNonReentrantTryLock() {
        var result = TraceEvidence.judge(BrokenRFifoLock.twin("NonReentrantTryLock"));
        assertEquals(Optional.empty(), result.kill());
        System.out.println("trace, NonReentrantTryLock: " + TraceEvidence.inWords(result));
    }

    /** A run in which nobody is left to wake the sleepers ends and says so. */
    @Test
    void aRunThatHangsEnds(@TempDir Path folder) {
        var ending =
                new RecordedRun(4, 500, 3, 0, 1).record(BrokenRFifoLock.twin("NoSignal"), folder.resolve("hung.trace"));
        assertTrue(ending.hung(), ending::toString);
    }

    /** A hang alone is no kill: what happened before it was allowed. */
    @Test
    void aHangIsNoVerdict() {
        var hung = new RecordedRun.Ending(12, 0, true, List.of());
        assertEquals(
                "no verdict: the run hung after 12 events, all of them allowed",
                TraceEvidence.inWords(new RecordedEvidence.Result<>(Optional.empty(), hung)));
    }
}
