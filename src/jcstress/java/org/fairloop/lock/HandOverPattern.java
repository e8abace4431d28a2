package org.fairloop.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The pattern of handing a lock over, alone: the owner writes and passes the turn on; the next one sees that it is its
 * turn, and reads. The two results are the turn and what was read. The shipped class: {@link RFifoLockHandOver}.
 */
public final class HandOverPattern {

    private HandOverPattern() {}

    /** The turn is passed on with release, and seen with acquire. */
    @JCStressTest
    @Outcome(id = "0, .*", expect = ACCEPTABLE, desc = "not yet its turn, so what it reads means nothing")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "its turn, and it sees what the owner wrote")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "L10: its turn, and it does not see what the owner wrote")
    @State
    public static class ReleaseAndAcquire {

        private final AtomicInteger turn = new AtomicInteger();

        private int data;

        /** Unlocks. */
        @Actor
        public void owner() {
            data = 1;
            turn.setRelease(1);
        }

        /** Looks. */
        @Actor
        public void next(II_Result result) {
            result.r1 = turn.getAcquire();
            result.r2 = data;
        }
    }

    /** The turn is a plain field. */
    @JCStressTest
    @Outcome(id = "0, .*", expect = ACCEPTABLE, desc = "not yet its turn, so what it reads means nothing")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "its turn, and it sees what the owner wrote")
    @Outcome(
            id = "1, 0",
            expect = ACCEPTABLE_INTERESTING,
            desc = "L10: its turn, and it does not see what the owner wrote")
    @State
    public static class BrokenPlainTurn {

        private int turn;

        private int data;

        /** Unlocks. */
        @Actor
        public void owner() {
            data = 1;
            turn = 1;
        }

        /** Looks. */
        @Actor
        public void next(II_Result result) {
            result.r1 = turn;
            result.r2 = data;
        }
    }
}
