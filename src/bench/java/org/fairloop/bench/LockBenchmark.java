package org.fairloop.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * A lock, taken and given back: sections of all threads a microsecond. How many threads there are is for {@link Bench} to
 * say.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LockBenchmark {

    /** A free lock, and the work to do. */
    @State(Scope.Benchmark)
    public static class Free {

        /** Who is measured. */
        @Param("FIFO_LOCK")
        public LockContender contender;

        /** Work inside the lock, in tokens of about a nanosecond. */
        @Param("0")
        public long inside;

        /** Work outside. */
        @Param("0")
        public long outside;

        private Guard guard;

        private Runnable section;

        /** Only ever written inside. */
        private long sections;

        /** Makes the lock. */
        @Setup
        public void make() {
            guard = contender.guard();
            section = () -> {
                sections++;
                if (inside > 0) {
                    Blackhole.consumeCPU(inside);
                }
            };
        }
    }

    /** A lock that its thread holds. */
    @State(Scope.Thread)
    public static class Held {

        /** Who is measured; one that is a {@code Lock}. */
        @Param("FIFO_LOCK")
        public LockContender contender;

        private Lock lock;

        /** Takes the lock. */
        @Setup(Level.Iteration)
        public void take() {
            lock = contender.lock();
            lock.lock();
        }

        /** Gives it back. */
        @TearDown(Level.Iteration)
        public void giveBack() {
            lock.unlock();
        }
    }

    /**
     * Nobody else wants the lock, or everybody does: for {@link Bench} to say.
     *
     * @param free the lock
     */
    @Benchmark
    public void section(Free free) {
        if (free.outside > 0) {
            Blackhole.consumeCPU(free.outside);
        }
        free.guard.inside(free.section);
    }

    /**
     * The owner takes the lock once more.
     *
     * @param held the lock
     */
    @Benchmark
    public void nested(Held held) {
        held.lock.lock();
        held.lock.unlock();
    }
}
