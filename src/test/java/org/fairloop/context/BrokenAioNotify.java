package org.fairloop.context;

import java.util.function.Consumer;

/**
 * The broken twins of {@link AioNotify}. Each differs from it by one overridden step, and has the name of the operator
 * {@code Broken…} that replaces one operator of {@code spec/AioNotify.tla} in {@code model-check/MCAioNotify.tla}. Twins that lack
 * a fence differ in nothing that a step shows, and are not here.
 */
final class BrokenAioNotify {

    private BrokenAioNotify() {}

    /** How to make a handshake that stops at its steps: the shipped class or a twin. */
    interface Maker {
        SteppedAioNotify make(Consumer<String> stops, Poller... pollers);
    }

    /**
     * Finds a twin.
     *
     * @param twin the name of the twin, as in the catalogue
     * @return how to make it
     */
    static Maker twin(String twin) {
        return switch (twin) {
            case "FlagForCounter" -> FlagForCounter::new;
            case "ClearedAgain" -> ClearedAgain::new;
            case "SharedFlag" -> SharedFlag::new;
            case "CallsOne" -> CallsOne::new;
            case "ElidedFlag" -> ElidedFlag::new;
            case "LooksFirst" -> LooksFirst::new;
            case "ReturnsLate" -> ReturnsLate::new;
            default -> throw new IllegalArgumentException("no Java twin " + twin);
        };
    }

    /** Whoever wakes up answers for all. */
    static final class FlagForCounter extends SteppedAioNotify {
        FlagForCounter(Consumer<String> stops, Poller... pollers) {
            super(stops, pollers);
        }

        @Override
        void lower() {
            super.lower();
            lowerToZero();
        }
    }

    /** The flag is cleared once more before a sleep. */
    static final class ClearedAgain extends SteppedAioNotify {
        ClearedAgain(Consumer<String> stops, Poller... pollers) {
            super(stops, pollers);
        }

        @Override
        void raise() {
            super.raise();
            clearFlag(0);
        }
    }

    /** All pollers have one flag. */
    static final class SharedFlag extends SteppedAioNotify {
        SharedFlag(Consumer<String> stops, Poller... pollers) {
            super(stops, pollers);
        }

        @Override
        int flagOf(int poller) {
            return 0;
        }
    }

    /** Only one of those that may sleep is called. */
    static final class CallsOne extends SteppedAioNotify {
        CallsOne(Consumer<String> stops, Poller... pollers) {
            super(stops, pollers);
        }

        @Override
        void callPollers() {
            callPoller(0);
        }
    }

    /** A wakeup is forgotten while nobody is about to sleep. */
    static final class ElidedFlag extends SteppedAioNotify {
        ElidedFlag(Consumer<String> stops, Poller... pollers) {
            super(stops, pollers);
        }

        @Override
        void setFlag(int poller) {
            stop(SET);
            if (notifyMe() > 0) {
                raiseFlag(poller);
            }
        }
    }

    /** Who schedules looks at the flag before that, and goes by it after that. */
    static final class LooksFirst extends SteppedAioNotify {
        private final ThreadLocal<Boolean> before = new ThreadLocal<>();

        LooksFirst(Consumer<String> stops, Poller... pollers) {
            super(stops, pollers);
        }

        @Override
        void stopBeforeSchedule() {
            before.set(isFlagSet(0));
            super.stopBeforeSchedule();
        }

        @Override
        boolean seesFlag(int poller) {
            stop(SEE);
            return before.get();
        }
    }

    /** Every return of the system call is taken for one with a reason. */
    static final class ReturnsLate extends SteppedAioNotify {
        ReturnsLate(Consumer<String> stops, Poller... pollers) {
            super(stops, pollers);
        }

        @Override
        boolean sleepsAgain(Sleeper sleeper) {
            sleeper.hasReason(); // looks, and does not care
            return false;
        }
    }
}
