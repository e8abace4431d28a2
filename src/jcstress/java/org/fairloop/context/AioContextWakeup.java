package org.fairloop.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * {@link AioContext#wakeup} and {@link AioContext#poll} of the shipped class: no wakeup is lost, and what was done before it
 * is seen after the poll that it ended. The pattern alone: {@link WakeupPattern}; without a lock: {@link AioNotifyHandshake}.
 */
public final class AioContextWakeup {

    private AioContextWakeup() {}

    /** A wakeup while a poll comes to sleep. */
    @JCStressTest
    @Outcome(id = "saw the work", expect = ACCEPTABLE, desc = "the wakeup ended the poll")
    @Outcome(id = "saw nothing", expect = FORBIDDEN, desc = "N4, N6: the poll ended before the work is seen")
    @Outcome(id = "sleeps on", expect = FORBIDDEN, desc = "N2, N5: the wakeup is lost")
    @State
    public static class WhileComingToSleep {

        private final GlassPoller poller = new GlassPoller();

        private final AioContext context = JcstressContexts.make(poller);

        private int work;

        /** Polls. */
        @Actor
        public void poll(L_Result result) {
            context.acquire();
            try {
                context.poll(true);
                result.r1 = work == 1 ? "saw the work" : "saw nothing";
            } catch (GlassPoller.SleepsOn e) {
                result.r1 = "sleeps on";
            } finally {
                context.release();
            }
        }

        /** Works and wakes up. */
        @Actor
        public void wakeup() {
            work = 1;
            context.wakeup();
            poller.over();
        }
    }

    /** The same, really asleep. A lost wakeup is reported as a time-out. */
    @JCStressTest
    @Outcome(id = "saw the work", expect = ACCEPTABLE, desc = "the wakeup ended the poll")
    @Outcome(id = "saw nothing", expect = FORBIDDEN, desc = "N6: what was done before the wakeup is not seen")
    @State
    public static class EndsThePoll {

        private final AioContext context = JcstressContexts.make(Poller.park());

        private int work;

        /** Polls. */
        @Actor
        public void poll(L_Result result) {
            context.acquire();
            context.poll(true);
            result.r1 = work == 1 ? "saw the work" : "saw nothing";
            context.release();
        }

        /** Works and wakes up. */
        @Actor
        public void wakeup() {
            work = 1;
            context.wakeup();
        }
    }

    /**
     * A wakeup while a poll clears the flag, and a callback looks for what it was sent for: clear first, then look (M2 in the
     * museum).
     */
    @JCStressTest
    @Outcome(id = "saw the work, kept", expect = ACCEPTABLE, desc = "the poll came between the work and the wakeup")
    @Outcome(id = "saw the work, consumed", expect = ACCEPTABLE, desc = "the wakeup came before the poll")
    @Outcome(id = "saw nothing, kept", expect = ACCEPTABLE, desc = "the wakeup is there for the next poll")
    @Outcome(
            id = "saw nothing, consumed",
            expect = FORBIDDEN,
            desc = "N1, N6: the poll took the wakeup, and did not see what it was sent for")
    @State
    public static class WhileTheFlagIsCleared {

        private final AioContext context = JcstressContexts.make(new GlassPoller());

        private int work;

        private int seen;

        /** Has a callback run in the next poll. */
        public WhileTheFlagIsCleared() {
            context.newBottomHalf(() -> seen = work).schedule();
        }

        /** Polls. */
        @Actor
        public void poll(LL_Result result) {
            context.acquire();
            context.poll(false);
            result.r1 = seen == 1 ? "saw the work" : "saw nothing";
            context.release();
        }

        /** Works and wakes up. */
        @Actor
        public void wakeup() {
            work = 1;
            context.wakeup();
        }

        /** Is the wakeup still there? */
        @Arbiter
        public void arbiter(LL_Result result) {
            result.r2 = context.isNotified() ? "kept" : "consumed";
        }
    }

    /** A wakeup ends a sleep in a parked thread that has begun some time ago. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "the wakeup ended the poll")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "N2: the poller sleeps on")
    @State
    public static class EndsASleepInPark {

        private final AioContext context = JcstressContexts.make(Poller.park());

        /** Polls. */
        @Actor
        public void poll() {
            context.acquire();
            context.poll(true);
            context.release();
        }

        /** Wakes up. */
        @Signal
        public void wakeup() {
            context.wakeup();
        }
    }

    /** A wakeup ends a sleep in a selector that has begun some time ago. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "the wakeup ended the poll")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "N2: the poller sleeps on")
    @State
    public static class EndsASleepInASelector {

        private final AioContext context = JcstressContexts.make(Poller.selector());

        /** Polls. */
        @Actor
        public void poll() {
            context.acquire();
            context.poll(true);
            context.release();
            context.close(); // a selector is not to be left to the garbage collector
        }

        /** Wakes up. */
        @Signal
        public void wakeup() {
            context.wakeup();
        }
    }
}
