package org.fairloop.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * The time of a hand-over to a thread that sleeps: all threads but the owner sleep in the queue of a lock; the owner releases, and
 * each of them takes the lock and releases it, once. From the first release until the last has it, divided by their number.
 */
final class Drain {

    static final int FEW = 2;

    static final int MANY = 64;

    static final String KEY = "hand-over to a sleeper";

    /** Those that tell who waits. */
    static final List<LockContender> CONTENDERS =
            List.of(LockContender.FIFO_LOCK, LockContender.REFERENCE, LockContender.REENTRANT_FAIR);

    private static final int TIMES = 50;

    private final Lock lock;
    private final IntSupplier queueLength;
    private final List<Thread> waiters = new ArrayList<>();

    /** In which drain the waiters may take part. */
    private volatile int drain;

    private volatile boolean over;

    /** When the last waiter got the lock, in nanoseconds; guarded by the lock, but for the reader, who waits for {@link #left}. */
    private long end;

    /** How many waiters have yet to get the lock. Written with the lock. */
    private volatile int left;

    private Drain(LockContender contender, int size) {
        lock = contender.lock();
        queueLength = LockContender.queueLength(lock);
        for (int i = 0; i < size; i++) {
            waiters.add(new Thread(this::takePart, "waiter"));
        }
    }

    private void takePart() {
        for (int seen = 0; !over; ) {
            if (drain == seen) {
                LockSupport.park(this);
                continue;
            }
            seen = drain;
            lock.lock();
            end = System.nanoTime();
            left--;
            lock.unlock();
        }
    }

    private long once() {
        lock.lock();
        left = waiters.size();
        drain++;
        waiters.forEach(LockSupport::unpark);
        while (queueLength.getAsInt() < waiters.size() || !waiters.stream().allMatch(Drain::sleeps)) {
            Thread.onSpinWait();
        }
        long begin = System.nanoTime();
        lock.unlock();
        while (left > 0) {
            LockSupport.parkNanos(1_000_000); // out of the way
        }
        return (end - begin) / waiters.size();
    }

    private static boolean sleeps(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }

    /** The key under which its scores stand. */
    static String key(LockContender contender, int waiters) {
        return KEY + " " + contender + ", waiters " + waiters;
    }

    /** Measures each once, the contenders in turn. */
    static void measureAll(Scores scores) throws InterruptedException {
        for (int waiters : List.of(FEW, MANY)) {
            for (LockContender each : CONTENDERS) {
                scores.add(key(each, waiters), "ns/op", measure(each, waiters), 0);
            }
        }
    }

    /**
     * Measures.
     *
     * @param contender whose lock
     * @param waiters how many threads sleep
     * @return the median, in nanoseconds
     */
    private static double measure(LockContender contender, int waiters) throws InterruptedException {
        Drain drain = new Drain(contender, waiters);
        drain.waiters.forEach(Thread::start);
        long[] seen = new long[TIMES];
        for (int i = 0; i < TIMES; i++) {
            seen[i] = drain.once();
        }
        drain.over = true;
        drain.drain++;
        for (Thread each : drain.waiters) {
            LockSupport.unpark(each);
            each.join();
        }
        Arrays.sort(seen);
        return seen[TIMES / 2];
    }
}
