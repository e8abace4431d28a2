package org.fairloop.lock;

import java.nio.file.Path;
import java.util.Optional;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.StateGraph;

/** The replay of every transition, tried on the twins of {@link HandoffLock}. */
final class HandoffLockReplayEvidence implements Evidence {

    private final StateGraph twoThreads = explore("MCHandoffLock_Replay.cfg");

    private final StateGraph threeThreads = explore("MCHandoffLock_Replay_ThreeThreads.cfg");

    private static StateGraph explore(String world) {
        Path folder = Path.of("model-check");
        try (Oracle oracle = Oracle.load(folder.resolve("MCHandoffLock.tla"), folder.resolve(world), Path.of("spec"))) {
            return StateGraph.explore(oracle);
        }
    }

    /** The replay of the shipped class or a twin by two threads. */
    Replay byTwoThreads(BrokenHandoffLock.Maker maker) {
        return new Replay(twoThreads, initial -> new HandoffLockSubject(maker, initial));
    }

    /** The replay of the shipped class or a twin by three threads, which only lock and unlock. */
    Replay byThreeThreads(BrokenHandoffLock.Maker maker) {
        return new Replay(threeThreads, initial -> new HandoffLockSubject(maker, initial));
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        try {
            byTwoThreads(BrokenHandoffLock.twin(twin)).run();
            byThreeThreads(BrokenHandoffLock.twin(twin)).run();
            return Optional.empty();
        } catch (Run.Mismatch mismatch) {
            return Optional.of(new Kill(mismatch.found(), mismatch.steps()));
        }
    }
}
