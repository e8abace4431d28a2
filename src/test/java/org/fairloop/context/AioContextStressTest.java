package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.fairloop.timelimit.TimeLimit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads and many rounds, in real time. Short by default; the long runs by system properties: {@code stress.acquire=10000},
 * {@code stress.schedules=1000000}, {@code stress.threads=10000}, {@code stress.seed=…}.
 *
 * <p>Blind to what these machines' timing never shows; it has no control over who goes next.
 */
@TimeLimit(
        minutes = 1440,
        whenSet = {"stress.acquire", "stress.schedules", "stress.threads"},
        reason = "stress takes as long as it is told")
class AioContextStressTest {

    /** What a context sleeps in. */
    enum Sleep {
        SELECTOR,
        PARK;

        Poller make() {
            return this == SELECTOR ? Poller.selector() : Poller.park();
        }
    }

    private static final int ACQUIRE = Integer.getInteger("stress.acquire", 1_000);
    private static final int SCHEDULES = Integer.getInteger("stress.schedules", 100_000);
    private static final int THREADS = Integer.getInteger("stress.threads", 500);
    private static final long SEED = Long.getLong("stress.seed", 20131009);

    private final Crew crew = new Crew();

    @AfterEach
    void join() {
        crew.join();
    }

    /**
     * A1: callers that acquire while the loop is known to sleep in poll(true) all get in, each within a second. That is counted in
     * sleeps of another thread: when the machine stands still, so does this clock.
     */
    @ParameterizedTest(name = "{0}, {1} callers")
    @CsvSource({"SELECTOR, 1", "SELECTOR, 2", "SELECTOR, 4", "SELECTOR, 8", "PARK, 1", "PARK, 2", "PARK, 4", "PARK, 8"})
    void acquireWhileTheLoopSleeps(Sleep sleep, int callers) throws Exception {
        WatchedPoller poller = new WatchedPoller(sleep.make());
        AioContext context = new AioContext(poller, System::nanoTime, () -> {});
        IoThread loop = new IoThread(context, "loop");
        loop.start();
        AtomicLong millis = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        crew.starts("clock", () -> {
            while (!over.get()) {
                LockSupport.parkNanos(1_000_000);
                millis.incrementAndGet();
            }
        });
        AtomicLong slowest = new AtomicLong();
        CyclicBarrier asleep =
                new CyclicBarrier(callers, () -> crew.await("the loop sleeps", () -> poller.isSleeping()));
        List<Crew.Member> started = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            started.add(crew.starts("caller " + i, () -> {
                for (int round = 0; round < ACQUIRE; round++) {
                    asleep.await();
                    long start = millis.get();
                    context.acquire();
                    long waited = millis.get() - start;
                    context.release();
                    slowest.accumulateAndGet(waited, Math::max);
                }
            }));
        }
        try {
            started.forEach(Crew.Member::finishes);
        } finally {
            over.set(true);
        }
        crew.join();
        loop.close();
        context.close();
        assertTrue(slowest.get() < 1_000, "the slowest acquire took " + slowest + " ms");
    }

    /** B1, B5: after each schedule a run begins that sees what was written before it, and there are never more runs than schedules. */
    @ParameterizedTest
    @EnumSource(Sleep.class)
    void manySchedules(Sleep sleep) throws Exception {
        int schedulers = 4;
        int each = SCHEDULES / schedulers;
        AioContext context = new AioContext(sleep.make(), System::nanoTime, () -> {});
        IoThread loop = new IoThread(context, "loop");
        // Plain fields: what makes them visible is what is tested.
        long[] schedules = new long[schedulers];
        AtomicLong runs = new AtomicLong();
        AtomicLong[] seen = new AtomicLong[schedulers];
        for (int i = 0; i < schedulers; i++) {
            seen[i] = new AtomicLong();
        }
        BottomHalf shared = context.newBottomHalf(() -> {
            runs.incrementAndGet();
            for (int i = 0; i < schedulers; i++) {
                seen[i].set(schedules[i]);
            }
        });
        loop.start();
        CyclicBarrier start = new CyclicBarrier(schedulers);
        for (int i = 0; i < schedulers; i++) {
            int me = i;
            crew.starts("scheduler " + i, () -> {
                start.await();
                for (int n = 1; n <= each; n++) {
                    schedules[me] = n;
                    shared.schedule();
                    if (n % 64 == 0) { // most schedules find it scheduled already, these do not
                        int wanted = n;
                        crew.await("a run after schedule " + n, () -> seen[me].get() >= wanted);
                    }
                }
                crew.await("a run after the last schedule", () -> seen[me].get() == each);
            });
        }
        crew.join();
        // A run may have seen a write before its schedule came, whose own run is still to come then.
        crew.await("a run after the last schedule of all", () -> !shared.isScheduled());
        loop.close();
        assertTrue(runs.get() <= (long) each * schedulers, runs + " runs");
        context.close();
    }

    /** X1: a loop that is started and closed at random moments, by random threads, ends, and runs nothing after that. */
    @Test
    void startedAndClosedAtRandomMoments() {
        Random random = new Random(SEED);
        for (int round = 0; round < THREADS; round++) {
            AioContext context = new AioContext(
                    random.nextBoolean() ? Poller.park() : Poller.selector(), System::nanoTime, () -> {});
            List<Throwable> thrown = new CopyOnWriteArrayList<>();
            IoThread loop = new IoThread(context, "loop", (thread, it) -> thrown.add(it));
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger ran = new AtomicInteger();
            int closeInTask = random.nextInt(40);
            int spins = random.nextInt(2_000);
            int how = random.nextInt(4);
            crew.starts("producer of round " + round, () -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        int n = i;
                        context.execute(() -> {
                            ran.incrementAndGet();
                            if (n == closeInTask) {
                                loop.close();
                            }
                        });
                        accepted.incrementAndGet();
                    }
                } catch (RejectedExecutionException e) {
                    assertTrue(context.isClosed());
                }
            });
            crew.starts("starter of round " + round, () -> {
                try {
                    loop.start();
                } catch (IllegalStateException e) {
                    assertEquals("closed already", e.getMessage());
                }
            });
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            switch (how) {
                case 0 -> crew.starts("closer", loop::close);
                case 1 -> crew.starts("closer of the context", context::close);
                case 2 ->
                    crew.starts("closer that owns the context", () -> {
                        context.acquire();
                        loop.close();
                        context.release();
                    });
                default -> {
                    crew.starts("closer of the context", context::close);
                    crew.starts("closer", loop::close);
                }
            }
            crew.join();
            crew.does("last closer", () -> {
                loop.close();
                assertFalse(loop.isRunning());
                context.close();
                assertEquals(accepted.get(), ran.get(), "tasks accepted and run");
            });
            crew.join();
            assertEquals(List.of(), thrown, "round " + round + " of seed " + SEED);
        }
    }
}
