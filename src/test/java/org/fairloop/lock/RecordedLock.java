package org.fairloop.lock;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.fairloop.bridge.TraceEvent;
import org.fairloop.bridge.TraceHeader;
import org.fairloop.bridge.TraceWriter;

/**
 * A lock whose every stop is written to a trace, and the calls that a client may make.
 *
 * <p>One event is one stop of {@link RFifoLock} at its mutex, its condition or its callback. What the lock does between
 * two stops (take a ticket, release, …) is hidden: the recorder could only guess which of these actions it was from the
 * fields that it writes down anyway, and the validator makes the same guess better, since it has the specification. It
 * loses nothing, because each hidden action shows at the next stop of its thread, before anybody else can take the mutex.
 *
 * <p>The mapping, all read with the mutex held:
 *
 * <ul>
 *   <li>{@code head}, {@code tail}: the fields, counted from the first ticket, modulo {@code TicketModulus};
 *   <li>{@code owner}, {@code nesting}: the fields;
 *   <li>{@code pc}: of those who are known to sleep on the condition, when there are any;
 *   <li>{@code inside}: of the thread that begins a call, by what its earlier calls have answered;
 *   <li>{@code mutex}: not shown, each event says it by its place; {@code ticket}: a local of {@code lock()};
 *       {@code kicked}: not in the code.
 * </ul>
 */
final class RecordedLock implements RecordedClient.Calls {

    private static final String NOBODY = "Nobody";

    /** What the trace does not show, see above; and nobody sees a thread wake. */
    private static final List<String> HIDDEN = List.of(
            "WakeSpuriously",
            "Reenter",
            "TakeTicket",
            "LookAgain",
            "Abandon",
            "TryLockSucceeds",
            "TryLockFails",
            "ReleaseInner",
            "ReleaseOutermost",
            "ReleaseFails");

    /** One call of lock() in so many is interrupted while it waits, and another one does not wait long. */
    private static final int HASTY = 8;

    private static final int MICROSECONDS = 40;

    /** A thread of the client. */
    private static final class Caller {
        /** The action that begins the call under way; null outside the lock's calls. */
        String call;

        /** Is it to be interrupted? */
        boolean interrupted;

        int calls;

        /** The client's own count of its holds. */
        int inside;
    }

    private final ThreadLocal<Caller> callers = ThreadLocal.withInitial(Caller::new);
    private final RecordingMutex mutex;
    private final RFifoLock lock;
    private final int firstTicket;
    private final int ticketModulus;
    private final TraceWriter trace;

    /**
     * Makes a free lock.
     *
     * @param maker makes the shipped class or a twin
     * @param onContention the callback
     * @param firstTicket where the tickets begin
     * @param threads how many threads will use it
     * @param trace begun with {@link #header}
     */
    RecordedLock(BrokenRFifoLock.Maker maker, Runnable onContention, int firstTicket, int threads, TraceWriter trace) {
        this.firstTicket = firstTicket;
        this.ticketModulus = ticketModulus(threads);
        this.trace = trace;
        this.mutex = new RecordingMutex(threads, new Stops());
        this.lock = maker.make(mutex, () -> callBack(onContention), firstTicket);
    }

    /**
     * The first line of the trace.
     *
     * @param threads how many threads will use the lock; their names are {@code t1}, {@code t2}, …
     * @param holds how many holds an owner will have at most
     * @return the header
     */
    static TraceHeader header(int threads, int holds) {
        Map<String, Object> world = new LinkedHashMap<>();
        world.put("Threads", names(threads));
        world.put("Nobody", NOBODY);
        world.put("MaxHolds", holds);
        world.put("TicketModulus", ticketModulus(threads));
        world.put("Hasty", names(threads));
        return new TraceHeader("RFifoLock", world, HIDDEN);
    }

    static List<String> names(int threads) {
        return IntStream.rangeClosed(1, threads).mapToObj(i -> "t" + i).toList();
    }

    /** The least power of two above the number of threads tells all live tickets apart. */
    private static int ticketModulus(int threads) {
        return Integer.highestOneBit(threads) * 2;
    }

    @Override
    public boolean lock() {
        Caller caller = begin("EnterLock");
        int kind = caller.calls++ % HASTY;
        caller.interrupted = kind == 1;
        try {
            boolean owns = comesIn(kind, 1 + caller.calls % 5 * TimeUnit.MICROSECONDS.toNanos(MICROSECONDS));
            if (owns) {
                caller.inside++;
            }
            return owns;
        } finally {
            caller.call = null;
            caller.interrupted = false;
            Thread.interrupted(); // it may have come too late
        }
    }

    private boolean comesIn(int kind, long nanos) {
        try {
            switch (kind) {
                case 0 -> {
                    return lock.tryLock(nanos, TimeUnit.NANOSECONDS);
                }
                case 1 -> lock.lockInterruptibly();
                default -> lock.lock();
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public boolean tryLock() {
        Caller caller = begin("EnterTryLock");
        try {
            boolean locked = lock.tryLock();
            if (locked) {
                caller.inside++;
            }
            return locked;
        } finally {
            caller.call = null;
        }
    }

    @Override
    public void unlock() {
        Caller caller = begin("EnterUnlock");
        caller.inside = Math.max(0, caller.inside - 1);
        try {
            lock.unlock();
        } finally {
            caller.call = null;
        }
    }

    private Caller begin(String call) {
        Caller caller = callers.get();
        caller.call = call;
        return caller;
    }

    @Override
    public void ended() {
        mutex.ended();
    }

    /** Whether nobody was left to wake the sleepers, so that they were ended. */
    boolean hung() {
        return mutex.hung();
    }

    /** The ticket whose turn it is, as the lock counts. */
    int head() {
        return lock.head;
    }

    private void callBack(Runnable onContention) {
        if (callers.get().interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            onContention.run();
        } catch (Throwable thrown) {
            stop("ContendThrows");
            throw thrown;
        }
        stop("Contend");
    }

    private final class Stops implements RecordingMutex.Recorder {
        @Override
        public void entered() {
            Caller caller = callers.get();
            stop(caller.call, Map.of("inside", Map.of(Thread.currentThread().getName(), caller.inside)));
        }

        @Override
        public void leaving() {
            stop("Leave");
        }

        @Override
        public void waiting() {
            stop("Await");
        }

        @Override
        public void retaken() {
            stop("Retake");
        }
    }

    private void stop(String action) {
        stop(action, Map.of());
    }

    private void stop(String action, Map<String, Object> own) {
        if (callers.get().call == null) {
            return; // isLocked() and the like: they look, and take no step of the specification
        }
        Map<String, Object> after = new LinkedHashMap<>();
        after.put("head", counted(lock.head));
        after.put("tail", counted(lock.tail));
        after.put("owner", lock.owner() == null ? NOBODY : lock.owner().getName());
        after.put("nesting", lock.nesting);
        after.putAll(own);
        if (!mutex.sleepers().isEmpty()) {
            Map<String, Object> asleep = new LinkedHashMap<>();
            mutex.sleepers().forEach(thread -> asleep.put(thread, "asleep"));
            after.put("pc", asleep);
        }
        trace.write(new TraceEvent(Thread.currentThread().getName(), List.of(action), after));
    }

    private int counted(int ticket) {
        return Math.floorMod(ticket - firstTicket, ticketModulus);
    }
}
