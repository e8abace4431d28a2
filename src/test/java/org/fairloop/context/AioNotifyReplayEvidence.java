package org.fairloop.context;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;

/**
 * The replay of {@link AioNotify}: every transition of the worlds of one poller, and random walks through the world of two
 * pollers, which has too many; tried on its twins.
 */
final class AioNotifyReplayEvidence implements Evidence, AutoCloseable {

    /** The worlds that are replayed as a whole. */
    static final List<String> WORLDS = List.of("Waker", "Scheduler");

    private static final int WALKS = 150;

    private static final int STEPS = 200;

    private static final long SEED = 20150720;

    private final List<StateGraph> graphs = new ArrayList<>();

    private final Oracle walked = load("Safety_TwoPollers_Sequential");

    AioNotifyReplayEvidence() {
        for (String world : WORLDS) {
            try (Oracle oracle = load("Replay_" + world)) {
                graphs.add(StateGraph.explore(oracle));
            }
        }
    }

    private static Oracle load(String world) {
        return Oracle.load(
                Path.of("model-check/MCAioNotify.tla"),
                Path.of("model-check/MCAioNotify_" + world + ".cfg"),
                Path.of("spec"));
    }

    static Function<State, Subject> subjects(BrokenAioNotify.Maker maker) {
        return initial -> new AioNotifySubject(maker, initial);
    }

    /** Replays a world as a whole. */
    Replay.Report replay(BrokenAioNotify.Maker maker, int world) {
        return new Replay(graphs.get(world), subjects(maker)).run();
    }

    /** The names of all actions that the world of two pollers can take: nobody schedules there, and there are no buffers. */
    Set<String> actions() {
        Set<String> names = new TreeSet<>();
        walked.actions().stream().map(Action::name).forEach(names::add);
        names.removeAll(Set.of("ReachMemory", "Schedule", "SeeFlag", "Callback"));
        return names;
    }

    /**
     * Walks at random, the same way each time.
     *
     * @return the names of the actions taken
     * @throws Run.Mismatch if the code departs from the specification
     */
    Set<String> walk(BrokenAioNotify.Maker maker) {
        Set<String> taken = new TreeSet<>();
        State initial = walked.initialStates().get(0);
        for (int walk = 0; walk < WALKS; walk++) {
            Random random = new Random(SEED + walk);
            try (Run run = new Run(initial, subjects(maker).apply(initial))) {
                for (int i = 0; i < STEPS; i++) {
                    List<Step> enabled = walked.steps(run.state());
                    Step step = enabled.get(random.nextInt(enabled.size()));
                    taken.add(step.action().name());
                    run.take(step);
                }
            }
        }
        return taken;
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        BrokenAioNotify.Maker maker = BrokenAioNotify.twin(twin);
        List<Run.Mismatch> found = new ArrayList<>();
        for (int world = 0; world < graphs.size(); world++) {
            int it = world;
            mismatch(() -> replay(maker, it)).ifPresent(found::add);
        }
        if (found.isEmpty()) {
            mismatch(() -> walk(maker)).ifPresent(found::add);
        }
        return found.stream()
                .min(Comparator.comparing(Run.Mismatch::steps))
                .map(mismatch -> new Kill(mismatch.found(), mismatch.steps()));
    }

    private static Optional<Run.Mismatch> mismatch(Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (Run.Mismatch mismatch) {
            return Optional.of(mismatch);
        }
    }

    @Override
    public void close() {
        walked.close();
    }
}
