package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.fairloop.bridge.LanesPage;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.Schedule;
import org.fairloop.bridge.Step;
import org.fairloop.modelcheck.Casts;
import org.fairloop.modelcheck.Layout;

/**
 * Interleavings of two to six threads on a lock, generated, beside its specification.
 *
 * <p>{@code -Djqwik.tries.default=N} says how many are tried. A failure prints the shortest schedule that fails, its
 * lanes, jqwik's seed, and the command that runs the schedule again.
 */
abstract class LockInterleavings {

    private final InterleavingEvidence evidence;
    private final String always;
    private final Set<String> actions = new TreeSet<>();
    private int schedules;
    private long steps;
    private int mostAsleep;

    /**
     * Makes the test.
     *
     * @param evidence the lock, shared by all tries
     * @param always a schedule of three threads that every release of the lock must pass
     */
    LockInterleavings(InterleavingEvidence evidence, String always) {
        this.evidence = evidence;
        this.always = always;
    }

    @Provide
    Arbitrary<Schedule> schedules() {
        return evidence.schedules();
    }

    /** Whatever the threads do and in whatever order, the lock is at each stop in the state that the specification says. */
    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void followsTheSpecification(
            @ForAll @IntRange(min = InterleavingEvidence.LEAST_THREADS, max = InterleavingEvidence.MOST_THREADS)
                    int threads,
            @ForAll("schedules") Schedule schedule) {
        try {
            List<Step> taken = evidence.run(threads, schedule);
            schedules++;
            steps += taken.size();
            for (Step step : taken) {
                actions.add(step.action().name());
                mostAsleep = Math.max(mostAsleep, asleep(step));
            }
        } catch (Run.Mismatch first) {
            Run.Mismatch mismatch = evidence.shortestFailure(threads, schedule).orElse(first);
            String page = LanesPage.seeIt(
                    evidence.of() + "-interleaving",
                    mismatch.behaviour().with(Casts.read(Layout.ofThisProject()).of(evidence.of())));
            throw new AssertionError(mismatch.getMessage() + "\n" + page + "\nRun this schedule again:\n"
                    + "  mvn test -Dtest=" + getClass().getSimpleName() + "#oneSchedule -Dthreads=" + threads
                    + " '-Dschedule=" + evidence.text(threads, mismatch) + "'\n");
        }
    }

    private static int asleep(Step step) {
        return Collections.frequency(step.to().function("pc").values(), "asleep");
    }

    /** Counts what was tried; with hundreds of schedules every action must be among it, and a full queue. */
    @AfterProperty
    void report() {
        if (schedules == 0) {
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%s, 2 to 6 threads, 3 holds: %,d schedules, %,d steps, %d of %d actions, up to %d asleep%n",
                evidence.of(),
                schedules,
                steps,
                actions.size(),
                evidence.actions().size(),
                mostAsleep);
        if (schedules >= 500) {
            assertEquals(new TreeSet<>(evidence.actions()), actions);
            // All, where the one that has been granted the lock has yet to wake up.
            assertTrue(mostAsleep >= InterleavingEvidence.MOST_THREADS - 1, () -> "asleep at most: " + mostAsleep);
        }
    }

    /** A schedule given as text: the one that a failure has printed, or else one that every release of the lock must pass. */
    @Example
    void oneSchedule() {
        String schedule = System.getProperty("schedule", always);
        int length = evidence.run(Integer.getInteger("threads", 3), schedule);
        assertEquals(schedule.strip().split("\\s+").length, length);
    }
}
