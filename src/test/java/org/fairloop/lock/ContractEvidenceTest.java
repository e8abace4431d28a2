package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What kills the twins (see KillMatrixTest) spares the lock that they are twins of. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // the last resort; see TestThreads
class ContractEvidenceTest {

    /** The suite passes on the shipped class when that runs on the mutex that the twins run on. */
    @Test
    void sparesTheShippedClass() {
        assertEquals(Optional.empty(), ContractEvidence.run(RFifoLock::new, test -> true));
    }
}
