package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.fairloop.bridge.Evidence.Kill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract suite can fail: it kills the twins, and not the lock that they are twins of. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // the last resort; see TestThreads
class ContractEvidenceTest {

    /** The suite passes on the shipped class when that runs on the mutex that the twins run on. */
    @Test
    void sparesTheShippedClass() {
        assertEquals(Optional.empty(), ContractEvidence.run(RFifoLock::new, test -> true));
    }

    /** The test that states what a twin breaks fails on it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "NoNestingCheck, nests",
        "NonReentrantTryLock, tryLockTakesWhatIsFreeOrOwned",
        "TicketKeptWhenNesting, nests",
        "CallbackOnce, callsBackForANewOwner",
        "CallbackEscapes, survivesACallbackThatThrows",
        "WaitOutsideMutex, releaseDuringTheCallbackIsNotLost",
        "IfForWhile, callsBackForANewOwner",
        "UnfairGrant, aNewcomerQueuesBehindTheReservation",
        "BargingTryLock, aReservedLockIsNotTaken",
        "TimidTryLock, tryLockTakesWhatIsFreeOrOwned",
        "KickingTryLock, tryLockLeavesAHeldLockAlone",
        "NonOwnerRelease, refusesReleaseByAnother",
        "InnerUnlockAdvances, onlyTheLastReleaseFrees",
        "SignalOne, callsBackForANewOwner",
        "NoSignal, onlyTheLastReleaseFrees",
    })
    void kills(String twin, String test) {
        Optional<Kill> kill = ContractEvidence.run(BrokenRFifoLock.twin(twin), test::equals);
        assertTrue(kill.isPresent(), () -> test + " passes on " + twin);
        System.out.println(twin + ": " + kill.get().found());
    }
}
