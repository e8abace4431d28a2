package org.fairloop.context;

import java.util.function.Function;
import org.fairloop.lock.FifoLock;

/**
 * Slips that one might make in {@link AioContext} and that are no twins, since the specification cannot make them, or since they
 * break no claim of their own: each is one forgotten or misplaced step.
 */
final class SlippedAioContext {

    private SlippedAioContext() {}

    static BrokenAioContext.Maker slip(String slip) {
        return switch (slip) {
            case "FlagOnly" -> FlagOnly::new;
            case "DeafToBottomHalves" -> DeafToBottomHalves::new;
            case "DeafToNotifiers" -> DeafToNotifiers::new;
            case "SleepsOnce" -> SleepsOnce::new;
            case "AcceptsLate" -> AcceptsLate::new;
            case "HearsFlagOnly" -> HearsFlagOnly::new;
            default -> throw new IllegalArgumentException("no slip " + slip);
        };
    }

    /** The flag is set, but the poller sleeps on. */
    static final class FlagOnly extends SteppedAioContext {
        FlagOnly(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        void kick() {
            notify.setFlag(0);
        }
    }

    /** What is scheduled does not keep a poll from sleeping. */
    static final class DeafToBottomHalves extends SteppedAioContext {
        DeafToBottomHalves(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        boolean mustNotSleep() {
            return handlers.isAnyReady();
        }
    }

    /** The notifiers are not asked. */
    static final class DeafToNotifiers extends SteppedAioContext {
        DeafToNotifiers(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        boolean runHandlers() {
            stop(HANDLERS);
            Handler it = nextHandler();
            if (it == null) {
                return false;
            }
            consume(it);
            call(it.onReadable);
            return true;
        }
    }

    /** A poll that was woken for no reason does not sleep again. */
    static final class SleepsOnce extends SteppedAioContext {
        SleepsOnce(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        boolean round(boolean blocking) {
            sleep(prepare(blocking));
            accept();
            return runBottomHalves() | runHandlers();
        }
    }

    /** The flag is cleared after the bottom halves have run. */
    static final class AcceptsLate extends SteppedAioContext {
        AcceptsLate(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        boolean round(boolean blocking) {
            do {
                sleep(prepare(blocking));
            } while (blocking && !hasReason());
            boolean progress = runBottomHalves();
            accept();
            return progress | runHandlers();
        }
    }

    /** Nothing but the flag, or the closing, is a reason. */
    static final class HearsFlagOnly extends SteppedAioContext {
        HearsFlagOnly(Function<Runnable, FifoLock> lock, Poller poller, Stops stops) {
            super(lock, poller, stops);
        }

        @Override
        boolean hasReason() {
            return isNotified() || closed;
        }
    }
}
