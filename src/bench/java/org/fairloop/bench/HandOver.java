package org.fairloop.bench;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.IntSupplier;

/**
 * The time of a hand-over between two threads that are awake: the owner releases only when it has seen the other in the queue. From
 * just before the release until the other has the lock, by the clock, whose reading is in it.
 */
final class HandOver {

    static final String KEY = "hand-over between two awake";

    private static final int TIMES = 200_000;

    private final Lock lock;
    private final IntSupplier queueLength;

    // Guarded by the lock.

    private Thread lastOwner;
    private long released;
    private long hands;
    private long sum;

    private HandOver(LockContender contender) {
        lock = contender.lock();
        queueLength = LockContender.queueLength(lock);
    }

    /** The key under which its scores stand. */
    static String key(LockContender contender) {
        return KEY + " " + contender;
    }

    /** Measures each once, the contenders in turn. */
    static void measureAll(Scores scores) throws InterruptedException {
        for (LockContender each : List.of(LockContender.FIFO_LOCK, LockContender.REENTRANT_FAIR)) {
            measure(each); // to warm up
            scores.add(key(each), "ops/us", measure(each), 0);
        }
    }

    /** Hand-overs a microsecond. */
    private static double measure(LockContender contender) throws InterruptedException {
        HandOver between = new HandOver(contender);
        Thread other = new Thread(between::takeTurns, "other");
        other.start();
        between.takeTurns();
        other.join();
        return 1e3 * between.hands / between.sum;
    }

    private void takeTurns() {
        Thread me = Thread.currentThread();
        for (boolean goesOn = true; goesOn; ) {
            lock.lock();
            if (lastOwner != null && lastOwner != me) {
                sum += System.nanoTime() - released;
                hands++;
            }
            lastOwner = me;
            goesOn = hands < TIMES;
            while (goesOn && queueLength.getAsInt() == 0) {
                Thread.onSpinWait();
            }
            released = System.nanoTime();
            lock.unlock();
        }
    }
}
