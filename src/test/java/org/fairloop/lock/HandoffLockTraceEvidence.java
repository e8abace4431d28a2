package org.fairloop.lock;

import java.nio.file.Path;
import org.fairloop.bridge.RecordedEvidence;

/**
 * Trace validation as evidence on the twins of {@link HandoffLock}: an uncontrolled run is not a behaviour of the specification.
 *
 * <p>Blind spots. It judges what the recorder shows, only runs that happen, and what the two stops of a step leave open in its
 * favour. A run that hangs, or in which a thread ends by an exception, is a behaviour as far as it goes.
 */
final class HandoffLockTraceEvidence extends RecordedEvidence<RecordedHandoffRun.Ending> {

    HandoffLockTraceEvidence() {
        super(25);
    }

    @Override
    protected Result<RecordedHandoffRun.Ending> run(String twin, long seed) {
        RecordedHandoffRun run = new RecordedHandoffRun(3, 60, 2, seed);
        return judge(Path.of("model-check"), Path.of("spec"), file -> run.record(BrokenHandoffLock.twin(twin), file));
    }
}
