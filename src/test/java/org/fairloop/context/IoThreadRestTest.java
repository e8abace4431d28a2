package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop whose poller fails again and again rests between its rounds, and can be ended meanwhile. */
class IoThreadRestTest {

    private final Crew crew = new Crew();
    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
    private final List<Long> rests = new CopyOnWriteArrayList<>();

    /** Does the poller fail? */
    private volatile boolean fails;

    private final AioContext context = new AioContext(
            new DelegatingPoller(Poller.selector()) {
                @Override
                public void poll(long timeoutNanos, Ready ready) {
                    if (fails) {
                        throw new IllegalStateException("the poller");
                    }
                    super.poll(timeoutNanos, ready);
                }
            },
            System::nanoTime,
            () -> {});

    /** A loop that notes how long it would rest. */
    private class Noting extends IoThread {
        Noting() {
            super(context, "loop", (thread, it) -> thrown.add(it));
        }

        @Override
        void rest(long nanos) {
            rests.add(TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    /** A loop that rests for so long that only another thread can end it. */
    private class Resting extends IoThread {
        Resting() {
            super(context, "loop", (thread, it) -> thrown.add(it));
        }

        @Override
        long restNanos(int failures) {
            return TimeUnit.HOURS.toNanos(1);
        }

        @Override
        void rest(long nanos) {
            rests.add(nanos);
            super.rest(nanos);
        }
    }

    @AfterEach
    void close() {
        crew.does("closer", context::close);
        crew.join();
    }

    /** Each failure in a row is reported and followed by a rest, which doubles from a millisecond to a second. */
    @Test
    void restsLongerAndLonger() {
        fails = true;
        IoThread loop = new Noting() {
            @Override
            void rest(long nanos) {
                super.rest(nanos);
                if (rests.size() == 13) {
                    stop();
                }
            }
        };
        loop.start();
        crew.await("the loop ends", () -> !loop.isRunning());
        assertEquals(
                LongStream.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000, 1000)
                        .boxed()
                        .toList(),
                rests);
        assertEquals(13, thrown.size());
    }

    /** A round in which the poller works ends the row of failures. */
    @Test
    void aSuccessEndsTheRow() {
        fails = true;
        IoThread loop = new Noting() {
            @Override
            void rest(long nanos) {
                super.rest(nanos);
                switch (rests.size()) {
                    case 3 -> {
                        fails = false;
                        context.execute(() -> fails = true); // in a round whose system call has worked
                    }
                    case 5 -> stop();
                    default -> {}
                }
            }
        };
        loop.start();
        crew.await("the loop ends", () -> !loop.isRunning());
        assertEquals(List.of(1L, 2L, 4L, 1L, 2L), rests);
    }

    /** A callback that throws in every round causes no rest. */
    @Test
    void noRestForCallbacks() {
        IoThread loop = new Noting();
        BottomHalf[] again = {null};
        again[0] = context.newBottomHalf(() -> {
            if (thrown.size() == 20) {
                loop.stop();
            } else {
                again[0].schedule();
                throw new IllegalArgumentException("the callback");
            }
        });
        again[0].schedule();
        loop.start();
        crew.await("the loop ends", () -> !loop.isRunning());
        assertEquals(20, thrown.size());
        assertEquals(List.of(), rests);
    }

    private IoThread resting() {
        fails = true;
        IoThread loop = new Resting();
        loop.start();
        crew.await("the loop rests", () -> !rests.isEmpty());
        return loop;
    }

    /** A loop that rests is ended by its close, or by that of its context, and does not poll again. */
    @Test
    void endsWhileItRests() {
        for (boolean withContext : new boolean[] {false, true}) {
            rests.clear();
            thrown.clear();
            IoThread loop = resting();
            crew.does("closer", withContext ? context::close : loop::close);
            crew.await("the loop ends", () -> !loop.isRunning());
            assertEquals(1, rests.size());
            assertEquals(1, thrown.size());
        }
    }

    /** A loop that is asked to end just before it rests does not rest. */
    @Test
    void endsBeforeItRests() {
        for (boolean withContext : new boolean[] {false, true}) {
            fails = true;
            IoThread loop = new Resting() {
                @Override
                void rest(long nanos) {
                    if (withContext) {
                        context.close();
                    } else {
                        stop();
                    }
                    super.rest(nanos);
                }
            };
            loop.start();
            crew.await("the loop ends", () -> !loop.isRunning());
        }
    }

    /** A loop that rests does not own the context: other threads acquire it at once, and see each failure of their own polls. */
    @Test
    void theContextIsFreeWhileItRests() {
        IoThread loop = resting();
        crew.does("other", () -> {
            assertTrue(context.tryAcquire(1, TimeUnit.HOURS));
            AtomicBoolean ran = new AtomicBoolean();
            for (int i = 0; i < 2; i++) {
                try {
                    context.poll(true);
                } catch (IllegalStateException e) {
                    ran.set(e.getMessage().equals("the poller"));
                }
                assertTrue(ran.getAndSet(false));
            }
            context.execute(() -> ran.set(true));
            fails = false;
            assertTrue(context.poll(true));
            assertTrue(ran.get());
            context.release();
        });
        crew.does("closer", loop::close);
        assertFalse(loop.isRunning());
    }
}
