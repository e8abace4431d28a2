package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Replay;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.TwinCatalogue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The specification of the handshake without store buffers, executed on the shipped class by real threads. */
class AioNotifyReplayTest {

    private static AioNotifyReplayEvidence evidence;

    @BeforeAll
    static void explore() {
        evidence = new AioNotifyReplayEvidence();
    }

    @AfterAll
    static void close() {
        evidence.close();
    }

    /** For each transition of a poller and a notifier, the class comes to the state that the specification says. */
    @ParameterizedTest
    @CsvSource({"0, 1848", "1, 3372"})
    void everyTransition(int world, int transitions) {
        Replay.Report report = evidence.replay(SteppedAioNotify::new, world);
        System.out.println("AioNotify, 1 poller, " + AioNotifyReplayEvidence.WORLDS.get(world) + ": " + report);
        assertEquals(transitions, report.executed());
        assertEquals(report.transitions(), report.executed());
    }

    /** Two pollers and a waker go their ways, in which each action is taken. */
    @Test
    void twoPollers() {
        assertEquals(evidence.actions(), evidence.walk(SteppedAioNotify::new));
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

    /** Each half in Java is in the catalogue, and the replay is to kill it. */
    @Test
    void bothHalvesAreThere() {
        Set<String> inJava = new HashSet<>();
        for (Class<?> nested : BrokenAioNotify.class.getDeclaredClasses()) {
            if (AioNotify.class.isAssignableFrom(nested)) {
                inJava.add(nested.getName().replace('$', '.'));
            }
        }
        Set<String> listed = new HashSet<>();
        TwinCatalogue.read(Layout.ofThisProject()).of("AioNotify").forEach(twin -> {
            if (twin.kills().containsKey("replay")) {
                listed.add(twin.java().type());
            }
        });
        assertEquals(inJava, listed);
        assertTrue(listed.size() >= 6);
    }

    static List<Arguments> twins() {
        return TwinCatalogue.read(Layout.ofThisProject()).of("AioNotify").stream()
                .filter(twin -> twin.kills().containsKey("replay"))
                .map(twin -> Arguments.of(twin.twin(), twin.kills().get("replay")))
                .toList();
    }
}
