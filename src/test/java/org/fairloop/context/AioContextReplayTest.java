package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.context.AioContextReplayEvidence.World;
import org.fairloop.modelcheck.Casts;
import org.fairloop.modelcheck.Layout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every transition of the specification, executed on the shipped class by real threads. */
class AioContextReplayTest {

    private static AioContextReplayEvidence evidence;

    @BeforeAll
    static void explore() {
        evidence = new AioContextReplayEvidence();
    }

    /** For each transition of each world, the context comes to the state that the specification says. */
    @ParameterizedTest
    @CsvSource({
        "CLOSING_IN_HANDLER, 1570",
        "CHANNEL, 4738",
        "CLOSING, 8940",
        "NOTIFIER, 5533",
        "HANDLERS_READ, 4608",
        "THREE_THREADS, 8764",
    })
    void everyTransition(World world, int transitions) {
        Replay.Report report;
        try {
            report = evidence.replay(world, SteppedAioContext::new).run();
        } catch (Run.Mismatch mismatch) {
            throw mismatch.withPage(
                    "AioContext-replay", Casts.read(Layout.ofThisProject()).of("AioContext"));
        }
        System.out.println("AioContext, " + world + ": " + report);
        assertEquals(transitions, report.executed());
        assertEquals(report.transitions(), report.executed());
        assertEquals(Map.of("outcome", 1), report.hidden(), "not compared: it never changes");
    }

    /** Every action of the specification is replayed in one of the worlds. */
    @Test
    void everyAction() {
        Set<String> missing = new TreeSet<>(evidence.actions());
        for (World world : World.values()) {
            evidence.graph(world)
                    .transitions()
                    .forEach(step -> missing.remove(step.action().name()));
        }
        assertEquals(Set.of(), missing);
        assertTrue(evidence.actions().contains("CloseAsOwner"), () -> "all actions: " + evidence.actions());
    }

    /** Each slip of {@link SlippedAioContext} is killed, and for the reason that is named here. */
    @ParameterizedTest
    @CsvSource({
        "FlagOnly, 'the poller has not been woken up, and sleeps on'",
        "DeafToBottomHalves, Prepare(",
        "DeafToNotifiers, RunHandler(",
        "SleepsOnce, Look(",
        "AcceptsLate, Glance(",
        "HearsFlagOnly, Prepare(",
    })
    void slipIsKilled(String slip, String by) {
        Evidence.Kill kill = evidence.tryToKill(SlippedAioContext.slip(slip))
                .orElseThrow(() -> new AssertionError("the replay does not kill " + slip));
        System.out.println(slip + " is killed by the replay: " + kill.found());
        assertTrue(kill.found().contains(by), kill::found);
    }
}
