package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steady state makes no garbage. The benchmark in src/bench/java measures the same, and what it costs. */
class AllocationTest {

    /** So few that the compiler has no time to remove what the code allocates. */
    private static final int CYCLES = 300;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static void cycles(AioContext context, BottomHalf bottomHalf, AioTimer timer, EventNotifier notifier) {
        for (int i = 0; i < CYCLES; i++) {
            context.wakeup();
            context.acquire();
            context.poll(true);
            bottomHalf.schedule();
            timer.arm(context.now());
            notifier.set();
            context.poll(true);
            timer.arm(context.now() + 100_000);
            while (timer.isArmed()) {
                context.poll(true); // returns for the bump of the arming, and then sleeps
            }
            context.release();
        }
    }

    /** Once it is warm, waking, polling, scheduling, arming and setting a notifier allocate nothing. */
    @ParameterizedTest
    @EnumSource(AioContextStressTest.Sleep.class)
    void steadyState(AioContextStressTest.Sleep sleep) {
        AioContext context = new AioContext(sleep.make(), System::nanoTime, () -> {});
        BottomHalf bottomHalf = context.newBottomHalf(() -> {});
        AioTimer timer = context.newTimer(() -> {});
        EventNotifier notifier = new EventNotifier();
        context.acquire();
        context.setEventNotifier(notifier, notifier::testAndClear);
        context.release();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 10 && least >= CYCLES; attempt++) { // the first ones also load classes
            long before = THREADS.getThreadAllocatedBytes(id);
            cycles(context, bottomHalf, timer, notifier);
            least = Math.min(least, THREADS.getThreadAllocatedBytes(id) - before);
        }
        context.close();
        assertTrue(least < CYCLES, "at least " + (double) least / CYCLES + " bytes a cycle");
    }
}
