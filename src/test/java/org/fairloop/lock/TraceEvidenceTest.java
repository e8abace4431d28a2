package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces of real runs tell the broken twins from the shipped lock. */
@Timeout(300)
class TraceEvidenceTest {

    /** The shipped lock passes the check that is to kill the twins. */
    @Test
    void theShippedLockPasses() {
        TraceEvidence.Result result = new TraceEvidence().judge(RFifoLock::new);
        assertEquals(Optional.empty(), result.kill());
        assertFalse(result.ending().hung());
        assertEquals(List.of(), result.ending().failures());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NoNestingCheck",
                "NonReentrantTryLock",
                "TicketKeptWhenNesting",
                "CallbackOnce",
                "CallbackEscapes",
                "WaitOutsideMutex",
                "IfForWhile",
                "UnfairGrant",
                "BargingTryLock",
                "TimidTryLock",
                "KickingTryLock",
                "NonOwnerRelease",
                "InnerUnlockAdvances",
                "SignalOne",
                "NoSignal"
            })
    void twins(String twin) {
        System.out.println(twin + " " + new TraceEvidence().judge(BrokenRFifoLock.twin(twin)));
    }
}
