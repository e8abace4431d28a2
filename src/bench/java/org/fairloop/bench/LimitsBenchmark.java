package org.fairloop.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Control;

/** What the machine allows: no lock can be faster. In hand-overs, or pairs, a microsecond. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LimitsBenchmark {

    /** One thread's. */
    @State(Scope.Thread)
    public static class Own {
        private final AtomicInteger word = new AtomicInteger();
    }

    /** A ball between two threads. */
    @State(Scope.Group)
    public static class Table {
        private volatile int side;

        private final Thread[] players = new Thread[2];

        private void hit(int from, Control control) {
            while (side != from) {
                if (control.stopMeasurement) {
                    return;
                }
                Thread.onSpinWait();
            }
            side = 1 - from;
        }

        private void hitAndPark(int from, Control control) {
            players[from] = Thread.currentThread();
            while (side != from) {
                if (control.stopMeasurement) {
                    return;
                }
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(10)); // the other may be gone at the end
            }
            side = 1 - from;
            LockSupport.unpark(players[1 - from]);
        }
    }

    /**
     * A compare-and-set to take, one to give back; nobody else is there.
     *
     * @param own the word
     * @return whether both succeeded
     */
    @Benchmark
    public boolean casPair(Own own) {
        return own.word.compareAndSet(0, 1) & own.word.compareAndSet(1, 0);
    }

    /**
     * Two threads spin and hand a volatile word to and fro.
     *
     * @param table the word
     * @param control says when it is over
     */
    @Benchmark
    @Group("volatilePingPong")
    public void ping(Table table, Control control) {
        table.hit(0, control);
    }

    /**
     * The other side.
     *
     * @param table the word
     * @param control says when it is over
     */
    @Benchmark
    @Group("volatilePingPong")
    public void pong(Table table, Control control) {
        table.hit(1, control);
    }

    /**
     * Two threads park and wake each other.
     *
     * @param table the word
     * @param control says when it is over
     */
    @Benchmark
    @Group("parkPingPong")
    public void pingAndPark(Table table, Control control) {
        table.hitAndPark(0, control);
    }

    /**
     * The other side.
     *
     * @param table the word
     * @param control says when it is over
     */
    @Benchmark
    @Group("parkPingPong")
    public void pongAndPark(Table table, Control control) {
        table.hitAndPark(1, control);
    }
}
