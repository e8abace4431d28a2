package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.fairloop.lock.TestThreads.Actor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        threads.await(actor + " sleeps on the condition", () -> LockSupport.getBlocker(actor.thread) == blocker);
        threads.awaitAsleep(actor);
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
}
