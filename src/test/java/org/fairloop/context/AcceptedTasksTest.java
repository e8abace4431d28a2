package org.fairloop.context;

import static org.fairloop.context.ManualClock.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An accepted task runs, once and in order, and does not keep waiters and timers waiting. */
class AcceptedTasksTest {

    private final Crew crew = new Crew();
    private final ManualClock clock = new ManualClock();
    private final SimulatedPoller simulated = new SimulatedPoller(clock);

    /** In simulated time, or for many threads. */
    private AioContext context = new AioContext(simulated, clock, () -> {});

    private final List<Object> log = new ArrayList<>();

    @AfterEach
    void close() {
        crew.join(); // the waiters first: a closed context turns them away
        context.close();
    }

    private void executeNumbers(int from, int to) {
        IntStream.range(from, to).forEach(n -> context.execute(() -> log.add(n)));
    }

    private static List<Object> numbers(int to) {
        return new ArrayList<>(IntStream.range(0, to).boxed().toList());
    }

    private void awaitQueued(int threads) {
        crew.await("queued: " + threads, () -> context.lock.getQueueLength() == threads);
    }

    /** A waiter that comes during a walk owns the context after 64 callbacks, before the rest of the walk (A1). */
    @Test
    void aWaiterDoesNotWaitForTheWalk() {
        context.acquire();
        List<Object> seen = new ArrayList<>();
        context.execute(() -> {
            log.add(0);
            crew.starts("waiter", () -> {
                context.acquire();
                seen.addAll(log);
                context.release();
            });
            awaitQueued(1);
        });
        executeNumbers(1, 1000);
        assertTrue(context.poll(true));
        context.release();
        crew.join();
        assertEquals(numbers(64), seen, "what had run when the waiter came to own the context");
        context.acquire();
        assertTrue(context.poll(true), "the rest is urgent");
        context.release();
        assertEquals(numbers(1000), log);
    }

    /** While a thread waits all the time, each poll runs 64 of a mix of tasks and bottom halves, in the order of scheduling. */
    @Test
    void eachPollMakesProgress() {
        context.acquire();
        crew.starts("waiter", () -> {
            context.acquire();
            context.release();
        });
        awaitQueued(1);
        for (int i = 0; i < 300; i += 3) {
            executeNumbers(i, i + 2);
            int n = i + 2;
            context.newBottomHalf(() -> log.add(n)).schedule();
        }
        for (int ran = 64; ran < 300 + 64; ran += 64) {
            assertTrue(context.poll(true));
            assertEquals(numbers(Math.min(ran, 300)), log);
        }
        assertFalse(context.poll(false));
        context.release();
    }

    /** A nested poll leaves the rest as well, and the walk around it does not lose it. */
    @Test
    void aNestedPollLeavesTheRest() {
        context.acquire();
        context.execute(() -> {
            crew.starts("waiter", () -> {
                context.acquire();
                context.release();
            });
            awaitQueued(1);
            context.poll(true);
            assertEquals(numbers(64), log);
        });
        executeNumbers(0, 300);
        context.poll(true);
        assertTrue(log.size() < 300, log::toString);
        context.release();
        context.acquire();
        while (context.poll(false)) {
            // To the end.
        }
        assertEquals(numbers(300), log);
        context.release();
    }

    /** A timer that comes to be due during a walk fires after 64 callbacks at the latest (T2). */
    @Test
    void aDueTimerDoesNotWaitForTheWalk() {
        context.acquire();
        context.newTimer(() -> log.add("timer")).arm(context.now() + MILLI);
        context.execute(() -> {
            log.add(0);
            clock.advance(MILLI);
        });
        executeNumbers(1, 1000);
        while (context.poll(false)) {
            // To the end.
        }
        int fired = log.indexOf("timer");
        assertTrue(fired <= 64, () -> "after " + fired + " callbacks");
        log.remove(fired);
        assertEquals(numbers(1000), log);
        context.release();
    }

    /** Many accepted tasks that each close the context all run once, and do not nest (X1). */
    @Test
    void tasksThatCloseDoNotNest() {
        int[] depth = {0, 0};
        AtomicInteger ran = new AtomicInteger();
        context.acquire();
        for (int i = 0; i < 100_000; i++) {
            context.execute(() -> {
                depth[0]++;
                depth[1] = Math.max(depth[0], depth[1]);
                ran.incrementAndGet();
                context.close();
                depth[0]--;
            });
        }
        context.poll(true);
        context.release();
        assertEquals(100_000, ran.get());
        assertEquals(2, depth[1], "the task of the poll, and a task of its close");
    }

    /** What a poller throws once, when it is to be woken up, ends neither {@code execute} nor later wakeups, also by joining. */
    @Test
    void aWakeupThatDies() {
        context.close();
        RuntimeException broken = new IllegalStateException("wakeup");
        AtomicInteger calls = new AtomicInteger();
        List<Throwable> reported = new ArrayList<>();
        context = new AioContext(
                new DelegatingPoller(simulated) {
                    @Override
                    public void wakeup() {
                        if (calls.incrementAndGet() == 1) {
                            throw broken;
                        }
                        super.wakeup();
                    }
                },
                clock,
                () -> log.add("woken"));
        context.notify.raise(); // as a thread in a blocking poll
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
        try {
            context.execute(() -> log.add("first"));
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }
        assertEquals(1, reported.size());
        assertSame(broken, reported.get(0));
        assertTrue(context.isNotified());
        context.execute(() -> log.add("second"));
        assertEquals(2, calls.get(), "the second wakeup calls the poller for the first");
        context.execute(() -> log.add("third"));
        assertEquals(2, calls.get(), "the third joins");
        context.notify.lower();
        context.acquire();
        context.poll(true);
        context.release();
        assertEquals(List.of("woken", "woken", "woken", "first", "second", "third"), log);
    }

    /** A wakeup whose call has not returned is not joined, since the call may die. */
    @Test
    void aCallUnderWayIsNotJoined() {
        context.close();
        AtomicInteger calls = new AtomicInteger();
        context = new AioContext(
                new DelegatingPoller(simulated) {
                    @Override
                    public void wakeup() {
                        if (calls.incrementAndGet() == 1) {
                            context.execute(() -> log.add("healthy"));
                            throw new IllegalStateException("wakeup");
                        }
                        super.wakeup();
                    }
                },
                clock,
                () -> {});
        context.notify.raise();
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> log.add(thrown.getMessage()));
        context.execute(() -> log.add("dying"));
        Thread.currentThread().setUncaughtExceptionHandler(null);
        assertEquals(2, calls.get(), "the task of the healthy thread has called the poller");
        context.notify.lower();
        context.acquire();
        context.poll(true);
        context.release();
        assertEquals(List.of("wakeup", "dying", "healthy"), log);
    }
}
