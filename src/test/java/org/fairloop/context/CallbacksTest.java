package org.fairloop.context;

import static org.fairloop.context.ManualClock.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.fairloop.lock.FifoLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bottom halves, timers and notifiers, in one thread and simulated time: B1 to B4, T1, T2, H1 and H2. */
class CallbacksTest {

    private final ManualClock clock = new ManualClock();
    private final SimulatedPoller poller = new SimulatedPoller(clock);
    private final List<String> log = new ArrayList<>();
    private AioContext context;

    AioContext make(Poller poller, LongSupplier clock, Runnable woken) {
        return new AioContext(poller, clock, woken);
    }

    @BeforeEach
    void acquire() {
        context = make(poller, clock, () -> {});
        context.acquire();
    }

    @AfterEach
    void close() {
        context.close();
        context.release();
    }

    private BottomHalf bottomHalf(String name) {
        return context.newBottomHalf(() -> log.add(name));
    }

    private AioTimer timer(String name) {
        return context.newTimer(() -> log.add(name));
    }

    /** A hook that throws stops nothing: neither a task on its way in nor the close; what it threw is reported to a handler that throws, too. */
    @Test
    void theHookThrows() {
        SimulatedPoller own = new SimulatedPoller(clock);
        AioContext it = make(own, clock, () -> {
            throw new IllegalStateException("the hook");
        });
        List<String> uncaught = new ArrayList<>();
        Thread thread = Thread.currentThread();
        UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((where, what) -> {
            uncaught.add(what.getMessage());
            throw new IllegalStateException("the handler");
        });
        try {
            it.execute(() -> log.add("first"));
            it.execute(() -> log.add("second"));
            it.close();
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
        assertEquals(List.of("first", "second"), log);
        assertTrue(own.closed);
        assertEquals(List.of("the hook", "the hook", "the hook"), uncaught);
    }

    /** One that arms a timer just as the context closes comes too late. */
    @Test
    void armedAfterTheClose() {
        AioContext it = make(new SimulatedPoller(clock), clock, () -> {});
        AioTimer timer = it.newTimer(() -> log.add("timer"));
        it.close();
        assertFalse(it.timers.arm(timer, it.now()));
        assertFalse(timer.isArmed());
        assertEquals(OptionalLong.empty(), it.nextDeadline());
    }

    // Bottom halves.

    /** Bottom halves run in the order in which they were scheduled; scheduling one again changes nothing. */
    @Test
    void inOrder() {
        BottomHalf a = bottomHalf("a");
        BottomHalf b = bottomHalf("b");
        b.schedule();
        a.schedule();
        b.schedule();
        assertTrue(a.isScheduled());
        assertTrue(context.poll(true));
        assertFalse(a.isScheduled());
        assertFalse(context.poll(false));
        assertEquals(List.of("b", "a"), log);
    }

    /** A cancelled one leaves its neighbours alone, wherever it stands in the queue, and may be scheduled anew. */
    @Test
    void cancelAnywhere() {
        for (int i = 0; i < 3; i++) {
            List<BottomHalf> them = List.of(bottomHalf("0"), bottomHalf("1"), bottomHalf("2"));
            them.forEach(BottomHalf::schedule);
            them.get(i).cancel();
            them.get(i).cancel();
            context.poll(false);
            assertEquals(2, log.size());
            assertFalse(log.contains("" + i));
            them.get(i).schedule();
            context.poll(false);
            assertEquals("" + i, log.get(2));
            log.clear();
        }
    }

    /** One that is cancelled or deleted by another of the same walk does not run. */
    @Test
    void cancelledInTheSameWalk() {
        BottomHalf cancelled = bottomHalf("cancelled");
        BottomHalf deleted = bottomHalf("deleted");
        context.execute(() -> {
            cancelled.cancel();
            deleted.delete();
        });
        cancelled.schedule();
        deleted.schedule();
        assertTrue(context.poll(false));
        assertFalse(context.poll(false));
        assertEquals(List.of(), log);
    }

    /** One that another of the same walk schedules runs in a later poll. */
    @Test
    void scheduledInTheSameWalk() {
        BottomHalf late = bottomHalf("late");
        context.execute(late::schedule);
        assertTrue(context.poll(true));
        assertEquals(List.of(), log);
        assertTrue(context.poll(true));
        assertEquals(List.of("late"), log);
    }

    /** Tasks and bottom halves have one order, that of scheduling, although tasks come in by another door. */
    @Test
    void tasksAndBottomHalvesInOrder() {
        context.execute(() -> log.add("task 1"));
        context.execute(() -> log.add("task 2"));
        bottomHalf("half 1").schedule();
        context.execute(() -> log.add("task 3"));
        bottomHalf("half 2").scheduleIdle();
        context.execute(() -> log.add("task 4"));
        assertTrue(context.poll(true));
        assertEquals(List.of("task 1", "task 2", "half 1", "task 3", "half 2", "task 4"), log);
        assertFalse(context.poll(false));
    }

    /** A poll in a task runs the tasks that are left of the walk around it, and those that came since; the outer walk runs none twice. */
    @Test
    void pollInATask() {
        BottomHalf half = bottomHalf("half");
        context.execute(() -> {
            context.execute(() -> log.add("task 3"));
            half.schedule();
            assertTrue(context.poll(true));
            context.execute(() -> log.add("task 4"));
            log.add("task 1");
        });
        context.execute(() -> log.add("task 2"));
        assertTrue(context.poll(true));
        assertEquals(List.of("task 2", "task 3", "half", "task 1"), log);
        assertTrue(context.poll(true));
        assertEquals("task 4", log.get(4));
    }

    /** X1: a task whose context closes between the first look and the door is rejected, since nobody would run it. */
    @Test
    void closedAtTheDoor() {
        AioContext closing = new AioContext(FifoLock::create, poller, clock, () -> {}) {
            @Override
            Task newTask(Runnable callback) {
                close();
                return super.newTask(callback);
            }
        };
        assertThrows(RejectedExecutionException.class, () -> closing.execute(() -> log.add("lost")));
        assertEquals(List.of(), log);
    }

    /** One that is cancelled inside its own callback after it scheduled itself does not run again. */
    @Test
    void cancelsItsOwnRescheduling() {
        BottomHalf[] it = {null};
        it[0] = context.newBottomHalf(() -> {
            log.add("runs");
            it[0].schedule();
            it[0].cancel();
        });
        it[0].schedule();
        assertTrue(context.poll(true));
        assertFalse(context.poll(false));
        assertEquals(List.of("runs"), log);
    }

    /** An idle one is waited for 10 ms, runs in whatever poll comes first, and is no progress. */
    @Test
    void idle() {
        BottomHalf it = bottomHalf("idle");
        it.scheduleIdle();
        it.scheduleIdle();
        assertFalse(context.poll(true));
        assertEquals(List.of(10 * MILLI), poller.sleeps);
        assertEquals(List.of("idle"), log);
        it.scheduleIdle();
        assertFalse(context.poll(false));
        assertEquals(List.of("idle", "idle"), log);
        assertThrows(AssertionError.class, () -> context.poll(true), "nothing is left to wait for");
    }

    /** An idle one that has run does not keep a later task from being progress. */
    @Test
    void progressAfterIdle() {
        bottomHalf("idle").scheduleIdle();
        assertFalse(context.poll(false));
        context.execute(() -> log.add("task"));
        assertTrue(context.poll(false));
        assertEquals(List.of("idle", "task"), log);
    }

    /** Each idle one is waited for anew, also while another is idle all the time. */
    @Test
    void idleOnesThatScheduleThemselves() {
        for (String name : List.of("one", "other")) {
            BottomHalf[] it = {null};
            it[0] = context.newBottomHalf(() -> {
                log.add(name);
                it[0].scheduleIdle();
            });
            it[0].scheduleIdle();
        }
        for (int i = 0; i < 3; i++) {
            assertFalse(context.poll(true));
        }
        assertEquals(List.of(10 * MILLI, 10 * MILLI, 10 * MILLI), poller.sleeps);
        assertEquals(List.of("one", "other", "one", "other", "one", "other"), log);
    }

    /** One that is idle and then scheduled is no longer idle; the other way round it stays urgent. */
    @Test
    void idleBecomesUrgent() {
        BottomHalf it = bottomHalf("it");
        it.scheduleIdle();
        it.schedule();
        assertTrue(context.poll(true));
        it.schedule();
        it.scheduleIdle();
        assertTrue(context.poll(true));
        assertEquals(List.of("it", "it"), log);
        assertEquals(List.of(), poller.sleeps);
        assertFalse(context.poll(false));
    }

    /** A cancelled idle one is not waited for. */
    @Test
    void cancelledIdle() {
        BottomHalf it = bottomHalf("it");
        it.scheduleIdle();
        it.cancel();
        timer("timer").arm(context.now() + 30 * MILLI);
        context.poll(false);
        assertTrue(context.poll(true));
        assertEquals(List.of(30 * MILLI), poller.sleeps);
        assertEquals(List.of("timer"), log);
    }

    /** An idle one that schedules itself as idle does not keep an urgent one from being progress. */
    @Test
    void idleAndUrgent() {
        bottomHalf("idle").scheduleIdle();
        bottomHalf("urgent").schedule();
        assertTrue(context.poll(true));
        assertEquals(List.of("idle", "urgent"), log);
    }

    /** H2: a nested poll runs what the outer walk has not come to, and the outer one does not run it again. */
    @Test
    void nestedWalk() {
        BottomHalf[] outer = {null};
        outer[0] = context.newBottomHalf(() -> {
            log.add("outer");
            assertTrue(context.poll(true));
            log.add("end of outer");
        });
        outer[0].schedule();
        bottomHalf("a").schedule();
        bottomHalf("b").schedule();
        assertTrue(context.poll(true));
        assertFalse(context.poll(false));
        assertEquals(List.of("outer", "a", "b", "end of outer"), log);
    }

    /** H2: one that schedules itself and polls runs in the nested poll, and not in the outer one again. */
    @Test
    void nestedRunOfItself() {
        int[] runs = {0};
        BottomHalf[] it = {null};
        it[0] = context.newBottomHalf(() -> {
            if (runs[0]++ == 0) {
                it[0].schedule();
                assertTrue(context.poll(true));
                assertEquals(2, runs[0]);
            }
        });
        it[0].schedule();
        assertTrue(context.poll(true));
        assertEquals(2, runs[0]);
        assertFalse(context.poll(false));
    }

    // Timers.

    /** Timers fire in the order of their deadlines, those with the same one in the order of arming, and none early. */
    @Test
    void timersInOrder() {
        long now = context.now();
        timer("30").arm(now + 30 * MILLI);
        timer("10").arm(now + 10 * MILLI);
        timer("20").arm(now + 20 * MILLI);
        timer("20 later").arm(now + 20 * MILLI);
        clock.advance(20 * MILLI - 1);
        assertTrue(context.poll(false));
        assertEquals(List.of("10"), log);
        clock.advance(1);
        assertTrue(context.poll(false));
        assertEquals(List.of("10", "20", "20 later"), log);
        assertTrue(context.poll(true));
        assertEquals(List.of("10", "20", "20 later", "30"), log);
        assertEquals(now + 30 * MILLI, context.now());
    }

    /** The clock may wrap around between arming and firing. */
    @Test
    void clockWraps() {
        long now = context.now();
        timer("after").arm(now + 200 * MILLI);
        timer("before").arm(now + 50 * MILLI);
        assertTrue(now + 200 * MILLI < now, "the manual clock starts just before it wraps");
        context.poll(false);
        assertEquals(List.of(), log);
        assertTrue(context.poll(true));
        assertTrue(context.poll(true));
        assertEquals(List.of("before", "after"), log);
    }

    /** A deadline that never comes, or that passed before all times, keeps no other timer from firing in its turn. */
    @Test
    void timersFarAway() {
        context.acquire();
        timer("late").arm(context.now());
        clock.advance(MILLI);
        timer("never").arm(context.now() + Long.MAX_VALUE);
        timer("long since").arm(context.now() + Long.MIN_VALUE);
        timer("now").arm(context.now());
        assertTrue(context.poll(false));
        assertEquals(List.of("long since", "late", "now"), log);
        context.release();
    }

    /** A timer can be disarmed, and its deadline moved, also by another one of the same walk. */
    @Test
    void disarmAndMove() {
        AioTimer moved = timer("moved");
        AioTimer disarmed = timer("disarmed");
        context.newTimer(() -> {
                    disarmed.disarm();
                    moved.arm(context.now() + 5 * MILLI);
                })
                .arm(context.now());
        moved.arm(context.now());
        disarmed.arm(context.now());
        assertTrue(context.poll(true));
        assertFalse(disarmed.isArmed());
        assertEquals(List.of(), log);
        clock.advance(5 * MILLI);
        assertTrue(context.poll(false));
        assertFalse(moved.isArmed());
        assertEquals(List.of("moved"), log);
    }

    /** A timer that arms itself for the past fires once a poll, and does not hide another one that is due. */
    @Test
    void alwaysDue() {
        AioTimer[] it = {null};
        it[0] = context.newTimer(() -> {
            log.add("again");
            assertTrue(log.size() < 10, "fires for ever");
            it[0].arm(context.now() - MILLI);
        });
        it[0].arm(context.now() - MILLI);
        timer("other").arm(context.now());
        assertTrue(context.poll(true));
        assertEquals(List.of("again", "other"), log);
        assertTrue(context.poll(true));
        assertEquals(List.of("again", "other", "again"), log);
        assertEquals(List.of(), poller.sleeps);
    }

    /** Without a timer, a poll does not ask for the time. */
    @Test
    void noTimerNoClock() {
        LongSupplier noClock = () -> {
            throw new AssertionError("asks for the time");
        };
        try (AioContext timeless = make(poller, noClock, () -> {})) {
            timeless.acquire();
            timeless.execute(() -> log.add("task"));
            assertTrue(timeless.poll(true));
            poller.duringSleep = timeless::wakeup;
            assertFalse(timeless.poll(true));
            assertEquals(List.of(Poller.FOREVER), poller.sleeps);
            timeless.release();
        }
        assertEquals(List.of("task"), log);
    }

    /** Arming a timer that becomes the earliest wakes the sleeper up, who then sleeps until the new deadline. */
    @Test
    void armingEarlierWakesUp() {
        timer("late").arm(context.now() + 50 * MILLI);
        context.poll(false);
        poller.duringSleep = () -> timer("early").arm(context.now() + 5 * MILLI);
        assertFalse(context.poll(true));
        assertTrue(context.poll(true));
        assertEquals(List.of("early"), log);
        assertEquals(List.of(50 * MILLI, 5 * MILLI), poller.sleeps);
    }

    /** H2: a nested poll fires the timers that the outer walk has not come to, once. */
    @Test
    void nestedTimers() {
        context.newTimer(() -> {
                    log.add("outer");
                    assertTrue(context.poll(true));
                    log.add("end of outer");
                })
                .arm(context.now());
        timer("a").arm(context.now());
        assertTrue(context.poll(true));
        assertFalse(context.poll(false));
        assertEquals(List.of("outer", "a", "end of outer"), log);
    }

    // Notifiers.

    /** A notifier is a level: its handler runs in each poll until it is cleared, and a sleep is no option. */
    @Test
    void level() {
        EventNotifier notifier = new EventNotifier();
        notifier.set();
        notifier.set();
        context.setEventNotifier(notifier, () -> {
            log.add("handler");
            if (log.size() > 9) {
                notifier.testAndClear(); // only if it is called for ever
            }
        });
        assertTrue(context.poll(true));
        assertTrue(context.poll(true));
        assertTrue(notifier.testAndClear());
        assertFalse(notifier.testAndClear());
        assertFalse(context.poll(false));
        assertEquals(List.of("handler", "handler"), log);
    }

    /** A notifier whose handler was removed is no reason to return; one whose handler was replaced is one. */
    @Test
    void detached() {
        EventNotifier notifier = new EventNotifier();
        context.setEventNotifier(notifier, () -> log.add("removed"));
        context.setEventNotifier(notifier, null);
        notifier.set();
        assertFalse(context.poll(true), "the bump of the removal");
        assertThrows(AssertionError.class, () -> context.poll(true), "does not sleep");
        context.setEventNotifier(notifier, () -> log.add("replaced"));
        context.setEventNotifier(notifier, () -> log.add("handler"));
        assertTrue(context.poll(true));
        assertEquals(List.of("handler"), log);
    }

    /** H1: a handler that another one of the same round removes or replaces is not called. */
    @Test
    void removedInTheSameRound() {
        EventNotifier remover = new EventNotifier();
        EventNotifier removed = new EventNotifier();
        EventNotifier replaced = new EventNotifier();
        context.setEventNotifier(remover, () -> {
            remover.testAndClear();
            context.setEventNotifier(removed, null);
            context.setEventNotifier(replaced, () -> log.add("new"));
        });
        context.setEventNotifier(removed, () -> log.add("removed"));
        context.setEventNotifier(replaced, () -> log.add("replaced"));
        remover.set();
        removed.set();
        replaced.set();
        assertTrue(context.poll(true));
        assertEquals(List.of(), log);
        assertTrue(context.poll(true));
        assertEquals(List.of("new"), log);
    }

    /** H2: a nested poll calls the handlers that the outer walk has not come to, and each event is handled once. */
    @Test
    void nestedHandlers() {
        EventNotifier first = new EventNotifier();
        EventNotifier second = new EventNotifier();
        context.setEventNotifier(first, () -> {
            first.testAndClear();
            log.add("first");
            assertTrue(context.poll(true));
            log.add("end of first");
        });
        context.setEventNotifier(second, () -> {
            second.testAndClear();
            log.add("second");
        });
        first.set();
        second.set();
        assertTrue(context.poll(true));
        assertFalse(context.poll(false));
        assertEquals(List.of("first", "second", "end of first"), log);
    }

    /**
     * H2, N4: a handler that polls before it clears its notifier is not called by these polls, which sleep until something else
     * happens; the next poll after its return calls it again.
     */
    @Test
    void polledBeforeItIsCleared() {
        EventNotifier late = new EventNotifier();
        BottomHalf ends = bottomHalf("bottom half");
        context.setEventNotifier(late, () -> {
            log.add("begin");
            if (log.size() == 1) {
                assertFalse(context.poll(false), "the bump of the setter");
                poller.duringSleep = () -> {
                    late.set(); // one event with the first, since no clear lies between
                    ends.schedule();
                };
                int sleeps = poller.sleeps.size();
                assertTrue(context.poll(true));
                assertEquals(1, poller.sleeps.size() - sleeps, "the nested poll does not sleep");
            }
            log.add("end");
        });
        late.set();
        assertTrue(context.poll(true));
        assertEquals(List.of("begin", "bottom half", "end"), log);
        assertTrue(context.poll(true), "it is still set");
        assertTrue(late.testAndClear());
        assertFalse(context.poll(false));
        assertEquals(5, log.size(), log.toString());
    }

    /** H2: a handler that has cleared its notifier is called by a poll in it for the next set. */
    @Test
    void setAgainInsideItsHandler() {
        EventNotifier notifier = new EventNotifier();
        context.setEventNotifier(notifier, () -> {
            notifier.testAndClear();
            log.add("begin");
            if (log.size() == 1) {
                notifier.set();
                assertTrue(context.poll(true));
            }
            log.add("end");
        });
        notifier.set();
        assertTrue(context.poll(true));
        assertEquals(List.of("begin", "begin", "end", "end"), log);
        assertFalse(context.poll(false));
    }

    /** H2: a poll in a handler that was replaced inside its call calls the new one, once; the end of the old one changes nothing. */
    @Test
    void replacedInsideItsHandler() {
        EventNotifier notifier = new EventNotifier();
        context.setEventNotifier(notifier, () -> {
            context.setEventNotifier(notifier, () -> {
                log.add("new");
                assertFalse(context.poll(false));
            });
            assertTrue(context.poll(true));
            log.add("end of old");
        });
        notifier.set();
        assertTrue(context.poll(true));
        assertEquals(List.of("new", "end of old"), log);
        assertTrue(context.poll(true), "it is still set");
        assertEquals("new", log.get(2));
    }

    /** A notifier whose handler gives it to another context is pending there at once, and the end of that handler changes nothing. */
    @Test
    void givenAwayInsideItsHandler() throws Exception {
        EventNotifier notifier = new EventNotifier();
        AioContext other = new AioContext(Poller.park(), clock, () -> {});
        CountDownLatch calledThere = new CountDownLatch(1);
        CountDownLatch endedHere = new CountDownLatch(1);
        FutureTask<Boolean> owner = new FutureTask<>(() -> {
            other.acquire();
            other.setEventNotifier(notifier, () -> {
                calledThere.countDown();
                awaitLatch(endedHere);
                assertFalse(other.poll(false), "called again inside its call");
            });
            return other.poll(true);
        });
        Thread thread = new Thread(owner, "owner of the other context");
        context.setEventNotifier(notifier, () -> {
            context.setEventNotifier(notifier, null);
            thread.start();
            awaitLatch(calledThere);
        });
        notifier.set();
        assertTrue(context.poll(true));
        assertFalse(context.poll(false));
        endedHere.countDown();
        assertTrue(owner.get(60, TimeUnit.SECONDS));
        thread.join();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A notifier that another handler of the same round clears has no call to come, and is no reason to return. */
    @Test
    void clearedInTheSameRound() {
        EventNotifier first = new EventNotifier();
        EventNotifier second = new EventNotifier();
        context.setEventNotifier(first, () -> {
            log.add("first");
            first.testAndClear();
            second.testAndClear();
            assertFalse(context.poll(false));
            assertThrows(AssertionError.class, () -> context.poll(true), "does not sleep");
        });
        context.setEventNotifier(second, () -> log.add("second"));
        first.set();
        second.set();
        assertTrue(context.poll(true));
        assertEquals(List.of("first"), log);
    }

    /** Inside its handler a set notifier is no deadline for the owner, who need not come for it, but it is one for other threads. */
    @Test
    void theDeadlineInsideAHandler() throws Exception {
        EventNotifier notifier = new EventNotifier();
        List<OptionalLong> deadlines = new ArrayList<>();
        context.setEventNotifier(notifier, () -> {
            deadlines.add(context.nextDeadline());
            Thread other = new Thread(() -> deadlines.add(context.nextDeadline()));
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        notifier.set();
        assertTrue(context.poll(true));
        OptionalLong now = OptionalLong.of(context.now());
        assertEquals(List.of(OptionalLong.empty(), now), deadlines);
        assertEquals(now, context.nextDeadline(), "it is still set");
    }

    /** A context that has closed lets go of its notifiers, which may have a handler in another one then. */
    @Test
    void aClosedContextLetsNotifiersGo() {
        List<EventNotifier> notifiers = List.of(new EventNotifier(), new EventNotifier());
        notifiers.forEach(it -> context.setEventNotifier(it, () -> log.add("here")));
        context.close();
        try (AioContext other = new AioContext(Poller.park(), clock, () -> {})) {
            other.acquire();
            for (EventNotifier it : notifiers) {
                other.setEventNotifier(it, () -> log.add("there"));
                it.set();
            }
            assertTrue(other.poll(true));
            other.release();
        }
        assertEquals(List.of("there", "there"), log);
    }

    /** A notifier has a handler in one context at a time. */
    @Test
    void oneContextAtATime() {
        EventNotifier notifier = new EventNotifier();
        context.setEventNotifier(notifier, () -> log.add("here"));
        try (AioContext other = new AioContext(Poller.park(), clock, () -> {})) {
            other.acquire();
            assertThrows(IllegalStateException.class, () -> other.setEventNotifier(notifier, () -> log.add("there")));
            notifier.set();
            assertTrue(context.poll(true));
            context.setEventNotifier(notifier, null);
            other.setEventNotifier(notifier, () -> log.add("there"));
            assertTrue(other.poll(true));
            other.release();
        }
        assertEquals(List.of("here", "there"), log);
    }
}
