package org.fairloop.lock;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.fairloop.exhaustion.Operation;
import org.fairloop.exhaustion.Scene;

/** The operations of a lock, and of its conditions, for tries short of stack or memory. */
public final class LockScenes {

    private LockScenes() {}

    /** What the scenes ask of a lock beside {@link Lock}. */
    private interface Lockable {
        Lock lock();

        boolean isHeld();

        boolean isLocked();

        boolean hasQueuedThreads();

        boolean hasWaiters(Condition condition);

        Collection<Thread> queuedThreads();
    }

    /** The lock of the project. */
    public static final class OfHandoffLock implements Operation.Catalogue {
        @Override
        public List<Operation> operations() {
            return withConditions(callback -> new OfFifoLock(new HandoffLock(callback)));
        }
    }

    /** The reference implementation, which has no conditions. */
    public static final class OfRFifoLock implements Operation.Catalogue {
        @Override
        public List<Operation> operations() {
            return withoutConditions(callback -> new OfFifoLock(new RFifoLock(callback)));
        }
    }

    /** The fair lock of the JDK, to compare with. */
    public static final class OfReentrantLock implements Operation.Catalogue {
        @Override
        public List<Operation> operations() {
            return withConditions(callback -> new OfFairLock());
        }
    }

    private static List<Operation> withoutConditions(Function<Runnable, Lockable> maker) {
        return List.of(
                new Operation("lock(), unlock()", () -> new Uncontended(maker)),
                new Operation("contended lock(), unlock()", () -> new Contended(maker, Lock::lock)),
                new Operation("lock() of an owner that sleeps until the callback", () -> new Called(maker)),
                new Operation("tryLock()", () -> new TryLock(maker, false)),
                new Operation("tryLock() that fails", () -> new TryLock(maker, true)),
                new Operation(
                        "contended tryLock(1 min), unlock()",
                        () -> new Contended(maker, lock -> lock.tryLock(1, TimeUnit.MINUTES))),
                new Operation("tryLock(1 ms) that times out", () -> new TimedOut(maker)),
                new Operation(
                        "contended lockInterruptibly(), unlock()", () -> new Contended(maker, Lock::lockInterruptibly)),
                new Operation("lockInterruptibly() that is interrupted", () -> new Interrupted(maker)),
                new Operation("unlock() with a waiter", () -> new Unlock(maker, 1)),
                new Operation("unlock() with two waiters", () -> new Unlock(maker, 2)));
    }

    private static List<Operation> withConditions(Function<Runnable, Lockable> maker) {
        List<Operation> all = new java.util.ArrayList<>(withoutConditions(maker));
        all.addAll(List.of(
                new Operation("await()", () -> new Signalled(maker, Condition::await)),
                new Operation("await() that is interrupted", () -> new Cancelled(maker, true, Condition::await)),
                new Operation("awaitNanos()", () -> new Signalled(maker, c -> c.awaitNanos(60_000_000_000L))),
                new Operation(
                        "awaitNanos() that times out", () -> new Cancelled(maker, false, c -> c.awaitNanos(1_000_000))),
                new Operation("awaitUninterruptibly()", () -> new Signalled(maker, Condition::awaitUninterruptibly)),
                new Operation("signal()", () -> new Signal(maker, 1, Condition::signal)),
                new Operation("signalAll() with two waiters", () -> new Signal(maker, 2, Condition::signalAll)),
                new Operation("newCondition()", () -> new NewCondition(maker)),
                new Operation("getQueuedThreads(), contended", () -> new Queued(maker))));
        return all;
    }

    private record OfFifoLock(FifoLock lock) implements Lockable {
        @Override
        public boolean isHeld() {
            return lock.isHeldByCurrentThread();
        }

        @Override
        public boolean isLocked() {
            return lock.isLocked();
        }

        @Override
        public boolean hasQueuedThreads() {
            return lock.hasQueuedThreads();
        }

        @Override
        public boolean hasWaiters(Condition condition) {
            return ((HandoffCondition) condition).waiters.first() != null;
        }

        @Override
        public Collection<Thread> queuedThreads() {
            return ((HandoffLock) lock).getQueuedThreads();
        }
    }

    private static final class OfFairLock implements Lockable {

        /** Shows what is protected. */
        @SuppressWarnings("serial")
        private static final class Fair extends ReentrantLock {
            Fair() {
                super(true);
            }

            Collection<Thread> queuedThreads() {
                return getQueuedThreads();
            }
        }

        private final Fair lock = new Fair();

        @Override
        public Lock lock() {
            return lock;
        }

        @Override
        public boolean isHeld() {
            return lock.isHeldByCurrentThread();
        }

        @Override
        public boolean isLocked() {
            return lock.isLocked();
        }

        @Override
        public boolean hasQueuedThreads() {
            return lock.hasQueuedThreads();
        }

        @Override
        public boolean hasWaiters(Condition condition) {
            return lock.hasWaiters(condition);
        }

        @Override
        public Collection<Thread> queuedThreads() {
            return lock.queuedThreads();
        }
    }

    /** A way to take the lock. */
    private interface Acquire {
        void from(Lock lock) throws InterruptedException;
    }

    /** A way to wait for a signal, or to give one. */
    private interface Call {
        void on(Condition condition) throws InterruptedException;
    }

    private abstract static class LockScene extends Scene {

        final Lockable under;

        final Lock lock;

        /** Has the contention callback run? Null locks have none to tell. */
        volatile boolean called;

        /** A helper holds the lock. */
        volatile boolean owned;

        private boolean returned;

        private boolean released;

        LockScene(Function<Runnable, Lockable> maker) {
            this.under = maker.apply(() -> called = true);
            this.lock = under.lock();
        }

        /** Takes the lock and gives it back in the same frame. */
        final void acquire(Acquire acquire) throws InterruptedException {
            acquire.from(lock);
            returned = true;
            lock.unlock();
            released = true;
        }

        /** A helper owns the lock until the victim sleeps, or until its operation is over. */
        final void startOwner(Runnable untilThen) {
            start("the owner", () -> {
                lock.lock();
                owned = true;
                untilThen.run();
                lock.unlock();
            });
            while (!owned) {
                pause();
            }
        }

        final void awaitEnd() {
            while (!isOver()) {
                pause();
            }
        }

        @Override
        protected void undo() {
            Thread.interrupted();
            while (under.isHeld()) {
                lock.unlock();
            }
        }

        @Override
        protected boolean isUsable() {
            if (!lock.tryLock()) {
                return false;
            }
            lock.unlock();
            return !under.isLocked() && !under.hasQueuedThreads();
        }

        @Override
        protected String complaint() {
            return returned && !released ? "unlock() failed although the lock had been taken in this frame" : null;
        }

        @Override
        protected String state() {
            return (under.isLocked() ? "locked" : "free") + (under.hasQueuedThreads() ? ", a thread queued" : "");
        }
    }

    private static final class Uncontended extends LockScene {
        Uncontended(Function<Runnable, Lockable> maker) {
            super(maker);
        }

        @Override
        protected void operate() throws InterruptedException {
            acquire(Lock::lock);
        }
    }

    private static final class Contended extends LockScene {
        private final Acquire acquire;

        Contended(Function<Runnable, Lockable> maker, Acquire acquire) {
            super(maker);
            this.acquire = acquire;
        }

        @Override
        protected void prepare() {
            startOwner(this::awaitVictim);
        }

        @Override
        protected void operate() throws InterruptedException {
            acquire(acquire);
        }
    }

    private static final class Called extends LockScene {
        Called(Function<Runnable, Lockable> maker) {
            super(maker);
        }

        @Override
        protected void prepare() {
            boolean calls = !(under instanceof OfFairLock);
            startOwner(() -> {
                while (!isOver() && !(calls && called)) {
                    if (!calls) {
                        awaitVictim();
                        return;
                    }
                    pause();
                }
            });
        }

        @Override
        protected void operate() throws InterruptedException {
            acquire(Lock::lock);
        }
    }

    private static final class TryLock extends LockScene {
        private final boolean fails;

        TryLock(Function<Runnable, Lockable> maker, boolean fails) {
            super(maker);
            this.fails = fails;
        }

        @Override
        protected void prepare() {
            if (fails) {
                startOwner(this::awaitEnd);
            }
        }

        @Override
        protected void operate() throws InterruptedException {
            if (fails) {
                lock.tryLock();
            } else {
                acquire(Lock::tryLock);
            }
        }
    }

    private static final class TimedOut extends LockScene {
        TimedOut(Function<Runnable, Lockable> maker) {
            super(maker);
        }

        @Override
        protected void prepare() {
            startOwner(this::awaitEnd);
        }

        @Override
        protected void operate() throws InterruptedException {
            lock.tryLock(1, TimeUnit.MILLISECONDS);
        }
    }

    private static final class Interrupted extends LockScene {
        Interrupted(Function<Runnable, Lockable> maker) {
            super(maker);
        }

        @Override
        protected void prepare() {
            startOwner(() -> {
                awaitVictim();
                interruptVictim();
                awaitEnd();
            });
        }

        @Override
        protected void operate() throws InterruptedException {
            lock.lockInterruptibly();
        }
    }

    private static final class Unlock extends LockScene {
        private final int waiters;

        private final Thread[] threads = new Thread[2];

        private volatile boolean taken;

        Unlock(Function<Runnable, Lockable> maker, int waiters) {
            super(maker);
            this.waiters = waiters;
        }

        @Override
        protected void arrange() {
            lock.lock();
            for (int i = 0; i < waiters; i++) {
                threads[i] = start("waiter " + i, () -> {
                    lock.lock();
                    lock.unlock();
                });
                awaitSleep(threads[i]);
            }
        }

        @Override
        protected void operate() {
            lock.unlock();
        }
    }

    private abstract static class ConditionScene extends LockScene {
        final Condition condition;

        ConditionScene(Function<Runnable, Lockable> maker) {
            super(maker);
            condition = lock.newCondition();
        }

        @Override
        protected boolean isUsable() {
            if (!super.isUsable()) {
                return false;
            }
            lock.lock();
            boolean left = under.hasWaiters(condition);
            lock.unlock();
            return !left;
        }
    }

    /** The victim awaits, holding the lock twice. */
    private abstract static class Await extends ConditionScene {
        private final Call await;

        private int holds;

        Await(Function<Runnable, Lockable> maker, Call await) {
            super(maker);
            this.await = await;
        }

        @Override
        protected void arrange() {
            lock.lock();
            lock.lock();
        }

        @Override
        protected void operate() throws InterruptedException {
            await.on(condition);
        }

        @Override
        protected void undo() {
            Thread.interrupted();
            while (under.isHeld()) {
                lock.unlock();
                holds++;
            }
        }

        @Override
        protected String complaint() {
            return holds == 2 ? null : "await ended with " + holds + " holds instead of 2";
        }
    }

    private static final class Signalled extends Await {
        Signalled(Function<Runnable, Lockable> maker, Call await) {
            super(maker, await);
        }

        @Override
        protected void prepare() {
            start("the signaller", () -> {
                awaitVictim();
                lock.lock();
                condition.signalAll();
                lock.unlock();
            });
        }
    }

    /** The victim comes back without a signal, while another thread owns the lock. */
    private static final class Cancelled extends Await {
        private final boolean interrupted;

        Cancelled(Function<Runnable, Lockable> maker, boolean interrupted, Call await) {
            super(maker, await);
            this.interrupted = interrupted;
        }

        @Override
        protected void prepare() {
            start("the owner", () -> {
                awaitVictim();
                lock.lock();
                if (interrupted) {
                    interruptVictim();
                }
                while (!isOver() && !under.hasQueuedThreads()) {
                    pause();
                }
                lock.unlock();
            });
        }
    }

    private static final class Signal extends ConditionScene {
        private final int waiters;

        private final Call signal;

        Signal(Function<Runnable, Lockable> maker, int waiters, Call signal) {
            super(maker);
            this.waiters = waiters;
            this.signal = signal;
        }

        @Override
        protected void prepare() {
            for (int i = 0; i < waiters; i++) {
                awaitSleep(start("waiter " + i, () -> {
                    lock.lock();
                    condition.awaitUninterruptibly();
                    lock.unlock();
                }));
            }
        }

        @Override
        protected void arrange() {
            lock.lock();
        }

        @Override
        protected void operate() throws InterruptedException {
            signal.on(condition);
        }

        @Override
        protected void undo() {
            condition.signalAll();
            super.undo();
        }
    }

    private static final class NewCondition extends LockScene {
        NewCondition(Function<Runnable, Lockable> maker) {
            super(maker);
        }

        @Override
        protected void operate() {
            lock.newCondition();
        }
    }

    private static final class Queued extends LockScene {
        Queued(Function<Runnable, Lockable> maker) {
            super(maker);
        }

        @Override
        protected void prepare() {
            startOwner(this::awaitEnd);
            awaitSleep(start("a waiter", () -> {
                lock.lock();
                lock.unlock();
            }));
        }

        @Override
        protected void operate() {
            under.queuedThreads();
        }
    }
}
