package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.lock.FifoLock;
import org.fairloop.modelcheck.Casts;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.TwinCatalogue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every transition of the specification, executed on the shipped class by real threads. */
class AioContextReplayTest {

    private static AioContextReplayEvidence evidence;

    @BeforeAll
    static void explore() {
        evidence = new AioContextReplayEvidence();
    }

    /** For each transition of a loop and a caller that nests, the context comes to the state that the specification says. */
    @Test
    void everyTransition() {
        Replay.Report report;
        try {
            report = evidence.replay(SteppedAioContext::new).run();
        } catch (Run.Mismatch mismatch) {
            throw mismatch.withPage(
                    "AioContext-replay", Casts.read(Layout.ofThisProject()).of("AioContext"));
        }
        System.out.println("AioContext, 1 loop, 1 caller, 2 holds: " + report);
        assertEquals(6_947, report.executed());
        assertEquals(report.transitions(), report.executed());
    }

    /** Each twin with a half in Java is killed by the replay, and for the reason that the catalogue gives. */
    @ParameterizedTest
    @MethodSource("twins")
    void twinIsKilled(String twin, String by) {
        Evidence.Kill kill =
                evidence.tryToKill(twin, by).orElseThrow(() -> new AssertionError("the replay does not kill " + twin));
        System.out.println(twin + " is killed by the replay: " + kill.found());
        assertTrue(kill.found().contains(by), () -> "killed, but not by \"" + by + "\": " + kill.found());
    }

    /** The flag alone ends no sleep that has begun: the poller has to be woken up, too. */
    @Test
    void flagWithoutPollerWakeupIsKilled() {
        Evidence.Kill kill = evidence.tryToKill(FlagOnly::new).orElseThrow();
        assertTrue(kill.found().contains("the poller has not been woken up, and sleeps on"), kill::found);
    }

    /** What only Java can do wrong: the flag is set, but the poller sleeps on. */
    private static final class FlagOnly extends SteppedAioContext {
        FlagOnly(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void wakePoller() {}
    }

    /** Each half in Java is in the catalogue, and the replay is to kill it. */
    @Test
    void bothHalvesAreThere() {
        Set<String> inJava = new HashSet<>();
        for (Class<?> nested : BrokenAioContext.class.getDeclaredClasses()) {
            if (AioContext.class.isAssignableFrom(nested)) {
                inJava.add(nested.getName().replace('$', '.'));
            }
        }
        Set<String> listed = new HashSet<>();
        TwinCatalogue.read(Layout.ofThisProject()).of("AioContext").forEach(twin -> {
            if (twin.kills().containsKey("replay")) {
                listed.add(twin.java().type());
            }
        });
        assertEquals(inJava, listed);
        assertTrue(listed.size() >= 8);
    }

    static List<Arguments> twins() {
        return TwinCatalogue.read(Layout.ofThisProject()).of("AioContext").stream()
                .filter(twin -> twin.kills().containsKey("replay"))
                .map(twin -> Arguments.of(twin.twin(), twin.kills().get("replay")))
                .toList();
    }
}
