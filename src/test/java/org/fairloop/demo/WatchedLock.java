package org.fairloop.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.fairloop.lock.FifoLock;
import org.fairloop.lock.WrappedFifoLock;

/**
 * Counts what happens at a lock: the turns of each thread, how long it waited for them, and how often it was overtaken.
 *
 * <p>That count is exact, and needs no clock. A thread that has to wait notes in the contention callback, where it is in the
 * queue already, how many turns each of the others has had, and compares when its own turn has come. In order of arrival
 * nobody can have had more than one meanwhile: the turn before it in the queue, or the one that had just begun.
 */
final class WatchedLock implements WrappedFifoLock {

    /** What order of arrival allows. */
    static final long ALLOWED = 1;

    private static final long LONGEST_WAIT = TimeUnit.HOURS.toNanos(1);

    /** What is known of one thread. */
    static final class Turns {
        /** Nanoseconds from the call of lock to its return. Written by the thread. Read when it has ended. */
        final Histogram latency = new Histogram(LONGEST_WAIT, 3);

        /** Written by the thread, as the owner. Read by any thread. */
        volatile long taken;

        /** The most turns of one other thread during one wait. Written and read as taken. */
        volatile long overtaken;

        /** The sum of all latencies. Written and read as they are. */
        long waited;

        /** What the others had had when this thread queued, or null if it does not wait. Used by the thread only. */
        private Map<Turns, Long> atQueueing;

        @Override
        public String toString() {
            return taken + " turns, others had up to " + overtaken + " in one wait";
        }
    }

    private final FifoLock lock;

    /** By the name of the thread. */
    private final Map<String, Turns> turns = new ConcurrentHashMap<>();

    /** Set once, by the runner: the turns that end the run are none. Read by those who lock. */
    private volatile boolean over;

    WatchedLock(LockChoice choice, Runnable onContention) {
        lock = choice.make(this::queued, onContention);
    }

    @Override
    public FifoLock wrapped() {
        return lock;
    }

    /** What is known of a thread, be it nothing. By any thread. */
    Turns of(String thread) {
        if (!turns.containsKey(thread)) {
            turns.putIfAbsent(thread, new Turns());
        }
        return turns.get(thread);
    }

    private Turns mine() {
        return of(Thread.currentThread().getName());
    }

    /** Ceases to count turns. A wait under way counts as a wait. By any thread. */
    void end() {
        over = true;
    }

    /** The turns of all threads. */
    long taken() {
        return turns.values().stream().mapToLong(it -> it.taken).sum();
    }

    /** In the contention callback, the first time: this thread is in the queue. */
    private void queued() {
        Turns mine = mine();
        if (mine.atQueueing == null) {
            Map<Turns, Long> seen = new HashMap<>();
            turns.values().forEach(it -> seen.put(it, it.taken));
            mine.atQueueing = seen;
        }
    }

    @Override
    public void lock() {
        if (lock.isHeldByCurrentThread() || over) {
            lock.lock();
            return;
        }
        long start = System.nanoTime();
        lock.lock();
        count(System.nanoTime() - start);
    }

    /** As the owner. */
    private void count(long nanos) {
        Turns mine = mine();
        mine.latency.recordValue(Math.min(nanos, LONGEST_WAIT));
        mine.waited += nanos;
        if (!over) {
            mine.taken++;
        }
        if (mine.atQueueing != null) {
            turns.values().stream()
                    .filter(it -> it != mine)
                    .mapToLong(it -> it.taken - mine.atQueueing.getOrDefault(it, 0L))
                    .filter(meanwhile -> meanwhile > mine.overtaken)
                    .forEach(meanwhile -> mine.overtaken = meanwhile);
            mine.atQueueing = null;
        }
    }

    @Override
    public void unlock() {
        lock.unlock();
    }

    @Override
    public String toString() {
        return lock.toString();
    }
}
