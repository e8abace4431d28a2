package org.fairloop.context;

import static org.fairloop.context.ManualClock.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The original's own tests, by name. Those of the notifier, the bottom halves and the timer run twice: driven by poll, and
 * from a foreign loop. What breaks each of them is listed in {@code docs/acceptance.md}.
 */
class AioContextAcceptanceTest {

    /** Who drives the context. */
    enum Driver {
        POLL,
        FOREIGN_LOOP
    }

    /** A context on a manual clock, acquired, with its driver. */
    private static final class World implements AutoCloseable {
        final ManualClock clock = new ManualClock();
        private final ForeignLoop foreign = new ForeignLoop(clock);
        private final Driver driver;
        final AioContext context;

        World(Driver driver) {
            this.driver = driver;
            context = new AioContext(new SimulatedPoller(clock), clock, foreign::wake);
            context.acquire();
        }

        boolean poll(boolean blocking) {
            return driver == Driver.POLL ? context.poll(blocking) : foreign.turn(context, blocking);
        }

        void flush() {
            while (poll(false)) {}
        }

        @Override
        public void close() {
            context.release();
            context.close();
        }
    }

    /** A notifier with a handler that counts, and sets it again until that has happened often enough. */
    private static final class Event {
        final EventNotifier notifier = new EventNotifier();
        int runs;
        int more;

        void handle() {
            assertTrue(notifier.testAndClear());
            runs++;
            if (more > 0) {
                more--;
                notifier.set();
            }
        }
    }

    /** A bottom half that counts, schedules itself again until it has run often enough, and then deletes itself. */
    private static final class Repeating {
        final int times;
        final boolean deletesItself;
        int runs;
        final BottomHalf bottomHalf;

        Repeating(AioContext context, int times, boolean deletesItself) {
            this.times = times;
            this.deletesItself = deletesItself;
            bottomHalf = context.newBottomHalf(this::run);
        }

        private void run() {
            runs++;
            if (runs < times) {
                bottomHalf.schedule();
            } else if (deletesItself) {
                bottomHalf.delete();
            }
        }
    }

    /** The owner acquires and releases as often as it likes. */
    @Test
    @DisplayName("/nesting")
    void nesting() {
        Crew crew = new Crew();
        AioContext context = new AioContext();
        crew.does("owner", () -> {
            for (int i = 0; i < 3; i++) {
                context.acquire();
            }
            for (int i = 0; i < 3; i++) {
                assertTrue(context.isOwner());
                context.release();
            }
            assertFalse(context.isOwner());
        });
        crew.does("other", context::close);
    }

    /** Who has to wait calls back while the other still owns the context. */
    @Test
    @DisplayName("/callback")
    void callback() {
        Crew crew = new Crew();
        AtomicInteger kicks = new AtomicInteger();
        AioContext context = new AioContext(Poller.park(), System::nanoTime, kicks::incrementAndGet);
        AtomicBoolean released = new AtomicBoolean();
        AtomicBoolean first = new AtomicBoolean();
        crew.starts("first", () -> {
            context.acquire();
            first.set(true);
            crew.await("the callback is called", () -> kicks.get() > 0);
            released.set(true);
            context.release();
        });
        crew.await("first is inside", first::get);
        crew.does("second", () -> {
            context.acquire();
            assertTrue(released.get(), "in while the first was still inside");
            context.release();
        });
        crew.join();
        context.close();
    }

    /** A notification makes the next poll return at once, is no progress, and is consumed. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/notify")
    void aioNotify(Driver driver) {
        try (World world = new World(driver)) {
            assertFalse(world.poll(false));
            world.context.wakeup();
            assertFalse(world.poll(true), "a notification is no progress");
            assertFalse(world.poll(false));
            assertFalse(world.context.isNotified(), "not consumed");
        }
    }

    /** A thread that acquires the context gets in although the owner sleeps in poll. */
    @Test
    @DisplayName("/aio/acquire")
    void aioAcquire() {
        Crew crew = new Crew();
        WatchedPoller poller = new WatchedPoller(Poller.selector());
        AioContext context = new AioContext(poller, System::nanoTime, () -> {});
        Event idle = new Event();
        AtomicBoolean progress = new AtomicBoolean();
        AtomicBoolean gotIn = new AtomicBoolean();
        crew.starts("loop", () -> {
            context.acquire();
            context.setEventNotifier(idle.notifier, idle::handle);
            context.poll(false);
            progress.set(context.poll(true));
            context.setEventNotifier(idle.notifier, null);
            context.release();
        });
        crew.await("the loop sleeps", poller::isSleeping);
        crew.starts("acquirer", () -> {
            context.acquire();
            gotIn.set(true);
            context.release();
        });
        crew.await("the acquirer gets in", gotIn::get);
        crew.join();
        assertFalse(progress.get(), "a bump is no progress");
        assertEquals(0, idle.runs);
        context.close();
    }

    /** A scheduled bottom half runs in the next poll, once. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/bh/schedule")
    void schedule(Driver driver) {
        try (World world = new World(driver)) {
            Repeating it = new Repeating(world.context, 1, false);
            it.bottomHalf.schedule();
            assertEquals(0, it.runs);
            assertTrue(world.poll(true));
            assertEquals(1, it.runs);
            assertFalse(world.poll(false));
            assertEquals(1, it.runs);
        }
    }

    /** A bottom half that schedules itself runs once a poll. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/bh/schedule10")
    void schedule10(Driver driver) {
        try (World world = new World(driver)) {
            Repeating it = new Repeating(world.context, 10, false);
            it.bottomHalf.schedule();
            assertEquals(0, it.runs);
            assertTrue(world.poll(false));
            assertEquals(1, it.runs);
            for (int i = 2; i <= 10; i++) {
                assertTrue(world.poll(true));
                assertEquals(i, it.runs);
            }
            assertFalse(world.poll(false));
            assertEquals(10, it.runs);
        }
    }

    /** A cancelled bottom half does not run. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/bh/cancel")
    void cancel(Driver driver) {
        try (World world = new World(driver)) {
            Repeating it = new Repeating(world.context, 1, false);
            it.bottomHalf.schedule();
            it.bottomHalf.cancel();
            assertFalse(world.poll(false));
            assertEquals(0, it.runs);
        }
    }

    /** A deleted bottom half does not run, and cannot be scheduled. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/bh/delete")
    void delete(Driver driver) {
        try (World world = new World(driver)) {
            Repeating it = new Repeating(world.context, 1, false);
            it.bottomHalf.schedule();
            it.bottomHalf.delete();
            assertFalse(world.poll(false));
            it.bottomHalf.schedule();
            assertFalse(world.poll(false));
            assertEquals(0, it.runs);
        }
    }

    /** A bottom half may delete itself. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/bh/callback-delete/one")
    void callbackDeleteOne(Driver driver) {
        try (World world = new World(driver)) {
            Repeating it = new Repeating(world.context, 1, true);
            it.bottomHalf.schedule();
            world.flush();
            assertEquals(1, it.runs);
            it.bottomHalf.schedule();
            world.flush();
            assertEquals(1, it.runs);
        }
    }

    /** Several bottom halves that delete themselves do not disturb each other. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/bh/callback-delete/many")
    void callbackDeleteMany(Driver driver) {
        try (World world = new World(driver)) {
            int[] times = {1, 3, 2, 4};
            Repeating[] them = new Repeating[times.length];
            for (int i = 0; i < times.length; i++) {
                them[i] = new Repeating(world.context, times[i], true);
                them[i].bottomHalf.schedule();
            }
            assertTrue(world.poll(false));
            for (Repeating it : them) {
                assertEquals(1, it.runs);
            }
            world.flush();
            for (Repeating it : them) {
                it.bottomHalf.schedule(); // deleted: does nothing
            }
            world.flush();
            for (Repeating it : them) {
                assertEquals(it.times, it.runs);
            }
        }
    }

    /** Polling until it is done runs a bottom half exactly once. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/bh/flush")
    void bottomHalfFlush(Driver driver) {
        try (World world = new World(driver)) {
            Repeating it = new Repeating(world.context, 1, false);
            it.bottomHalf.schedule();
            assertEquals(0, it.runs);
            while (it.runs == 0) {
                world.poll(true);
            }
            world.flush();
            assertEquals(1, it.runs);
        }
    }

    /** Adding and removing a handler is no progress, and calls nothing. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/event/add-remove")
    void addRemove(Driver driver) {
        try (World world = new World(driver)) {
            Event event = new Event();
            world.context.setEventNotifier(event.notifier, event::handle);
            assertFalse(world.poll(false));
            assertEquals(0, event.runs);
            world.context.setEventNotifier(event.notifier, null);
            assertFalse(world.poll(false));
            assertEquals(0, event.runs);
        }
    }

    /** A set notifier is handled once, and never after its handler was removed. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/event/wait")
    void eventWait(Driver driver) {
        try (World world = new World(driver)) {
            Event event = new Event();
            world.context.setEventNotifier(event.notifier, event::handle);
            assertFalse(world.poll(false));
            event.notifier.set();
            assertTrue(world.poll(false));
            assertEquals(1, event.runs);
            assertFalse(world.poll(false));
            assertEquals(1, event.runs);
            event.notifier.set();
            world.context.setEventNotifier(event.notifier, null);
            assertFalse(world.poll(false));
            assertEquals(1, event.runs);
        }
    }

    /** Of two notifiers, each is handled once for each time that it is set. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/event/wait/no-flush-cb")
    void eventWaitNoFlush(Driver driver) {
        try (World world = new World(driver)) {
            Event one = new Event();
            Event other = new Event();
            world.context.setEventNotifier(one.notifier, one::handle);
            world.context.setEventNotifier(other.notifier, other::handle);
            assertFalse(world.poll(false));
            one.notifier.set();
            assertTrue(world.poll(true));
            assertEquals(1, one.runs);
            assertEquals(0, other.runs);
            other.notifier.set();
            one.notifier.set();
            assertTrue(world.poll(true));
            assertEquals(2, one.runs);
            assertEquals(1, other.runs);
            other.notifier.set();
            assertTrue(world.poll(true));
            assertEquals(2, one.runs);
            assertEquals(2, other.runs);
            assertFalse(world.poll(false));
        }
    }

    /** A handler that sets its own notifier again runs once a poll. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/event/flush")
    void eventFlush(Driver driver) {
        try (World world = new World(driver)) {
            Event event = new Event();
            event.more = 9;
            world.context.setEventNotifier(event.notifier, event::handle);
            assertFalse(world.poll(false));
            event.notifier.set();
            for (int i = 1; i <= 10; i++) {
                assertTrue(world.poll(true));
                assertEquals(i, event.runs);
            }
            assertFalse(world.poll(false));
            assertEquals(10, event.runs);
        }
    }

    /** A timer fires when its time has come and somebody polls, once; and again if it arms itself. */
    @ParameterizedTest(name = "driven by {0}")
    @EnumSource(Driver.class)
    @DisplayName("/aio/timer/schedule")
    void timerSchedule(Driver driver) {
        try (World world = new World(driver)) {
            int[] runs = {0};
            AioTimer[] timer = {null};
            long[] firedAt = {0};
            timer[0] = world.context.newTimer(() -> {
                firedAt[0] = world.context.now();
                if (++runs[0] < 2) {
                    timer[0].arm(world.context.now() + 750 * MILLI);
                }
            });
            timer[0].arm(world.context.now() + 750 * MILLI);
            assertFalse(world.poll(false));
            world.clock.advance(750 * MILLI - 1);
            assertFalse(world.poll(false), "fired early");
            assertEquals(0, runs[0]);
            world.clock.advance(1);
            assertEquals(0, runs[0], "fired without a poll");
            assertTrue(world.poll(false));
            assertEquals(1, runs[0]);
            long before = world.context.now();
            boolean progress = world.poll(true); // may be the bump of its own arming
            if (!progress) {
                progress = world.poll(true);
            }
            assertTrue(progress);
            assertEquals(2, runs[0]);
            assertEquals(before + 750 * MILLI, firedAt[0]);
            assertFalse(world.poll(false));
            assertEquals(2, runs[0]);
        }
    }
}
