package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every poller promises, see {@link Poller}. */
abstract class PollerContract {

    private static final long AN_HOUR = 3_600_000_000_000L;

    final Crew crew = new Crew();

    final Poller poller = make();

    abstract Poller make();

    @AfterEach
    void close() {
        crew.join();
        poller.close();
    }

    private static void nothingIsReady(Object attachment, int operations) {
        throw new AssertionError("ready: " + attachment);
    }

    private void poll(long timeoutNanos) {
        poller.poll(timeoutNanos, PollerContract::nothingIsReady);
    }

    /** A timeout of 0 does not sleep. */
    @Test
    void zeroDoesNotSleep() {
        crew.does("poller", () -> poll(0));
    }

    /** A wakeup before a poll makes it return. */
    @Test
    void wakeupIsSticky() {
        poller.wakeup();
        crew.does("poller", () -> poll(Poller.FOREVER));
    }

    /** Wakeups are taken by the polls that return for them: in the end a poll sleeps, and another wakeup ends that. */
    @Test
    void wakeupsAreTaken() {
        poller.wakeup();
        poller.wakeup();
        AtomicBoolean end = new AtomicBoolean();
        AtomicInteger returns = new AtomicInteger();
        Crew.Member member = crew.starts("poller", () -> {
            while (!end.get()) {
                poll(Poller.FOREVER); // may also return for no reason, but not for ever
                returns.incrementAndGet();
            }
        });
        crew.await("a poll returns, and a later one sleeps", () -> returns.get() > 0 && isAsleep(member));
        end.set(true);
        poller.wakeup();
    }

    /** A wakeup during a poll makes it return. */
    @Test
    void wakeupEndsASleep() {
        Crew.Member member = crew.starts("poller", () -> poll(Poller.FOREVER));
        crew.await("the poller sleeps", () -> isAsleep(member));
        poller.wakeup();
    }

    /** A timeout that is far away is slept for, not looked for again and again, and a wakeup ends that. */
    @Test
    void longTimeoutsSleep() {
        Crew.Member member = crew.starts("poller", () -> poll(TimeUnit.HOURS.toNanos(1)));
        crew.await("the poller sleeps", () -> isAsleep(member));
        poller.wakeup();
    }

    /** The shortest timeout does not become "for ever", and is not cut short. */
    @Test
    void shortTimeoutsEnd() {
        crew.does("poller", () -> {
            poll(1);
            long start = System.nanoTime();
            poll(TimeUnit.MILLISECONDS.toNanos(2) + 1);
            long slept = System.nanoTime() - start;
            assertTrue(slept >= TimeUnit.MILLISECONDS.toNanos(2), "slept for " + slept + " ns only");
        });
    }

    /** An interrupted thread sleeps, with or without a time limit, and keeps its status. */
    @ParameterizedTest
    @ValueSource(longs = {Poller.FOREVER, AN_HOUR})
    void sleepsWhenInterrupted(long timeoutNanos) {
        AtomicBoolean end = new AtomicBoolean();
        AtomicInteger returns = new AtomicInteger();
        Crew.Member member = crew.starts("poller", () -> {
            Thread.currentThread().interrupt();
            while (!end.get()) {
                poll(timeoutNanos);
                returns.incrementAndGet();
                assertTrue(Thread.currentThread().isInterrupted(), "the interrupt is lost");
            }
        });
        crew.await("the poller sleeps, or spins", () -> isAsleep(member) || returns.get() > 1_000);
        boolean spins = returns.get() > 1_000;
        end.set(true);
        poller.wakeup();
        assertFalse(spins, "an interrupt before the poll keeps it from sleeping");
    }

    /** An interrupt during a sleep is kept; it may or may not end the sleep. */
    @Test
    void keepsAnInterrupt() {
        AtomicBoolean kept = new AtomicBoolean();
        Crew.Member member = crew.starts("poller", () -> {
            poll(Poller.FOREVER);
            while (!Thread.currentThread().isInterrupted()) { // the wakeup may come first
                Thread.onSpinWait();
            }
            kept.set(true);
        });
        crew.await("the poller sleeps", () -> isAsleep(member));
        member.thread.interrupt();
        poller.wakeup();
        crew.join();
        assertTrue(kept.get());
    }

    /** A wakeup of a closed poller does nothing. */
    @Test
    void wakeupAfterClose() {
        poller.close();
        poller.wakeup();
        poller.close();
    }

    /** Is the thread in the system call? One that spins is often seen there, too, but uses up time. */
    boolean isAsleep(Crew.Member member) {
        long before = cpuTime(member);
        for (int look = 0; look < 100; look++) {
            if (!isSeenAsleep(member)) {
                return false;
            }
            LockSupport.parkNanos(1);
        }
        return cpuTime(member) == before;
    }

    private static long cpuTime(Crew.Member member) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(member.thread.getId());
    }

    private static boolean isSeenAsleep(Crew.Member member) {
        if (member.isParked() || member.thread.getState() == Thread.State.TIMED_WAITING) {
            return true;
        }
        StackTraceElement[] stack = member.thread.getStackTrace();
        return stack.length > 0
                && stack[0].isNativeMethod()
                && stack[0].getMethodName().equals("wait");
    }
}
