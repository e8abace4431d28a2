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
 * {@link BottomHalf#schedule} and {@link AioContext#execute} of the shipped class: a run comes after each, and sees what was done
 * before. The pattern alone: {@link BottomHalfPattern}.
 */
public final class BottomHalfSchedule {

    private BottomHalfSchedule() {}

    /** It is scheduled while a poll walks. */
    @JCStressTest
    @Outcome(id = "ran, saw the work", expect = ACCEPTABLE, desc = "scheduled before the walk")
    @Outcome(id = "did not run, is scheduled", expect = ACCEPTABLE, desc = "scheduled after the walk")
    @Outcome(id = "ran, saw nothing", expect = FORBIDDEN, desc = "B5: the callback does not see what was done before")
    @Outcome(id = "did not run, is not scheduled", expect = FORBIDDEN, desc = "B1: the schedule is lost")
    @State
    public static class WhileAPollWalks extends Scene {

        /** Polls. */
        @Actor
        public void poll() {
            pollOnce();
        }

        /** Works and schedules. */
        @Actor
        public void schedule() {
            workAndSchedule();
        }

        /** Has a callback seen the work, or is one to come? */
        @Arbiter
        public void arbiter(LL_Result result) {
            result.r1 = runs == 0 ? "did not run" : "ran";
            if (runs > 0) {
                result.r2 = seen == 1 ? "saw the work" : "saw nothing";
            } else {
                result.r2 = bottomHalf.isScheduled() ? "is scheduled" : "is not scheduled";
            }
        }
    }

    /** It is scheduled already, and again while a poll walks (M3 in the museum). */
    @JCStressTest
    @Outcome(id = "saw the work, is not scheduled", expect = ACCEPTABLE, desc = "one run for both")
    @Outcome(id = ".*, is scheduled", expect = ACCEPTABLE, desc = "there will be another run")
    @Outcome(id = "saw nothing, is not scheduled", expect = FORBIDDEN, desc = "B1, B5: no callback will see the work")
    @State
    public static class AgainWhileAPollWalks extends Scene {

        /** Schedules it for the first time. */
        public AgainWhileAPollWalks() {
            bottomHalf.schedule();
        }

        /** Polls. */
        @Actor
        public void poll() {
            pollOnce();
        }

        /** Works and schedules. */
        @Actor
        public void schedule() {
            workAndSchedule();
        }

        /** Has a callback seen the work, or is one to come? */
        @Arbiter
        public void arbiter(LL_Result result) {
            result.r1 = seen == 1 ? "saw the work" : "saw nothing";
            result.r2 = bottomHalf.isScheduled() ? "is scheduled" : "is not scheduled";
        }
    }

    /** It is scheduled while a poll comes to sleep. */
    @JCStressTest
    @Outcome(id = "ran, saw the work", expect = ACCEPTABLE, desc = "it ended the poll and ran in it")
    @Outcome(id = "ran, saw nothing", expect = FORBIDDEN, desc = "B5: the callback does not see what was done before")
    @Outcome(id = "did not run", expect = FORBIDDEN, desc = "B1, N4: the poll ended without it")
    @Outcome(id = "sleeps on", expect = FORBIDDEN, desc = "B1: scheduled, and the poll sleeps on")
    @State
    public static class WhileComingToSleep extends Scene {

        /** Polls. */
        @Actor
        public void poll(L_Result result) {
            result.r1 = pollAsleep();
        }

        /** Works and schedules. */
        @Actor
        public void schedule() {
            workAndSchedule();
            poller.over();
        }
    }

    /** A task comes in while a poll comes to sleep. */
    @JCStressTest
    @Outcome(id = "ran, saw the work", expect = ACCEPTABLE, desc = "it ended the poll and ran in it")
    @Outcome(id = "ran, saw nothing", expect = FORBIDDEN, desc = "B5: the task does not see what was done before")
    @Outcome(id = "did not run", expect = FORBIDDEN, desc = "B1, N4: the poll ended without it")
    @Outcome(id = "sleeps on", expect = FORBIDDEN, desc = "B1: scheduled, and the poll sleeps on")
    @State
    public static class TaskWhileComingToSleep extends Scene {

        /** Polls. */
        @Actor
        public void poll(L_Result result) {
            result.r1 = pollAsleep();
        }

        /** Works and has a task run. */
        @Actor
        public void execute() {
            workAndExecute();
            poller.over();
        }
    }

    /** A task comes in while a poll accepts a wakeup, which it may join. */
    @JCStressTest
    @Outcome(id = "ran, saw the work, .*", expect = ACCEPTABLE, desc = "it came before the walk")
    @Outcome(id = "did not run, is notified", expect = ACCEPTABLE, desc = "there will be another poll")
    @Outcome(id = "ran, saw nothing, .*", expect = FORBIDDEN, desc = "B5: the task does not see what was done before")
    @Outcome(
            id = "did not run, is not notified",
            expect = FORBIDDEN,
            desc = "B1: it joined a wakeup whose poll did not look at it")
    @State
    public static class TaskJoinsAWakeup extends Scene {

        /** There has been a wakeup. */
        public TaskJoinsAWakeup() {
            context.wakeup();
        }

        /** Polls. */
        @Actor
        public void poll(LL_Result result) {
            pollOnce();
            result.r1 = whatRan();
        }

        /** Works and has a task run. */
        @Actor
        public void execute() {
            workAndExecute();
        }

        /** Will there be another poll? */
        @Arbiter
        public void arbiter(LL_Result result) {
            result.r2 = context.isNotified() ? "is notified" : "is not notified";
        }
    }

    /** A context and a bottom half of it. */
    static class Scene {

        final GlassPoller poller = new GlassPoller();

        final AioContext context = JcstressContexts.make(poller);

        final BottomHalf bottomHalf = context.newBottomHalf(this::run);

        /** Plain: what makes it visible is what is tested. */
        private int work;

        /** What the last run saw. */
        int seen;

        int runs;

        private void run() {
            runs++;
            seen = work;
        }

        final void pollOnce() {
            context.acquire();
            context.poll(false);
            context.release();
        }

        final String pollAsleep() {
            context.acquire();
            try {
                context.poll(true);
                return whatRan();
            } catch (GlassPoller.SleepsOn e) {
                return "sleeps on";
            } finally {
                context.release();
            }
        }

        final String whatRan() {
            return runs == 0 ? "did not run" : seen == 1 ? "ran, saw the work" : "ran, saw nothing";
        }

        final void workAndSchedule() {
            work = 1;
            bottomHalf.schedule();
        }

        final void workAndExecute() {
            work = 1;
            context.execute(this::run);
        }
    }
}
