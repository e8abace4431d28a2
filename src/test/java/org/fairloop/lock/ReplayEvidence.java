package org.fairloop.lock;

import java.nio.file.Path;
import java.util.Optional;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.StateGraph;

/** The replay of every transition, tried on the twins of {@link RFifoLock}. */
final class ReplayEvidence implements Evidence {

    private final StateGraph graph;

    ReplayEvidence() {
        try (Oracle oracle = oracle()) {
            graph = StateGraph.explore(oracle);
        }
    }

    /** The world that is replayed. */
    private static Oracle oracle() {
        return Oracle.load(
                Path.of("model-check/MCRFifoLock.tla"), Path.of("model-check/MCRFifoLock_Safety.cfg"), Path.of("spec"));
    }

    /** The replay of the shipped class or a twin. */
    Replay replay(BrokenRFifoLock.Maker maker, int firstTicket) {
        return new Replay(graph, initial -> new RFifoLockSubject(maker, initial, firstTicket));
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Optional<Kill> tryToKill(String twin) {
        try {
            replay(BrokenRFifoLock.twin(twin), RFifoLockSubject.SOON_ZERO).run();
            return Optional.empty();
        } catch (Run.Mismatch mismatch) {
            return Optional.of(new Kill(mismatch.found(), mismatch.steps()));
        }
    }
}
