package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.fairloop.bridge.Evidence.Kill;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lincheck finds nothing against {@link RFifoLock}, and kills its twins with the same options. */
class RFifoLockLincheckTest {

    static Set<String> checks() {
        return RFifoLockChecks.ALL.keySet();
    }

    /** The shipped class passes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    void passes(String check) {
        RFifoLockChecks.ALL.get(check).run(RFifoLock::new);
    }

    /** The check that states what a twin breaks fails on it, and in that way. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "NoNestingCheck, sections in the model, ManagedDeadlockFailure",
        "NonReentrantTryLock, calls in the model, IncorrectResultsFailure",
        "TicketKeptWhenNesting, sections in the model, ManagedDeadlockFailure",
        "CallbackOnce, kick, ManagedLivelockFailure", // the owner's loop around park, which may return for no reason
        "CallbackEscapes, throwing callback, L9: the callback's exception came out of lock()",
        "WaitOutsideMutex, sections in the model, ManagedDeadlockFailure",
        "IfForWhile, sections in the model, IllegalMonitorStateException",
        "UnfairGrant, order of grants, IncorrectResultsFailure",
        "BargingTryLock, no barging, IncorrectResultsFailure",
        "TimidTryLock, calls in the model, IncorrectResultsFailure",
        "KickingTryLock, calls in the model, IncorrectResultsFailure",
        "NonOwnerRelease, calls in the model, IncorrectResultsFailure",
        "InnerUnlockAdvances, sections in the model, ManagedDeadlockFailure",
        "SignalOne, kick, ManagedLivelockFailure",
        "NoSignal, sections in the model, ManagedDeadlockFailure",
    })
    void kills(String twin, String check, String failure) {
        Optional<Kill> kill = LincheckEvidence.run(check, LincheckEvidence.onTwin(twin));
        assertTrue(kill.isPresent(), () -> check + " passes on " + twin);
        assertTrue(kill.get().found().contains(failure), () -> kill.get().found());
    }
}
