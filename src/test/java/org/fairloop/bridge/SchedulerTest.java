package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real threads go step by step, as they are told. */
class SchedulerTest {

    /** Between two stops only the resumed actor runs, and control comes back at its next stop. */
    @Test
    void stepsOneActorAtATime() {
        List<String> log = new ArrayList<>();
        try (Scheduler scheduler = new Scheduler()) {
            Scheduler.Actor a = scheduler.actor("a");
            Scheduler.Actor b = scheduler.actor("b");
            for (Scheduler.Actor actor : List.of(a, b)) {
                actor.begin(() -> {
                    log.add(actor.thread().getName() + "1");
                    scheduler.pause("middle");
                    return log.add(actor.thread().getName() + "2");
                });
            }
            assertEquals("middle", a.stop());
            b.resume();
            a.resume();
            assertNull(a.stop());
            assertTrue(a.isIdle());
        }
        assertEquals(List.of("a1", "b1", "b2", "a2"), log);
    }

    /** What an operation returns or throws is handed back. */
    @Test
    void handsOutcomesBack() {
        try (Scheduler scheduler = new Scheduler()) {
            Scheduler.Actor actor = scheduler.actor("a");
            actor.begin(() -> 7);
            assertEquals(7, actor.outcome().result());
            Exception thrown = new Exception();
            actor.begin(() -> {
                throw thrown;
            });
            assertSame(thrown, actor.outcome().thrown());
        }
    }

    /** An actor that blocks between two stops is reported with the stacks of all actors. */
    @Test
    void reportsAnActorThatIsStuck() {
        AtomicReference<Thread> sleeper = new AtomicReference<>();
        Scheduler.Patience untilItSleeps = control -> {
            while (!isAsleep(sleeper.get())) {
                Thread.onSpinWait();
            }
            return false;
        };
        try (Scheduler scheduler = new Scheduler(untilItSleeps)) {
            scheduler.actor("bystander");
            Scheduler.Actor actor = scheduler.actor("sleeper");
            sleeper.set(actor.thread());
            Scheduler.Stuck stuck = assertThrows(
                    Scheduler.Stuck.class,
                    () -> actor.begin(() -> {
                        new CountDownLatch(1).await();
                        return null;
                    }));
            String message = stuck.getMessage();
            assertTrue(message.startsWith("no stop and no end in sight: sleeper, running"), message);
            assertTrue(message.contains("CountDownLatch.await"), message);
            assertTrue(message.contains("bystander, idle"), message);
        }
    }

    private static boolean isAsleep(Thread thread) {
        return Stream.of(thread.getStackTrace())
                .anyMatch(at -> at.getClassName().equals(CountDownLatch.class.getName())
                        && at.getMethodName().equals("await"));
    }

    /** Closing ends actors that are idle, stopped, or stop again in a finally block or after catching everything. */
    @Test
    void closeEndsAllThreads() {
        List<Scheduler.Actor> actors = new ArrayList<>();
        try (Scheduler scheduler = new Scheduler()) {
            Scheduler.Actor stubborn = scheduler.actor("stubborn");
            stubborn.begin(() -> {
                try {
                    scheduler.pause("body");
                } catch (Throwable all) {
                    scheduler.pause("handler");
                } finally {
                    scheduler.pause("finally");
                }
                return null;
            });
            actors.add(stubborn);
            actors.add(scheduler.actor("idle"));
        }
        for (Scheduler.Actor actor : actors) {
            assertFalse(actor.thread().isAlive(), actor.toString());
        }
    }

    /** What an actor gives to its uncaught-exception handler is kept. */
    @Test
    void keepsWhatTheHandlerGets() {
        try (Scheduler scheduler = new Scheduler()) {
            Scheduler.Actor actor = scheduler.actor("a");
            RuntimeException thrown = new RuntimeException();
            actor.begin(() -> {
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
                return null;
            });
            assertEquals(List.of(thrown), actor.uncaught());
        }
    }

    /** Orders that make no sense are refused: they are errors of the test that gives them. */
    @Test
    void refusesNonsense() {
        try (Scheduler scheduler = new Scheduler()) {
            Scheduler.Actor actor = scheduler.actor("a");
            assertThrows(IllegalStateException.class, actor::resume);
            assertThrows(IllegalStateException.class, () -> scheduler.pause("here"));
            actor.begin(() -> {
                scheduler.pause("there");
                return null;
            });
            assertThrows(IllegalStateException.class, () -> actor.begin(() -> null));
        }
    }
}
