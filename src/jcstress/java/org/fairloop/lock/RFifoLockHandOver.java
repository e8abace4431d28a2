package org.fairloop.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link RFifoLock}, the shipped class, guards plain fields, and hands what one owner wrote over to the next. The pattern
 * alone: {@link HandOverPattern}.
 */
public final class RFifoLockHandOver {

    private RFifoLockHandOver() {}

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
            super(JcstressLocks.makeRFifoLock());
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
            super(JcstressLocks.makeRFifoLock());
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

    /** Two threads that try. The results are what each counted to; 0 where it failed. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "one after the other")
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "one came in")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "L2: both failed, and nobody was inside")
    @Outcome(id = "1, 1", expect = FORBIDDEN, desc = "L1, L10: both came in, and the second did not see the first")
    @State
    public static class TwoTry {

        private final RFifoLock lock = JcstressLocks.makeRFifoLock();

        private int count;

        /** Tries. */
        @Actor
        public void one(II_Result result) {
            result.r1 = tries();
        }

        /** Tries. */
        @Actor
        public void other(II_Result result) {
            result.r2 = tries();
        }

        private int tries() {
            if (!lock.tryLock()) {
                return 0;
            }
            int after = ++count;
            lock.unlock();
            return after;
        }
    }

    /** Questions of a stranger while there is an owner, and never anybody in the queue. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nobody in the queue, no hold of the stranger's")
    @Outcome(expect = FORBIDDEN, desc = "a torn answer: the fields are of different moments")
    @State
    public static class Questions {

        private final RFifoLock lock = JcstressLocks.makeRFifoLock();

        /** Owns it for a moment. */
        @Actor
        public void owner() {
            lock.lock();
            lock.unlock();
        }

        /** Asks. */
        @Actor
        public void stranger(II_Result result) {
            result.r1 = lock.getQueueLength();
            result.r2 = lock.getHoldCount();
        }
    }
}
