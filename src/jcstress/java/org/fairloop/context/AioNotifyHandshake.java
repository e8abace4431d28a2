package org.fairloop.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * {@link AioNotify}, the shipped class, with nothing around it: no lock and no monitor that might stand in for a fence. The
 * pattern alone: {@link WakeupPattern}.
 */
public final class AioNotifyHandshake {

    private AioNotifyHandshake() {}

    /** A wakeup while a poller comes to sleep. */
    @JCStressTest
    @Outcome(id = "saw the work", expect = ACCEPTABLE, desc = "the wakeup ended the sleep")
    @Outcome(id = "saw nothing", expect = FORBIDDEN, desc = "N4, N6: the sleep ended before the work is seen")
    @Outcome(id = "sleeps on", expect = FORBIDDEN, desc = "N2, N5: no call was made, and the poller sleeps")
    @State
    public static class WhileComingToSleep implements AioNotify.Sleeper {

        private final GlassPoller poller = new GlassPoller();

        private final AioNotify notify = new AioNotify(poller);

        private int work;

        @Override
        public long prepare() {
            return Poller.FOREVER; // the first look may be left out, the one after raise() may not
        }

        @Override
        public boolean hasReason() {
            return notify.isNotified(0);
        }

        @Override
        public void sleep(long timeoutNanos) {
            poller.poll(timeoutNanos, (attachment, operations) -> {});
        }

        /** Sleeps. */
        @Actor
        public void poll(L_Result result) {
            try {
                notify.sleep(0, this);
                notify.accept(0);
                result.r1 = work == 1 ? "saw the work" : "saw nothing";
            } catch (GlassPoller.SleepsOn e) {
                result.r1 = "sleeps on";
            }
        }

        /** Works and wakes up. */
        @Actor
        public void wakeup() {
            work = 1;
            notify.wakeup();
            poller.over();
        }
    }

    /** The same without the sleep, which keeps both in step: many more samples, of just the two steps that race. */
    @JCStressTest
    @Outcome(id = "saw the flag, .*", expect = ACCEPTABLE, desc = "the poller does not sleep")
    @Outcome(id = "saw no flag, was called", expect = ACCEPTABLE, desc = "the call ends the sleep")
    @Outcome(
            id = "saw no flag, was not called",
            expect = FORBIDDEN,
            desc = "N5: no call was made, and the poller is about to sleep")
    @State
    public static class WhileAboutToSleep {

        private final GlassPoller poller = new GlassPoller();

        private final AioNotify notify = new AioNotify(poller);

        /** Comes to sleep. */
        @Actor
        public void poll(LL_Result result) {
            notify.raise();
            result.r1 = notify.isNotified(0) ? "saw the flag" : "saw no flag";
        }

        /** Wakes up. */
        @Actor
        public void wakeup() {
            notify.wakeup();
        }

        /** Was the system call made? */
        @Arbiter
        public void arbiter(LL_Result result) {
            result.r2 = poller.isWoken() ? "was called" : "was not called";
        }
    }

    /** A wakeup while the poller takes an earlier one: clear first, then look (M2 in the museum). */
    @JCStressTest
    @Outcome(id = "saw the work, .*", expect = ACCEPTABLE, desc = "the poller sees the work")
    @Outcome(id = "saw nothing, kept", expect = ACCEPTABLE, desc = "the wakeup is there for the next poll")
    @Outcome(
            id = "saw nothing, consumed",
            expect = FORBIDDEN,
            desc = "N1, N6: the poller took the wakeup, and did not see what it was sent for")
    @State
    public static class WhileTheFlagIsCleared {

        private final AioNotify notify = new AioNotify(new GlassPoller());

        private int work;

        /** There has been a wakeup. */
        public WhileTheFlagIsCleared() {
            notify.wakeup();
        }

        /** Takes it. */
        @Actor
        public void poll(LL_Result result) {
            notify.accept(0);
            result.r1 = work == 1 ? "saw the work" : "saw nothing";
        }

        /** Works and wakes up. */
        @Actor
        public void wakeup() {
            work = 1;
            notify.wakeup();
        }

        /** Is the wakeup still there? */
        @Arbiter
        public void arbiter(LL_Result result) {
            result.r2 = notify.isNotified(0) ? "kept" : "consumed";
        }
    }
}
