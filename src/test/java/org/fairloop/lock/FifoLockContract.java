package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.fairloop.lock.TestThreads.Actor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@link FifoLock} promises, as far as it shows from outside. Every implementation runs it.
 *
 * <p>Blind spots: it sees the interleavings that it forces or happens to meet, and no reorderings that the hardware at
 * hand does not do.
 */
abstract class FifoLockContract {

    private static final int ROUNDS = 100;

    final TestThreads threads = new TestThreads();
    final Actor a = threads.actor("alice");
    final Actor b = threads.actor("bob");
    final Actor c = threads.actor("carol");

    /** How often the contention callback of {@link #lock} was invoked. */
    final AtomicInteger calls = new AtomicInteger();

    FifoLock lock;

    /** Makes a free lock. */
    abstract FifoLock make(Runnable onContention);

    /** All that the implementation remembers, to be compared: whatever can change, by name or by value. */
    abstract Object state(FifoLock lock);

    /** Pretends that the owner, who calls, holds the lock so often. */
    abstract void setHolds(FifoLock lock, int holds);

    @BeforeEach
    void makeLock() {
        lock = make(calls::incrementAndGet);
    }

    @AfterEach
    void endThreads() {
        threads.join();
    }

    void assertHeldBy(Actor owner, int holds) {
        assertEquals(holds, owner.answers(lock::getHoldCount), "holds of " + owner);
        assertTrue(owner.tells(lock::isHeldByCurrentThread), owner + " owns");
        assertTrue(lock.isLocked(), "locked");
        for (Actor other : List.of(a, b, c)) {
            if (other != owner && !other.isBusy()) {
                assertEquals(0, other.answers(lock::getHoldCount), "holds of " + other);
                assertFalse(other.tells(lock::isHeldByCurrentThread), other + " owns");
            }
        }
    }

    void assertFree() {
        assertFalse(lock.isLocked(), "locked");
        assertFalse(lock.hasQueuedThreads(), "somebody waits");
        assertEquals(0, lock.getQueueLength(), "waiters");
    }

    /** Makes a thread call lock() and sees it queued behind so many others. */
    void queues(Actor waiter, int ahead) {
        waiter.starts(lock::lock);
        awaitQueued(waiter, ahead);
        threads.awaitAsleep(waiter);
    }

    void awaitQueued(Actor waiter, int ahead) {
        threads.awaitWhileBusy(waiter, waiter + " queues behind " + ahead, () -> lock.getQueueLength() == ahead + 1);
    }

    /** Makes a thread sleep with a way out, as the first in the queue; what is given tells whether it was interrupted once it owns. */
    AtomicBoolean queuesAndSeesInterrupt(Actor waiter, Attempt attempt) {
        AtomicBoolean interrupted = new AtomicBoolean();
        waiter.starts(() -> {
            assertTrue(locks(attempt));
            interrupted.set(Thread.interrupted());
        });
        awaitQueued(waiter, 0);
        // On the lock, or on its condition.
        threads.awaitWhileBusy(waiter, waiter + " sleeps", () -> LockSupport.getBlocker(waiter.thread) != null);
        return interrupted;
    }

    // Holds (L3, L7).

    /** A thread locks three times and unlocks three times (QEMU: /nesting). */
    @Test
    void nests() {
        for (int holds = 1; holds <= 3; holds++) {
            a.does(lock::lock);
            assertHeldBy(a, holds);
        }
        for (int holds = 2; holds >= 1; holds--) {
            a.does(lock::unlock);
            assertHeldBy(a, holds);
        }
        a.does(lock::unlock);
        assertFree();
        assertEquals(0, a.answers(lock::getHoldCount));
        assertEquals(0, calls.get(), "the callback is for those who wait");
        b.does(lock::lock);
        b.does(lock::unlock);
    }

    /** The owner who locks again does not wait for those who queue, nor do they get in before its last release. */
    @Test
    void onlyTheLastReleaseFrees() {
        a.does(lock::lock);
        queues(b, 0);
        a.does(lock::lock);
        assertTrue(a.tells(lock::tryLock));
        assertHeldBy(a, 3);
        a.does(lock::unlock);
        a.does(lock::unlock);
        assertHeldBy(a, 1);
        assertEquals(1, lock.getQueueLength());
        assertTrue(b.isBusy(), "bob still waits");
        a.does(lock::unlock);
        b.finishes();
        assertHeldBy(b, 1);
        b.does(lock::unlock);
        assertFree();
    }

    /** A release by a thread that is not the owner fails, names both, and changes nothing. */
    @Test
    void refusesReleaseByAnother() {
        a.does(lock::lock);
        a.does(lock::lock);
        queues(c, 0);
        Object before = state(lock);
        var refused = assertThrows(IllegalMonitorStateException.class, () -> b.does(lock::unlock));
        assertTrue(refused.getMessage().contains("alice"), refused.getMessage());
        assertTrue(refused.getMessage().contains("bob"), refused.getMessage());
        assertEquals(before, state(lock));
        assertHeldBy(a, 2);
        a.does(lock::unlock);
        a.does(lock::unlock);
        c.finishes();
        c.does(lock::unlock);
    }

    /** A release of a free lock fails, also by the thread that owned it last, and changes nothing. */
    @Test
    void refusesReleaseOfAFreeLock() {
        Object fresh = state(lock);
        assertThrows(IllegalMonitorStateException.class, () -> a.does(lock::unlock));
        assertEquals(fresh, state(lock));
        a.does(lock::lock);
        a.does(lock::unlock);
        Object before = state(lock);
        var refused = assertThrows(IllegalMonitorStateException.class, () -> a.does(lock::unlock));
        assertTrue(refused.getMessage().contains("alice"), refused.getMessage());
        assertEquals(before, state(lock));
        assertFree();
    }

    /** One hold too many is an Error and changes nothing. */
    @Test
    void refusesOneHoldTooMany() {
        a.does(lock::lock);
        a.does(() -> setHolds(lock, Integer.MAX_VALUE - 1));
        a.does(lock::lock);
        assertHeldBy(a, Integer.MAX_VALUE);
        Object before = state(lock);
        assertEquals(
                Error.class, assertThrows(Error.class, () -> a.does(lock::lock)).getClass());
        assertEquals(
                Error.class,
                assertThrows(Error.class, () -> a.does(lock::tryLock)).getClass());
        assertEquals(before, state(lock));
        assertHeldBy(a, Integer.MAX_VALUE);
        a.does(lock::unlock);
        assertHeldBy(a, Integer.MAX_VALUE - 1);
        a.does(() -> setHolds(lock, 1));
        a.does(lock::unlock);
        assertFree();
    }

    // tryLock (L2, L3).

    /** tryLock takes a free lock and re-enters an own one; a hold is a hold. */
    @Test
    void tryLockTakesWhatIsFreeOrOwned() {
        assertTrue(a.tells(lock::tryLock), "free");
        assertHeldBy(a, 1);
        assertTrue(a.tells(lock::tryLock), "owned");
        a.does(lock::lock);
        assertHeldBy(a, 3);
        a.does(lock::unlock);
        a.does(lock::unlock);
        assertHeldBy(a, 1);
        a.does(lock::unlock);
        assertFree();
        assertTrue(b.tells(lock::tryLock), "free again");
        b.does(lock::unlock);
    }

    /** tryLock of a lock that another owns fails, runs no callback, and changes nothing. */
    @Test
    void tryLockLeavesAHeldLockAlone() {
        a.does(lock::lock);
        Object before = state(lock);
        assertFalse(b.tells(lock::tryLock));
        assertEquals(before, state(lock));
        assertEquals(0, calls.get(), "callbacks");
        a.does(lock::unlock);
    }

    /** tryLock does not overtake one that was seen in the queue. */
    @Test
    void tryLockDoesNotBarge() {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicBoolean hadItsTurn = new AtomicBoolean();
            a.does(lock::lock);
            b.starts(() -> {
                lock.lock();
                hadItsTurn.set(true);
                lock.unlock();
            });
            awaitQueued(b, 0);
            c.starts(() -> {
                while (!lock.tryLock()) {
                    Thread.onSpinWait();
                }
                boolean barged = !hadItsTurn.get();
                lock.unlock();
                assertFalse(barged, "carol's tryLock overtook bob");
            });
            a.does(() -> {
                lock.unlock();
                if (lock.tryLock()) {
                    boolean barged = !hadItsTurn.get();
                    lock.unlock();
                    assertFalse(barged, "alice's tryLock overtook bob");
                }
            });
            b.finishes();
            c.finishes();
        }
    }

    // Order (L2, L5, L6), seen from outside: who was seen in the queue before another called lock() owns before it.

    /** Owners follow one another in the order of arrival. */
    @Test
    void ownersFollowInOrderOfArrival() {
        List<Actor> crowd = new ArrayList<>(List.of(b, c, threads.actor("dave"), threads.actor("eve")));
        for (int round = 0; round < ROUNDS; round++) {
            Collections.shuffle(crowd, new Random(round));
            List<Actor> order = Collections.synchronizedList(new ArrayList<>());
            a.does(lock::lock);
            for (int i = 0; i < crowd.size(); i++) {
                Actor waiter = crowd.get(i);
                waiter.starts(() -> {
                    lock.lock();
                    order.add(waiter);
                    lock.unlock();
                });
                awaitQueued(waiter, i);
            }
            a.does(lock::unlock);
            crowd.forEach(Actor::finishes);
            assertEquals(crowd, order, "order of owners in round " + round);
        }
        assertFree();
    }

    /** The thread that releases and at once locks again comes after one that was in the queue. */
    @Test
    void theReleaserDoesNotOvertake() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Actor> order = Collections.synchronizedList(new ArrayList<>());
            a.does(lock::lock);
            b.starts(() -> {
                lock.lock();
                order.add(b);
                lock.unlock();
            });
            awaitQueued(b, 0);
            a.does(() -> {
                lock.unlock();
                lock.lock();
                order.add(a);
                lock.unlock();
            });
            b.finishes();
            assertEquals(List.of(b, a), order, "order of owners in round " + round);
        }
    }

    // The contention callback (L4, L9).

    /** Who has to wait calls back while the first still holds the lock (QEMU: /callback). */
    @Test
    void callsBackWhileTheOwnerIsInside() {
        a.does(lock::lock);
        b.starts(lock::lock);
        threads.await("bob calls back", () -> calls.get() > 0);
        assertHeldBy(a, 1);
        assertTrue(b.isBusy(), "bob waits");
        a.does(lock::unlock);
        b.finishes();
        b.does(lock::unlock);
    }

    /** The one that still waits calls back again for a new owner. */
    @Test
    void callsBackForANewOwner() {
        a.does(lock::lock);
        queues(b, 0);
        queues(c, 1);
        threads.await("both have called back", () -> calls.get() >= 2);
        int before = calls.get();
        a.does(lock::unlock);
        b.finishes();
        threads.awaitWhileBusy(c, "carol calls back for the new owner, bob", () -> calls.get() > before);
        b.does(lock::unlock);
        c.finishes();
        c.does(lock::unlock);
    }

    /** A release that comes while a waiter calls back is not lost. */
    @Test
    void releaseDuringTheCallbackIsNotLost() {
        AtomicBoolean once = new AtomicBoolean();
        lock = make(() -> {
            if (once.compareAndSet(false, true)) {
                a.starts(lock::unlock);
                while (a.isBusy() && !a.isAsleep()) {
                    Thread.onSpinWait();
                }
            }
        });
        a.does(lock::lock);
        b.does(lock::lock);
        a.finishes();
        b.does(lock::unlock);
        assertFree();
    }

    /** What the callback throws goes to the thread's handler; the waiter keeps its place and gets its turn. */
    @Test
    void survivesACallbackThatThrows() {
        RuntimeException thrown = new RuntimeException("from the callback");
        List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
        List<Actor> order = Collections.synchronizedList(new ArrayList<>());
        lock = make(() -> {
            throw thrown;
        });
        a.does(lock::lock);
        List<Actor> waiters = List.of(b, c);
        for (Actor waiter : waiters) {
            waiter.thread.setUncaughtExceptionHandler((thread, exception) -> {
                assertEquals(waiter.thread, thread);
                uncaught.add(exception);
            });
            waiter.starts(() -> {
                lock.lock();
                order.add(waiter);
                lock.unlock();
            });
            awaitQueued(waiter, waiters.indexOf(waiter));
            threads.awaitAsleep(waiter);
        }
        assertTrue(uncaught.size() >= 2, "handled: " + uncaught);
        a.does(lock::unlock);
        waiters.forEach(Actor::finishes);
        assertEquals(waiters, order);
        uncaught.forEach(exception -> assertEquals(thrown, exception));
        assertFree();
    }

    /** A handler that throws is survived, too. */
    @Test
    void survivesAHandlerThatThrows() {
        AtomicInteger handled = new AtomicInteger();
        lock = make(() -> {
            throw new AssertionError("from the callback");
        });
        b.thread.setUncaughtExceptionHandler((thread, exception) -> {
            handled.incrementAndGet();
            throw new AssertionError("from the handler");
        });
        a.does(lock::lock);
        queues(b, 0);
        assertTrue(handled.get() > 0);
        a.does(lock::unlock);
        b.finishes();
        b.does(lock::unlock);
        assertFree();
    }

    /** A callback that uses the lock gets IllegalStateException, and nothing else happens. */
    @Test
    void theCallbackMustNotUseTheLock() {
        List<Runnable> misuses = List.of(() -> lock.lock(), () -> lock.tryLock(), () -> lock.unlock());
        for (Runnable misuse : misuses) {
            List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
            lock = make(misuse);
            b.thread.setUncaughtExceptionHandler((thread, exception) -> uncaught.add(exception));
            a.does(lock::lock);
            queues(b, 0);
            assertFalse(uncaught.isEmpty(), "the handler has run");
            for (Throwable exception : uncaught) {
                assertInstanceOf(IllegalStateException.class, exception);
                assertFalse(exception instanceof IllegalMonitorStateException);
                assertNotNull(exception.getMessage());
            }
            assertHeldBy(a, 1);
            assertEquals(1, lock.getQueueLength());
            a.does(lock::unlock);
            b.finishes();
            assertHeldBy(b, 1);
            b.does(lock::unlock);
            assertFree();
        }
    }

    /** A callback may wait for another lock. */
    @Test
    void theCallbackMayWaitForAnotherLock() {
        List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
        FifoLock another = make(() -> {});
        lock = make(() -> {
            another.lock();
            another.unlock();
        });
        b.thread.setUncaughtExceptionHandler((thread, exception) -> uncaught.add(exception));
        a.does(lock::lock);
        c.does(another::lock);
        b.starts(lock::lock);
        threads.await(
                "bob waits for the other lock, or is refused", () -> another.hasQueuedThreads() || !uncaught.isEmpty());
        c.does(another::unlock);
        awaitQueued(b, 0);
        a.does(lock::unlock);
        b.finishes();
        b.does(lock::unlock);
        assertEquals(List.of(), uncaught);
        assertFree();
    }

    /** The handler of what the callback throws runs as part of the callback, and must not use the lock either. */
    @Test
    void theHandlerMustNotUseTheLock() {
        List<Throwable> refusals = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger handled = new AtomicInteger();
        lock = make(() -> {
            throw new RuntimeException("from the callback");
        });
        b.thread.setUncaughtExceptionHandler((thread, exception) -> {
            handled.incrementAndGet();
            try {
                lock.tryLock();
            } catch (IllegalStateException refused) {
                refusals.add(refused);
            }
        });
        a.does(lock::lock);
        queues(b, 0);
        assertTrue(handled.get() > 0, "the handler has run");
        assertEquals(handled.get(), refusals.size(), "refusals");
        a.does(lock::unlock);
        b.finishes();
        b.does(lock::unlock);
        assertFree();
    }

    /** A lock is not made with null for a callback. */
    @Test
    void refusesNullForACallback() {
        assertThrows(NullPointerException.class, () -> make(null));
    }

    // Interrupts.

    /** An interrupt does not end the wait, is kept for the caller to see, and makes nobody spin. */
    @Test
    void anInterruptDoesNotEndTheWait() {
        a.does(lock::lock);
        AtomicBoolean kept = new AtomicBoolean();
        b.starts(() -> {
            lock.lock();
            kept.set(Thread.interrupted());
        });
        awaitQueued(b, 0);
        threads.awaitAsleep(b);
        int interrupts = 20;
        for (int i = 0; i < interrupts; i++) {
            b.thread.interrupt();
            threads.await(b + " sees the interrupt", () -> !b.thread.isInterrupted()); // or else it is asleep as before
            threads.awaitAsleep(b);
        }
        assertEquals(1, lock.getQueueLength());
        a.does(lock::unlock);
        b.finishes();
        assertTrue(kept.get(), "interrupt status");
        assertTrue(calls.get() <= 2 * (interrupts + 1), "callbacks: " + calls);
        b.does(lock::unlock);
        assertFree();
    }

    /** A thread that is interrupted already takes a free lock, and waits for a held one. */
    @Test
    void anInterruptedThreadMayLock() {
        b.does(() -> {
            Thread.currentThread().interrupt();
            lock.lock();
            lock.unlock();
            assertTrue(lock.tryLock());
            lock.unlock();
            assertTrue(Thread.interrupted(), "interrupt status");
        });
        a.does(lock::lock);
        AtomicBoolean kept = new AtomicBoolean();
        b.starts(() -> {
            Thread.currentThread().interrupt();
            lock.lock();
            kept.set(Thread.interrupted());
            lock.unlock();
        });
        awaitQueued(b, 0);
        threads.awaitAsleep(b);
        assertTrue(calls.get() <= 4, "callbacks: " + calls);
        a.does(lock::unlock);
        b.finishes();
        assertTrue(kept.get(), "interrupt status");
    }

    // Giving up (L8).

    /** The ways to wait that an interrupt ends. */
    interface Attempt {
        boolean locks() throws InterruptedException;
    }

    List<Attempt> interruptibleAttempts() {
        return List.of(
                () -> {
                    lock.lockInterruptibly();
                    return true;
                },
                () -> lock.tryLock(1, TimeUnit.HOURS));
    }

    /** Makes a thread wait until it is interrupted, and remembers how its wait ended. */
    private void queuesInterruptibly(Actor waiter, int ahead, Attempt attempt, List<String> ends) {
        waiter.starts(() -> {
            try {
                ends.add(waiter + (attempt.locks() ? " owns" : " is late"));
            } catch (InterruptedException e) {
                assertFalse(Thread.currentThread().isInterrupted(), "interrupt status");
                ends.add(waiter + " is interrupted");
            }
        });
        awaitQueued(waiter, ahead);
    }

    /** Waits that can be given up take a free lock, re-enter an own one, and wait for their turn like all others. */
    @Test
    void patientAttemptsLock() {
        for (Attempt attempt : interruptibleAttempts()) {
            List<String> ends = Collections.synchronizedList(new ArrayList<>());
            a.does(() -> assertTrue(locks(attempt), "free"));
            assertHeldBy(a, 1);
            a.does(() -> assertTrue(locks(attempt), "owned"));
            assertHeldBy(a, 2);
            a.does(lock::unlock);
            queuesInterruptibly(b, 0, attempt, ends);
            a.does(lock::unlock);
            b.finishes();
            assertEquals(List.of(b + " owns"), ends);
            assertHeldBy(b, 1);
            b.does(lock::unlock);
            assertFree();
        }
    }

    static boolean locks(Attempt attempt) {
        try {
            return attempt.locks();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final Set<Thread.State> SLEEPING = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    /** Who waits with a way out sleeps, too, and does not look again and again. */
    @Test
    void thoseWhoMayGiveUpSleep() {
        for (Attempt attempt : interruptibleAttempts()) {
            a.does(lock::lock);
            b.starts(() -> assertTrue(locks(attempt)));
            awaitQueued(b, 0);
            threads.awaitWhileBusy(b, "bob sleeps", () -> SLEEPING.contains(b.thread.getState()));
            a.does(lock::unlock);
            b.finishes();
            b.does(lock::unlock);
        }
    }

    /** One that is interrupted while it waits leaves the queue, from its end, middle or front, and the others keep their order. */
    @Test
    void anInterruptedWaiterLeavesTheQueue() {
        Actor d = threads.actor("dave");
        for (Attempt attempt : interruptibleAttempts()) {
            for (Actor quitter : List.of(b, c, d)) {
                List<String> ends = Collections.synchronizedList(new ArrayList<>());
                List<String> expected = new ArrayList<>(List.of(quitter + " is interrupted"));
                a.does(lock::lock);
                List<Actor> crowd = List.of(b, c, d);
                for (Actor waiter : crowd) {
                    queuesInterruptibly(waiter, crowd.indexOf(waiter), attempt, ends);
                    if (waiter != quitter) {
                        expected.add(waiter + " owns");
                    }
                }
                quitter.thread.interrupt();
                quitter.finishes();
                assertEquals(2, lock.getQueueLength());
                assertHeldBy(a, 1);
                a.does(lock::unlock);
                for (Actor waiter : crowd) {
                    if (waiter != quitter) {
                        waiter.finishes();
                        assertHeldBy(waiter, 1);
                        waiter.does(lock::unlock);
                    }
                }
                assertEquals(expected, ends);
                assertFree();
                assertTrue(a.tells(lock::tryLock), "nothing is left behind");
                a.does(lock::unlock);
            }
        }
    }

    /** One that is interrupted already does not even begin, be the lock free, own, or another's. */
    @Test
    void anInterruptedThreadDoesNotBegin() {
        for (Attempt attempt : interruptibleAttempts()) {
            Runnable refuses = () -> {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, attempt::locks);
                assertFalse(Thread.currentThread().isInterrupted(), "interrupt status");
            };
            Object before = state(lock);
            a.does(refuses);
            assertEquals(before, state(lock));
            a.does(lock::lock);
            a.does(refuses);
            b.does(refuses);
            assertHeldBy(a, 1);
            assertEquals(0, calls.get(), "callbacks");
            a.does(lock::unlock);
            assertFree();
        }
    }

    /** One whose time is over leaves the queue, not before its time, having called back; the one behind it gets its turn. */
    @Test
    void aLateWaiterLeavesTheQueue() {
        a.does(lock::lock);
        long nanos = TimeUnit.MILLISECONDS.toNanos(20);
        b.does(() -> {
            long start = System.nanoTime();
            assertFalse(locks(() -> lock.tryLock(nanos, TimeUnit.NANOSECONDS)));
            assertTrue(System.nanoTime() - start >= nanos, "too early");
        });
        assertTrue(calls.get() > 0, "callbacks");
        assertEquals(0, lock.getQueueLength());
        assertHeldBy(a, 1);
        queues(c, 0);
        a.does(lock::unlock);
        c.finishes();
        c.does(lock::unlock);
        assertFree();
    }

    /** Without any time to wait, nobody waits or calls back, and nobody overtakes. */
    @Test
    void noTimeIsNoWait() {
        a.does(lock::lock);
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            b.does(() -> assertFalse(locks(() -> lock.tryLock(time, TimeUnit.SECONDS))));
        }
        assertEquals(0, calls.get(), "callbacks");
        a.does(lock::unlock);
        b.does(() -> assertTrue(locks(() -> lock.tryLock(0, TimeUnit.SECONDS))));
        b.does(lock::unlock);
        b.does(() -> assertTrue(locks(() -> lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS))));
        b.does(lock::unlock);
    }

    /** The callback must not use the lock in these ways, either. */
    @Test
    void theCallbackMustNotWait() {
        for (Attempt attempt : interruptibleAttempts()) {
            List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
            lock = make(() -> locks(attempt));
            b.thread.setUncaughtExceptionHandler((thread, exception) -> uncaught.add(exception));
            a.does(lock::lock);
            queues(b, 0);
            assertInstanceOf(IllegalStateException.class, uncaught.get(0));
            a.does(lock::unlock);
            b.finishes();
            b.does(lock::unlock);
            assertFree();
        }
    }

    /** However an interrupt or the end of the time races with the grant, nobody hangs and nothing is lost. */
    @Test
    @Tag("races")
    void racesOfGivingUpWithTheGrant() {
        int rounds = 3_000;
        Counter counter = new Counter();
        AtomicInteger owned = new AtomicInteger();
        List<Actor> crowd = List.of(a, b, c, threads.actor("dave"));
        for (Actor actor : crowd) {
            Random random = new Random(crowd.indexOf(actor));
            actor.starts(() -> {
                for (int i = 0; i < rounds; i++) {
                    if (owns(random)) {
                        counter.value++;
                        owned.incrementAndGet();
                        lock.unlock();
                    }
                    if (random.nextInt(3) == 0) {
                        crowd.get(random.nextInt(crowd.size())).thread.interrupt();
                    }
                }
            });
        }
        crowd.forEach(Actor::finishes);
        assertFree();
        assertTrue(a.tells(lock::tryLock), "nothing is left behind");
        assertEquals(owned.get(), a.answers(() -> counter.value));
        a.does(lock::unlock);
    }

    private boolean owns(Random random) {
        try {
            switch (random.nextInt(4)) {
                case 0 -> lock.lock();
                case 1 -> lock.lockInterruptibly();
                default -> {
                    return lock.tryLock(random.nextInt(50_000), TimeUnit.NANOSECONDS);
                }
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    // Questions.

    /** The lock counts those who wait, and them only. */
    @Test
    void countsTheWaiters() {
        assertFree();
        a.does(lock::lock);
        assertTrue(lock.isLocked());
        assertFalse(lock.hasQueuedThreads());
        queues(b, 0);
        assertTrue(lock.hasQueuedThreads());
        assertEquals(1, lock.getQueueLength());
        queues(c, 1);
        assertEquals(2, lock.getQueueLength());
        a.does(lock::unlock);
        b.finishes();
        assertEquals(1, lock.getQueueLength());
        b.does(lock::unlock);
        c.finishes();
        assertFalse(lock.hasQueuedThreads());
        c.does(lock::unlock);
        assertFree();
    }

    /** The lock names its owner and the threads that wait, in order. */
    @Test
    void namesOwnerAndQueue() {
        assertNull(lock.getOwner(), "owner");
        assertEquals(List.of(), lock.getQueuedThreads());
        a.does(lock::lock);
        a.does(lock::lock);
        queues(b, 0);
        queues(c, 1);
        assertEquals(a.thread, lock.getOwner());
        List<Thread> queued = lock.getQueuedThreads();
        assertEquals(List.of(b.thread, c.thread), queued);
        assertTrue(lock.hasQueuedThread(b.thread), "bob waits");
        assertTrue(lock.hasQueuedThread(c.thread), "carol waits");
        assertFalse(lock.hasQueuedThread(a.thread), "alice owns and does not wait");
        assertThrows(NullPointerException.class, () -> lock.hasQueuedThread(null));
        a.does(lock::unlock);
        assertEquals(a.thread, lock.getOwner(), "the owner after an inner release");
        a.does(lock::unlock);
        b.finishes();
        assertEquals(b.thread, lock.getOwner());
        assertEquals(List.of(c.thread), lock.getQueuedThreads());
        assertEquals(List.of(b.thread, c.thread), queued, "an answer does not change later");
        b.does(lock::unlock);
        c.finishes();
        c.does(lock::unlock);
        assertNull(lock.getOwner(), "owner");
        assertEquals(List.of(), lock.getQueuedThreads());
    }

    /**
     * The queue names the waiters that are left, in order, after one has given up at its end,
     * middle or front.
     */
    @Test
    void theQueueForgetsAWaiterThatGivesUp() {
        Attempt attempt = interruptibleAttempts().get(0);
        Actor d = threads.actor("dave");
        List<Actor> crowd = List.of(b, c, d);
        for (Actor quitter : crowd) {
            a.does(lock::lock);
            for (Actor waiter : crowd) {
                queuesInterruptibly(waiter, crowd.indexOf(waiter), attempt, new ArrayList<>());
            }
            List<Actor> left = new ArrayList<>(crowd);
            left.remove(quitter);
            quitter.thread.interrupt();
            quitter.finishes();
            assertEquals(left.stream().map(it -> it.thread).toList(), lock.getQueuedThreads());
            a.does(lock::unlock);
            for (Actor waiter : left) {
                waiter.finishes();
                waiter.does(lock::unlock);
            }
        }
    }

    /** The lock says that it is fair. */
    @Test
    void isFair() {
        assertTrue(lock.isFair());
    }

    /**
     * The string form has the state in the words that ReentrantLock documents, then the number of
     * waiters if not 0.
     */
    @Test
    void toStringTellsTheState() {
        ReentrantLock jdks = new ReentrantLock(true);
        assertEquals("[Unlocked]", stateIn(lock));
        assertEquals(stateIn(jdks), stateIn(lock));
        a.does(() -> {
            jdks.lock();
            lock.lock();
            lock.lock();
            assertEquals("[Locked by thread alice]", stateIn(lock));
            assertEquals(stateIn(jdks), stateIn(lock));
            jdks.unlock();
        });
        queues(b, 0);
        queues(c, 1);
        assertEquals("[Locked by thread alice, queued 2]", stateIn(lock));
        a.does(lock::unlock);
        a.does(lock::unlock);
        b.finishes();
        assertEquals("[Locked by thread bob, queued 1]", stateIn(lock));
        b.does(lock::unlock);
        c.finishes();
        c.does(lock::unlock);
        assertEquals("[Unlocked]", stateIn(lock));
    }

    /** Returns the part behind the name that each object has, and checks that name. */
    private static String stateIn(Object lock) {
        String identity = lock.getClass().getName() + "@" + Integer.toHexString(lock.hashCode());
        assertTrue(lock.toString().startsWith(identity), lock::toString);
        return lock.toString().substring(identity.length());
    }

    // Everything at once.

    private static final class Counter {
        int value; // not volatile: the lock has to make it visible
    }

    /** Many threads that lock, try and nest at random exclude one another and see each other's writes (L1, L10). */
    @Test
    @Tag("races")
    void threadsExcludeAndSeeOneAnother() {
        int sections = 2_000;
        Counter counter = new Counter();
        AtomicInteger inside = new AtomicInteger();
        List<Actor> crowd = List.of(a, b, c, threads.actor("dave"));
        for (Actor actor : crowd) {
            Random random = new Random(crowd.indexOf(actor));
            actor.starts(() -> {
                for (int i = 0; i < sections; i++) {
                    boolean polite = random.nextInt(4) > 0 || !lock.tryLock();
                    if (polite) {
                        lock.lock();
                    }
                    assertEquals(1, inside.incrementAndGet(), "threads inside");
                    boolean nested = random.nextBoolean();
                    if (nested) {
                        lock.lock();
                    }
                    counter.value++;
                    if (nested) {
                        lock.unlock();
                    }
                    inside.decrementAndGet();
                    lock.unlock();
                }
            });
        }
        crowd.forEach(Actor::finishes);
        assertEquals(crowd.size() * sections, counter.value);
        assertFree();
    }

    /** Many virtual threads wait at once, pinned to no carrier, and each gets its turn. */
    @Test
    void virtualThreadsWaitWithoutPinning() throws ReflectiveOperationException {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21 or later");
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        int crowd = 1_000; // far more than there are carriers, which pinned waiters would use up
        Counter counter = new Counter();
        List<Thread> started = new ArrayList<>();
        a.does(lock::lock);
        for (int i = 0; i < crowd; i++) {
            started.add((Thread) start.invoke(null, (Runnable) () -> {
                lock.lock();
                try {
                    Thread.yield(); // a virtual thread that owns may leave its carrier, too
                    counter.value++;
                } finally {
                    lock.unlock();
                }
            }));
        }
        threads.await("all virtual threads queue", () -> lock.getQueueLength() == crowd);
        a.does(lock::unlock);
        threads.await("all virtual threads have ended", () -> started.stream().noneMatch(Thread::isAlive));
        assertEquals(crowd, a.answers(() -> {
            lock.lock();
            int value = counter.value;
            lock.unlock();
            return value;
        }));
    }
}
