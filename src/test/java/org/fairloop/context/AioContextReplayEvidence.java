package org.fairloop.context;

import java.nio.file.Path;
import java.util.Optional;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.StateGraph;

/** The replay of every transition, tried on the twins of {@link AioContext}. */
final class AioContextReplayEvidence implements Evidence {

    private final StateGraph graph;

    AioContextReplayEvidence() {
        try (Oracle oracle = oracle()) {
            graph = StateGraph.explore(oracle);
        }
    }

    /** The world that is replayed. */
    private static Oracle oracle() {
        return Oracle.load(
                Path.of("model-check/MCAioContext.tla"),
                Path.of("model-check/MCAioContext_Replay.cfg"),
                Path.of("spec"));
    }

    /** The replay of the shipped class or a twin. */
    Replay replay(BrokenAioContext.Maker maker) {
        return new Replay(graph, initial -> new AioContextSubject(maker, initial));
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return tryToKill(BrokenAioContext.twin(twin));
    }

    Optional<Kill> tryToKill(BrokenAioContext.Maker maker) {
        try {
            replay(maker).run();
            return Optional.empty();
        } catch (Run.Mismatch mismatch) {
            return Optional.of(new Kill(mismatch.found(), mismatch.steps()));
        }
    }
}
