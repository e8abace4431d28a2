package org.fairloop.context;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Schedule;
import org.fairloop.bridge.Tries;

/** Generated interleavings of bottom halves, timers and notifiers, see {@link CallbacksPlay}, tried on the twins. */
final class CallbacksInterleavingEvidence implements Evidence {

    private static final int TRIES = 500;
    private static final int LONGEST = 300;
    private static final int ALTERNATIVES = 1_000;

    static Arbitrary<Schedule> schedules() {
        Arbitrary<Schedule.Choice> choices = Combinators.combine(
                        Arbitraries.frequency(Tuple.of(10, 0), Tuple.of(3, 1), Tuple.of(3, 2), Tuple.of(1, 3)),
                        Arbitraries.integers()
                                .between(0, ALTERNATIVES - 1)
                                .withDistribution(RandomDistribution.uniform()))
                .as(Schedule.Choice::new);
        return choices.list()
                .ofMaxSize(LONGEST)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(Schedule::new);
    }

    /** The shortest failure that can be made of a schedule, if it fails. */
    static Optional<CallbacksPlay.Found> shortestFailure(
            BrokenAioContext.Maker maker, Schedule schedule, Consumer<String> tally) {
        return schedule.shortestFailure(CallbacksPlay.LANES.size(), it -> CallbacksPlay.failure(maker, it, tally));
    }

    @Override
    public String name() {
        return "interleavings";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return tryToKill(BrokenAioContext.twin(twin));
    }

    static Optional<Kill> tryToKill(BrokenAioContext.Maker maker) {
        return Tries.firstFailure(
                        TRIES,
                        List.of(schedules()),
                        (number, schedule) -> shortestFailure(maker, schedule, ignored -> {}))
                .map(it -> new Kill(it.violation(), it.schedule().choices().size()));
    }
}
