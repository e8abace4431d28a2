package org.fairloop.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The patterns of a bottom half, alone.
 *
 * <p>Its flag: it is scheduled already, the walk clears the flag and runs the callback, while
 * somebody works and schedules it again. Whoever finds the flag set leaves his work to a callback that has not begun
 * (M3 in the museum).
 *
 * <p>Joining a wakeup: it is not scheduled, but a wakeup stands. The poll clears that flag and then takes the bottom half, while
 * somebody works, schedules it, and looks whether the wakeup still stands. Whoever finds that needs no wakeup of his own.
 *
 * <p>The two results are whether the callback saw the work, and whether the flag was found set. What is broken has the name of its
 * twin in {@code model-check/MCAioNotify.tla}. The shipped class: {@link BottomHalfSchedule}.
 */
public final class BottomHalfPattern {

    private BottomHalfPattern() {}

    /** Both sides read and write the flag in one step, which is a fence, too. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "one run for both schedules")
    @Outcome(id = ".*, false", expect = ACCEPTABLE, desc = "there will be another run")
    @Outcome(id = "false, true", expect = FORBIDDEN, desc = "B1, B5: no callback will see the work")
    @State
    public static class Fenced extends Flag {

        /** Clears the flag and runs the callback. */
        @Actor
        public void walk(ZZ_Result result) {
            scheduled.getAndSet(false);
            result.r1 = work;
        }

        /** Works and schedules. */
        @Actor
        public void schedule(ZZ_Result result) {
            work = true;
            result.r2 = scheduled.getAndSet(true);
        }
    }

    /** The callback reads before the flag is seen to be cleared. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "one run for both schedules")
    @Outcome(id = ".*, false", expect = ACCEPTABLE, desc = "there will be another run")
    @Outcome(id = "false, true", expect = ACCEPTABLE_INTERESTING, desc = "B1, B5: no callback will see the work")
    @State
    public static class BrokenUnfencedTake extends Flag {

        /** Clears the flag and runs the callback. */
        @Actor
        public void walk(ZZ_Result result) {
            scheduled.setRelease(false);
            result.r1 = work;
        }

        /** Works and schedules. */
        @Actor
        public void schedule(ZZ_Result result) {
            work = true;
            result.r2 = scheduled.getAndSet(true);
        }
    }

    /** A schedule that finds the flag set does not order its own work. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "one run for both schedules")
    @Outcome(id = ".*, false", expect = ACCEPTABLE, desc = "there will be another run")
    @Outcome(id = "false, true", expect = ACCEPTABLE_INTERESTING, desc = "B1, B5: no callback will see the work")
    @State
    public static class BrokenUnfencedSchedule extends Flag {

        /** Clears the flag and runs the callback. */
        @Actor
        public void walk(ZZ_Result result) {
            scheduled.getAndSet(false);
            result.r1 = work;
        }

        /** Works and schedules. */
        @Actor
        public void schedule(ZZ_Result result) {
            work = true;
            result.r2 = scheduled.getAcquire() || scheduled.getAndSet(true);
        }
    }

    /** The scheduling comes first, in one step that is a fence, too; then the look at the flag. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the wakeup that stood did for it")
    @Outcome(id = ".*, false", expect = ACCEPTABLE, desc = "there will be a wakeup")
    @Outcome(id = "false, true", expect = FORBIDDEN, desc = "N5, B5: nobody is told of the work")
    @State
    public static class Joins extends Wakeup {

        /** Accepts the wakeup, takes the bottom half and runs the callback. */
        @Actor
        public void poll(ZZ_Result result) {
            result.r1 = acceptAndRun();
        }

        /** Works, schedules, and joins the wakeup that stands. */
        @Actor
        public void schedule(ZZ_Result result) {
            work = true;
            scheduled.getAndSet(true);
            result.r2 = notified.get();
        }
    }

    /** The flag is looked at before the scheduling. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the wakeup that stood did for it")
    @Outcome(id = ".*, false", expect = ACCEPTABLE, desc = "there will be a wakeup")
    @Outcome(id = "false, true", expect = ACCEPTABLE_INTERESTING, desc = "N5, B5: nobody is told of the work")
    @State
    public static class BrokenLooksFirst extends Wakeup {

        /** Accepts the wakeup, takes the bottom half and runs the callback. */
        @Actor
        public void poll(ZZ_Result result) {
            result.r1 = acceptAndRun();
        }

        /** Works, finds that a wakeup stands, and schedules. */
        @Actor
        public void schedule(ZZ_Result result) {
            work = true;
            result.r2 = notified.get();
            scheduled.getAndSet(true);
        }
    }

    /** The look at the flag overtakes the scheduling. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the wakeup that stood did for it")
    @Outcome(id = ".*, false", expect = ACCEPTABLE, desc = "there will be a wakeup")
    @Outcome(id = "false, true", expect = ACCEPTABLE_INTERESTING, desc = "N5, B5: nobody is told of the work")
    @State
    public static class BrokenOvertakenSchedule extends Wakeup {

        /** Accepts the wakeup, takes the bottom half and runs the callback. */
        @Actor
        public void poll(ZZ_Result result) {
            result.r1 = acceptAndRun();
        }

        /** Works, schedules, and joins the wakeup that stands. */
        @Actor
        public void schedule(ZZ_Result result) {
            work = true;
            scheduled.setRelease(true);
            result.r2 = notified.get();
        }
    }

    /** What they share. */
    static class Flag {

        final AtomicBoolean scheduled = new AtomicBoolean(true);

        /** Plain: what makes it visible is what is tested. */
        boolean work;
    }

    /** What they share when a wakeup stands. */
    static class Wakeup {

        final AtomicBoolean notified = new AtomicBoolean(true);

        final AtomicBoolean scheduled = new AtomicBoolean();

        /** Plain: what makes it visible is what is tested. */
        boolean work;

        /** Accepts the wakeup, takes the bottom half, and tells what its callback sees. */
        boolean acceptAndRun() {
            notified.set(false);
            return scheduled.getAndSet(false) && work;
        }
    }
}
