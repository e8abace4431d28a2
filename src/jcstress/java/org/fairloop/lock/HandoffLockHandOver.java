package org.fairloop.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link HandoffLock}, the shipped class, guards plain fields, hands what one owner wrote over to the next, and loses nobody who
 * sleeps. The pattern alone: {@link HandOverPattern}.
 */
public final class HandoffLockHandOver {

    private HandoffLockHandOver() {}

    /** Two sections, with a nested hold each. The results are what each counted to, and the sum. */
    @JCStressTest
    @Outcome(
            id = {"1, 2, 2", "2, 1, 2"},
            expect = ACCEPTABLE,
            desc = "one after the other")
    @Outcome(expect = FORBIDDEN, desc = "L1, L10: an owner does not see what the owner before it wrote")
    @State
    public static class Sections extends HandOverScenes.Sections {

        /** Makes the lock. */
        public Sections() {
            super(JcstressLocks.makeHandoffLock());
        }

        /** Counts. */
        @Actor
        public void one(III_Result result) {
            result.r1 = section();
        }

        /** Counts. */
        @Actor
        public void other(III_Result result) {
            result.r2 = section();
        }

        /** The sum, by a third thread. */
        @Arbiter
        public void arbiter(III_Result result) {
            result.r3 = count();
        }
    }

    /** tryLock beside a section. The results are what it saw of the two writes; -1 where it failed. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "tryLock failed")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "before the section")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "after the section")
    @Outcome(
            id = {"0, 1", "1, 0"},
            expect = FORBIDDEN,
            desc = "L1, L10: tryLock succeeded, and does not see the whole section")
    @State
    public static class TryLock extends HandOverScenes.Tries {

        /** Makes the lock. */
        public TryLock() {
            super(JcstressLocks.makeHandoffLock());
        }

        /** The section. */
        @Actor
        public void owner() {
            section();
        }

        /** Tries. */
        @Actor
        public void other(II_Result result) {
            tries(result);
        }
    }

    /** One comes and goes, and sleeps when it has to wait, since it does not spin; the other only tries: both get through. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "whoever slept was woken up")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "L5: one sleeps on")
    @State
    public static class NobodySleepsOn {

        private static final int TRIES = 1_000;

        private final HandoffLock lock = JcstressLocks.makeHandoffLock();

        private volatile boolean isOver;

        /** Comes and goes until the other has tried often enough. */
        @Actor
        public void one() {
            while (!isOver) {
                lock.lock();
                lock.unlock();
            }
        }

        /** Tries, and so never waits, whatever is wrong with the lock. */
        @Signal
        public void other() {
            for (int i = 0; i < TRIES; i++) {
                if (lock.tryLock()) {
                    Thread.yield(); // so that the other comes meanwhile
                    lock.unlock();
                }
            }
            isOver = true;
        }
    }
}
