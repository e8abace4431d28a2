package org.fairloop.context;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An idle context that is woken and polled. What counts is {@code gc.alloc.rate.norm}: 0 bytes an operation, up to measuring
 * error.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class WakeAndPollBenchmark {

    /** What the context sleeps in. */
    @Param({"selector", "park"})
    public String poller;

    private AioContext context;

    private BottomHalf bottomHalf;

    private AioTimer timer;

    /** Makes the context and acquires it. */
    @Setup(Level.Iteration)
    public void open() {
        context = new AioContext(poller.equals("park") ? Poller.park() : Poller.selector(), System::nanoTime, () -> {});
        context.acquire();
        bottomHalf = context.newBottomHalf(() -> {});
        timer = context.newTimer(() -> {});
    }

    /** Closes the context, in the thread that owns it. */
    @TearDown(Level.Iteration)
    public void close() {
        context.close();
        context.release();
    }

    /**
     * The idle cycle.
     *
     * @return whether there was progress: there is none
     */
    @Benchmark
    public boolean wakeAndPoll() {
        context.wakeup();
        return context.poll(true);
    }

    /**
     * One turn of a loop, with the acquire and release that belong to it.
     *
     * @return whether there was progress: there is none
     */
    @Benchmark
    public boolean turn() {
        context.wakeup();
        context.acquire();
        boolean progress = context.poll(true);
        context.release();
        return progress;
    }

    /**
     * A bottom half is scheduled and run.
     *
     * @return whether there was progress: there is
     */
    @Benchmark
    public boolean scheduleAndPoll() {
        bottomHalf.schedule();
        return context.poll(true);
    }

    /**
     * A timer is armed and fires.
     *
     * @return whether there was progress: there is
     */
    @Benchmark
    public boolean armAndPoll() {
        timer.arm(context.now());
        return context.poll(true);
    }
}
