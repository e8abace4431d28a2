package org.fairloop.context;

import java.util.List;
import org.fairloop.lock.LincheckEvidence;
import org.fairloop.modelcheck.KillTableContract;
import org.fairloop.modelcheck.TlcEvidence;

/** The broken twins of {@link AioContext}. */
class AioContextKillTableTest extends KillTableContract {

    AioContextKillTableTest() {
        super(
                "AioContext",
                List.of(BrokenAioContext.class),
                List.of(
                        new TlcEvidence(),
                        new AioContextReplayEvidence(),
                        new AioContextInterleavingEvidence(),
                        new LincheckEvidence(
                                (check, twin) -> AioContextChecks.ALL.get(check).run(AioContextChecks.onTwin(twin))),
                        new AioContextContractEvidence()));
    }
}
