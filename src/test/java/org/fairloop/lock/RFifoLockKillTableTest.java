package org.fairloop.lock;

import java.util.List;
import org.fairloop.modelcheck.KillTableContract;
import org.fairloop.modelcheck.TlcEvidence;

/** The broken twins of {@link RFifoLock}. */
class RFifoLockKillTableTest extends KillTableContract {

    RFifoLockKillTableTest() {
        super(
                "RFifoLock",
                List.of(BrokenRFifoLock.class),
                List.of(
                        new TlcEvidence(),
                        new ReplayEvidence(),
                        new InterleavingEvidence(),
                        new LincheckEvidence(
                                (check, twin) -> RFifoLockChecks.ALL.get(check).run(RFifoLockChecks.onTwin(twin))),
                        new TraceEvidence(),
                        new ContractEvidence()));
    }
}
