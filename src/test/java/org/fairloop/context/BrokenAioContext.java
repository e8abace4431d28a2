package org.fairloop.context;

import java.util.function.Function;
import org.fairloop.lock.FifoLock;

/**
 * The broken twins of {@link AioContext}. Each differs from it by one overridden step, and has the name of the operator
 * {@code Broken…} that replaces one operator of {@code spec/AioContext.tla} in {@code model-check/MCAioContext.tla}.
 */
final class BrokenAioContext {

    private BrokenAioContext() {}

    /** How to make a context that stops at its steps: the shipped class or a twin. */
    interface Maker {
        AioContext make(Function<Runnable, FifoLock> lock, Poller poller, SteppedAioContext.Stops stops);
    }

    /**
     * Finds a twin.
     *
     * @param twin the name of the twin, as in the catalogue
     * @return how to make it
     */
    static Maker twin(String twin) {
        return switch (twin) {
            case "ElidedKick" -> ElidedKick::new;
            case "NoWakeup" -> NoWakeup::new;
            case "FlagKept" -> FlagKept::new;
            case "ClearedLate" -> ClearedLate::new;
            case "PollsAgain" -> PollsAgain::new;
            case "PollsUnowned" -> PollsUnowned::new;
            case "LateReturn" -> LateReturn::new;
            case "DeafSleeper" -> DeafSleeper::new;
            case "CollectsNothing" -> CollectsNothing::new;
            case "CloseForgetsWaiters" -> CloseForgetsWaiters::new;
            case "CloseForgetsRequests" -> CloseForgetsRequests::new;
            case "CloseWakesNobody" -> CloseWakesNobody::new;
            case "StartsAlthoughClosed" -> StartsAlthoughClosed::new;
            default -> BrokenCallbacks.twin(twin);
        };
    }

    /** A wakeup is forgotten while nobody is about to sleep. */
    static final class ElidedKick extends SteppedAioContext {

        private volatile boolean isAboutToSleep;

        ElidedKick(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void sleep(long timeoutNanos) { // only to know
            isAboutToSleep = timeoutNanos > 0;
            super.sleep(timeoutNanos);
            isAboutToSleep = false;
        }

        @Override
        void kick() {
            if (isAboutToSleep || closed) {
                super.kick();
            }
        }
    }

    /** Who schedules wakes nobody up. */
    static final class NoWakeup extends SteppedAioContext {
        NoWakeup(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void wakeAfterSchedule() {
            stop(OWED);
        }
    }

    /** The flag is not cleared. */
    static final class FlagKept extends SteppedAioContext {
        FlagKept(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void accept() {
            stop(ACCEPT);
        }
    }

    /** The flag is cleared after the dispatch, too. */
    static final class ClearedLate extends SteppedAioContext {
        ClearedLate(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        boolean runTimers() {
            boolean progress = super.runTimers();
            notify.accept(0);
            return progress;
        }
    }

    /** A poll that made progress polls again: here that of a caller, too. */
    static final class PollsAgain extends SteppedAioContext {
        PollsAgain(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        boolean round(boolean blocking) {
            return super.round(blocking) && super.round(blocking);
        }
    }

    /** Whoever likes may poll, so a loop does without acquiring the context. */
    static final class PollsUnowned extends SteppedAioContext {
        PollsUnowned(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        public void acquire() {}

        @Override
        void requireOwner(String what) {}
    }

    /** Every return of the system call is taken for one with a reason. */
    static final class LateReturn extends SteppedAioContext {

        private boolean hasReturned;

        LateReturn(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void sleep(long timeoutNanos) { // only to know
            super.sleep(timeoutNanos);
            hasReturned = true;
        }

        @Override
        boolean hasReason() {
            boolean isLook = hasReturned;
            hasReturned = false;
            return isLook || super.hasReason();
        }
    }

    /** The sleeper does not hear the flag. */
    static final class DeafSleeper extends SteppedAioContext {
        DeafSleeper(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        boolean hasReason() {
            return closed || mustNotSleep() || untilDeadline() <= 0;
        }
    }

    /** The poll does not ask the system call what is ready. */
    static final class CollectsNothing extends SteppedAioContext {
        CollectsNothing(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void sleep(long timeoutNanos) {
            poller.poll(timeoutNanos, (attachment, operations) -> {});
        }
    }

    /** A waiter goes in although the context was closed. */
    static final class CloseForgetsWaiters extends SteppedAioContext {
        CloseForgetsWaiters(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        public void acquire() {
            lock.lock();
        }
    }

    /** Closing drops the requests that are scheduled. */
    static final class CloseForgetsRequests extends SteppedAioContext {
        CloseForgetsRequests(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        Task nextTask() {
            Task dropped = super.nextTask();
            while (dropped != null) {
                dropped = super.nextTask();
            }
            return null;
        }
    }

    /** Who closes tells nobody. */
    static final class CloseWakesNobody extends SteppedAioContext {
        CloseWakesNobody(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void kick() {
            if (closed) {
                stop(CLOSING);
            } else {
                super.kick();
            }
        }
    }

    /** A poll goes on with its bottom halves although the context was closed meanwhile. */
    static final class StartsAlthoughClosed extends SteppedAioContext {
        StartsAlthoughClosed(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        Task nextBottomHalf(int walk) {
            return bottomHalves.take(walk);
        }
    }
}
