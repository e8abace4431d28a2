package org.fairloop.lock;

import net.jqwik.api.lifecycle.AfterContainer;

/** {@link HandoffLock} in generated interleavings, in which waiters give up, too. */
class HandoffLockInterleavingTest extends LockInterleavings {

    private static final InterleavingEvidence EVIDENCE = InterleavingEvidence.ofHandoffLock();

    /** One gives up between the two ahead of whom and behind whom somebody waits; its late wake comes to nobody. */
    private static final String ONE_LEAVES = """
            TakeFree(t1)
            TakeTicket(t2) Enqueue(t2) Contend(t2) Announce(t2) Park(t2)
            TakeTicket(t3) Enqueue(t3) ContendThrows(t3) Announce(t3) Park(t3)
            ReleaseToNext(t1) Grant(t1) LetGo(t1)
            WakeSpuriously(t3) StandUp(t3) GiveUp(t3) Abandon(t3) Return(t3)
            Unpark(t1) WakeNext(t1)
            Wake(t2) SeeGrant(t2) ComeIn(t2) Own(t2) ReleaseFree(t2)
            """;

    HandoffLockInterleavingTest() {
        super(EVIDENCE, ONE_LEAVES);
    }

    @AfterContainer
    static void close() {
        EVIDENCE.close();
    }
}
