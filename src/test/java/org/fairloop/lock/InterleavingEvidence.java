package org.fairloop.lock;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.fairloop.bridge.Action;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.Schedule;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;
import org.fairloop.bridge.Tries;

/**
 * Generated interleavings of two to six threads, beside the specification in worlds that are larger than those that can
 * be explored; tried on the twins of {@link RFifoLock}.
 */
final class InterleavingEvidence implements Evidence, AutoCloseable {

    static final int LEAST_THREADS = 2;
    static final int MOST_THREADS = 6;

    private static final int TRIES = 500;
    private static final int LONGEST = 1_000;

    /** What a thread may do next: go on with a call, begin one, or wake from its sleep for no reason. */
    private static final List<Set<String>> ALTERNATIVES = List.of(
            Set.of(
                    "Reenter",
                    "TakeTicket",
                    "Contend",
                    "Await",
                    "Retake",
                    "LookAgain",
                    "TryLockSucceeds",
                    "TryLockFails",
                    "ReleaseInner",
                    "ReleaseOutermost",
                    "ReleaseFails",
                    "Leave"),
            Set.of("EnterLock"),
            Set.of("EnterUnlock"),
            Set.of("EnterTryLock"),
            Set.of("ContendThrows"),
            Set.of("WakeSpuriously"));

    private final Map<Integer, Schedule.World> worlds = new HashMap<>();

    /** Long schedules, since most choices cannot be taken: threads mostly go on with what they have begun. */
    static Arbitrary<Schedule> schedules() {
        Arbitrary<Schedule.Choice> choices = Combinators.combine(
                        Arbitraries.integers().between(0, MOST_THREADS - 1),
                        Arbitraries.frequency(
                                Tuple.of(12, 0),
                                Tuple.of(4, 1),
                                Tuple.of(2, 2),
                                Tuple.of(1, 3),
                                Tuple.of(2, 4),
                                Tuple.of(1, 5)))
                .as(Schedule.Choice::new);
        return choices.list()
                .ofMaxSize(LONGEST)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(Schedule::new);
    }

    /**
     * Runs the shipped lock by a schedule.
     *
     * @return the steps taken
     * @throws Run.Mismatch if the lock departs from the specification
     */
    List<Step> run(int threads, Schedule schedule) {
        return schedule.follow(world(threads), subjects(RFifoLock::new));
    }

    /** The shortest failure that can be made of a schedule, if it fails. */
    Optional<Run.Mismatch> shortestFailure(BrokenRFifoLock.Maker maker, int threads, Schedule schedule) {
        return schedule.shortestFailure(world(threads), subjects(maker));
    }

    private static Function<State, Subject> subjects(BrokenRFifoLock.Maker maker) {
        return initial -> new RFifoLockSubject(maker, initial, RFifoLockSubject.SOON_ZERO);
    }

    /**
     * Runs the shipped lock by the text form of a schedule.
     *
     * @return the number of steps taken
     */
    int run(int threads, String schedule) {
        Oracle oracle = world(threads).oracle();
        State initial = oracle.initialStates().get(0);
        try (Run run = new Run(initial, subjects(RFifoLock::new).apply(initial))) {
            run.take(oracle, schedule);
            return run.length();
        }
    }

    /** The text form of the schedule of a failure. */
    String text(int threads, Run.Mismatch mismatch) {
        return mismatch.schedule(world(threads).oracle());
    }

    /** The names of all actions of the specification. */
    Set<String> actions() {
        return world(LEAST_THREADS).oracle().actions().stream()
                .map(Action::name)
                .collect(Collectors.toSet());
    }

    private Schedule.World world(int threads) {
        return worlds.computeIfAbsent(
                threads, key -> new Schedule.World(load(threads), names(threads).toList(), ALTERNATIVES));
    }

    private static Stream<String> names(int threads) {
        return IntStream.rangeClosed(1, threads).mapToObj(i -> "t" + i);
    }

    private static Oracle load(int threads) {
        return Oracle.loadWorld(
                Path.of("model-check/MCRFifoLock.tla"),
                """
                        SPECIFICATION Spec
                        CONSTANTS
                          Threads = {%s}
                          Nobody = Nobody
                          MaxHolds = 3
                          TicketModulus = 8
                        """.formatted(names(threads).collect(Collectors.joining(", "))),
                Path.of("spec"));
    }

    @Override
    public String name() {
        return "interleavings";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        BrokenRFifoLock.Maker maker = BrokenRFifoLock.twin(twin);
        return Tries.firstFailure(
                        TRIES,
                        List.of(schedules()),
                        (number, schedule) -> shortestFailure(
                                maker, LEAST_THREADS + number % (MOST_THREADS - LEAST_THREADS + 1), schedule))
                .map(mismatch -> new Kill(mismatch.found(), mismatch.steps()));
    }

    @Override
    public void close() {
        worlds.values().forEach(world -> world.oracle().close());
        worlds.clear();
    }
}
