package org.fairloop.lock;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * The Lincheck checks of both locks, written once for the shipped classes and for the broken twins of {@link RFifoLock}.
 *
 * <p>The system property {@code lincheck.scale} multiplies the number of invocations; 1 by default, which takes about a
 * minute on 2 cores; 10 and more before a release.
 *
 * <p>Blind spots. Lincheck's model checker knows sequential consistency only, so it says nothing about visibility (L10);
 * its {@code park} may return for no reason, so a missing {@code unpark} escapes it; its conditions signal in the order
 * of arrival; time stands still; and it samples interleavings, so that to pass means "none found". Stress takes the
 * interleavings that the machine happens to produce. Neither knows fairness: an endless wait is seen only when no thread
 * can go on at all.
 *
 * <p>All threads are Lincheck's own. Those that a check starts itself were seen to park outside its model, with the
 * public constructor's condition as with the mutex's, and then the check hangs.
 */
final class RFifoLockChecks {

    private static final int SCALE = Integer.getInteger("lincheck.scale", 1);

    private RFifoLockChecks() {}

    /** How to make the lock to be checked. */
    interface Locks {
        FifoLock make(Runnable onContention);
    }

    /** A check; it throws {@code LincheckAssertionError} if the property fails. */
    interface Check {
        void run(Locks locks);
    }

    /** How to make a twin. */
    static Locks onTwin(String twin) {
        BrokenRFifoLock.Maker maker = BrokenRFifoLock.twin(twin);
        return onContention -> maker.make(new ReentrantLock(true), onContention, 0);
    }

    /**
     * All checks by name, the quick ones first. The last number is that of the interleavings that are tried; in 500 of the order
     * of grants none was among them that kills the twins of it.
     */
    static final Map<String, Check> ALL = all();

    private static Map<String, Check> all() {
        Map<String, Check> all = new LinkedHashMap<>();
        all.put("calls in the model", locks -> calls(locks, new ModelCheckingOptions(), 100));
        all.put("sections in the model", locks -> sections(locks, new ModelCheckingOptions(), 100));
        all.put("throwing callback", locks -> play(locks, ThrowingCallback.class, 200));
        all.put("kick", locks -> play(locks, Kick.class, 500));
        all.put("order of grants", locks -> play(locks, Order.class, 1_500));
        all.put("no barging", locks -> play(locks, Barging.class, 1_500));
        all.put("calls under stress", locks -> calls(locks, new StressOptions(), 500));
        all.put("sections under stress", locks -> sections(locks, new StressOptions(), 500));
        return Collections.unmodifiableMap(all);
    }

    /** Where the classes below, which Lincheck makes, find the lock to be checked. */
    private static Locks current;

    private static <O extends Options<O, ?>> O sized(O options, int iterations, int actors, int invocations) {
        return options.iterations(iterations)
                .invocationsPerIteration(invocations * SCALE)
                .threads(3)
                .actorsPerThread(actors)
                .actorsBefore(0) // these two run with thread ids of their own
                .actorsAfter(0)
                .minimizeFailedScenario(false);
    }

    // Operations against sequential semantics.

    private static <O extends Options<O, ?>> void sections(Locks locks, O options, int invocations) {
        current = locks;
        sized(options, 5, 2, invocations).sequentialSpecification(Count.class).check(Sections.class);
    }

    private static <O extends Options<O, ?>> void calls(Locks locks, O options, int invocations) {
        current = locks;
        sized(options, 5, 4, invocations)
                .sequentialSpecification(SequentialLock.class)
                .check(Calls.class);
    }

    /** Whole critical sections on a counter that only the lock protects. */
    public static final class Sections {
        private final FifoLock lock = current.make(() -> {});
        private int count;

        @Operation
        public int increment() {
            lock.lock();
            try {
                return ++count;
            } finally {
                lock.unlock();
            }
        }

        @Operation
        public int incrementTwice() {
            lock.lock();
            increment();
            try {
                return increment();
            } finally {
                lock.unlock();
            }
        }
    }

    /** What sections do if each is one step. */
    public static final class Count {
        private int count;

        public int increment() {
            return ++count;
        }

        public int incrementTwice() {
            return count += 2;
        }
    }

    /** The calls that do not wait. Who calls is a parameter, since the verifier has one thread only. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Calls {
        private final AtomicInteger kicks = new AtomicInteger();
        private final FifoLock lock = current.make(kicks::incrementAndGet);

        @Operation
        public boolean tryLock(@Param(name = "thread") int thread) {
            return lock.tryLock();
        }

        @Operation
        public boolean unlock(@Param(name = "thread") int thread) {
            try {
                lock.unlock();
                return true;
            } catch (IllegalMonitorStateException e) {
                return false;
            }
        }

        @Operation
        public int holds(@Param(name = "thread") int thread) {
            return lock.getHoldCount();
        }

        @Operation
        public int kicks() {
            return kicks.get();
        }
    }

    /** What those calls do if each is one step. */
    public static final class SequentialLock {
        private int owner = -1;
        private int nesting;

        public boolean tryLock(int thread) {
            if (nesting > 0 && owner != thread) {
                return false;
            }
            owner = thread;
            nesting++;
            return true;
        }

        public boolean unlock(int thread) {
            if (nesting == 0 || owner != thread) {
                return false;
            }
            nesting--;
            return true;
        }

        public int holds(int thread) {
            return owner == thread ? nesting : 0;
        }

        public int kicks() {
            return 0;
        }
    }

    // Plays: three threads with one turn each, in which a turn may wait for the others. The threads are Lincheck's own.

    private static void play(Locks locks, Class<?> play, int invocations) {
        current = locks;
        sized(new ModelCheckingOptions(), 1, 1, invocations)
                .sequentialSpecification(Fine.class)
                .check(play);
    }

    /** What each turn is to say. */
    public static final class Fine {
        public String turn(int thread) {
            return "fine";
        }
    }

    /** Sleeps as an event loop does while it owns the lock: until it is kicked. A spurious return is looked at again. */
    private static final class Sleeper {
        private volatile Thread thread;

        void sleepUntil(BooleanSupplier kicked) {
            thread = Thread.currentThread();
            while (!kicked.getAsBoolean()) {
                LockSupport.park(this);
            }
        }

        void kick() {
            LockSupport.unpark(thread);
        }
    }

    /** L9: a callback that throws costs nobody the turn. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class ThrowingCallback {
        private final FifoLock lock = current.make(() -> {
            throw new IllegalStateException("from the callback");
        });

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            Thread.currentThread().setUncaughtExceptionHandler((ignored, exception) -> {});
            try {
                lock.lock();
            } catch (IllegalStateException e) {
                return "L9: the callback's exception came out of lock()";
            }
            lock.unlock();
            return "fine";
        }
    }

    /**
     * L4, from outside: each owner but the last sleeps until it is kicked, and forgets all kicks before it leaves. If
     * the check fails, an owner sleeps for ever and so does one that waits for it.
     */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Kick {
        private final Sleeper sleeper = new Sleeper();
        private volatile boolean kicked;
        private int toCome = 3; // guarded by lock
        private final FifoLock lock = current.make(() -> {
            kicked = true;
            sleeper.kick();
        });

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            lock.lock();
            if (--toCome > 0) {
                sleeper.sleepUntil(() -> kicked);
            }
            kicked = false;
            lock.unlock();
            return "fine";
        }
    }

    /** An owner, one that waits for it, and a newcomer who calls the lock only when that one is in the queue. */
    abstract static class Newcomer {
        private final Sleeper ownerSleeps = new Sleeper();
        private final Sleeper waiterSleeps = new Sleeper();
        private final Sleeper newcomerSleeps = new Sleeper();
        private volatile boolean owned;
        private volatile boolean queued;
        private volatile boolean waiterHadItsTurn;
        final FifoLock lock = current.make(() -> {
            queued = true; // the first who calls back is the waiter
            ownerSleeps.kick();
            newcomerSleeps.kick();
        });

        abstract boolean takes();

        String turnOf(int thread) {
            if (thread == 1) {
                lock.lock();
                owned = true;
                waiterSleeps.kick();
                ownerSleeps.sleepUntil(() -> queued);
                lock.unlock();
            } else if (thread == 2) {
                waiterSleeps.sleepUntil(() -> owned);
                lock.lock();
                waiterHadItsTurn = true;
                lock.unlock();
            } else {
                newcomerSleeps.sleepUntil(() -> queued);
                if (takes()) {
                    boolean overtaken = !waiterHadItsTurn;
                    lock.unlock();
                    return overtaken ? "L2: the one in the queue was overtaken" : "fine";
                }
            }
            return "fine";
        }
    }

    /** L2: lock() does not overtake one that was in the queue before it was called. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Order extends Newcomer {
        @Override
        boolean takes() {
            lock.lock();
            return true;
        }

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            return turnOf(thread);
        }
    }

    /** L2: tryLock() does not, either. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Barging extends Newcomer {
        @Override
        boolean takes() {
            return lock.tryLock();
        }

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            return turnOf(thread);
        }
    }
}
