package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.Schedule;
import org.fairloop.bridge.Step;

/**
 * Interleavings of two loops, two callers, their workers and the descriptor, generated, beside the specification.
 *
 * <p>{@code -Djqwik.tries.default=N} says how many are tried. A failure prints the shortest schedule that fails, its
 * lanes, jqwik's seed, and the command that runs the schedule again.
 */
class AioContextInterleavingTest {

    private static final AioContextInterleavingEvidence EVIDENCE = new AioContextInterleavingEvidence();

    /** The kick of the one who waits comes just before the owner sleeps; the other has to be told anew (exhibit M10). */
    private static final String KICKED_BEFORE_ITS_SLEEP = """
            Acquire(l1) Poll(l1) Prepare(l1) Acquire(c1) Contend(c1) Acquire(l2) Sleep(l1)
            Return(l1) Look(l1) Accept(l1) RunBottomHalves(l1) EndPoll(l1) Release(l1) ComeIn(c1) Submit(c1) Poll(c1)
            """;

    /** Those that generated schedules come to only a few times in a thousand: a request that comes too late... */
    private static final String TOO_LATE_TO_SUBMIT = "Acquire(c1) Close(c2) SubmitFails(c1)";

    /** ...and a system call that returns for no reason. */
    private static final String STIRRED = "Acquire(l1) Poll(l1) Prepare(l1) Sleep(l1) Stir(l1) Look(l1) Prepare(l1)";

    /** What every release must pass, whatever is generated. */
    private static final List<String> KNOWN = List.of(KICKED_BEFORE_ITS_SLEEP, TOO_LATE_TO_SUBMIT, STIRRED);

    private final Map<String, Integer> actions = new TreeMap<>();
    private int schedules;
    private long steps;
    private int mostQueued;

    @Provide
    Arbitrary<Schedule> schedules() {
        return AioContextInterleavingEvidence.schedules();
    }

    /** Whatever the threads do and in whatever order, the context is at each stop in the state that the specification says. */
    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void followsTheSpecification(@ForAll("schedules") Schedule schedule) {
        try {
            List<Step> taken = EVIDENCE.run(schedule);
            schedules++;
            steps += taken.size();
            for (Step step : taken) {
                actions.merge(step.action().name(), 1, Integer::sum);
                mostQueued = Math.max(mostQueued, ((List<?>) step.to().get("queue")).size());
            }
        } catch (Run.Mismatch first) {
            Run.Mismatch mismatch =
                    EVIDENCE.shortestFailure(SteppedAioContext::new, schedule).orElse(first);
            throw new AssertionError(mismatch.getMessage() + "\nRun this schedule again:\n"
                    + "  mvn test -Dtest=AioContextInterleavingTest#oneSchedule '-Dschedule=" + EVIDENCE.text(mismatch)
                    + "'\n");
        }
    }

    /** Counts what was tried; with hundreds of schedules every action must be among it or the known ones, and all in the queue. */
    @AfterProperty
    void report() {
        if (schedules == 0) {
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "AioContext, 2 loops, 2 callers, 2 holds: %,d schedules, %,d steps, %d of %d actions, up to %d queued; actions %s%n",
                schedules,
                steps,
                actions.size(),
                EVIDENCE.actions().size(),
                mostQueued,
                actions);
        if (schedules >= 500) {
            Set<String> tried = new TreeSet<>(actions.keySet());
            KNOWN.forEach(it ->
                    Collections.addAll(tried, it.replaceAll("\\([^)]*\\)", "").split("\\s+")));
            assertEquals(EVIDENCE.actions(), tried);
            assertEquals(4, mostQueued);
        }
    }

    /** A schedule given as text: the one that a failure has printed, or else those that every release must pass. */
    @Example
    void oneSchedule() {
        String given = System.getProperty("schedule");
        List<String> schedules = given == null ? KNOWN : List.of(given);
        for (String schedule : schedules) {
            assertEquals(schedule.strip().split("\\s+").length, EVIDENCE.run(schedule));
        }
    }

    @AfterContainer
    static void close() {
        EVIDENCE.close();
    }
}
