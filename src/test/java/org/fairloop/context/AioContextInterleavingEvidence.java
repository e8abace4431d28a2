package org.fairloop.context;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.fairloop.bridge.Action;
import org.fairloop.bridge.Behaviour;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.Schedule;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;
import org.fairloop.bridge.Tries;

/**
 * Generated interleavings of two loops, two callers, their workers and the descriptor, beside the specification in a world
 * that is larger than those that are replayed; tried on the twins of {@link AioContext}.
 */
final class AioContextInterleavingEvidence implements Evidence, AutoCloseable {

    private static final int TRIES = 500;
    private static final int LONGEST = 700;

    /** How often somebody closes, of some 480 choices. Closing is the end of nearly everything. */
    private static final int SELDOM = 1;

    /** Often enough for what goes wrong while others are under way. */
    private static final int OFTEN = 12;

    private static final List<String> THREADS = List.of("l1", "l2", "c1", "c2", Behaviour.NO_THREAD);

    /** What a thread, or whatever is none, may do next. */
    private static final List<Set<String>> KINDS = List.of(
            Set.of(
                    "ComeIn",
                    "Submit",
                    "SubmitFails",
                    "Poll",
                    "Glance",
                    "Prepare",
                    "Return",
                    "Look",
                    "Accept",
                    "RunBottomHalves",
                    "RunHandler",
                    "EndPoll",
                    "Finish",
                    "Release",
                    "Announce",
                    "CloseAsOwner"),
            Set.of("Acquire", "AcquireAgain"),
            Set.of("Contend"),
            Set.of("SleepInQueue", "WakeInQueue"),
            Set.of("Sleep", "Stir"),
            Set.of("Become"),
            Set.of("Complete", "WakeUp"),
            Set.of("Close"));

    private final Schedule.World world = new Schedule.World(load(), THREADS, KINDS);

    /** For the shipped class, of which every action is to be seen, also those of who comes too late. */
    static Arbitrary<Schedule> schedules() {
        return Arbitraries.frequencyOf(Tuple.of(3, schedules(SELDOM)), Tuple.of(1, schedules(OFTEN)));
    }

    /** Long schedules, since most choices cannot be taken: the owner mostly goes on, and so do the workers. */
    private static Arbitrary<Schedule> schedules(int closing) {
        Arbitrary<Integer> alternatives = Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(240, 0),
                                Tuple.of(80, 1),
                                Tuple.of(60, 2),
                                Tuple.of(40, 3),
                                Tuple.of(60, 4),
                                Tuple.of(closing, 7)),
                        Arbitraries.integers().between(0, 3))
                .as(AioContextInterleavingEvidence::alternative);
        Arbitrary<Integer> happenings = Combinators.combine(
                        Arbitraries.frequency(Tuple.of(1, 5), Tuple.of(4, 6)),
                        Arbitraries.integers().between(0, 3))
                .as(AioContextInterleavingEvidence::alternative);
        Arbitrary<Schedule.Choice> choices = Arbitraries.integers()
                .between(0, THREADS.size() - 1)
                .flatMap(thread -> (thread < THREADS.size() - 1 ? alternatives : happenings)
                        .map(alternative -> new Schedule.Choice(thread, alternative)));
        return choices.list()
                .ofMaxSize(LONGEST)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(Schedule::new);
    }

    private static int alternative(int kind, int number) {
        return kind + KINDS.size() * number;
    }

    /**
     * Runs the shipped context by a schedule.
     *
     * @return the steps taken
     * @throws Run.Mismatch if the context departs from the specification
     */
    List<Step> run(Schedule schedule) {
        return schedule.follow(world, subjects(SteppedAioContext::new));
    }

    /** The shortest failure that can be made of a schedule, if it fails. */
    Optional<Run.Mismatch> shortestFailure(BrokenAioContext.Maker maker, Schedule schedule) {
        return schedule.shortestFailure(world, subjects(maker));
    }

    private static Function<State, Subject> subjects(BrokenAioContext.Maker maker) {
        return initial -> new AioContextSubject(maker, true, initial);
    }

    /**
     * Runs the shipped context by the text form of a schedule.
     *
     * @return the number of steps taken
     */
    int run(String schedule) {
        State initial = world.oracle().initialStates().get(0);
        try (Run run = new Run(initial, subjects(SteppedAioContext::new).apply(initial))) {
            run.take(world.oracle(), schedule);
            return run.length();
        }
    }

    /** The text form of the schedule of a failure. */
    String text(Run.Mismatch mismatch) {
        return mismatch.schedule(world.oracle());
    }

    /** The names of all actions of the specification that somebody takes in this world. */
    Set<String> actions() {
        Set<String> actions =
                world.oracle().actions().stream().map(Action::name).collect(Collectors.toSet());
        actions.remove("Rest"); // changes nothing
        return actions;
    }

    private static Oracle load() {
        return Oracle.loadWorld(Path.of("model-check/MCAioContext.tla"), """
                        SPECIFICATION Spec
                        CONSTANTS
                          Loops = {l1, l2}
                          Callers = {c1, c2}
                          Nobody = Nobody
                          MaxHolds = 2
                          IsChannel = TRUE
                          HandlersRead = TRUE
                          MayClose = TRUE
                        """, Path.of("spec"));
    }

    @Override
    public String name() {
        return "interleavings";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return tryToKill(BrokenAioContext.twin(twin));
    }

    Optional<Kill> tryToKill(BrokenAioContext.Maker maker) {
        return Tries.firstFailure(
                        TRIES,
                        List.of(schedules(SELDOM), schedules(OFTEN)),
                        (number, schedule) -> shortestFailure(maker, schedule))
                .map(mismatch -> new Kill(mismatch.found(), mismatch.steps()));
    }

    @Override
    public void close() {
        world.oracle().close();
    }
}
