package org.fairloop.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/**
 * How evenly a lock treats threads that all want it all the time, seen from outside.
 *
 * @param deviation how far the share of some thread was from the mean, as a part of the mean
 * @param longWaits the part of all waits in which the others took more than two turns each: so many may come between asking
 *     for the lock and standing in its queue, if the operating system takes the processor away just there, but rarely
 */
record Shares(double deviation, double longWaits) {

    private static final class Player extends Thread {

        private final Runnable turn;

        private final CyclicBarrier start;

        volatile boolean over;

        long turns;

        Player(Runnable turn, CyclicBarrier start) {
            this.turn = turn;
            this.start = start;
        }

        @Override
        public void run() {
            try {
                start.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            while (!over) {
                turn.run();
                turns++;
            }
        }
    }

    /** Written inside, read outside. */
    private static final class Counter {
        volatile long turns;

        /** Guarded by the lock. */
        long longWaits;
    }

    static Shares measure(LockContender contender, int threads, long millis) throws InterruptedException {
        Guard guard = contender.guard();
        Counter counter = new Counter();
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Player> players = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            players.add(new Player(
                    () -> {
                        long asked = counter.turns;
                        guard.inside(() -> {
                            if (counter.turns - asked > 2L * threads) {
                                counter.longWaits++;
                            }
                            counter.turns = counter.turns + 1;
                        });
                    },
                    start));
        }
        players.forEach(Thread::start);
        TimeUnit.MILLISECONDS.sleep(millis); // how long is measured
        players.forEach(player -> player.over = true);
        double mean = 0;
        for (Player player : players) {
            player.join();
            mean += (double) player.turns / threads;
        }
        double deviation = 0;
        for (Player player : players) {
            deviation = Math.max(deviation, Math.abs(player.turns - mean) / mean);
        }
        return new Shares(deviation, (double) counter.longWaits / counter.turns);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f%%, long waits %.5f%%", deviation * 100, longWaits * 100);
    }
}
