package org.fairloop.context;

import java.util.List;
import org.fairloop.lock.LincheckEvidence;
import org.fairloop.modelcheck.KillTableContract;
import org.fairloop.modelcheck.TlcEvidence;

/** The broken twins of what {@link AioContext} dispatches: {@code spec/Callbacks.tla}. */
class CallbacksKillTableTest extends KillTableContract {

    CallbacksKillTableTest() {
        super(
                "Callbacks",
                List.of(BrokenCallbacks.class),
                List.of(
                        new TlcEvidence(),
                        new AioContextReplayEvidence(),
                        new CallbacksInterleavingEvidence(),
                        new LincheckEvidence(
                                (check, twin) -> AioContextChecks.ALL.get(check).run(AioContextChecks.onTwin(twin))),
                        new AioContextContractEvidence()));
    }
}
