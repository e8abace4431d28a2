package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop thread: it can be ended from any thread at any time, and is ended by nothing else. */
class IoThreadTest {

    private final Crew crew = new Crew();
    private final WatchedPoller poller = new WatchedPoller(Poller.selector());
    private final AioContext context = new AioContext(poller, System::nanoTime, () -> {});
    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
    private final IoThread loop = new IoThread(context, "loop", (thread, it) -> thrown.add(it));

    @AfterEach
    void close() {
        crew.does("closer of the loop", loop::close);
        crew.does("closer of the context", context::close);
        assertFalse(loop.isRunning());
        crew.join();
    }

    private void inLoop(Runnable task) {
        AtomicBoolean done = new AtomicBoolean();
        context.execute(() -> {
            task.run();
            done.set(true);
        });
        crew.await("the task is done", done::get);
    }

    /** It runs what is scheduled, in a thread of its name that owns the context. */
    @Test
    void runs() {
        assertFalse(loop.isRunning());
        loop.start();
        inLoop(() -> {
            assertEquals("loop", Thread.currentThread().getName());
            assertTrue(context.isOwner());
        });
        assertTrue(loop.isRunning());
        assertEquals(List.of(), thrown);
    }

    /** A loop that sleeps is ended by another thread, which waits for that. */
    @Test
    void closedWhileAsleep() {
        loop.start();
        crew.await("the loop sleeps", poller::isSleeping);
        crew.does("closer", () -> {
            loop.close();
            assertFalse(loop.isRunning());
            assertFalse(Thread.interrupted(), "an interrupt out of nowhere");
        });
    }

    /** An interrupt does not end the wait for the loop, and is kept. */
    @Test
    void closedByAnInterruptedThread() {
        loop.start();
        AtomicBoolean leave = new AtomicBoolean();
        AtomicBoolean inside = new AtomicBoolean();
        context.execute(() -> {
            inside.set(true);
            crew.await("leave", leave::get);
        });
        crew.await("the loop is in a callback", inside::get);
        Crew.Member closer = crew.starts("closer", () -> {
            Thread.currentThread().interrupt();
            loop.close();
            assertFalse(loop.isRunning());
            assertTrue(Thread.interrupted(), "the interrupt is lost");
        });
        crew.await("the closer waits", closer::isParked);
        leave.set(true);
        closer.finishes();
    }

    /** A loop is started once, and not after it was closed. */
    @Test
    void startedOnce() {
        loop.start();
        assertEquals(
                "started already",
                assertThrows(IllegalStateException.class, loop::start).getMessage());
        IoThread never = new IoThread(context, "never");
        never.close();
        assertEquals(
                "closed already",
                assertThrows(IllegalStateException.class, never::start).getMessage());
    }

    /** A callback can close its own loop; no other callback starts after its round. */
    @Test
    void closedByItsOwnCallback() {
        loop.start();
        inLoop(loop::close);
        crew.await("the loop ends", () -> !loop.isRunning());
        AtomicBoolean ran = new AtomicBoolean();
        context.newBottomHalf(() -> ran.set(true)).schedule();
        assertFalse(ran.get());
        assertEquals(List.of(), thrown);
    }

    /** The owner of the context can close the loop, which cannot end before the owner releases. */
    @Test
    void closedByTheOwner() {
        loop.start();
        crew.does("owner", () -> {
            context.acquire();
            loop.close();
            context.release();
        });
        crew.await("the loop ends", () -> !loop.isRunning());
    }

    /** Two loops whose callbacks close each other do not wait for each other. */
    @Test
    void twoLoopsCloseEachOther() {
        AioContext otherContext = new AioContext();
        IoThread otherLoop = new IoThread(otherContext, "other loop");
        loop.start();
        otherLoop.start();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Runnable both = () -> {
            inside.incrementAndGet();
            crew.await("both are in their callbacks", () -> inside.get() == 2);
        };
        context.execute(() -> {
            both.run();
            otherLoop.close();
            done.incrementAndGet();
        });
        otherContext.execute(() -> {
            both.run();
            loop.close();
            done.incrementAndGet();
        });
        crew.await("both have closed the other", () -> done.get() == 2);
        crew.await("both end", () -> !loop.isRunning() && !otherLoop.isRunning());
        otherContext.close();
    }

    /** Several loops run one context, and each can be ended alone. */
    @Test
    void severalLoops() {
        IoThread second = new IoThread(context, "second");
        loop.start();
        second.start();
        crew.does("closer", second::close);
        inLoop(() -> assertEquals("loop", Thread.currentThread().getName()));
    }

    /** What callbacks throw goes to the handler, and the loop goes on, also if the handler throws. */
    @Test
    void exceptions() {
        IoThread careless = new IoThread(context, "careless", (thread, it) -> {
            thrown.add(it);
            throw new IllegalStateException("in the handler");
        });
        careless.start();
        context.execute(() -> {
            throw new IllegalArgumentException("one");
        });
        context.execute(() -> {
            throw new StackOverflowError("two");
        });
        crew.await(
                "both are reported",
                () -> thrown.stream()
                                .mapToInt(it -> 1 + it.getSuppressed().length)
                                .sum()
                        == 2);
        inLoop(() -> {});
        assertEquals("one", thrown.get(0).getMessage());
        crew.does("closer", careless::close);
    }

    /** By default, what callbacks throw goes to the uncaught-exception handler of the loop's thread. */
    @Test
    void exceptionsByDefault() {
        IoThread plain = new IoThread(context, "plain");
        plain.start();
        inLoop(() -> Thread.currentThread().setUncaughtExceptionHandler((thread, it) -> thrown.add(it)));
        context.execute(() -> {
            throw new IllegalArgumentException("one");
        });
        crew.await("it is reported", () -> !thrown.isEmpty());
        assertEquals("one", thrown.get(0).getMessage());
        crew.does("closer", plain::close);
    }

    /** An interrupt ends nothing and does not make the loop spin. */
    @Test
    void interrupts() {
        loop.start();
        AtomicBoolean kept = new AtomicBoolean();
        inLoop(() -> Thread.currentThread().interrupt());
        inLoop(() -> kept.set(Thread.currentThread().isInterrupted()));
        assertFalse(kept.get(), "an interrupt of one round is seen in the next");
        int before = poller.sleeps();
        Thread[] thread = {null};
        inLoop(() -> thread[0] = Thread.currentThread());
        crew.await("the loop sleeps", poller::isSleeping);
        thread[0].interrupt();
        inLoop(() -> {});
        crew.await("the loop sleeps", poller::isSleeping);
        assertTrue(poller.sleeps() - before < 10, "a busy loop: " + (poller.sleeps() - before) + " sleeps");
    }

    /** The loop ends with its context, whoever closes that. */
    @Test
    void endsWithItsContext() {
        loop.start();
        crew.await("the loop sleeps", poller::isSleeping);
        crew.does("closer", context::close);
        crew.await("the loop ends", () -> !loop.isRunning());
        IoThread late = new IoThread(context, "late");
        late.start();
        crew.await("a loop over a closed context ends", () -> !late.isRunning());
        assertEquals(List.of(), thrown);
    }

    /** A callback can close the context that runs it. */
    @Test
    void contextClosedByACallback() {
        loop.start();
        inLoop(context::close);
        crew.await("the loop ends", () -> !loop.isRunning());
        assertEquals(List.of(), thrown);
    }
}
