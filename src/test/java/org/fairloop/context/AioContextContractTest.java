package org.fairloop.context;

import static org.fairloop.context.ManualClock.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a context promises, and what bad input gets. */
class AioContextContractTest {

    private final Crew crew = new Crew();
    private final ManualClock clock = new ManualClock();
    private final SimulatedPoller simulated = new SimulatedPoller(clock);
    private final AtomicInteger woken = new AtomicInteger();

    /** For one thread, in simulated time. */
    private AioContext context;

    private final WatchedPoller watched = new WatchedPoller(Poller.park());

    /** For many threads, in real time. */
    private AioContext shared;

    private final List<String> log = new ArrayList<>();

    AioContext make(Poller poller, LongSupplier clock, Runnable woken) {
        return new AioContext(poller, clock, woken);
    }

    @BeforeEach
    void makeContexts() {
        context = make(simulated, clock, woken::incrementAndGet);
        shared = make(watched, System::nanoTime, () -> {});
    }

    @AfterEach
    void close() {
        crew.does("closer", shared::close); // the test must not hang if this does
        context.close();
        crew.join();
    }

    private BottomHalf logging(String what) {
        return context.newBottomHalf(() -> log.add(what));
    }

    private void sleepsInPoll(Crew.Work afterwards) {
        crew.starts("loop", () -> {
            shared.acquire();
            try {
                shared.poll(true);
                afterwards.run();
            } finally {
                shared.release();
            }
        });
        crew.await("the loop sleeps", watched::isSleeping);
    }

    // Ownership.

    /** Release, poll and the setting of handlers need the context; the complaint names both threads. */
    @Test
    void ownersOnly() throws Exception {
        AtomicBoolean inside = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        crew.starts("alice", () -> {
            shared.acquire();
            inside.set(true);
            crew.await("leave", leave::get);
            shared.release();
        });
        crew.await("alice is inside", inside::get);
        Pipe pipe = Pipe.open();
        crew.does("bob", () -> {
            record Forbidden(String name, Runnable call) {}
            List<Forbidden> forbidden = List.of(
                    new Forbidden("release", shared::release),
                    new Forbidden("poll", () -> shared.poll(false)),
                    new Forbidden("poll", () -> shared.poll(true)),
                    new Forbidden("setFdHandler", () -> shared.setFdHandler(pipe.source(), null, null)),
                    new Forbidden("setEventNotifier", () -> shared.setEventNotifier(new EventNotifier(), null)));
            for (Forbidden it : forbidden) {
                String message = assertThrows(IllegalMonitorStateException.class, it.call::run)
                        .getMessage();
                assertTrue(message.startsWith(it.name + "() by \"bob\"") && message.contains("\"alice\""), message);
            }
        });
        leave.set(true);
        crew.join();
        String message = assertThrows(IllegalMonitorStateException.class, () -> shared.poll(false))
                .getMessage();
        assertTrue(message.contains("nobody"), message);
        pipe.source().close();
        pipe.sink().close();
    }

    /** A complaint still names the owner after the owner has released one of its two holds. */
    @Test
    void anInnerReleaseKeepsTheOwnersName() {
        String owner = Thread.currentThread().getName();
        context.acquire();
        context.acquire();
        context.release();
        crew.does("bob", () -> {
            String message = assertThrows(IllegalMonitorStateException.class, context::release)
                    .getMessage();
            assertTrue(message.endsWith('"' + owner + '"'), message);
        });
        context.release();
    }

    // Notifications: N1 to N4.

    /** N1: a wakeup before a poll makes it return, and is consumed by it. */
    @Test
    void wakeupIsSticky() {
        context.acquire();
        context.wakeup();
        context.wakeup();
        assertFalse(context.poll(true));
        assertThrows(AssertionError.class, () -> context.poll(true), "a second poll sleeps");
        context.release();
    }

    /** N1: a wakeup in a callback belongs to the next poll. */
    @Test
    void wakeupInACallback() {
        context.acquire();
        context.execute(context::wakeup);
        assertTrue(context.poll(true));
        assertFalse(context.poll(true));
        context.release();
    }

    /** N1: a wakeup that the poller swallowed is not lost. */
    @Test
    void wakeupThatThePollerSwallowed() {
        context.acquire();
        context.wakeup();
        simulated.poll(0, (attachment, operations) -> {});
        assertFalse(context.poll(true));
        context.release();
    }

    /** N2: a wakeup during a poll makes it return. */
    @Test
    void wakeupEndsASleep() {
        sleepsInPoll(() -> {});
        shared.wakeup();
        crew.join();
    }

    /**
     * N6: what a thread did before a wakeup is visible after the poll that it ended. Two threads that share nothing but two
     * contexts and two plain fields wake each other up by turns. A poll that returns too early is seen for certain; that a
     * write is not ordered before the wakeup is seen only where the compiler and the processor at hand do reorder it.
     */
    @Test
    void whatCameBeforeAWakeupIsSeen() {
        int rounds = 10_000;
        int[] plain = new int[2];
        AioContext there = make(Poller.park(), System::nanoTime, () -> {});
        crew.starts("ping", () -> {
            there.acquire();
            for (int i = 1; i <= rounds; i++) {
                plain[0] = i;
                shared.wakeup();
                there.poll(true);
                assertEquals(i, plain[1]);
            }
            there.release();
        });
        crew.starts("pong", () -> {
            shared.acquire();
            for (int i = 1; i <= rounds; i++) {
                shared.poll(true);
                assertEquals(i, plain[0]);
                plain[1] = i;
                there.wakeup();
            }
            shared.release();
        });
        crew.join();
        there.close();
    }

    /** N3: a poll that may not block does not sleep. */
    @Test
    void nonBlockingPollDoesNotSleep() {
        context.acquire();
        context.newTimer(() -> {}).arm(context.now() + MILLI);
        logging("idle").scheduleIdle();
        context.poll(false);
        context.poll(false);
        assertEquals(List.of(), simulated.sleeps);
        context.release();
    }

    /** N4: a sleep that ends for no reason is begun again. */
    @Test
    void sleepsAgain() {
        context.acquire();
        context.newTimer(() -> log.add("timer")).arm(context.now() + 5 * MILLI);
        context.poll(false);
        simulated.duringSleep = () -> clock.advance(2 * MILLI);
        assertTrue(context.poll(true));
        assertEquals(List.of(5 * MILLI, 3 * MILLI), simulated.sleeps);
        context.release();
    }

    /** N4: the deadline of a timer that was disarmed meanwhile is no reason to return. */
    @Test
    void sleepsAgainIfTheTimerIsGone() {
        context.acquire();
        AioTimer timer = context.newTimer(() -> log.add("timer"));
        timer.arm(context.now() + 5 * MILLI);
        context.newTimer(() -> log.add("later")).arm(context.now() + 9 * MILLI);
        context.poll(false);
        simulated.duringSleep = () -> {
            timer.disarm();
            clock.advance(5 * MILLI);
        };
        assertTrue(context.poll(true));
        assertEquals(List.of("later"), log);
        context.release();
    }

    /** N4: neither an interrupted thread nor a pending interrupt makes a poll return or spin. */
    @Test
    void interruptDoesNotEndAPoll() {
        for (Poller poller : List.of(Poller.park(), Poller.selector())) {
            WatchedPoller real = new WatchedPoller(poller);
            AioContext it = new AioContext(real, System::nanoTime, () -> {});
            AtomicBoolean kept = new AtomicBoolean();
            Crew.Member member = crew.starts("loop", () -> {
                Thread.currentThread().interrupt();
                it.acquire();
                it.poll(true);
                it.release();
                kept.set(Thread.interrupted());
            });
            crew.await("the loop sleeps", real::isSleeping);
            member.thread.interrupt();
            member.thread.interrupt();
            crew.await("the loop sleeps (again)", real::isSleeping);
            assertTrue(real.sleeps() <= 3, "a busy loop: " + real.sleeps() + " sleeps");
            it.wakeup();
            crew.join();
            assertTrue(kept.get(), "the interrupt is lost");
            it.close();
        }
    }

    // Tasks.

    /** Tasks run once, in order, by the thread that polls. */
    @Test
    void tasks() {
        context.acquire();
        context.execute(() -> log.add("one"));
        context.execute(() -> log.add("two " + context.isOwner()));
        assertEquals(List.of(), log);
        assertTrue(context.poll(true));
        assertFalse(context.poll(false));
        assertEquals(List.of("one", "two true"), log);
        context.release();
        assertThrows(NullPointerException.class, () -> context.execute(null));
    }

    /** A task may poll until a later task has run. */
    @Test
    void taskWaitsForALaterTask() {
        context.acquire();
        context.execute(() -> {
            while (log.isEmpty()) {
                context.poll(true);
            }
            log.add("first ends");
        });
        context.execute(() -> log.add("second"));
        context.poll(true);
        assertEquals(List.of("second", "first ends"), log);
        context.release();
    }

    /** A task that has run is let go while others that came with it have yet to run. */
    @Test
    void tasksThatHaveRunAreLetGo() {
        List<WeakReference<byte[]>> held = new ArrayList<>();
        context.acquire();
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[1];
            held.add(new WeakReference<>(bytes));
            context.execute(() -> bytes[0]++);
        }
        context.execute(() -> crew.await("garbage", () -> {
            System.gc();
            return held.stream().filter(it -> it.get() != null).count() <= 20;
        }));
        assertTrue(context.poll(true));
        context.release();
    }

    // Exceptions.

    /** The round is completed; then the first exception is thrown, the later ones suppressed, and nothing runs twice. */
    @Test
    void exceptions() {
        context.acquire();
        EventNotifier notifier = new EventNotifier();
        context.setEventNotifier(notifier, () -> {
            notifier.testAndClear();
            log.add("handler");
            throw new IllegalArgumentException("handler");
        });
        AioTimer timer = context.newTimer(() -> {
            log.add("timer");
            throw new StackOverflowError("timer");
        });
        context.execute(() -> {
            log.add("bottom half");
            throw new IllegalStateException("bottom half");
        });
        logging("next").schedule();
        timer.arm(context.now());
        notifier.set();
        Throwable thrown = assertThrows(IllegalStateException.class, () -> context.poll(true));
        assertEquals("bottom half", thrown.getMessage());
        assertEquals(2, thrown.getSuppressed().length);
        assertEquals("handler", thrown.getSuppressed()[0].getMessage());
        assertEquals("timer", thrown.getSuppressed()[1].getMessage());
        assertFalse(context.poll(false));
        assertEquals(List.of("bottom half", "next", "handler", "timer"), log);
        context.release();
    }

    /** A poller that fails keeps nobody waiting: what is scheduled, set or due runs, and then the caller learns of it. */
    @Test
    void thePollerFails() {
        RuntimeException broken = new IllegalStateException("no file descriptor is left");
        context = make(
                new DelegatingPoller(simulated) {
                    @Override
                    public void poll(long timeoutNanos, Ready ready) {
                        throw broken;
                    }
                },
                clock,
                () -> {});
        RuntimeException ofTask = new IllegalArgumentException("task");
        EventNotifier notifier = new EventNotifier();
        AioTimer timer = context.newTimer(() -> log.add("timer"));
        context.acquire();
        context.setEventNotifier(notifier, () -> log.add("notifier"));
        for (boolean blocking : new boolean[] {true, false}) {
            context.execute(() -> {
                log.add("task");
                throw ofTask;
            });
            notifier.set();
            timer.arm(context.now());
            assertSame(broken, assertThrows(RuntimeException.class, () -> context.poll(blocking)));
            assertEquals(List.of("task", "notifier", "timer"), log);
            assertSame(ofTask, broken.getSuppressed()[0], "the first is thrown, later ones are suppressed");
            assertFalse(context.isNotified(), "the wakeup is accepted");
            log.clear();
        }
        context.release();
    }

    /** Two callbacks that throw the same exception do not make it suppress itself. */
    @Test
    void sameExceptionTwice() {
        RuntimeException same = new RuntimeException("same");
        context.acquire();
        for (int i = 0; i < 2; i++) {
            context.execute(() -> {
                throw same;
            });
        }
        assertEquals(same, assertThrows(RuntimeException.class, () -> context.poll(true)));
        context.release();
    }

    /** What is thrown in a nested poll comes out there, once, and not out of the outer one. */
    @Test
    void exceptionInANestedPoll() {
        context.acquire();
        context.execute(() -> {
            context.execute(() -> {
                throw new IllegalArgumentException("inner");
            });
            assertThrows(IllegalArgumentException.class, () -> context.poll(true));
            log.add("goes on");
        });
        assertTrue(context.poll(true));
        assertEquals(List.of("goes on"), log);
        context.execute(() -> {
            throw new IllegalStateException("outer");
        });
        context.execute(() -> {
            assertFalse(context.poll(false));
            log.add("goes on again");
        });
        assertThrows(IllegalStateException.class, () -> context.poll(true), "kept across a nested poll");
        assertEquals(List.of("goes on", "goes on again"), log);
        context.release();
    }

    // A foreign loop.

    /** The hook is called whenever a poll is worth while, and the deadline tells until when it is not. */
    @Test
    void foreignLoop() {
        assertEquals(OptionalLong.empty(), context.nextDeadline());
        AioTimer timer = context.newTimer(() -> {});
        timer.arm(context.now() + 9 * MILLI);
        assertEquals(1, woken.get());
        assertEquals(OptionalLong.of(context.now() + 9 * MILLI), context.nextDeadline());
        context.newTimer(() -> {}).arm(context.now() + 20 * MILLI);
        assertEquals(1, woken.get(), "not the earliest");
        timer.disarm();
        assertEquals(OptionalLong.of(context.now() + 20 * MILLI), context.nextDeadline());
        BottomHalf bottomHalf = context.newBottomHalf(() -> {});
        bottomHalf.scheduleIdle();
        assertEquals(1, woken.get());
        assertEquals(OptionalLong.of(context.now() + 10 * MILLI), context.nextDeadline());
        bottomHalf.schedule();
        assertEquals(2, woken.get());
        assertEquals(OptionalLong.of(context.now()), context.nextDeadline());
        context.wakeup();
        assertEquals(3, woken.get());
    }

    /** The deadline is that of the timer, however long it takes to ask. */
    @Test
    void theDeadlineDoesNotMove() {
        AioContext slow = new AioContext(
                simulated,
                () -> {
                    clock.advance(MILLI);
                    return clock.getAsLong();
                },
                () -> {});
        long deadline = slow.now() + 5 * MILLI;
        slow.newTimer(() -> {}).arm(deadline);
        assertEquals(OptionalLong.of(deadline), slow.nextDeadline());
        slow.close();
    }

    /** A notifier that was set before it got its handler is worth a poll, and the hook is called for it. */
    @Test
    void foreignLoopSeesASetNotifierThatIsAttached() {
        EventNotifier notifier = new EventNotifier();
        notifier.set();
        assertEquals(0, woken.get());
        context.acquire();
        context.setEventNotifier(notifier, () -> log.add("notifier"));
        assertEquals(1, woken.get());
        context.poll(false);
        assertEquals(List.of("notifier"), log);
        context.release();
    }

    /** A notifier is a level: while it is set and has a handler, a poll is worth while, though the hook is not called again. */
    @Test
    void foreignLoopSeesANotifierThatStaysSet() {
        EventNotifier notifier = new EventNotifier();
        context.acquire();
        context.setEventNotifier(notifier, () -> log.add("notifier"));
        notifier.set();
        context.poll(false);
        assertEquals(OptionalLong.of(context.now()), context.nextDeadline());
        context.poll(false);
        assertEquals(List.of("notifier", "notifier"), log);
        notifier.testAndClear();
        assertEquals(OptionalLong.empty(), context.nextDeadline(), "cleared");
        notifier.set();
        context.setEventNotifier(notifier, null);
        assertEquals(OptionalLong.empty(), context.nextDeadline(), "nobody handles it");
        context.release();
    }

    /** Scheduling what is scheduled already, or deleted, wakes nobody up. */
    @Test
    void nothingNewIsNoWakeup() {
        BottomHalf bottomHalf = context.newBottomHalf(() -> {});
        bottomHalf.schedule();
        assertEquals(1, woken.get());
        bottomHalf.schedule();
        assertEquals(1, woken.get(), "scheduled already");
        bottomHalf.delete();
        bottomHalf.schedule();
        assertEquals(1, woken.get(), "deleted");
    }

    /** Whatever a wakeup is sent for is there before it is sent. */
    @Test
    void wakesUpAfterwards() {
        EventNotifier notifier = new EventNotifier();
        AioTimer[] timer = {null};
        BottomHalf[] bottomHalf = {null};
        AioContext[] it = {null};
        it[0] = new AioContext(
                simulated,
                clock,
                () -> log.add((bottomHalf[0].isScheduled() ? "scheduled " : "")
                        + (timer[0].isArmed() ? "armed " : "")
                        + (notifier.isSet() ? "set " : "")
                        + (it[0].isNotified() ? "notified" : "")));
        bottomHalf[0] = it[0].newBottomHalf(() -> {});
        timer[0] = it[0].newTimer(() -> {});
        it[0].acquire();
        it[0].setEventNotifier(notifier, () -> {});
        bottomHalf[0].schedule();
        timer[0].arm(it[0].now());
        notifier.set();
        it[0].release();
        assertEquals(
                List.of("notified", "scheduled notified", "scheduled armed notified", "scheduled armed set notified"),
                log);
    }

    /** Whoever attaches or detaches a notifier wakes up: it may be set already. */
    @Test
    void settingANotifierIsAWakeup() {
        EventNotifier notifier = new EventNotifier();
        context.acquire();
        context.setEventNotifier(notifier, () -> {});
        assertEquals(1, woken.get());
        context.setEventNotifier(notifier, null);
        assertEquals(2, woken.get());
        context.release();
    }

    /** The string form names the state of the lock, a notification that stands, and that the context is closed. */
    @Test
    void toStringNamesTheState() {
        assertEquals("AioContext[" + context.lock + "]", context.toString());
        context.wakeup();
        assertEquals("AioContext[" + context.lock + ", notified]", context.toString());
        context.acquire();
        context.poll(false);
        context.release();
        context.close();
        assertEquals("AioContext[" + context.lock + ", notified, closed]", context.toString());
    }

    // Closing.

    /** After close: release works, wakeup and schedule do nothing, and everything else says that it is closed. */
    @Test
    void closedContext() throws Exception {
        BottomHalf bottomHalf = logging("bottom half");
        AioTimer timer = context.newTimer(() -> log.add("timer"));
        EventNotifier notifier = new EventNotifier();
        context.acquire();
        context.setEventNotifier(notifier, () -> log.add("notifier"));
        bottomHalf.schedule();
        timer.arm(context.now());
        context.close();
        assertTrue(context.isClosed());
        assertTrue(simulated.closed);
        int before = woken.get();
        context.wakeup();
        bottomHalf.schedule();
        bottomHalf.scheduleIdle();
        timer.arm(context.now());
        notifier.set();
        assertEquals(before, woken.get());
        assertFalse(bottomHalf.isScheduled());
        assertFalse(timer.isArmed());
        assertEquals(OptionalLong.empty(), context.nextDeadline());
        Pipe pipe = Pipe.open();
        List<Runnable> useless = List.of(
                context::acquire,
                () -> context.poll(false),
                () -> context.poll(true),
                () -> context.setFdHandler(pipe.source(), () -> {}, null),
                () -> context.setEventNotifier(notifier, () -> {}));
        for (Runnable it : useless) {
            assertThrows(IllegalStateException.class, it::run);
        }
        assertThrows(RejectedExecutionException.class, () -> context.execute(() -> log.add("task")));
        context.release();
        assertFalse(context.isOwner());
        assertThrows(IllegalMonitorStateException.class, context::release);
        context.close();
        assertEquals(List.of(), log);
        pipe.source().close();
        pipe.sink().close();
    }

    /** X1: closing tells whoever may sleep, in a poll or in a foreign loop. */
    @Test
    void closingIsAWakeup() {
        context.close();
        assertEquals(1, woken.get(), "nobody was told");
    }

    /** A poll that sleeps when the context is closed returns. */
    @Test
    void closeEndsASleep() {
        sleepsInPoll(() -> assertThrows(IllegalStateException.class, () -> shared.poll(true)));
        crew.does("closer", shared::close);
        crew.join();
    }

    /** Every thread that waits when the context is closed is turned away when its turn comes, and passes the turn on. */
    @Test
    void closeTurnsWaitersAway() {
        AtomicBoolean leave = new AtomicBoolean();
        AtomicBoolean inside = new AtomicBoolean();
        crew.starts("owner", () -> {
            shared.acquire();
            inside.set(true);
            crew.await("leave", leave::get);
            shared.release();
        });
        crew.await("the owner is inside", inside::get);
        crew.starts("early", () -> assertThrows(IllegalStateException.class, shared::acquire));
        crew.await("one waits", () -> shared.lock.getQueueLength() == 1);
        crew.starts("closer", shared::close);
        crew.await("two wait", () -> shared.lock.getQueueLength() == 2);
        crew.starts("late", () -> assertThrows(IllegalStateException.class, shared::acquire));
        crew.await("three wait", () -> shared.lock.getQueueLength() == 3);
        leave.set(true);
        crew.join();
        assertFalse(shared.lock.isLocked());
    }

    /** An accepted task is run by close if nobody polls any more; one that throws does not harm the others. */
    @Test
    void closeRunsAcceptedTasks() {
        context.execute(() -> {
            log.add("one");
            assertThrows(RejectedExecutionException.class, () -> context.execute(() -> log.add("too late")));
            throw new IllegalArgumentException("one");
        });
        context.execute(() -> {
            log.add("two");
            context.close();
            assertThrows(RejectedExecutionException.class, () -> context.execute(() -> log.add("late")));
        });
        context.execute(() -> log.add("three"));
        assertThrows(IllegalArgumentException.class, context::close);
        assertEquals(List.of("one", "two", "three"), log);
        assertTrue(simulated.closed);
        assertFalse(context.isOwner());
    }

    /** X1: after a close inside a callback, the round under way starts no other callback. */
    @Test
    void closeInACallback() {
        context.acquire();
        EventNotifier notifier = new EventNotifier();
        context.setEventNotifier(notifier, () -> log.add("handler"));
        notifier.set();
        context.newTimer(() -> log.add("timer")).arm(context.now());
        context.newBottomHalf(() -> {
                    log.add("closes");
                    context.close();
                })
                .schedule();
        logging("next").schedule();
        context.execute(() -> log.add("accepted task"));
        assertTrue(context.poll(true));
        assertEquals(List.of("closes", "accepted task"), log);
        context.release();
    }

    /** X1: close waits for the callback that is running, and none starts after it has returned. */
    @Test
    void closeWaitsForACallback() {
        AtomicBoolean running = new AtomicBoolean();
        AtomicBoolean closed = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        shared.newBottomHalf(() -> {
                    running.set(true);
                    crew.await("the closer waits", () -> shared.lock.getQueueLength() == 1);
                    assertFalse(closed.get());
                    ended.set(true);
                })
                .schedule();
        shared.newBottomHalf(() -> {
                    throw new AssertionError("a callback started although the context is closing");
                })
                .schedule();
        crew.starts("loop", () -> {
            shared.acquire();
            shared.poll(true);
            shared.release();
        });
        crew.await("the callback runs", running::get);
        crew.does("closer", () -> {
            shared.close();
            closed.set(true);
            assertTrue(ended.get());
        });
        crew.join();
    }
}
