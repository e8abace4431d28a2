package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Replay;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.TwinCatalogue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every transition of the specification, executed on the shipped class by real threads. */
class HandoffLockReplayTest {

    private static HandoffLockReplayEvidence evidence;

    @BeforeAll
    static void explore() {
        evidence = new HandoffLockReplayEvidence();
    }

    /** For each transition of two threads with two holds, the lock comes to the state that the specification says. */
    @Test
    void everyTransitionOfTwoThreads() {
        Replay.Report report = evidence.byTwoThreads(SteppedHandoffLock::new).run();
        System.out.println("HandoffLock, 2 threads, 2 holds: " + report);
        assertEquals(4_480, report.executed());
        assertEquals(report.transitions(), report.executed());
    }

    /** So it does for each transition of three threads of which two queue up behind the third. */
    @Test
    void everyTransitionOfThreeThreads() {
        Replay.Report report = evidence.byThreeThreads(SteppedHandoffLock::new).run();
        System.out.println("HandoffLock, 3 threads, 1 hold: " + report);
        assertEquals(10_704, report.executed());
        assertEquals(report.transitions(), report.executed());
    }

    /** Each twin is killed by the replay, and for the reason that the catalogue gives. */
    @ParameterizedTest
    @MethodSource("twins")
    void twinIsKilled(String twin, String by) {
        Evidence.Kill kill =
                evidence.tryToKill(twin, by).orElseThrow(() -> new AssertionError("the replay does not kill " + twin));
        System.out.println(twin + " is killed by the replay: " + kill.found());
        assertTrue(kill.found().contains(by), () -> "killed, but not by \"" + by + "\": " + kill.found());
    }

    /** Each half in Java is in the catalogue. */
    @Test
    void bothHalvesAreThere() {
        Set<String> inJava = new HashSet<>();
        for (Class<?> nested : BrokenHandoffLock.class.getDeclaredClasses()) {
            if (HandoffLock.class.isAssignableFrom(nested)) {
                inJava.add(nested.getName().replace('$', '.'));
            }
        }
        Set<String> listed = new HashSet<>();
        TwinCatalogue.read(Layout.ofThisProject())
                .of("HandoffLock")
                .forEach(twin -> listed.add(twin.java().type()));
        assertEquals(inJava, listed);
        assertTrue(listed.size() >= 14);
    }

    static List<Arguments> twins() {
        return TwinCatalogue.read(Layout.ofThisProject()).of("HandoffLock").stream()
                .map(twin -> Arguments.of(twin.twin(), twin.kills().get("replay")))
                .toList();
    }
}
