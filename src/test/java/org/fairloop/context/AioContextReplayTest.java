package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.Replay;
import org.fairloop.lock.FifoLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
        Replay.Report report = evidence.replay(SteppedAioContext::new).run();
        System.out.println("AioContext, 1 loop, 1 caller, 2 holds: " + report);
        assertEquals(6_947, report.executed());
        assertEquals(report.transitions(), report.executed());
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
}
