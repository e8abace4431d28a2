package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fairloop.bridge.Evidence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replay and interleavings can fail: typical twins are killed, for the right reason, by a run as short as can be. */
class RFifoLockBridgeKillTest {

    private static ReplayEvidence replay;
    private static InterleavingEvidence interleavings;

    @BeforeAll
    static void load() {
        replay = new ReplayEvidence();
        interleavings = new InterleavingEvidence();
    }

    @AfterAll
    static void close() {
        interleavings.close();
    }

    /** Both find the same fault in the same number of steps. The threads' numbers may differ, so they are left out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // L9
                "CallbackEscapes | 6  | what the callback threw must go to the uncaught-exception handler, which got []",
                // L3, and the answer of a call
                "NonReentrantTryLock | 4 | tryLock() ended too early: failed",
                // L4: no second call of the callback
                "CallbackOnce | 10 | is await, the specification says contend",
                // L4: the second sleeper is not woken
                "SignalOne | 13 | is asleep, the specification says woken",
                // L7
                "NonOwnerRelease | 5 | owner is Nobody, the specification says t",
            })
    void kills(String twin, int witness, String found) {
        assertKills(replay, twin, witness, found);
        assertKills(interleavings, twin, witness, found);
    }

    private static void assertKills(Evidence evidence, String twin, int witness, String found) {
        Evidence.Kill kill = evidence.tryToKill(twin).orElseThrow();
        assertTrue(kill.found().contains(found), kill.found());
        assertEquals(witness, kill.witness(), kill.found());
    }
}
