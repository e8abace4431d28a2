package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.fairloop.lock.TestThreads.Actor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The condition of {@link RFifoLock}: it keeps the part of {@code Condition}'s contract that the lock needs. */
class ParkConditionTest {

    private final TestThreads threads = new TestThreads();
    private final Actor a = threads.actor("alice");
    private final Actor b = threads.actor("bob");
    private final ReentrantLock mutex = new ReentrantLock(true);
    private final Object blocker = new Object();
    private final ParkCondition condition = new ParkCondition(mutex, blocker);

    /** Guarded by mutex. */
    private final List<Actor> woken = new ArrayList<>();

    @AfterEach
    void endThreads() {
        threads.join();
    }

    private void waits(Actor actor) {
        actor.starts(() -> {
            mutex.lock();
            condition.awaitUninterruptibly();
            woken.add(actor);
            assertTrue(mutex.isHeldByCurrentThread());
            mutex.unlock();
        });
        awaitParked(actor);
    }

    private void awaitParked(Actor actor) {
        awaitBlocked(actor);
        threads.awaitAsleep(actor);
    }

    /** With or without a time limit. */
    private void awaitBlocked(Actor actor) {
        threads.await(actor + " sleeps on the condition", () -> LockSupport.getBlocker(actor.thread) == blocker);
    }

    private void withMutex(Runnable what) {
        mutex.lock();
        what.run();
        mutex.unlock();
    }

    /** A waiter sleeps without the mutex, and is seen to wait for what the condition was told. */
    @Test
    void aWaiterGivesTheMutexUp() {
        waits(a);
        assertFalse(mutex.isLocked());
        assertSame(blocker, LockSupport.getBlocker(a.thread));
        withMutex(condition::signal);
        a.finishes();
    }

    /** One signal wakes one waiter, the first. */
    @Test
    void signalWakesTheFirst() {
        waits(a);
        waits(b);
        withMutex(condition::signal);
        a.finishes();
        awaitParked(b);
        withMutex(condition::signal);
        b.finishes();
        assertEquals(List.of(a, b), woken);
    }

    /** A signal to all wakes all. */
    @Test
    void signalAllWakesAll() {
        waits(a);
        waits(b);
        withMutex(condition::signalAll);
        a.finishes();
        b.finishes();
    }

    /** A signal is for those who wait already. */
    @Test
    void aSignalIsNotRemembered() {
        withMutex(condition::signal);
        withMutex(condition::signalAll);
        waits(a);
        withMutex(condition::signal);
        a.finishes();
    }

    /** An interrupt or an unpark without a signal wakes nobody; the interrupt shows afterwards. */
    @Test
    void onlyASignalWakes() {
        a.starts(() -> {
            mutex.lock();
            condition.awaitUninterruptibly();
            mutex.unlock();
            assertTrue(Thread.interrupted(), "interrupt status");
        });
        awaitParked(a);
        LockSupport.unpark(a.thread);
        awaitParked(a);
        a.thread.interrupt();
        threads.await("the interrupt is noticed", () -> !a.thread.isInterrupted());
        awaitParked(a);
        withMutex(condition::signal);
        a.finishes();
    }

    /** A wait with a time tells how much of it is left; without a signal nothing is. */
    @Test
    void tellsTheTimeLeft() {
        long hour = TimeUnit.HOURS.toNanos(1);
        long[] left = new long[2];
        a.starts(() -> {
            mutex.lock();
            left[0] = awaitNanos(hour);
            left[1] = awaitNanos(1);
            mutex.unlock();
        });
        awaitBlocked(a);
        withMutex(condition::signal);
        a.finishes();
        assertTrue(0 < left[0] && left[0] <= hour, left[0] + " ns left of an hour");
        assertTrue(left[1] <= 0 && left[1] > -hour, left[1] + " ns left of 1");
    }

    private long awaitNanos(long nanos) {
        try {
            return condition.awaitNanos(nanos);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Who gives up leaves no place behind that would take a signal from another. */
    @Test
    void whoGivesUpTakesNoSignal() {
        a.does(() -> {
            mutex.lock();
            assertTrue(awaitNanos(1) <= 0);
            mutex.unlock();
        });
        waits(b);
        withMutex(condition::signal);
        b.finishes();
    }

    /** An interrupt ends a wait that is not uninterruptible, with the mutex held, and is consumed. */
    @Test
    void anInterruptEndsAWait() {
        List<Executable> waits = List.of(condition::await, () -> condition.awaitNanos(TimeUnit.HOURS.toNanos(1)));
        for (Executable wait : waits) {
            a.starts(() -> {
                mutex.lock();
                assertThrows(InterruptedException.class, wait);
                assertFalse(Thread.interrupted(), "interrupt status");
                mutex.unlock();
            });
            awaitBlocked(a);
            a.thread.interrupt();
            a.finishes();
        }
    }
}
