package org.fairloop.lock;

import org.fairloop.modelcheck.TwinsOf;

/** What can be tried on the twins of the lock. */
public final class LockTwins {

    private LockTwins() {}

    /**
     * The twins of {@link RFifoLock}.
     *
     * @return what can be tried on them
     */
    public static TwinsOf ofRFifoLock() {
        return new TwinsOf("RFifoLock", BrokenRFifoLock.class)
                .fast("replay", ReplayEvidence::new)
                .slow("interleavings", InterleavingEvidence::new)
                .slow(
                        "lincheck",
                        () -> new LincheckEvidence(
                                (check, twin) -> RFifoLockChecks.ALL.get(check).run(RFifoLockChecks.onTwin(twin))))
                .slow("trace", TraceEvidence::new)
                .fast("contract", ContractEvidence::new);
    }
}
