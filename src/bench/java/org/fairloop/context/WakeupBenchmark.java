package org.fairloop.context;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A wakeup while nobody sleeps, beside the least that it has to do: a volatile store and then a volatile load. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class WakeupBenchmark {

    private final Poller poller = Poller.selector();

    private final AioContext context = new AioContext(poller, System::nanoTime, () -> {});

    private volatile boolean flag;

    private volatile int count;

    /** Closes the context. */
    @TearDown
    public void close() {
        context.close();
    }

    /**
     * What the wakeup is compared with.
     *
     * @return so that nothing is left out
     */
    @Benchmark
    public int storeThenLoad() {
        flag = true;
        return count;
    }

    /** The wakeup as users call it. */
    @Benchmark
    public void wakeup() {
        context.wakeup();
    }

    /** The system call that it leaves out. */
    @Benchmark
    public void pollersWakeup() {
        poller.wakeup();
    }
}
