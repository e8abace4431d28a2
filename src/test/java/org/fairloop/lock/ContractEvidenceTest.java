package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What kills the twins (see KillMatrixTest) spares the locks that they are twins of. */
class ContractEvidenceTest {

    /** The suite passes on {@link RFifoLock} when that runs on the mutex that the twins run on. */
    @Test
    void sparesRFifoLock() {
        assertEquals(
                Optional.empty(),
                ContractEvidence.run(() -> new ContractEvidence.OfRFifoLock(RFifoLock::new), test -> true));
    }

    /** The suite passes on {@link HandoffLock} when that does not spin, as the twins do not. */
    @Test
    void sparesHandoffLock() {
        assertEquals(
                Optional.empty(),
                ContractEvidence.run(() -> new ContractEvidence.OfHandoffLock(SteppedHandoffLock::new), test -> true));
    }
}
