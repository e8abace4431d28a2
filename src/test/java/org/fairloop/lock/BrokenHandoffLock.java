package org.fairloop.lock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The broken twins of {@link HandoffLock}. Each differs from it by one overridden step, and has the name of the operator
 * {@code Broken…} that replaces one operator of {@code spec/HandoffLock.tla} in {@code model-check/MCHandoffLock.tla}.
 */
final class BrokenHandoffLock {

    private BrokenHandoffLock() {}

    /** How to make a lock under control: the shipped class with its stops, or a twin. */
    interface Maker {
        HandoffLock make(SteppedHandoffLock.Control control, Runnable onContention);
    }

    /**
     * Finds a twin.
     *
     * @param twin the name of the twin, as in the catalogue
     * @return how to make it
     */
    static Maker twin(String twin) {
        return switch (twin) {
            case "LooksThenGrants" -> LooksThenGrants::new;
            case "UnfencedGrant" -> UnfencedGrant::new;
            case "ParksBlindly" -> ParksBlindly::new;
            case "PermitTaken" -> PermitTaken::new;
            case "NoUnpark" -> NoUnpark::new;
            case "SilentOwner" -> SilentOwner::new;
            case "SilentQueuer" -> SilentQueuer::new;
            case "CallbackLeaks" -> CallbackLeaks::new;
            case "LosesGrant" -> LosesGrant::new;
            case "NotSkipped" -> NotSkipped::new;
            case "KeepsTicket" -> KeepsTicket::new;
            case "LastComeFirst" -> LastComeFirst::new;
            case "TakesReserved" -> TakesReserved::new;
            case "QueuesBehindItself" -> QueuesBehindItself::new;
            case "AnyoneReleases" -> AnyoneReleases::new;
            default -> throw new IllegalArgumentException("no Java twin " + twin);
        };
    }

    /** The releaser looks whether the next is parked, and grants it the lock afterwards. */
    @SuppressWarnings("serial")
    static final class LooksThenGrants extends SteppedHandoffLock {
        LooksThenGrants(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        boolean grant(Waiter next) {
            boolean mustUnpark = next.status == Waiter.PARKED;
            control.at("grantBlindly");
            next.exchangeForGranted();
            return mustUnpark;
        }
    }

    /**
     * The releaser grants by a mere write and unparks in any case. An unpark that has a fence in it, as that of HotSpot does,
     * keeps the two in order; nothing says that it must.
     */
    @SuppressWarnings("serial")
    static final class UnfencedGrant extends SteppedHandoffLock {
        private static final VarHandle STATUS;

        static {
            try {
                STATUS = MethodHandles.lookup().findVarHandle(Waiter.class, "status", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        UnfencedGrant(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        boolean grant(Waiter next) {
            STATUS.setRelease(next, Waiter.GRANTED);
            return true;
        }
    }

    /** A waiter announces that it parks without a look at its status. */
    @SuppressWarnings("serial")
    static final class ParksBlindly extends SteppedHandoffLock {
        ParksBlindly(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        boolean announces(Waiter me) {
            me.status = Waiter.PARKED;
            return true;
        }
    }

    /** The callback runs between the announcement and the park; a callback that parks takes the permit. */
    @SuppressWarnings("serial")
    static final class PermitTaken extends SteppedHandoffLock {
        PermitTaken(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        void park(Waiter me, long deadline) {
            contend();
            super.park(me, deadline);
        }
    }

    /** Nobody is ever unparked. */
    @SuppressWarnings("serial")
    static final class NoUnpark extends SteppedHandoffLock {
        NoUnpark(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        boolean grant(Waiter next) {
            super.grant(next);
            return false;
        }
    }

    /** A new owner does not call back for those who wait behind it. */
    @SuppressWarnings("serial")
    static final class SilentOwner extends SteppedHandoffLock {
        SilentOwner(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        boolean isAwaited() {
            super.isAwaited();
            return false;
        }
    }

    /** One that waits does not call back; it leaves that to the next owner. */
    @SuppressWarnings("serial")
    static final class SilentQueuer extends SteppedHandoffLock {
        SilentQueuer(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        void contend() {
            control.at(CONTEND);
        }
    }

    /** What the callback throws comes out of lock(), and the place in the queue is nobody's. */
    @SuppressWarnings("serial")
    static final class CallbackLeaks extends SteppedHandoffLock {
        CallbackLeaks(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        void contend() {
            control.at(CONTEND);
            onContention.run();
        }
    }

    /** One that gives up does not look whether it has been granted the lock. */
    @SuppressWarnings("serial")
    static final class LosesGrant extends SteppedHandoffLock {
        LosesGrant(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        boolean leaves(Waiter me) {
            super.leaves(me);
            return true;
        }
    }

    /** Who gives up stays in the queue, and is not skipped. */
    @SuppressWarnings("serial")
    static final class NotSkipped extends SteppedHandoffLock {
        NotSkipped(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        void abandon(Waiter me) {
            state = state - TICKET - BUSY;
            control.stands(null);
        }
    }

    /** Who gives up keeps its ticket, and the lock looks taken for ever. */
    @SuppressWarnings("serial")
    static final class KeepsTicket extends SteppedHandoffLock {
        KeepsTicket(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        void abandon(Waiter me) {
            remove(me);
            state = state - BUSY;
            control.stands(null);
        }
    }

    /** The last that came is granted the lock. */
    @SuppressWarnings("serial")
    static final class LastComeFirst extends SteppedHandoffLock {
        LastComeFirst(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        Waiter dequeue() {
            control.at(GRANT);
            Waiter last = first();
            while (last.behind != null) {
                last = last.behind;
            }
            remove(last);
            return last;
        }
    }

    /** A lock that is handed over just now can be taken by anybody. */
    @SuppressWarnings("serial")
    static final class TakesReserved extends SteppedHandoffLock {
        TakesReserved(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        boolean takeFree() {
            if (getOwner() == null) {
                state = state + TICKET;
                setExclusiveOwnerThread(Thread.currentThread());
                return true;
            }
            return false;
        }
    }

    /** The owner that locks again queues behind itself. */
    @SuppressWarnings("serial")
    static final class QueuesBehindItself extends SteppedHandoffLock {
        QueuesBehindItself(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        boolean isOwner() {
            return false;
        }
    }

    /** Any thread may release a lock that has an owner. */
    @SuppressWarnings("serial")
    static final class AnyoneReleases extends SteppedHandoffLock {
        AnyoneReleases(Control control, Runnable onContention) {
            super(control, onContention);
        }

        @Override
        boolean mayRelease() {
            return getOwner() != null;
        }
    }
}
