package org.fairloop.context;

import java.util.function.Function;
import org.fairloop.context.BrokenAioContext.Maker;
import org.fairloop.lock.FifoLock;

/**
 * The broken twins of what {@link AioContext} dispatches. Each differs from it by one overridden step, and has the name of the
 * operator {@code Broken…} that replaces one operator of {@code spec/Callbacks.tla} in {@code model-check/MCCallbacks.tla}.
 */
final class BrokenCallbacks {

    private BrokenCallbacks() {}

    /**
     * Finds a twin.
     *
     * @param twin the name of the twin, as in the catalogue
     * @return how to make it
     */
    static Maker twin(String twin) {
        return switch (twin) {
            case "FlagClearedAfter" -> FlagClearedAfter::new;
            case "EventConsumedAfter" -> EventConsumedAfter::new;
            case "Reentered" -> Reentered::new;
            case "WatchesHeld" -> WatchesHeld::new;
            case "DisarmedAfter" -> DisarmedAfter::new;
            case "LooksAgain" -> LooksAgain::new;
            case "CancelForgets" -> CancelForgets::new;
            case "DeletedRuns" -> DeletedRuns::new;
            case "RemovedCalled" -> RemovedCalled::new;
            case "EarlyTimer" -> EarlyTimer::new;
            case "SleepsThrough" -> SleepsThrough::new;
            case "IdleOverslept" -> IdleOverslept::new;
            case "ArmOwesNothing" -> ArmOwesNothing::new;
            default -> throw new IllegalArgumentException("no Java twin " + twin);
        };
    }

    /** A bottom half is taken off the queue after its callback, too. */
    static final class FlagClearedAfter extends SteppedAioContext {

        private Task last;

        FlagClearedAfter(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        Task nextBottomHalf(int walk) {
            if (last instanceof BottomHalf before) {
                cancel(before);
            }
            last = super.nextBottomHalf(walk);
            return last;
        }
    }

    /**
     * Readiness is not taken off a handler before its call. The queue of those that are ready is a guard of its own, so no event is
     * handled twice, as in the specification: instead, those that come later are not handled at all.
     */
    static final class EventConsumedAfter extends SteppedAioContext {
        EventConsumedAfter(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        int consume(Handler it) {
            return it.ready;
        }
    }

    /** A handler whose callback runs is called by nested polls, as any other. */
    static final class Reentered extends SteppedAioContext {
        Reentered(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void hold(Handler it, int which) {}
    }

    /** The system call of a nested poll watches the channel whose callback runs. */
    static final class WatchesHeld extends SteppedAioContext {
        WatchesHeld(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void unwatchHeld() {}
    }

    /** A timer is disarmed after its callback, too. */
    static final class DisarmedAfter extends SteppedAioContext {

        private AioTimer last;

        DisarmedAfter(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        AioTimer nextTimer(long now, long endOfWalk) {
            if (last != null) {
                last.disarm();
            }
            last = super.nextTimer(now, endOfWalk);
            return last;
        }
    }

    /** The walk goes on while something is scheduled. */
    static final class LooksAgain extends SteppedAioContext {
        LooksAgain(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        Task nextBottomHalf(int walk) {
            return super.nextBottomHalf(bottomHalves.beginWalk());
        }
    }

    /** A cancelled bottom half stays scheduled. */
    static final class CancelForgets extends SteppedAioContext {
        CancelForgets(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void cancel(BottomHalf it) {}
    }

    /** A deleted bottom half is marked, and left in the queue. */
    static final class DeletedRuns extends SteppedAioContext {
        DeletedRuns(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void delete(BottomHalf it) {
            synchronized (bottomHalves) {
                it.deleted = true;
            }
        }
    }

    /** Whether a handler was removed is not looked at again between its two callbacks. */
    static final class RemovedCalled extends SteppedAioContext {
        RemovedCalled(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        boolean isReady(Handler it, Runnable callback, int ready) {
            return callback != null && ready != 0 && !closed;
        }
    }

    /** A timer fires a tick before its deadline. */
    static final class EarlyTimer extends SteppedAioContext {
        EarlyTimer(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        AioTimer nextTimer(long now, long endOfWalk) {
            return super.nextTimer(now + ManualClock.MILLI, endOfWalk);
        }
    }

    /** The poll sleeps through all deadlines of timers. */
    static final class SleepsThrough extends SteppedAioContext {
        SleepsThrough(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        long untilDeadline() {
            return bottomHalves.untilIdle(now());
        }
    }

    /** The poll does not look at what is scheduled as idle before it sleeps. */
    static final class IdleOverslept extends SteppedAioContext {
        IdleOverslept(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        long untilDeadline() {
            return timers.untilEarliest(now());
        }
    }

    /** Who arms a timer wakes nobody up. */
    static final class ArmOwesNothing extends SteppedAioContext {
        ArmOwesNothing(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void wakeAfterArm() {}
    }
}
