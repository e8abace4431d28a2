package org.fairloop.lock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.fairloop.bridge.IntervalLog;
import org.fairloop.bridge.TraceHeader;
import org.fairloop.bridge.TraceWriter;

/**
 * A {@link HandoffLock} whose steps are written to a trace while threads use it as they please.
 *
 * <p>No mutex orders the steps. One is recorded when its thread has come to the next stop; where it lies among those of other
 * threads, {@link IntervalLog} says. Which step it was, the two stops say between which it was taken.
 *
 * <p>The mapping to {@code model-check/MCHandoffLock_Trace.tla}. Shown is what nobody else can have changed since the step:
 *
 * <ul>
 *   <li>{@code count}, {@code busy}, {@code queue}: the fields, by the one that has set {@code BUSY};
 *   <li>{@code owner}, {@code nesting}, {@code inside}: by the owner that has just come in or gives a hold back;
 *   <li>{@code pc}: of the thread itself, where it has gone one of two ways;
 *   <li>{@code status}, {@code permit}, {@code grantee}, {@code next}: not shown; the ways that the threads go say it;
 *   <li>{@code kicked}: not in the code; {@code buffer}: there are none in the specification's world.
 * </ul>
 *
 * <p>Nothing is hidden. Announcement and park are one step, since nobody sees why a park has returned.
 */
final class RecordedHandoffLock implements SteppedHandoffLock.Control, RecordedClient.Calls {

    private static final String NOBODY = "Nobody";

    /** One call in so many does not wait long. */
    private static final int HASTY = 4;

    private static final int MICROSECONDS = 40;

    /** One stop in so many gives the processor away, so that others come in the middle of a call. */
    private static final int YIELDS = 8;

    /** A thread of the client. */
    private static final class Caller {
        final String name = Thread.currentThread().getName();

        /** The last stop; null at the beginning of a call. */
        String stop;

        /** Where the present step begins. */
        int since;

        /** How the callback ended, if it has been called since the last stop. */
        String called;

        /** The client's own count of its holds. */
        int inside;

        int calls;

        final Random random = new Random(name.hashCode());
    }

    private final ThreadLocal<Caller> callers = ThreadLocal.withInitial(Caller::new);
    private final IntervalLog log = new IntervalLog(Integer.MAX_VALUE);
    private final HandoffLock lock;
    private volatile boolean isOver;

    /**
     * Makes a free lock.
     *
     * @param maker makes the shipped class or a twin
     * @param onContention the callback
     */
    RecordedHandoffLock(BrokenHandoffLock.Maker maker, Runnable onContention) {
        lock = maker.make(this, () -> callBack(onContention));
        log.begin();
    }

    /** How many steps have been recorded. */
    int steps() {
        return log.count();
    }

    /** Ends the recording of a run that hangs: who takes a step from now on is thrown out. */
    void end() {
        log.end();
        isOver = true;
    }

    /**
     * Writes the trace, when all threads have ended or do not go on.
     *
     * @param threads their names
     * @param holds how many holds an owner had at most
     * @param file where to
     */
    void write(List<String> threads, int holds, Path file) {
        Map<String, Object> world = new LinkedHashMap<>();
        world.put("Threads", threads);
        world.put("Nobody", NOBODY);
        world.put("MaxHolds", holds);
        world.put("Buffered", false);
        try (TraceWriter trace =
                new TraceWriter(file, new TraceHeader("HandoffLock_Trace", "TraceSpec", world, List.of()))) {
            log.merged().forEach(trace::write);
        }
    }

    // The calls. lock() is called as the timed tryLock(), which stops before each look at its status.

    @Override
    public boolean lock() {
        Caller me = begin();
        long hasty = me.calls % 5 * TimeUnit.MICROSECONDS.toNanos(MICROSECONDS);
        try {
            boolean owns =
                    lock.tryLock(me.calls % HASTY == 0 ? hasty : TimeUnit.HOURS.toNanos(1), TimeUnit.NANOSECONDS);
            return answered(me, owns);
        } catch (InterruptedException e) {
            throw new RecordedClient.Hung();
        }
    }

    @Override
    public boolean tryLock() {
        return answered(begin(), lock.tryLock());
    }

    private boolean answered(Caller me, boolean owns) {
        if (owns) {
            String action = SteppedHandoffLock.OWN.equals(me.stop) ? "Own" : me.inside == 0 ? "TakeFree" : "Reenter";
            me.inside++;
            Map<String, Object> after = holds(me);
            after.put("owner", me.name);
            record(me, action, after);
        } else {
            record(me, SteppedHandoffLock.UNLINK.equals(me.stop) ? "Abandon" : "TryLockFails", Map.of());
            record(me, "Return", Map.of());
        }
        return owns;
    }

    @Override
    public void unlock() {
        Caller me = begin();
        try {
            lock.unlock();
        } catch (IllegalMonitorStateException refused) {
            record(me, "ReleaseFails", Map.of());
            record(me, "Return", Map.of());
            throw refused;
        }
        if (me.stop != null) {
            record(me, releasing(me), at(me, "idle"));
        } else {
            String action = me.inside > 1 ? "ReleaseInner" : "ReleaseFree";
            me.inside = Math.max(0, me.inside - 1);
            record(me, action, holds(me));
        }
    }

    /** The step of unlock() that leads from the last stop. */
    private static String releasing(Caller me) {
        return switch (me.stop) {
            case SteppedHandoffLock.LET_GO -> "LetGo";
            case SteppedHandoffLock.UNPARK -> "Unpark";
            default -> "WakeNext";
        };
    }

    @Override
    public void ended() {}

    private Caller begin() {
        throwIfOver();
        Caller me = callers.get();
        me.calls++;
        me.stop = null;
        me.since = log.count();
        return me;
    }

    private void callBack(Runnable onContention) {
        Caller me = callers.get();
        me.called = "ContendThrows";
        onContention.run();
        me.called = "Contend";
    }

    // The stops.

    @Override
    public void at(String stop) {
        throwIfOver();
        Caller me = callers.get();
        switch (stop) {
            case SteppedHandoffLock.ENQUEUE -> record(me, "TakeTicket", guarded());
            case SteppedHandoffLock.CONTEND -> record(me, "Enqueue", Map.of());
            case SteppedHandoffLock.LOOK -> {
                if (SteppedHandoffLock.WOKEN.equals(me.stop)) {
                    record(me, "StandUp", Map.of());
                } else {
                    contended(me);
                }
            }
            case SteppedHandoffLock.PARK -> record(me, "AnnounceAndPark", Map.of());
            case SteppedHandoffLock.WOKEN -> me.since = log.count();
            case SteppedHandoffLock.UNLINK -> record(me, "GiveUp", guarded());
            case SteppedHandoffLock.COME_IN ->
                record(me, SteppedHandoffLock.UNLINK.equals(me.stop) ? "Stay" : "SeeGrant", Map.of());
            case SteppedHandoffLock.KICK -> record(me, "ComeIn", at(me, "kick"));
            case SteppedHandoffLock.OWN -> {
                if (SteppedHandoffLock.KICK.equals(me.stop)) {
                    contended(me);
                } else {
                    record(me, "ComeIn", at(me, "own"));
                }
            }
            case SteppedHandoffLock.GRANT -> {
                me.inside = Math.max(0, me.inside - 1);
                Map<String, Object> after = guarded();
                after.putAll(holds(me));
                after.put("owner", NOBODY);
                record(me, "ReleaseToNext", after);
            }
            case SteppedHandoffLock.LET_GO -> record(me, "Grant", guarded());
            case SteppedHandoffLock.UNPARK -> record(me, "LetGo", at(me, "unpark"));
            case SteppedHandoffLock.WAKE_NEXT -> record(me, releasing(me), at(me, "wakeNext"));
            default -> { // a stop of a twin's own, within a step
                Thread.yield();
                return;
            }
        }
        me.stop = stop;
        if (me.random.nextInt(YIELDS) == 0) {
            Thread.yield();
            me.since = log.count();
        }
    }

    /** The callback was called, or if not, nothing was done. */
    private void contended(Caller me) {
        if (me.called != null) {
            record(me, me.called, Map.of());
        }
        me.called = null;
    }

    @Override
    public void triesAgain() {
        throwIfOver();
    }

    private void throwIfOver() {
        if (isOver) {
            throw new RecordedClient.Hung();
        }
    }

    /** What is guarded by BUSY, which the caller has set. */
    private Map<String, Object> guarded() {
        Set<Waiter> waiters = new LinkedHashSet<>();
        for (Waiter waiter = lock.first(); waiter != null && waiters.add(waiter); ) {
            waiter = waiter.behind;
        }
        List<String> queue = new ArrayList<>();
        waiters.forEach(waiter -> queue.add(waiter.thread.getName()));
        Map<String, Object> guarded = new LinkedHashMap<>();
        guarded.put("count", lock.state / HandoffLock.TICKET);
        guarded.put("busy", (lock.state & HandoffLock.BUSY) != 0);
        guarded.put("queue", queue);
        return guarded;
    }

    private static Map<String, Object> holds(Caller me) {
        Map<String, Object> holds = new LinkedHashMap<>();
        holds.put("nesting", me.inside);
        holds.put("inside", Map.of(me.name, me.inside));
        return holds;
    }

    private static Map<String, Object> at(Caller me, String place) {
        return Map.of("pc", Map.of(me.name, place));
    }

    private void record(Caller me, String action, Map<String, Object> after) {
        me.since = log.record(me.name, null, List.of(action), Map.of(), after, me.since);
    }
}
