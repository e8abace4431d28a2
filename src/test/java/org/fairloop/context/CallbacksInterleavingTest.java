package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import org.fairloop.bridge.Schedule;

/**
 * Interleavings of a loop that polls and threads that schedule, cancel, delete, arm, disarm and set, generated: B1 to B4, T1, T2,
 * H1 and H2, see {@link CallbacksPlay}.
 *
 * <p>{@code -Djqwik.tries.default=N} says how many are tried. A failure prints the shortest schedule that fails, its
 * lanes, jqwik's seed, and the command that runs the schedule again.
 */
class CallbacksInterleavingTest {

    private final Map<String, Integer> calls = new TreeMap<>();
    private int schedules;

    @Provide
    Arbitrary<Schedule> schedules() {
        return CallbacksInterleavingEvidence.schedules();
    }

    /** Whatever the threads ask for and whenever they do, the loop calls that and nothing else. */
    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void callsWhatIsAskedFor(@ForAll("schedules") Schedule schedule) {
        check(schedule);
        schedules++;
    }

    private void check(Schedule schedule) {
        Optional<CallbacksPlay.Found> found = CallbacksInterleavingEvidence.shortestFailure(
                SteppedAioContext::new, schedule, call -> calls.merge(call, 1, Integer::sum));
        if (found.isPresent()) {
            throw new AssertionError(
                    found.get().violation() + "\n" + found.get().lanes() + "Run this schedule again:\n"
                            + "  mvn test -Dtest=CallbacksInterleavingTest#oneSchedule '-Dschedule="
                            + found.get().schedule() + "'\n");
        }
    }

    /** Counts what was tried; with hundreds of schedules all kinds of callbacks must be among it, also in nested polls. */
    @AfterProperty
    void report() {
        if (schedules == 0) {
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "Callbacks, 1 loop, 2 other threads, 2 bottom halves, timers and notifiers: %,d schedules, calls %s%n",
                schedules,
                calls);
        if (schedules >= 500) {
            assertEquals(Set.of("Asked 1", "Asked 2", "Alarm 1", "Alarm 2", "Signal 1", "Signal 2"), calls.keySet());
        }
    }

    /** A schedule given as text: the one that a failure has printed, or else one in which a bottom half runs. */
    @Example
    void oneSchedule() {
        String text = System.getProperty("schedule", "1.0 0.0 0.0 1.0 0.0");
        assertEquals(text, Schedule.of(text).toString());
        check(Schedule.of(text));
    }
}
