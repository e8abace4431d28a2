package org.fairloop.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A loop that sleeps, and one that runs. A sleeping loop is known to be asleep before each measured wake-up. */
public class LoopBenchmark {

    /** So many tasks of each producer are under way at most. */
    private static final int UNDER_WAY = 1024;

    /** A thread that sleeps in {@code poll} or in a bare selector, and is woken for nothing. */
    @State(Scope.Benchmark)
    public static class Asleep {

        /** What it sleeps in. */
        @Param("POLL")
        public LoopContender.Sleep sleep;

        private LoopContender.Waker waker;

        private Thread thread;

        private Sleeper sleeper;

        private volatile boolean over;

        private volatile long returns;

        /** Starts the thread. */
        @Setup
        public void start() {
            waker = sleep.create();
            thread = new Thread(
                    () -> {
                        waker.begin();
                        while (!over) {
                            waker.sleep();
                            returns++;
                        }
                        waker.end();
                    },
                    LoopContender.THREAD);
            thread.start();
            sleeper = new Sleeper(LoopContender.THREAD);
        }

        /** Makes sure that it sleeps. */
        @Setup(Level.Invocation)
        public void awaitSleep() {
            sleeper.awaitSleep();
        }

        /**
         * Ends the thread.
         *
         * @throws InterruptedException if this thread is told to hurry up
         */
        @TearDown
        public void stop() throws InterruptedException {
            over = true;
            waker.wake();
            thread.join();
        }
    }

    /** A loop that sleeps. */
    @State(Scope.Benchmark)
    public static class Idle {

        /** Whose loop. */
        @Param("CONTEXT")
        public LoopContender loop;

        private LoopContender.Loop running;

        private Sleeper sleeper;

        /** Starts the loop. */
        @Setup
        public void start() {
            running = loop.start();
            running.getIn();
            sleeper = new Sleeper(LoopContender.THREAD);
        }

        /** Makes sure that it sleeps. */
        @Setup(Level.Invocation)
        public void awaitSleep() {
            sleeper.awaitSleep();
        }

        /** Ends the loop. */
        @TearDown
        public void stop() {
            running.close();
        }
    }

    /** A loop that is kept busy. */
    @State(Scope.Benchmark)
    public static class Busy {

        /** Whose loop. */
        @Param("CONTEXT")
        public LoopContender loop;

        private LoopContender.Loop running;

        /** Starts the loop. */
        @Setup
        public void start() {
            running = loop.start();
        }

        /** Ends the loop. */
        @TearDown
        public void stop() {
            running.close();
        }
    }

    /** One producer of tasks, which does not run far ahead of the loop. */
    @State(Scope.Thread)
    public static class Producer {

        private final AtomicLong done = new AtomicLong();

        private final Runnable task = () -> done.lazySet(done.get() + 1);

        private long submitted;

        private void awaitRoom() {
            while (submitted - done.get() >= UNDER_WAY) {
                Thread.onSpinWait();
            }
        }
    }

    /**
     * From the wake-up until the sleeper has returned.
     *
     * @param asleep the sleeper
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public void wakeUp(Asleep asleep) {
        long before = asleep.returns;
        asleep.waker.wake();
        while (asleep.returns == before) {
            Thread.onSpinWait();
        }
    }

    /**
     * Until the caller owns the context of a loop that sleeps, or its task has run in the loop.
     *
     * @param idle the loop
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public void getIn(Idle idle) {
        idle.running.getIn();
    }

    /**
     * Tasks a microsecond, of all producers.
     *
     * @param busy the loop
     * @param producer whose tasks they are
     */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public void execute(Busy busy, Producer producer) {
        producer.awaitRoom();
        producer.submitted++;
        busy.running.execute(producer.task);
    }
}
