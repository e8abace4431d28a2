package org.fairloop.lock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 * Generated interleavings of two to six threads on a lock, beside its specification in worlds that are larger than those that
 * can be explored; tried on the twins of the lock.
 */
final class InterleavingEvidence implements Evidence, AutoCloseable {

    static final int LEAST_THREADS = 2;
    static final int MOST_THREADS = 6;

    private static final int TRIES = 500;
    private static final int LONGEST = 1_000;

    /**
     * A lock and its specification.
     *
     * @param name the name of both
     * @param bounds the constants of the world, apart from the threads and nobody, a line each
     * @param kinds what a thread may do next, with how often that is chosen
     * @param untaken the actions that nobody takes in this world
     * @param shipped the shipped class, in an initial state
     * @param twins a twin, by its name
     */
    record Lock(
            String name,
            List<String> bounds,
            Map<Set<String>, Integer> kinds,
            Set<String> untaken,
            Function<State, Subject> shipped,
            Function<String, Function<State, Subject>> twins) {}

    private final Lock lock;
    private final List<Set<String>> alternatives;
    private final Map<Integer, Schedule.World> worlds = new HashMap<>();

    private InterleavingEvidence(Lock lock) {
        this.lock = lock;
        this.alternatives = List.copyOf(lock.kinds().keySet());
    }

    /** A thread goes on with a call, begins one, wakes from its sleep for no reason, or gives up. */
    static InterleavingEvidence ofRFifoLock() {
        Map<Set<String>, Integer> kinds = new LinkedHashMap<>();
        kinds.put(
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
                12);
        kinds.put(Set.of("EnterLock"), 4);
        kinds.put(Set.of("EnterUnlock"), 2);
        kinds.put(Set.of("EnterTryLock"), 1);
        kinds.put(Set.of("ContendThrows"), 2);
        kinds.put(Set.of("WakeSpuriously"), 1);
        kinds.put(Set.of("Abandon"), 2);
        return new InterleavingEvidence(new Lock(
                "RFifoLock",
                List.of("MaxHolds = 3", "TicketModulus = 8", "Hasty = {t2, t4, t6}"),
                kinds,
                Set.of(),
                onRFifoLock(RFifoLock::new),
                twin -> onRFifoLock(BrokenRFifoLock.twin(twin))));
    }

    private static Function<State, Subject> onRFifoLock(BrokenRFifoLock.Maker maker) {
        return initial -> new RFifoLockSubject(maker, initial, RFifoLockSubject.SOON_ZERO, InterleavingEvidence::locks);
    }

    /** How a thread calls lock(): every second one may give up. */
    private static RFifoLockSubject.Call locks(String thread) {
        return switch (thread) {
            case "t2", "t6" -> RFifoLockSubject.Call.INTERRUPTIBLE;
            case "t4" -> RFifoLockSubject.Call.TIMED;
            default -> RFifoLockSubject.Call.LOCK;
        };
    }

    /** A thread goes on with a call, begins one, loses a permit, wakes for no reason, or gives up. */
    static InterleavingEvidence ofHandoffLock() {
        Map<Set<String>, Integer> kinds = new LinkedHashMap<>();
        kinds.put(
                Set.of(
                        "Enqueue",
                        "Contend",
                        "Announce",
                        "SeeGrant",
                        "Park",
                        "Wake",
                        "StandUp",
                        "Abandon",
                        "Stay",
                        "ComeIn",
                        "Own",
                        "Return",
                        "Grant",
                        "LetGo",
                        "Unpark",
                        "WakeNext"),
                16);
        kinds.put(Set.of("TakeFree", "Reenter", "TakeTicket"), 4);
        kinds.put(Set.of("ReleaseInner", "ReleaseFree", "ReleaseToNext"), 4);
        kinds.put(Set.of("TryLockFails"), 1);
        kinds.put(Set.of("ReleaseFails"), 1);
        kinds.put(Set.of("ContendThrows"), 2);
        kinds.put(Set.of("LosePermit"), 1);
        kinds.put(Set.of("WakeSpuriously"), 1);
        kinds.put(Set.of("GiveUp"), 2);
        return new InterleavingEvidence(new Lock(
                "HandoffLock",
                List.of("MaxHolds = 3", "Buffered = FALSE"),
                kinds,
                Set.of("ReachMemory"), // there are no buffers
                onHandoffLock(SteppedHandoffLock::new),
                twin -> onHandoffLock(BrokenHandoffLock.twin(twin))));
    }

    static Function<State, Subject> onHandoffLock(BrokenHandoffLock.Maker maker) {
        return initial -> new HandoffLockSubject(maker, initial);
    }

    /** Long schedules, since most choices cannot be taken: threads mostly go on with what they have begun. */
    Arbitrary<Schedule> schedules() {
        List<Tuple.Tuple2<Integer, Integer>> weights = new ArrayList<>();
        for (int kind = 0; kind < alternatives.size(); kind++) {
            weights.add(Tuple.of(lock.kinds().get(alternatives.get(kind)), kind));
        }
        Arbitrary<Schedule.Choice> choices = Combinators.combine(
                        Arbitraries.integers().between(0, MOST_THREADS - 1), Arbitraries.frequency(weights))
                .as(Schedule.Choice::new);
        return choices.list()
                .ofMaxSize(LONGEST)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(Schedule::new);
    }

    /**
     * The name of the lock and its specification.
     *
     * @return the name
     */
    String of() {
        return lock.name();
    }

    /**
     * Runs the shipped lock by a schedule.
     *
     * @return the steps taken
     * @throws Run.Mismatch if the lock departs from the specification
     */
    List<Step> run(int threads, Schedule schedule) {
        return schedule.follow(world(threads), lock.shipped());
    }

    /** The shortest failure that can be made of a schedule, if the shipped lock fails by it. */
    Optional<Run.Mismatch> shortestFailure(int threads, Schedule schedule) {
        return schedule.shortestFailure(world(threads), lock.shipped());
    }

    /**
     * Runs the shipped lock by the text form of a schedule.
     *
     * @return the number of steps taken
     */
    int run(int threads, String schedule) {
        Oracle oracle = world(threads).oracle();
        State initial = oracle.initialStates().get(0);
        try (Run run = new Run(initial, lock.shipped().apply(initial))) {
            run.take(oracle, schedule);
            return run.length();
        }
    }

    /** The text form of the schedule of a failure. */
    String text(int threads, Run.Mismatch mismatch) {
        return mismatch.schedule(world(threads).oracle());
    }

    /** The names of all actions of the specification that somebody takes in this world. */
    Set<String> actions() {
        return world(LEAST_THREADS).oracle().actions().stream()
                .map(Action::name)
                .filter(action -> !lock.untaken().contains(action))
                .collect(Collectors.toSet());
    }

    private Schedule.World world(int threads) {
        return worlds.computeIfAbsent(
                threads, key -> new Schedule.World(load(threads), names(threads).toList(), alternatives));
    }

    private static Stream<String> names(int threads) {
        return IntStream.rangeClosed(1, threads).mapToObj(i -> "t" + i);
    }

    private Oracle load(int threads) {
        return Oracle.loadWorld(
                Path.of("model-check/MC" + lock.name() + ".tla"),
                """
                        SPECIFICATION Spec
                        CONSTANTS
                          Threads = {%s}
                          Nobody = Nobody
                          %s
                        """.formatted(names(threads).collect(Collectors.joining(", ")), String.join("\n  ", lock.bounds())),
                Path.of("spec"));
    }

    @Override
    public String name() {
        return "interleavings";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        Function<State, Subject> subjects = lock.twins().apply(twin);
        return Tries.firstFailure(TRIES, List.of(schedules()), (number, schedule) -> {
                    int threads = LEAST_THREADS + number % (MOST_THREADS - LEAST_THREADS + 1);
                    return schedule.shortestFailure(world(threads), subjects);
                })
                .map(mismatch -> new Kill(mismatch.found(), mismatch.steps()));
    }

    @Override
    public void close() {
        worlds.values().forEach(world -> world.oracle().close());
        worlds.clear();
    }
}
