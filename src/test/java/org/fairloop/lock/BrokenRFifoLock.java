package org.fairloop.lock;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/**
 * The broken twins of {@link RFifoLock}. Each differs from it by one overridden step, and has the name of the operator
 * {@code Broken…} that replaces one operator of {@code spec/RFifoLock.tla} in {@code model-check/MCRFifoLock.tla}.
 */
final class BrokenRFifoLock {

    private BrokenRFifoLock() {}

    /** How to make a lock on a given mutex: the shipped class or a twin. */
    interface Maker {
        RFifoLock make(Lock mutex, Runnable onContention, int firstTicket);
    }

    /**
     * Finds a twin.
     *
     * @param twin the name of the twin, as in the catalogue
     * @return how to make it
     */
    static Maker twin(String twin) {
        return switch (twin) {
            case "NoNestingCheck" -> NoNestingCheck::new;
            case "NonReentrantTryLock" -> NonReentrantTryLock::new;
            case "TicketKeptWhenNesting" -> TicketKeptWhenNesting::new;
            case "CallbackOnce" -> CallbackOnce::new;
            case "CallbackEscapes" -> CallbackEscapes::new;
            case "WaitOutsideMutex" -> WaitOutsideMutex::new;
            case "IfForWhile" -> IfForWhile::new;
            case "UnfairGrant" -> UnfairGrant::new;
            case "BargingTryLock" -> BargingTryLock::new;
            case "TimidTryLock" -> TimidTryLock::new;
            case "KickingTryLock" -> KickingTryLock::new;
            case "NonOwnerRelease" -> NonOwnerRelease::new;
            case "InnerUnlockAdvances" -> InnerUnlockAdvances::new;
            case "SignalOne" -> SignalOne::new;
            case "NoSignal" -> NoSignal::new;
            case "TicketLeftBehind" -> TicketLeftBehind::new;
            case "GapInTheRow" -> GapInTheRow::new;
            case "TurnGivenUp" -> TurnGivenUp::new;
            default -> throw new IllegalArgumentException("no Java twin " + twin);
        };
    }

    /** The owner that locks again queues behind itself. */
    @SuppressWarnings("serial")
    static final class NoNestingCheck extends RFifoLock {
        NoNestingCheck(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        boolean isReentry() {
            return false;
        }
    }

    /** The owner's tryLock fails, since the lock has an owner. */
    @SuppressWarnings("serial")
    static final class NonReentrantTryLock extends RFifoLock {
        NonReentrantTryLock(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        public boolean tryLock() {
            return !isHeldByCurrentThread() && super.tryLock();
        }
    }

    /** The owner that locks again takes a ticket and never puts it back. */
    @SuppressWarnings("serial")
    static final class TicketKeptWhenNesting extends RFifoLock {
        TicketKeptWhenNesting(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void reenter() {
            super.reenter();
            takeTicket();
        }
    }

    /** The callback is outside the loop: a waiter that is woken out of turn does not call it again. */
    @SuppressWarnings("serial")
    static final class CallbackOnce extends RFifoLock {
        private final Set<Thread> calledBack = new HashSet<>();

        CallbackOnce(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void contend() {
            if (calledBack.add(Thread.currentThread())) {
                super.contend();
            }
        }

        @Override
        void own() { // only so that the next lock() begins anew
            calledBack.remove(Thread.currentThread());
            super.own();
        }
    }

    /** What the callback throws comes out of lock(), and the ticket is nobody's. */
    @SuppressWarnings("serial")
    static final class CallbackEscapes extends RFifoLock {
        CallbackEscapes(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void contend() {
            onContention.run();
        }
    }

    /** "Not my turn" and the wait are not one step: the signal can fall in between. */
    @SuppressWarnings("serial")
    static final class WaitOutsideMutex extends RFifoLock {
        WaitOutsideMutex(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void await() {
            mutex.unlock();
            mutex.lock();
            super.await();
        }
    }

    /** A waiter that wakes does not look whether it is its turn. */
    @SuppressWarnings("serial")
    static final class IfForWhile extends RFifoLock {
        private boolean woken;

        IfForWhile(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void await() { // only to know which look is the second
            super.await();
            woken = true;
        }

        @Override
        boolean isTurnOf(int ticket) {
            boolean second = woken;
            woken = false;
            return second || super.isTurnOf(ticket);
        }
    }

    /** Whoever comes first takes a free lock, whatever its ticket. */
    @SuppressWarnings("serial")
    static final class UnfairGrant extends RFifoLock {
        UnfairGrant(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        boolean isTurnOf(int ticket) {
            return owner() == null;
        }
    }

    /** tryLock takes a lock that is free but reserved. */
    @SuppressWarnings("serial")
    static final class BargingTryLock extends RFifoLock {
        BargingTryLock(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        boolean isAvailable() {
            return owner() == null;
        }
    }

    /** tryLock fails although the lock is free and nobody waits. */
    @SuppressWarnings("serial")
    static final class TimidTryLock extends RFifoLock {
        TimidTryLock(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        boolean isAvailable() {
            return false;
        }
    }

    /** A tryLock that fails runs the callback, although nobody waits. */
    @SuppressWarnings("serial")
    static final class KickingTryLock extends RFifoLock {
        KickingTryLock(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        boolean isAvailable() {
            boolean available = super.isAvailable();
            if (!available) {
                contend();
            }
            return available;
        }
    }

    /** Any thread may release a lock that has an owner. */
    @SuppressWarnings("serial")
    static final class NonOwnerRelease extends RFifoLock {
        NonOwnerRelease(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        boolean mayRelease() {
            return owner() != null;
        }
    }

    /** An inner unlock passes the turn on while the owner is still inside. */
    @SuppressWarnings("serial")
    static final class InnerUnlockAdvances extends RFifoLock {
        InnerUnlockAdvances(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void releaseInner() {
            super.releaseInner();
            head++;
            signal();
        }
    }

    /** A release wakes one waiter: the next in line at best, and nobody who would call back for it. */
    @SuppressWarnings("serial")
    static final class SignalOne extends RFifoLock {
        SignalOne(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void signal() {
            turn.signal();
        }
    }

    /** A release wakes nobody. */
    @SuppressWarnings("serial")
    static final class NoSignal extends RFifoLock {
        NoSignal(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void signal() {}
    }

    /** Who gives up leaves its ticket behind, and when the turn is that ticket's, it is nobody's. */
    @SuppressWarnings("serial")
    static final class TicketLeftBehind extends RFifoLock {
        TicketLeftBehind(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void abandon(Ticket mine) {}
    }

    /** Who gives up takes its ticket out of the row, and those behind it do not move up. */
    @SuppressWarnings("serial")
    static final class GapInTheRow extends RFifoLock {
        GapInTheRow(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        void moveUp(Ticket behind) {}
    }

    /** Who gives up does not look whether its turn has come, and nobody signals the next. */
    @SuppressWarnings("serial")
    static final class TurnGivenUp extends RFifoLock {
        private boolean waitIsOver;

        TurnGivenUp(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        @Override
        long awaitInTime(long nanos) throws InterruptedException { // only to know which look it leaves out
            try {
                long left = super.awaitInTime(nanos);
                waitIsOver = left <= 0;
                return left;
            } catch (InterruptedException e) {
                waitIsOver = true;
                throw e;
            }
        }

        @Override
        boolean isTurnOf(int ticket) {
            boolean leftOut = waitIsOver;
            waitIsOver = false;
            return !leftOut && super.isTurnOf(ticket);
        }
    }
}
