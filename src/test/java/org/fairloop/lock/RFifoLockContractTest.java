package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.fairloop.lock.TestThreads.Actor;
import org.junit.jupiter.api.Test;

/** {@link RFifoLock} keeps the promise of {@link FifoLock}; and what its inner mutex lets a test force. */
class RFifoLockContractTest extends FifoLockContract {

    @Override
    RFifoLock make(Runnable onContention) {
        return new RFifoLock(onContention);
    }

    /** Makes a free lock whose tickets begin here. */
    RFifoLock make(Runnable onContention, int firstTicket) {
        return new RFifoLock(new ReentrantLock(true), onContention, firstTicket);
    }

    @Override
    Object state(FifoLock lock) {
        RFifoLock it = (RFifoLock) lock;
        it.mutex.lock();
        try {
            return Arrays.asList(it.head, it.tail, it.nesting, it.owner());
        } finally {
            it.mutex.unlock();
        }
    }

    @Override
    void setHolds(FifoLock lock, int holds) {
        ((RFifoLock) lock).nesting = holds;
    }

    /** Runs something with the mutex held, so that those who call the lock meanwhile queue for it, in order. */
    private void withMutex(Runnable what) {
        ReentrantLock mutex = (ReentrantLock) ((RFifoLock) lock).mutex;
        mutex.lock();
        try {
            what.run();
        } finally {
            mutex.unlock();
        }
    }

    private void startsAndAwaitsMutex(Actor actor, Runnable call) {
        actor.starts(call);
        awaitsMutex(actor);
    }

    private void awaitsMutex(Actor actor) {
        ReentrantLock mutex = (ReentrantLock) ((RFifoLock) lock).mutex;
        threads.await(actor + " waits for the mutex", () -> mutex.hasQueuedThread(actor.thread));
    }

    /** A call that the lock refuses in the callback gives back its own hold of the mutex only. */
    @Test
    void aRefusedCallGivesItsHoldOfTheMutexBack() {
        List<Integer> holds = Collections.synchronizedList(new ArrayList<>());
        ReentrantLock mutex = new ReentrantLock(true);
        lock = new RFifoLock(
                mutex,
                () -> {
                    assertThrows(IllegalStateException.class, lock::tryLock);
                    holds.add(mutex.getHoldCount());
                    while (mutex.getHoldCount() > 1) {
                        mutex.unlock(); // so that the test ends if the call was wrong
                    }
                },
                0);
        a.does(lock::lock);
        queues(b, 0);
        a.does(lock::unlock);
        b.finishes();
        b.does(lock::unlock);
        assertEquals(Set.of(1), Set.copyOf(holds));
    }

    /** What the callback takes comes off the time of a timed try: it waits for the rest only. */
    @Test
    void theCallbackTakesOfTheTime() {
        long hour = TimeUnit.HOURS.toNanos(1);
        long taken = TimeUnit.MILLISECONDS.toNanos(1);
        AtomicLong rest = new AtomicLong();
        lock = new RFifoLock(() -> spin(taken)) {
            @Override
            long awaitInTime(long nanos) {
                rest.set(nanos);
                return 0; // the time is over
            }
        };
        a.does(lock::lock);
        b.does(() -> assertFalse(locks(() -> lock.tryLock(hour, TimeUnit.NANOSECONDS))));
        assertTrue(rest.get() <= hour - taken, () -> "of an hour were left: all but " + (hour - rest.get()) + " ns");
    }

    private static void spin(long nanos) {
        for (long start = System.nanoTime(); System.nanoTime() - start < nanos; ) {
            Thread.onSpinWait();
        }
    }

    /** A lock that is free but reserved is not given to a tryLock that comes before the next has woken. */
    @Test
    void aReservedLockIsNotTaken() {
        a.does(lock::lock);
        queues(b, 0);
        List<Boolean> taken = Collections.synchronizedList(new ArrayList<>());
        withMutex(() -> {
            startsAndAwaitsMutex(a, lock::unlock);
            startsAndAwaitsMutex(c, () -> taken.add(lock.tryLock()));
        });
        c.finishes();
        assertEquals(List.of(false), taken);
        a.finishes();
        b.finishes();
        assertHeldBy(b, 1);
        b.does(lock::unlock);
    }

    /** A lock that is free but reserved is not locked, has no holds, and counts the one it is reserved for. */
    @Test
    void aReservedLockIsFree() {
        a.does(lock::lock);
        queues(b, 0);
        Actor d = threads.actor("dave");
        List<Object> answers = Collections.synchronizedList(new ArrayList<>());
        withMutex(() -> {
            startsAndAwaitsMutex(a, lock::unlock);
            startsAndAwaitsMutex(c, () -> answers.add(lock.isLocked()));
            startsAndAwaitsMutex(d, () -> answers.add(lock.toString().replaceFirst(".*\\[", "[")));
        });
        a.finishes();
        c.finishes();
        d.finishes();
        assertEquals(Set.of(false, "[Unlocked, queued 1]"), Set.copyOf(answers));
        b.finishes();
        b.does(lock::unlock);
    }

    /** An interrupt that comes when the turn has come already does not end the wait, and is kept. */
    @Test
    void anInterruptThatComesTooLateIsKept() {
        for (Attempt attempt : interruptibleAttempts()) {
            a.does(lock::lock);
            AtomicBoolean kept = queuesAndSeesInterrupt(b, attempt);
            withMutex(() -> {
                startsAndAwaitsMutex(a, lock::unlock);
                b.thread.interrupt();
                awaitsMutex(b);
            });
            a.finishes();
            b.finishes();
            assertTrue(kept.get(), "interrupt status");
            b.does(lock::unlock);
        }
    }

    /** The mutex is fair, or a thread that arrives might never get to take its ticket. */
    @Test
    void theMutexIsFair() {
        assertTrue(((ReentrantLock) make(() -> {}).mutex).isFair());
    }

    /** There are no conditions, and the lock says so. */
    @Test
    void refusesConditions() {
        assertNotNull(assertThrows(UnsupportedOperationException.class, lock::newCondition)
                .getMessage());
    }

    /** A newcomer to a lock that is free but reserved queues behind the one it is reserved for. */
    @Test
    void aNewcomerQueuesBehindTheReservation() {
        a.does(lock::lock);
        queues(b, 0);
        List<Actor> order = Collections.synchronizedList(new ArrayList<>());
        withMutex(() -> {
            startsAndAwaitsMutex(a, lock::unlock);
            startsAndAwaitsMutex(c, () -> {
                lock.lock();
                order.add(c);
                lock.unlock();
            });
        });
        a.finishes();
        b.finishes();
        order.add(b);
        b.does(lock::unlock);
        c.finishes();
        assertEquals(List.of(b, c), order);
    }

    /** Tickets wrap, at both ends of the integers, and nobody notices. */
    @Test
    void ticketsWrap() {
        for (int firstTicket : new int[] {Integer.MAX_VALUE - 3, -3}) {
            lock = make(calls::incrementAndGet, firstTicket);
            ownersFollowInOrderOfArrival();
            lock = make(calls::incrementAndGet, firstTicket);
            for (int i = 0; i < 6; i++) {
                countsTheWaiters();
            }
            assertFalse(lock.isLocked());
        }
    }
}
