package org.fairloop.lock;

import java.nio.file.Path;
import java.util.Optional;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.StateGraph;
import org.fairloop.lock.RFifoLockSubject.Call;

/** The replay of every transition, tried on the twins of {@link RFifoLock}. */
final class ReplayEvidence implements Evidence {

    private final StateGraph graph = explore("MCRFifoLock_Safety.cfg");

    private final StateGraph givingUp = explore("MCRFifoLock_Replay_GivingUp.cfg");

    private static StateGraph explore(String world) {
        Path folder = Path.of("model-check");
        try (Oracle oracle = Oracle.load(folder.resolve("MCRFifoLock.tla"), folder.resolve(world), Path.of("spec"))) {
            return StateGraph.explore(oracle);
        }
    }

    /** The replay of the shipped class or a twin by threads that wait until their turn comes. */
    Replay replay(BrokenRFifoLock.Maker maker, int firstTicket) {
        return new Replay(graph, initial -> new RFifoLockSubject(maker, initial, firstTicket));
    }

    /**
     * The replay of the shipped class or a twin by threads that may give up.
     *
     * @param second how the second thread calls lock()
     * @param others how the others do
     */
    Replay replayGivingUp(BrokenRFifoLock.Maker maker, int firstTicket, Call second, Call others) {
        return new Replay(
                givingUp,
                initial -> new RFifoLockSubject(
                        maker, initial, firstTicket, thread -> thread.equals("t2") ? second : others));
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        try {
            BrokenRFifoLock.Maker maker = BrokenRFifoLock.twin(twin);
            replay(maker, RFifoLockSubject.SOON_ZERO).run();
            replayGivingUp(maker, RFifoLockSubject.SOON_ZERO, Call.TIMED, Call.INTERRUPTIBLE)
                    .run();
            return Optional.empty();
        } catch (Run.Mismatch mismatch) {
            return Optional.of(new Kill(mismatch.found(), mismatch.steps()));
        }
    }
}
