package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a wakeup makes the system call, and when it does not (N5), with real pollers. */
class AioNotifyTest {

    private static final int WAKEUPS = 1_000;

    private final Crew crew = new Crew();

    @AfterEach
    void join() {
        crew.join();
    }

    /** A real poller that counts its wakeups. */
    private static final class CountingPoller extends DelegatingPoller {
        private final WatchedPoller watched;
        final AtomicInteger wakeups = new AtomicInteger();

        CountingPoller(AioContextStressTest.Sleep sleep) {
            this(new WatchedPoller(sleep.make()));
        }

        private CountingPoller(WatchedPoller watched) {
            super(watched);
            this.watched = watched;
        }

        @Override
        public void wakeup() {
            wakeups.incrementAndGet();
            super.wakeup();
        }
    }

    /** Without a sleeper, wakeups make no system call, and the woken hook is told of each of them. */
    @ParameterizedTest
    @EnumSource(AioContextStressTest.Sleep.class)
    void makesNoCallWithoutASleeper(AioContextStressTest.Sleep sleep) {
        CountingPoller poller = new CountingPoller(sleep);
        AtomicInteger told = new AtomicInteger();
        try (AioContext context = new AioContext(poller, System::nanoTime, told::incrementAndGet)) {
            for (int i = 0; i < WAKEUPS; i++) {
                context.wakeup();
            }
            context.acquire();
            context.poll(true); // returns at once, for the flag
            for (int i = 0; i < WAKEUPS; i++) {
                context.wakeup();
                context.poll(true);
            }
            context.release();
            assertEquals(0, poller.wakeups.get());
            assertEquals(2 * WAKEUPS, told.get());
        }
    }

    /** With a sleeper, a wakeup makes the system call, and the sleep ends. */
    @ParameterizedTest
    @EnumSource(AioContextStressTest.Sleep.class)
    void callsASleeper(AioContextStressTest.Sleep sleep) {
        CountingPoller poller = new CountingPoller(sleep);
        try (AioContext context = new AioContext(poller, System::nanoTime, () -> {})) {
            crew.starts("sleeper", () -> {
                context.acquire();
                context.poll(true);
                context.release();
            });
            crew.await("somebody sleeps", poller.watched::isSleeping);
            context.wakeup();
            crew.join();
            assertTrue(poller.wakeups.get() >= 1, "nobody was called");
        }
    }

    /** A sleep that has ended costs later wakeups nothing: they make no system call. */
    @ParameterizedTest
    @EnumSource(AioContextStressTest.Sleep.class)
    void makesNoCallAfterASleep(AioContextStressTest.Sleep sleep) {
        CountingPoller poller = new CountingPoller(sleep);
        AioNotify notify = new AioNotify(poller);
        crew.starts("sleeper", () -> notify.sleep(0, new Sleeps(notify, 0, poller)));
        crew.await("it sleeps", poller.watched::isSleeping);
        notify.wakeup();
        crew.join();
        notify.accept(0);
        notify.wakeup();
        assertEquals(1, poller.wakeups.get());
        poller.close();
    }

    /** A poller that only looks what is ready is about to do no sleep: a wakeup makes no system call for it. */
    @Test
    void makesNoCallForAPollerThatOnlyLooks() {
        CountingPoller poller = new CountingPoller(AioContextStressTest.Sleep.PARK);
        AioNotify notify = new AioNotify(poller);
        notify.sleep(0, new AioNotify.Sleeper() {
            @Override
            public long prepare() {
                return 0;
            }

            @Override
            public boolean hasReason() {
                return true;
            }

            @Override
            public void sleep(long timeoutNanos) {
                notify.wakeup();
            }
        });
        assertEquals(0, poller.wakeups.get());
        poller.close();
    }

    /** Closing ends a sleep, and after it wakeups make no call. */
    @ParameterizedTest
    @EnumSource(AioContextStressTest.Sleep.class)
    void closingCallsASleeper(AioContextStressTest.Sleep sleep) {
        CountingPoller poller = new CountingPoller(sleep);
        AioContext context = new AioContext(poller, System::nanoTime, () -> {});
        crew.starts("sleeper", () -> {
            context.acquire();
            context.poll(true);
            context.release();
        });
        crew.await("somebody sleeps", poller.watched::isSleeping);
        context.close();
        crew.join();
        int called = poller.wakeups.get();
        assertTrue(called >= 1, "nobody was called");
        context.wakeup();
        assertEquals(called, poller.wakeups.get());
    }

    /** Only a wakeup that no poller has accepted is one to join. */
    @Test
    void aWakeupStandsWhileItDoesForAll() {
        AioNotify notify = new AioNotify(Poller.park(), Poller.park());
        assertFalse(notify.isWakeupStanding(), "there was none");
        for (int poller = 0; poller < 2; poller++) {
            notify.wakeup();
            assertTrue(notify.isWakeupStanding(), "nobody has accepted it");
            notify.accept(poller);
            assertFalse(notify.isWakeupStanding(), "accepted by " + poller);
        }
    }

    /** Several pollers sleep at once, and one wakeup ends the sleep of each. */
    @ParameterizedTest
    @EnumSource(AioContextStressTest.Sleep.class)
    void wakesUpAllPollers(AioContextStressTest.Sleep sleep) {
        CountingPoller[] pollers = {new CountingPoller(sleep), new CountingPoller(sleep), new CountingPoller(sleep)};
        AioNotify notify = new AioNotify(pollers);
        for (int i = 0; i < pollers.length; i++) {
            int poller = i;
            crew.starts("poller " + poller, () -> {
                notify.sleep(poller, new Sleeps(notify, poller, pollers[poller]));
                notify.accept(poller);
            });
        }
        for (CountingPoller poller : pollers) {
            crew.await("all sleep", poller.watched::isSleeping);
        }
        notify.wakeup();
        crew.join();
        for (CountingPoller poller : pollers) {
            assertEquals(1, poller.wakeups.get());
            poller.close();
        }
    }

    /** Sleeps until it is notified. */
    private record Sleeps(AioNotify handshake, int number, Poller poller) implements AioNotify.Sleeper {
        @Override
        public long prepare() {
            return hasReason() ? 0 : Poller.FOREVER;
        }

        @Override
        public boolean hasReason() {
            return handshake.isNotified(number);
        }

        @Override
        public void sleep(long timeoutNanos) {
            poller.poll(timeoutNanos, (attachment, operations) -> {});
        }
    }
}
