package org.fairloop.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.fairloop.lock.FifoLock;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * The Lincheck checks of {@link AioContext} over the real lock and {@link Poller#park()}, written once for the shipped class and
 * its broken twins.
 *
 * <p>The system property {@code lincheck.scale} multiplies the number of invocations; 1 by default.
 *
 * <p>Blind spots, beside those of RFifoLockChecks: {@code park} may return for no reason, which hides that a poller was not woken up
 * (the flag is looked at again), and time stands still, so nothing here has a deadline.
 */
final class AioContextChecks {

    private static final int SCALE = Integer.getInteger("lincheck.scale", 1);

    private AioContextChecks() {}

    /** How to make the context to be checked. */
    interface Contexts {
        AioContext make();
    }

    /** A check; it throws {@code LincheckAssertionError} if the property fails. */
    interface Check {
        void run(Contexts contexts);
    }

    /** All checks by name. */
    static final Map<String, Check> ALL = all();

    private static Map<String, Check> all() {
        Map<String, Check> all = new LinkedHashMap<>();
        all.put("notification", contexts -> calls(contexts, Notification.class, Flag.class));
        all.put("bottom half", contexts -> calls(contexts, Scheduling.class, Scheduled.class));
        all.put("sections", contexts -> calls(contexts, Sections.class, Count.class));
        all.put("wakeup", contexts -> play(contexts, Wakeup.class));
        all.put("wakeup in a dispatch", contexts -> play(contexts, WakeupInDispatch.class));
        all.put("schedule in a callback", contexts -> play(contexts, ScheduleInCallback.class));
        all.put("kick", contexts -> play(contexts, Kick.class));
        all.put("request", contexts -> play(contexts, Request.class));
        all.put("close", contexts -> play(contexts, Close.class));
        return Collections.unmodifiableMap(all);
    }

    /** The shipped class. */
    static AioContext shipped() {
        return new AioContext(Poller.park(), () -> 0, () -> {});
    }

    /** A twin. */
    static Contexts onTwin(String twin) {
        BrokenAioContext.Maker maker = BrokenAioContext.twin(twin);
        return () -> maker.make(FifoLock::create, Poller.park(), stop -> {});
    }

    /** Where the classes below, which Lincheck makes, find the context to be checked. */
    private static Contexts current;

    private static ModelCheckingOptions sized(int iterations, int actors, int invocations) {
        return new ModelCheckingOptions()
                .iterations(iterations)
                .invocationsPerIteration(invocations * SCALE)
                .threads(3)
                .actorsPerThread(actors)
                .actorsBefore(0) // these two run with thread ids of their own
                .actorsAfter(0)
                .minimizeFailedScenario(false);
    }

    // Operations against sequential semantics.

    private static void calls(Contexts contexts, Class<?> calls, Class<?> specification) {
        current = contexts;
        sized(4, 3, 60).sequentialSpecification(specification).check(calls);
    }

    /** N1, N3: the flag is set by wakeups and taken by polls. One thread polls, so that none has to wait for the context. */
    public static final class Notification {
        private final AioContext context = current.make();

        @Operation
        public void wakeup() {
            context.wakeup();
        }

        @Operation
        public boolean isNotified() {
            return context.isNotified();
        }

        @Operation(nonParallelGroup = "poller")
        public boolean poll() {
            context.acquire();
            try {
                return context.poll(false);
            } finally {
                context.release();
            }
        }
    }

    /** What those calls do if each is one step. */
    public static final class Flag {
        private boolean notified;

        public void wakeup() {
            notified = true;
        }

        public boolean isNotified() {
            return notified;
        }

        public boolean poll() {
            notified = false;
            return false;
        }
    }

    /** B1, B2, B4: after each schedule a run begins, unless it was cancelled, and there are never more runs than schedules. */
    public static final class Scheduling {
        private final AioContext context = current.make();
        private int runs; // guarded by the context
        private final BottomHalf bottomHalf = context.newBottomHalf(() -> runs++);

        @Operation
        public void schedule() {
            bottomHalf.schedule();
        }

        @Operation
        public void cancel() {
            bottomHalf.cancel();
        }

        @Operation
        public boolean isScheduled() {
            return bottomHalf.isScheduled();
        }

        /** The number of runs in this poll. */
        @Operation(nonParallelGroup = "poller")
        public int poll() {
            context.acquire();
            try {
                int before = runs;
                context.poll(false);
                return runs - before;
            } finally {
                context.release();
            }
        }
    }

    /** What those calls do if each is one step. */
    public static final class Scheduled {
        private boolean scheduled;

        public void schedule() {
            scheduled = true;
        }

        public void cancel() {
            scheduled = false;
        }

        public boolean isScheduled() {
            return scheduled;
        }

        public int poll() {
            int runs = scheduled ? 1 : 0;
            scheduled = false;
            return runs;
        }
    }

    /** A counter that only the ownership of the context protects. */
    public static final class Sections {
        private final AioContext context = current.make();
        private int count;

        @Operation
        public int increment() {
            context.acquire();
            try {
                context.poll(false);
                return ++count;
            } finally {
                context.release();
            }
        }
    }

    /** What sections do if each is one step. */
    public static final class Count {
        private int count;

        public int increment() {
            return ++count;
        }
    }

    // Plays: three threads with one turn each, in which a turn may wait for the others. The threads are Lincheck's own.

    private static void play(Contexts contexts, Class<?> play) {
        current = contexts;
        sized(1, 1, 200).sequentialSpecification(Fine.class).check(play);
    }

    /** What each turn is to say. */
    public static final class Fine {
        public String turn(int thread) {
            return "fine";
        }
    }

    /** Waits until another has come to some point. A spurious return is looked at again. */
    private static final class Signal {
        private volatile Thread waiter;
        private volatile boolean given;

        void await() {
            waiter = Thread.currentThread();
            while (!given) {
                LockSupport.park(this);
            }
        }

        void give() {
            given = true;
            LockSupport.unpark(waiter);
        }
    }

    private static void pollUntil(AioContext context, BooleanSupplier condition) {
        context.acquire();
        try {
            while (!condition.getAsBoolean()) {
                context.poll(true);
            }
        } finally {
            context.release();
        }
    }

    /** N2, N4: a wakeup at any moment ends the poll, and without one it does not end. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Wakeup {
        private final AioContext context = current.make();
        private volatile boolean sent;

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            if (thread == 1) {
                context.acquire();
                context.poll(true);
                boolean hadReason = sent;
                context.release();
                return hadReason ? "fine" : "N4: the poll returned without a wakeup";
            } else if (thread == 2) {
                sent = true;
                context.wakeup();
            }
            return "fine";
        }
    }

    /** N1: a wakeup that comes while the owner dispatches ends its next poll. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class WakeupInDispatch {
        private final AioContext context = current.make();
        private final Signal dispatches = new Signal();

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            if (thread == 1) {
                context.acquire();
                context.newBottomHalf(dispatches::give).schedule();
                context.poll(true);
                context.poll(true);
                context.release();
            } else if (thread == 2) {
                dispatches.await();
                context.wakeup();
            }
            return "fine";
        }
    }

    /** B1, B4: what is scheduled while its callback runs is run once more, in a later poll. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class ScheduleInCallback {
        private final AioContext context = current.make();
        private final Signal runs = new Signal();
        private int count; // guarded by the context
        private final BottomHalf bottomHalf = context.newBottomHalf(() -> {
            count++;
            runs.give();
        });

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            if (thread == 1) {
                bottomHalf.schedule();
                return polls();
            } else if (thread == 2) {
                runs.await();
                bottomHalf.schedule();
            }
            return "fine";
        }

        private String polls() {
            boolean twiceInOnePoll = false;
            context.acquire();
            while (count < 2) {
                int before = count;
                context.poll(true);
                twiceInOnePoll |= count - before > 1;
            }
            context.release();
            return twiceInOnePoll ? "B4: it ran twice in one poll" : "fine";
        }
    }

    /** A1: whoever owns the context sleeps until another waits for it; the last has nobody to wait for. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Kick {
        private final AioContext context = current.make();
        private int toCome = 3; // guarded by the context

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            context.acquire();
            if (--toCome > 0) {
                context.poll(true);
            }
            context.release();
            return "fine";
        }
    }

    /** A1, A2: one polls until its request is done, another completes it, and a third comes in between or after that. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Request {
        private final AioContext context = current.make();
        private boolean done; // guarded by the context
        private final BottomHalf bottomHalf = context.newBottomHalf(() -> done = true);

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            if (thread == 1) {
                pollUntil(context, () -> done);
            } else if (thread == 2) {
                bottomHalf.schedule();
            } else {
                context.acquire();
                context.release();
            }
            return "fine";
        }
    }

    /** X1: a context is closed while one polls and one acquires: every call returns, and nobody comes in afterwards. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Close {
        private final AioContext context = current.make();
        private volatile boolean closed;

        @Operation
        public String turn(@Param(name = "thread") int thread) {
            if (thread == 1) {
                context.close();
                closed = true;
                return "fine";
            }
            boolean closedBefore = closed;
            try {
                context.acquire();
            } catch (IllegalStateException e) {
                return "fine"; // turned away
            }
            context.round(thread == 2);
            context.release();
            return closedBefore ? "X1: came in after close() had returned" : "fine";
        }
    }
}
