package org.fairloop.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The patterns of wakeup and poll, alone.
 *
 * <p>Coming to sleep: each side stores its flag and then looks at the other's, so that one of them sees
 * the other: the poller finds {@code notified} and does not sleep, or the notifier finds {@code notifyMe} and makes the
 * system call. A store that waits in its processor's buffer while the load behind it is done breaks that.
 *
 * The two results are what the notifier saw and what the poller saw.
 *
 * <p>Taking the notification: the poller clears the flag and looks for what it was sent for, in this order. The two results are
 * whether it saw that, and whether the flag is set in the end.
 *
 * <p>What is broken has the name of its twin in {@code model-check/MCAioNotify.tla}. The shipped classes:
 * {@link AioNotifyHandshake}, {@link AioContextWakeup}.
 */
public final class WakeupPattern {

    private WakeupPattern() {}

    /** Both sides have their fence. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "one sees the other")
    @Outcome(
            id = "0, 0",
            expect = FORBIDDEN,
            desc = "N5: no system call is made, and the poller sleeps: the wakeup is lost")
    @State
    public static class Fenced extends WakeupFlags {

        /** Wakes up. */
        @Actor
        public void wakeup(II_Result seen) {
            setNotified();
            VarHandle.fullFence();
            seen.r1 = notifyMe();
        }

        /** Comes to sleep. */
        @Actor
        public void poll(II_Result seen) {
            raiseNotifyMe();
            VarHandle.fullFence();
            seen.r2 = notified();
        }
    }

    /** Volatile flags, as a fence. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "one sees the other")
    @Outcome(
            id = "0, 0",
            expect = FORBIDDEN,
            desc = "N5: no system call is made, and the poller sleeps: the wakeup is lost")
    @State
    public static class Volatile {

        private volatile int notified;

        private volatile int notifyMe;

        /** Wakes up. */
        @Actor
        public void wakeup(II_Result seen) {
            notified = 1;
            seen.r1 = notifyMe;
        }

        /** Comes to sleep. */
        @Actor
        public void poll(II_Result seen) {
            notifyMe = 1;
            seen.r2 = notified;
        }
    }

    /** The notifier looks before its flag is out. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "one sees the other")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "N5: the wakeup is lost")
    @State
    public static class BrokenUnfencedSet extends WakeupFlags {

        /** Wakes up. */
        @Actor
        public void wakeup(II_Result seen) {
            setNotified();
            seen.r1 = notifyMe();
        }

        /** Comes to sleep. */
        @Actor
        public void poll(II_Result seen) {
            raiseNotifyMe();
            VarHandle.fullFence();
            seen.r2 = notified();
        }
    }

    /** The poller looks before its flag is out. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "one sees the other")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "N5: the wakeup is lost")
    @State
    public static class BrokenUnfencedRaise extends WakeupFlags {

        /** Wakes up. */
        @Actor
        public void wakeup(II_Result seen) {
            setNotified();
            VarHandle.fullFence();
            seen.r1 = notifyMe();
        }

        /** Comes to sleep. */
        @Actor
        public void poll(II_Result seen) {
            raiseNotifyMe();
            seen.r2 = notified();
        }
    }

    /** The flag is cleared, then comes the fence, then the look. */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the poller sees the work")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the wakeup is there for the next poll")
    @Outcome(
            id = "0, 0",
            expect = FORBIDDEN,
            desc = "N1, N6: the wakeup is taken, and what it was sent for is not seen")
    @State
    public static class FencedClear extends WakeupFlags {

        private int work;

        /** Wakes up. */
        @Actor
        public void wakeup() {
            work = 1;
            VarHandle.releaseFence();
            setNotified();
        }

        /** Takes the notification and looks. */
        @Actor
        public void poll(II_Result result) {
            clearNotified();
            VarHandle.fullFence();
            result.r1 = work;
        }

        /** Is it still there? */
        @Arbiter
        public void arbiter(II_Result result) {
            result.r2 = notified();
        }
    }

    /** The poller looks before the flag is seen to be cleared. */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the poller sees the work")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the wakeup is there for the next poll")
    @Outcome(
            id = "0, 0",
            expect = ACCEPTABLE_INTERESTING,
            desc = "N1, N6: the wakeup is taken, and what it was sent for is not seen")
    @State
    public static class BrokenUnfencedClear extends WakeupFlags {

        private int work;

        /** Wakes up. */
        @Actor
        public void wakeup() {
            work = 1;
            VarHandle.releaseFence();
            setNotified();
        }

        /** Takes the notification and looks. */
        @Actor
        public void poll(II_Result result) {
            clearNotified();
            result.r1 = work;
        }

        /** Is it still there? */
        @Arbiter
        public void arbiter(II_Result result) {
            result.r2 = notified();
        }
    }

    /** Who finds the flag set does not set it again, and publishes nothing. */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the poller sees the work")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the wakeup is there for the next poll")
    @Outcome(
            id = "0, 0",
            expect = ACCEPTABLE_INTERESTING,
            desc = "N1, N6: the wakeup is taken, and what the second one was sent for is not seen")
    @State
    public static class BrokenWakerJoins extends WakeupFlags {

        private int work;

        /** There has been a wakeup. */
        @SuppressWarnings("this-escape") // the method writes a field, and no other thread has this object yet
        public BrokenWakerJoins() {
            setNotified();
        }

        /** Wakes up. */
        @Actor
        public void wakeup() {
            work = 1;
            VarHandle.releaseFence();
            if (notified() == 0) {
                setNotified();
            }
        }

        /** Takes the notification and looks. */
        @Actor
        public void poll(II_Result result) {
            clearNotified();
            VarHandle.fullFence();
            result.r1 = work;
        }

        /** Is it still there? */
        @Arbiter
        public void arbiter(II_Result result) {
            result.r2 = notified();
        }
    }

    /** Whoever waits for the flag sees it eventually. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "the poller has seen the flag")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "N2: the poller never sees the flag")
    @State
    public static class OpaqueFlagIsSeen extends WakeupFlags {

        /** Spins instead of sleeping. */
        @Actor
        public void poll() {
            while (notified() == 0) {}
        }

        /** Wakes up. */
        @Signal
        public void wakeup() {
            setNotified();
        }
    }

    /** A plain flag is read once, before the loop, if the compiler likes. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "the poller has seen the flag")
    @Outcome(id = "STALE", expect = ACCEPTABLE_INTERESTING, desc = "N2: the poller never sees the flag")
    @State
    public static class BrokenPlainFlag {

        private int notified;

        /** Spins instead of sleeping; with nothing in the loop that would keep the load in it. */
        @Actor
        public void poll() {
            while (notified == 0) {}
        }

        /** Wakes up. */
        @Signal
        public void wakeup() {
            notified = 1;
        }
    }
}
