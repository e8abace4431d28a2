package org.fairloop.context;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.fairloop.bridge.Action;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.State;
import org.fairloop.bridge.StateGraph;
import org.fairloop.bridge.Subject;
import org.fairloop.modelcheck.Cfg;

/** The replay of every transition of some small worlds, tried on the twins of {@link AioContext}. */
final class AioContextReplayEvidence implements Evidence {

    /** The worlds that are replayed: {@code model-check/MCAioContext_Replay….cfg}. */
    enum World {
        /** A channel, and two holds. */
        CHANNEL("_Channel"),
        /** A notifier. */
        NOTIFIER(""),
        /** A caller closes the context beside another. */
        CLOSING("_Closing"),
        /** Handlers that poll and close, in the poll of a caller. */
        CLOSING_IN_HANDLER("_ClosingInHandler"),
        /** Two loops whose handlers poll. */
        HANDLERS_READ("_HandlersRead"),
        /** Three loops. */
        THREE_THREADS("_ThreeThreads");

        private final Path cfg;

        World(String suffix) {
            cfg = Path.of("model-check/MCAioContext_Replay" + suffix + ".cfg");
        }

        private Oracle oracle() {
            return Oracle.load(Path.of("model-check/MCAioContext.tla"), cfg, Path.of("spec"));
        }

        private Cfg cfg() {
            try {
                return Cfg.read(cfg);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Map<World, StateGraph> graphs = new EnumMap<>(World.class);
    private final Set<String> actions = new TreeSet<>();

    AioContextReplayEvidence() {
        for (World world : World.values()) {
            try (Oracle oracle = world.oracle()) {
                graphs.put(world, StateGraph.explore(oracle));
                oracle.actions().stream().map(Action::name).forEach(actions::add);
            }
        }
    }

    /** All actions of the specification. */
    Set<String> actions() {
        return actions;
    }

    /** The transitions of a world. */
    StateGraph graph(World world) {
        return graphs.get(world);
    }

    /** The replay of the shipped class or a twin. */
    Replay replay(World world, BrokenAioContext.Maker maker) {
        return new Replay(graph(world), subjects(world.cfg(), maker));
    }

    /** The shipped class or a twin, in an initial state of a world. */
    static Function<State, Subject> subjects(Cfg world, BrokenAioContext.Maker maker) {
        boolean isChannel = "TRUE".equals(world.constants().get("IsChannel"));
        return initial -> new AioContextSubject(maker, isChannel, initial);
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return tryToKill(BrokenAioContext.twin(twin));
    }

    /** Tries the worlds until one kills. */
    Optional<Kill> tryToKill(BrokenAioContext.Maker maker) {
        for (World world : World.values()) {
            try {
                replay(world, maker).run();
            } catch (Run.Mismatch mismatch) {
                return Optional.of(new Kill(mismatch.found(), mismatch.steps()));
            }
        }
        return Optional.empty();
    }
}
