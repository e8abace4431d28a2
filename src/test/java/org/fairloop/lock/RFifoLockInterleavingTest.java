package org.fairloop.lock;

import net.jqwik.api.lifecycle.AfterContainer;

/** {@link RFifoLock} in generated interleavings. */
class RFifoLockInterleavingTest extends LockInterleavings {

    private static final InterleavingEvidence EVIDENCE = InterleavingEvidence.ofRFifoLock();

    /** Two waiters are woken by one release, and the one that is not next calls back again. */
    private static final String BOTH_LOOK_AGAIN = """
            EnterLock(t1) TakeTicket(t1) Leave(t1)
            EnterLock(t2) TakeTicket(t2) Contend(t2) Await(t2)
            EnterLock(t3) TakeTicket(t3) ContendThrows(t3) Await(t3)
            EnterUnlock(t1) ReleaseOutermost(t1) Leave(t1)
            Retake(t3) LookAgain(t3) Contend(t3) Await(t3)
            Retake(t2) LookAgain(t2) Leave(t2)
            """;

    RFifoLockInterleavingTest() {
        super(EVIDENCE, BOTH_LOOK_AGAIN);
    }

    @AfterContainer
    static void close() {
        EVIDENCE.close();
    }
}
