package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.fairloop.lock.TestThreads.Actor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** {@link HandoffLock} keeps the promise of {@link FifoLock}; its conditions, and what it tells those who diagnose. */
class HandoffLockContractTest extends FifoLockContract {

    @Override
    HandoffLock make(Runnable onContention) {
        return new HandoffLock(onContention);
    }

    @Override
    Object state(FifoLock lock) {
        HandoffLock it = (HandoffLock) lock;
        return Arrays.asList(it.state, it.nested, it.getOwner(), it.getQueuedThreads());
    }

    @Override
    void setHolds(FifoLock lock, int holds) {
        ((HandoffLock) lock).nested = holds - 1;
    }

    private HandoffLock it() {
        return (HandoffLock) lock;
    }

    /** It is the lock that one gets without asking for a certain one. */
    @Test
    void isTheDefault() {
        assertInstanceOf(HandoffLock.class, FifoLock.create());
        assertInstanceOf(HandoffLock.class, FifoLock.create(() -> {}));
    }

    // The contention callback.

    /** It runs once in each that has to wait, and once in each new owner behind whom somebody waits. */
    @Test
    void callsBackOnceForEachWait() {
        a.does(lock::lock);
        queues(b, 0);
        assertEquals(1, calls.get(), "bob has to wait");
        queues(c, 1);
        assertEquals(2, calls.get(), "carol has to wait");
        a.does(lock::unlock);
        b.finishes();
        assertEquals(3, calls.get(), "carol waits behind bob");
        b.does(lock::unlock);
        c.finishes();
        assertEquals(3, calls.get(), "nobody waits behind carol");
        c.does(lock::unlock);
    }

    /** A lock that is on its way to the next is not taken by another. */
    @Test
    void aLockOnItsWayIsNotTaken() {
        AtomicBoolean isOnItsWay = new AtomicBoolean();
        CountDownLatch comesIn = new CountDownLatch(1);
        lock = make(() -> {
            if (calls.incrementAndGet() == 3) { // bob's second one, since carol waits behind it
                isOnItsWay.set(true);
                try {
                    comesIn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        Actor d = threads.actor("dave");
        a.does(lock::lock);
        queues(b, 0);
        queues(c, 1);
        a.does(lock::unlock);
        threads.await("bob calls back on its way in", isOnItsWay::get);
        assertFalse(d.tells(lock::tryLock), "dave takes what is bob's");
        assertTrue(lock.isLocked(), "locked: granted to bob");
        assertNull(lock.getOwner(), "no owner before bob is in");
        assertEquals(List.of(c.thread), lock.getQueuedThreads(), "bob has left the queue");
        comesIn.countDown();
        b.finishes();
        assertHeldBy(b, 1);
        b.does(lock::unlock);
        c.finishes();
        c.does(lock::unlock);
        assertFree();
    }

    /** Whoever changes the queue, or reads it, waits for the one that changes it. */
    @Test
    void onlyOneAtATimeChangesTheQueue() {
        Condition condition = lock.newCondition();
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        waitsOn(condition, c, 1, WAITS.get(0), ends);
        a.does(lock::lock);
        List<Runnable> changes = List.of(condition::signal, it()::getQueuedThreads, () -> {
            it().giveUp();
            it().stay();
        });
        for (Runnable change : changes) {
            it().giveUp(); // this thread changes the queue
            assertFalse(a.tells(it()::takeTicket), "a ticket, and no place in the queue");
            a.starts(change);
            threads.await(a + " tries again, or is through", () -> !a.isBusy() || isInPause(a.thread));
            assertTrue(a.isBusy(), "two at a time");
            it().stay();
            a.finishes();
        }
        assertEquals(1, lock.getQueueLength());
        a.does(lock::unlock);
        c.finishes();
        assertEquals(List.of("carol: true"), ends);
        assertFree();
    }

    private static boolean isInPause(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("pause"));
    }

    /** A release hands over to a waiter only; its caller tries again if the last one has given up meanwhile. */
    @Test
    void nobodyToHandOverTo() {
        a.does(lock::lock);
        assertFalse(a.tells(it()::releaseToNext));
        a.does(lock::unlock);
        assertFree();
    }

    // Giving up.

    /** However many have given up against one owner, the queue has nobody but those who still wait. */
    @Test
    @Tag("races")
    void thoseWhoGaveUpLeaveNothingBehind() {
        int attempts = 1_000_000 / 2;
        lock = new HandoffLock();
        Actor d = threads.actor("dave");
        a.does(lock::lock);
        queues(b, 0);
        for (Actor hasty : List.of(c, d)) {
            hasty.starts(() -> {
                for (int i = 0; i < attempts; i++) {
                    assertFalse(timedTryLock(1));
                }
            });
        }
        c.finishes();
        d.finishes();
        Waiter only = it().first();
        assertEquals(b.thread, only.thread);
        assertNull(only.before);
        assertNull(only.behind);
        assertEquals(1, lock.getQueueLength());
        a.does(lock::unlock);
        b.finishes();
        b.does(lock::unlock);
        assertFree();
    }

    /** Who does not get its ticket at once, since another changes the queue, tries again, and does not queue without one. */
    @Test
    void aTicketIsTakenAtTheSecondAttempt() {
        AtomicInteger attempts = new AtomicInteger();
        lock = new HandoffLock(0, null) {
            @Override
            boolean takeTicket() {
                return attempts.getAndIncrement() > 0 && super.takeTicket();
            }
        };
        a.does(lock::lock);
        queues(b, 0);
        assertEquals(2, attempts.get(), "attempts");
        a.does(lock::unlock);
        b.finishes();
        assertHeldBy(b, 1);
        b.does(lock::unlock);
        assertFree();
    }

    /** An interrupt that comes when the lock has been granted already does not end the wait, and is kept. */
    @Test
    void anInterruptAfterTheGrantIsKept() {
        lock = new HandoffLock(0, null) {
            @Override
            void park(Waiter me, long deadline) {
                while (me.status != Waiter.GRANTED) { // it may also wake up for no reason
                    super.park(me, deadline);
                }
                Thread.currentThread().interrupt();
            }
        };
        for (Attempt attempt : interruptibleAttempts()) {
            a.does(lock::lock);
            AtomicBoolean kept = queuesAndSeesInterrupt(b, attempt);
            a.does(lock::unlock);
            b.finishes();
            assertTrue(kept.get(), "interrupt status");
            b.does(lock::unlock);
        }
    }

    private boolean timedTryLock(long nanos) {
        try {
            return lock.tryLock(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // Garbage.

    /** An uncontended lock() allocates nothing; one that has to wait at most 64 bytes. */
    @Test
    void allocatesLittle() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        lock = new HandoffLock();
        int rounds = 300;
        long free = b.answers(() -> least(bean, () -> {
            for (int i = 0; i < rounds; i++) {
                lock.lock();
                lock.lock();
                lock.unlock();
                lock.unlock();
                lock.tryLock();
                lock.unlock();
            }
        }));
        assertTrue(free < rounds, free + " bytes in " + rounds + " rounds");
        a.does(lock::lock);
        long waiting = b.answers(() -> least(bean, () -> {
            for (int i = 0; i < rounds; i++) {
                timedTryLock(1);
            }
        }));
        a.does(lock::unlock);
        assertTrue(waiting <= 64 * rounds, waiting + " bytes in " + rounds + " rounds");
    }

    private static long least(ThreadMXBean bean, Runnable what) {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 10; attempt++) { // the first ones also load classes
            long before = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
            what.run();
            least = Math.min(
                    least, bean.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        return least;
    }

    // Conditions.

    /** A wait on a condition, with its way to end. */
    private interface Wait {
        Object on(Condition condition) throws InterruptedException;
    }

    private static final List<Wait> WAITS = List.of(
            condition -> {
                condition.await();
                return true;
            },
            condition -> condition.await(1, TimeUnit.HOURS),
            condition -> condition.awaitNanos(TimeUnit.HOURS.toNanos(1)) > 0,
            condition -> condition.awaitUntil(new Date(System.currentTimeMillis() + TimeUnit.HOURS.toMillis(1))),
            condition -> {
                condition.awaitUninterruptibly();
                return true;
            });

    private void waitsOn(Condition condition, Actor waiter, int holds, Wait wait, List<Object> ends) {
        AtomicBoolean inside = new AtomicBoolean();
        waiter.starts(() -> {
            for (int i = 0; i < holds; i++) {
                lock.lock();
            }
            inside.set(true);
            Object end;
            try {
                end = wait.on(condition);
            } catch (InterruptedException e) {
                end = "interrupted";
            }
            ends.add(waiter + ": " + end + (Thread.interrupted() ? ", interrupt kept" : ""));
            assertEquals(holds, lock.getHoldCount(), "holds of " + waiter);
            for (int i = 0; i < holds; i++) {
                lock.unlock();
            }
        });
        threads.await(waiter + " waits for the signal", () -> inside.get() && !lock.isLocked());
    }

    /** It sleeps, and does not look again and again. */
    private void awaitAsleepOn(Condition condition, Actor waiter) {
        threads.awaitWhileBusy(waiter, waiter + " sleeps", () -> LockSupport.getBlocker(waiter.thread) == condition);
    }

    private void signals(Runnable signal) {
        a.does(() -> {
            lock.lock();
            signal.run();
            lock.unlock();
        });
    }

    /** A wait gives all holds back; after the signal it comes back with all of them. */
    @Test
    void aSignalEndsAWait() {
        for (Wait wait : WAITS) {
            Condition condition = lock.newCondition();
            List<Object> ends = Collections.synchronizedList(new ArrayList<>());
            waitsOn(condition, b, 3, wait, ends);
            awaitAsleepOn(condition, b);
            signals(condition::signal);
            b.finishes();
            assertEquals(List.of("bob: true"), ends);
            assertFree();
        }
    }

    /** Signals go in order of arrival, one each; those who are signalled queue up in that order, and are told of as waiting. */
    @Test
    void signalsGoInOrder() {
        Condition condition = lock.newCondition();
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        waitsOn(condition, b, 1, WAITS.get(0), ends);
        waitsOn(condition, c, 2, WAITS.get(0), ends);
        Actor d = threads.actor("dave");
        a.does(lock::lock);
        a.does(condition::signal);
        assertEquals(List.of(b.thread), it().getQueuedThreads());
        queues(d, 1);
        a.does(condition::signalAll);
        assertEquals(List.of(b.thread, d.thread, c.thread), it().getQueuedThreads());
        a.does(condition::signal);
        a.does(lock::unlock);
        d.finishes();
        assertEquals(List.of("bob: true"), ends);
        d.does(lock::unlock);
        c.finishes();
        assertEquals(List.of("bob: true", "carol: true"), ends);
        assertFree();
    }

    /** An interrupt ends a wait, but for the one that is uninterruptible; and it comes back as the owner. */
    @Test
    void anInterruptEndsAWait() {
        for (Wait wait : WAITS.subList(0, 4)) {
            Condition condition = lock.newCondition();
            List<Object> ends = Collections.synchronizedList(new ArrayList<>());
            waitsOn(condition, b, 2, wait, ends);
            waitsOn(condition, c, 1, wait, ends);
            b.thread.interrupt();
            b.finishes();
            signals(condition::signal);
            c.finishes();
            assertEquals(List.of("bob: interrupted", "carol: true"), ends);
            assertFree();
        }
    }

    /** An interrupt does not end a wait that is uninterruptible, does not make it spin, and is kept. */
    @Test
    void anInterruptDoesNotEndAnUninterruptibleWait() {
        Condition condition = lock.newCondition();
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        waitsOn(condition, b, 1, WAITS.get(4), ends);
        awaitAsleepOn(condition, b);
        b.thread.interrupt();
        threads.await("the interrupt is noticed", () -> !b.thread.isInterrupted());
        awaitAsleepOn(condition, b);
        signals(condition::signal);
        b.finishes();
        assertEquals(List.of("bob: true, interrupt kept"), ends);
    }

    /** Who gives a wait up leaves nothing behind: neither a place that takes a signal, nor garbage. */
    @Test
    void thoseWhoGaveAWaitUpLeaveNothingBehind() {
        HandoffCondition condition = new HandoffCondition(it());
        b.does(() -> {
            lock.lock();
            try {
                assertFalse(condition.await(1, TimeUnit.NANOSECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertNull(condition.waiters.first());
            lock.unlock();
        });
    }

    /** A signal passes over one that has given up and only waits for the lock, and ends the wait of the next. */
    @Test
    void aSignalPassesOverOneThatHasGivenUp() {
        Condition condition = lock.newCondition();
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        waitsOn(condition, b, 1, WAITS.get(0), ends);
        waitsOn(condition, c, 1, WAITS.get(0), ends);
        a.does(lock::lock);
        b.thread.interrupt();
        threads.await(b + " has given up", () -> it().getQueueLength() == 1);
        a.does(condition::signal);
        a.does(lock::unlock);
        b.finishes();
        c.finishes();
        assertEquals(List.of("bob: interrupted", "carol: true"), ends);
    }

    /** An interrupt that comes after the signal is kept. */
    @Test
    void anInterruptAfterTheSignalIsKept() {
        keepsAnInterruptAfterTheSignal();
        lock = new HandoffLock(); // in which nobody wakes up for the signal, so that the interrupt comes first
        keepsAnInterruptAfterTheSignal();
    }

    private void keepsAnInterruptAfterTheSignal() {
        for (Wait wait : WAITS) {
            Condition condition = lock.newCondition();
            List<Object> ends = Collections.synchronizedList(new ArrayList<>());
            waitsOn(condition, b, 1, wait, ends);
            a.does(lock::lock);
            a.does(condition::signal);
            b.thread.interrupt();
            a.does(lock::unlock);
            b.finishes();
            assertEquals(List.of("bob: true, interrupt kept"), ends);
            assertFree();
        }
    }

    /** A wait whose time is over ends, without the signal that comes later, which goes to the next. */
    @Test
    void timeEndsAWait() {
        Condition condition = lock.newCondition();
        List<Wait> hasty = List.of(
                it -> it.await(1, TimeUnit.NANOSECONDS),
                it -> it.await(-1, TimeUnit.HOURS),
                it -> it.awaitNanos(1) > 0,
                it -> it.await(5, TimeUnit.MILLISECONDS), // not over when it begins
                it -> it.awaitUntil(new Date(0)),
                it -> it.awaitUntil(new Date(System.currentTimeMillis() + 5)),
                it -> it.await(Long.MIN_VALUE, TimeUnit.DAYS),
                it -> it.awaitNanos(Long.MIN_VALUE) > 0,
                it -> it.awaitUntil(new Date(Long.MIN_VALUE)));
        for (Wait wait : hasty) {
            b.does(() -> {
                lock.lock();
                lock.lock();
                try {
                    assertEquals(false, wait.on(condition));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                assertEquals(2, lock.getHoldCount());
                lock.unlock();
                lock.unlock();
            });
        }
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        waitsOn(condition, c, 1, WAITS.get(0), ends);
        signals(condition::signal);
        c.finishes();
        assertEquals(List.of("carol: true"), ends);
    }

    /** A wait until a date ends at that date, also if the clock is set while it lasts. */
    @Test
    void aDateFollowsTheClock() {
        AtomicLong date = new AtomicLong(System.currentTimeMillis());
        Condition condition = new HandoffCondition(it()) {
            @Override
            long currentTimeMillis() {
                return date.get();
            }
        };
        long anHour = TimeUnit.HOURS.toMillis(1);
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        waitsOn(condition, b, 1, it -> it.awaitUntil(new Date(date.get() + anHour)), ends);
        awaitAsleepOn(condition, b);
        date.addAndGet(anHour); // somebody sets the clock
        LockSupport.unpark(b.thread);
        b.finishes();
        assertEquals(List.of("bob: false"), ends);
    }

    /** Who does not own the lock can neither wait nor signal; who is interrupted does not wait. */
    @Test
    void refusesStrangersAndTheInterrupted() {
        Condition condition = lock.newCondition();
        a.does(lock::lock);
        List<Runnable> strange =
                List.of(condition::signal, condition::signalAll, condition::awaitUninterruptibly, () -> {
                    try {
                        condition.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        Object before = state(lock);
        for (Runnable call : strange) {
            var refused = assertThrows(IllegalMonitorStateException.class, () -> b.does(call));
            assertTrue(refused.getMessage().contains("bob"), refused.getMessage());
        }
        assertEquals(before, state(lock));
        a.does(() -> {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, condition::await);
            assertFalse(Thread.interrupted(), "the exception has consumed the interrupt");
            assertEquals(1, lock.getHoldCount());
            lock.unlock();
        });
        assertFree();
    }

    /** One that is signalled has to wait like others: it calls back while the owner is inside, and must not use the lock there. */
    @Test
    void theSignalledCallBack() {
        List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
        lock = make(() -> {
            calls.incrementAndGet();
            lock.tryLock();
        });
        Condition condition = lock.newCondition();
        b.thread.setUncaughtExceptionHandler((thread, exception) -> uncaught.add(exception));
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        waitsOn(condition, b, 1, WAITS.get(0), ends);
        a.does(lock::lock);
        int before = calls.get();
        a.does(condition::signal);
        threads.await("bob calls back", () -> calls.get() > before);
        threads.await("bob is refused", () -> !uncaught.isEmpty());
        assertInstanceOf(IllegalStateException.class, uncaught.get(0));
        assertHeldBy(a, 1);
        a.does(lock::unlock);
        b.finishes();
        assertEquals(List.of("bob: true"), ends);
        assertFree();
    }

    /**
     * Interrupts a thread that waits for a signal, while another owns the lock: the thread gives up
     * and queues for the lock behind so many others.
     */
    private void givesUp(Actor waiter, int ahead) {
        waiter.thread.interrupt();
        awaitQueued(waiter, ahead);
    }

    private static List<Thread> threadsOf(List<Actor> actors) {
        return actors.stream().map(actor -> actor.thread).toList();
    }

    /**
     * The owner learns which threads a signal would reach, in order: neither the signalled nor
     * those that have given up.
     */
    @Test
    void namesThoseWhoWaitForACondition() {
        Condition condition = lock.newCondition();
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        Actor d = threads.actor("dave");
        assertWaiters(condition, List.of());
        List<Actor> crowd = List.of(b, c, d);
        crowd.forEach(waiter -> waitsOn(condition, waiter, 1, WAITS.get(0), ends));
        assertWaiters(condition, crowd);
        assertWaiters(lock.newCondition(), List.of());
        a.does(lock::lock);
        a.does(condition::signal);
        assertWaiters(condition, List.of(c, d));
        givesUp(c, 1);
        assertWaiters(condition, List.of(d));
        a.does(condition::signalAll);
        assertWaiters(condition, List.of());
        assertEquals(threadsOf(crowd), lock.getQueuedThreads());
        a.does(lock::unlock);
        crowd.forEach(Actor::finishes);
        assertWaiters(condition, List.of());
    }

    private void assertWaiters(Condition condition, List<Actor> waiters) {
        a.does(() -> {
            lock.lock();
            assertEquals(threadsOf(waiters), it().getWaitingThreads(condition));
            assertEquals(waiters.size(), it().getWaitQueueLength(condition));
            assertEquals(!waiters.isEmpty(), it().hasWaiters(condition));
            lock.unlock();
        });
    }

    /**
     * A question about a condition is refused if the condition is null or another lock's, or the
     * caller not the owner.
     */
    @Test
    void refusesQuestionsAboutConditions() {
        Condition condition = lock.newCondition();
        List<Condition> foreign = List.of(new HandoffLock().newCondition(), new ReentrantLock().newCondition());
        List<Consumer<Condition>> questions =
                List.of(it()::hasWaiters, it()::getWaitQueueLength, it()::getWaitingThreads);
        a.does(lock::lock);
        for (Consumer<Condition> question : questions) {
            a.does(() -> question.accept(condition));
            a.does(() -> assertThrows(NullPointerException.class, () -> question.accept(null)));
            foreign.forEach(
                    other -> a.does(() -> assertThrows(IllegalArgumentException.class, () -> question.accept(other))));
            var refused =
                    assertThrows(IllegalMonitorStateException.class, () -> b.does(() -> question.accept(condition)));
            assertTrue(refused.getMessage().contains("alice"), refused.getMessage());
        }
        a.does(lock::unlock);
        for (Consumer<Condition> question : questions) {
            assertThrows(IllegalMonitorStateException.class, () -> a.does(() -> question.accept(condition)));
        }
    }

    /**
     * signalAll ends every wait that has not been given up, in order of arrival, whichever waiters
     * have given up.
     */
    @Test
    void signalAllReachesAllInOrder() {
        List<Actor> crowd = List.of(b, c, threads.actor("dave"), threads.actor("eve"));
        for (Set<Integer> quitters : List.of(
                Set.<Integer>of(), Set.of(0), Set.of(2), Set.of(3), Set.of(0, 1), Set.of(1, 2), Set.of(0, 1, 2, 3))) {
            Condition condition = lock.newCondition();
            List<Object> ends = Collections.synchronizedList(new ArrayList<>());
            crowd.forEach(waiter -> waitsOn(condition, waiter, 1, WAITS.get(0), ends));
            a.does(lock::lock);
            List<Actor> order = new ArrayList<>();
            List<Object> expected = new ArrayList<>();
            quitters.stream().sorted().map(crowd::get).forEach(quitter -> {
                givesUp(quitter, order.size());
                order.add(quitter);
                expected.add(quitter + ": interrupted");
            });
            crowd.stream().filter(waiter -> !order.contains(waiter)).toList().forEach(waiter -> {
                order.add(waiter);
                expected.add(waiter + ": true");
            });
            a.does(condition::signalAll);
            assertEquals(threadsOf(order), lock.getQueuedThreads(), () -> "those who gave up: " + quitters);
            a.does(condition::signalAll); // reaches no thread
            assertEquals(threadsOf(order), lock.getQueuedThreads(), () -> "those who gave up: " + quitters);
            a.does(lock::unlock);
            crowd.forEach(Actor::finishes);
            assertEquals(expected, ends, () -> "those who gave up: " + quitters);
            assertFree();
        }
    }

    /** Each signal ends the first wait that has not been given up, and no other. */
    @Test
    void eachSignalReachesTheFirst() {
        List<Actor> crowd = List.of(b, c, threads.actor("dave"), threads.actor("eve"));
        for (Set<Integer> quitters :
                List.of(Set.<Integer>of(), Set.of(0), Set.of(1), Set.of(0, 1), Set.of(1, 2), Set.of(0, 1, 2, 3))) {
            Condition condition = lock.newCondition();
            List<Object> ends = Collections.synchronizedList(new ArrayList<>());
            crowd.forEach(waiter -> waitsOn(condition, waiter, 1, WAITS.get(0), ends));
            a.does(lock::lock);
            List<Actor> order = new ArrayList<>();
            quitters.stream().sorted().map(crowd::get).forEach(quitter -> {
                givesUp(quitter, order.size());
                order.add(quitter);
            });
            for (Actor waiter : crowd) {
                if (!order.contains(waiter)) {
                    order.add(waiter);
                    a.does(condition::signal);
                    assertEquals(threadsOf(order), lock.getQueuedThreads(), () -> "those who gave up: " + quitters);
                }
            }
            a.does(condition::signal); // reaches no thread
            assertEquals(threadsOf(order), lock.getQueuedThreads(), () -> "those who gave up: " + quitters);
            a.does(lock::unlock);
            crowd.forEach(Actor::finishes);
            assertEquals(crowd.size(), ends.size());
            assertFree();
        }
    }

    /**
     * A waiter that has been granted the lock before it wakes calls back if another waits behind it
     * (L4).
     */
    @Test
    void aWaiterThatComesBackGrantedLooksBehindItself() {
        lock = new HandoffLock(0, calls::incrementAndGet) {
            @Override
            boolean standUp(Waiter me) {
                while (!isGranted(me)) { // it is slow to wake
                    Thread.onSpinWait();
                }
                return super.standUp(me);
            }
        };
        for (Wait wait : WAITS) {
            Condition condition = lock.newCondition();
            List<Object> ends = Collections.synchronizedList(new ArrayList<>());
            waitsOn(condition, b, 1, wait, ends);
            a.does(lock::lock);
            a.does(condition::signal);
            c.starts(lock::lock);
            awaitQueued(c, 1);
            threads.awaitWhileBusy(c, "carol sleeps", () -> LockSupport.getBlocker(c.thread) == lock);
            int before = calls.get();
            a.does(lock::unlock);
            b.finishes();
            c.finishes();
            assertEquals(before + 1, calls.get(), "callbacks: bob's, for carol; nobody waits behind carol");
            c.does(lock::unlock);
            assertEquals(List.of("bob: true"), ends);
        }
    }

    /**
     * A waiter that has given up, comes back as the owner and finds another behind itself calls
     * back (L4).
     */
    @Test
    void aWaiterThatGaveUpLooksBehindItself() {
        for (Wait wait : WAITS.subList(0, 4)) {
            Condition condition = lock.newCondition();
            List<Object> ends = Collections.synchronizedList(new ArrayList<>());
            waitsOn(condition, b, 1, wait, ends);
            a.does(lock::lock);
            givesUp(b, 0);
            queues(c, 1);
            threads.awaitAsleep(b);
            int before = calls.get();
            a.does(lock::unlock);
            b.finishes();
            c.finishes();
            assertEquals(before + 1, calls.get(), "callbacks: bob's, for carol; nobody waits behind carol");
            c.does(lock::unlock);
            assertEquals(List.of("bob: interrupted"), ends);
        }
    }

    /**
     * However a wait ends, and whether the lock is free then or not, the thread comes back with all
     * its holds.
     */
    @Test
    void everyWayBackRestoresAllHolds() {
        int holds = 5; // checked by waitsOn
        List<Wait> hasty = List.of(
                it -> it.await(1, TimeUnit.MILLISECONDS),
                it -> it.awaitNanos(1_000_000) > 0,
                it -> it.awaitUntil(new Date(System.currentTimeMillis() + 1)));
        for (boolean isFree : new boolean[] {true, false}) {
            for (Wait wait : WAITS) {
                Condition condition = lock.newCondition();
                List<Object> ends = Collections.synchronizedList(new ArrayList<>());
                waitsOn(condition, b, holds, wait, ends);
                a.does(lock::lock);
                if (!isFree) {
                    queues(c, 0);
                }
                a.does(condition::signal);
                a.does(lock::unlock);
                if (!isFree) {
                    c.finishes();
                    c.does(lock::unlock);
                }
                b.finishes();
                assertEquals(List.of("bob: true"), ends);
                assertFree();
            }
            for (Wait wait : WAITS.subList(0, 4)) {
                List<Object> ends = Collections.synchronizedList(new ArrayList<>());
                waitsOn(lock.newCondition(), b, holds, wait, ends);
                if (isFree) {
                    b.thread.interrupt();
                } else {
                    a.does(lock::lock);
                    givesUp(b, 0);
                    a.does(lock::unlock);
                }
                b.finishes();
                assertEquals(List.of("bob: interrupted"), ends);
                assertFree();
            }
            for (Wait wait : hasty) {
                List<Object> ends = Collections.synchronizedList(new ArrayList<>());
                waitsOn(lock.newCondition(), b, holds, wait, ends);
                if (!isFree) {
                    a.does(lock::lock);
                    threads.await(
                            "bob's time is over, and it queues or is through",
                            () -> !b.isBusy() || lock.getQueueLength() == 1);
                    a.does(lock::unlock);
                }
                b.finishes();
                assertEquals(List.of("bob: false"), ends);
                assertFree();
            }
        }
    }

    /**
     * Only an owner of the lock changes the queue of a condition; a waiter that has given up leaves
     * it once it owns.
     */
    @Test
    void onlyTheOwnerChangesTheQueueOfACondition() {
        HandoffCondition condition = new HandoffCondition(it());
        List<Actor> crowd = List.of(b, c, threads.actor("dave"));
        for (Actor quitter : crowd) {
            for (boolean isLate : new boolean[] {false, true}) {
                List<Object> ends = Collections.synchronizedList(new ArrayList<>());
                for (Actor waiter : crowd) {
                    Wait wait = WAITS.get(0);
                    if (waiter == quitter && isLate) {
                        wait = it -> it.await(20, TimeUnit.MILLISECONDS);
                    }
                    waitsOn(condition, waiter, 1, wait, ends);
                }
                List<Actor> left = new ArrayList<>(crowd);
                left.remove(quitter);
                a.does(lock::lock);
                if (!isLate) {
                    quitter.thread.interrupt();
                }
                threads.await(
                        quitter + " has given up, and queues or is through",
                        () -> !quitter.isBusy() || lock.getQueueLength() == 1);
                if (quitter.isBusy()) { // else its time was over before alice owned
                    threads.awaitAsleep(quitter);
                    assertEquals(threadsOf(crowd), a.answers(() -> chainOf(condition)), "while alice owns");
                }
                a.does(lock::unlock);
                quitter.finishes();
                assertEquals(threadsOf(left), a.answers(() -> {
                    lock.lock();
                    List<Thread> chain = chainOf(condition);
                    lock.unlock();
                    return chain;
                }));
                signals(condition::signalAll);
                left.forEach(Actor::finishes);
                assertNull(condition.waiters.first());
                assertFree();
            }
        }
    }

    /**
     * All that are in the queue, also those who have given up; as it is linked in either direction.
     * By the owner.
     */
    private static List<Thread> chainOf(HandoffCondition condition) {
        List<Thread> chain = new ArrayList<>();
        Waiter last = null;
        for (Waiter waiter = condition.waiters.first(); waiter != null; waiter = waiter.behind) {
            assertEquals(last, waiter.before, "the one before it");
            chain.add(waiter.thread);
            last = waiter;
        }
        return chain;
    }

    /**
     * The callback owns nothing: neither a waiter's nor a new owner's can wait for a condition or
     * signal it.
     */
    @Test
    void theCallbackMustNotUseAConditionEither() {
        AtomicReference<Condition> condition = new AtomicReference<>();
        List<Executable> calls = List.of(
                () -> condition.get().await(),
                () -> condition.get().awaitUninterruptibly(),
                () -> condition.get().signal(),
                () -> condition.get().signalAll());
        List<Throwable> refusals = Collections.synchronizedList(new ArrayList<>());
        lock = make(() -> calls.forEach(call -> refusals.add(assertThrows(IllegalMonitorStateException.class, call))));
        condition.set(lock.newCondition());
        a.does(lock::lock);
        queues(b, 0);
        queues(c, 1);
        a.does(lock::unlock);
        b.finishes();
        assertEquals(3 * calls.size(), refusals.size(), "refusals: in bob, in carol, and in bob as the new owner");
        b.does(lock::unlock);
        c.finishes();
        c.does(lock::unlock);
        assertFree();
    }

    /** A thread that has waited for many locks keeps one thread-local entry, which refers to none of the locks. */
    @Test
    void aThreadKeepsNothingOfTheLocksItWaitedFor() {
        for (Class<?> type = HandoffLock.class; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                assertTrue(
                        Modifier.isStatic(field.getModifiers()) || !ThreadLocal.class.isAssignableFrom(field.getType()),
                        () -> "an entry for each lock, in each thread that waited for it: " + field);
            }
        }
        List<WeakReference<FifoLock>> locks = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            lock = make(calls::incrementAndGet);
            locks.add(new WeakReference<>(lock));
            a.does(lock::lock);
            queues(b, 0);
            a.does(lock::unlock);
            b.finishes();
            b.does(lock::unlock);
        }
        assertEquals(1_000, calls.get(), "callbacks, all in bob");
        b.does(() -> assertNull(HandoffLock.INNERMOST.get(), "the waiter whose callback bob is in"));
        lock = make(() -> {});
        a.does(lock::lock); // the actors let go of what they did last
        a.does(lock::unlock);
        threads.await("none of the locks that bob waited for is reachable", () -> {
            System.gc();
            return locks.stream().allMatch(each -> each.get() == null);
        });
    }

    /** However signals race with interrupts and the end of the time, none is lost: a signal ends one wait. */
    @Test
    @Tag("races")
    void racesOfSignalsWithGivingUp() {
        int rounds = 2_000;
        Condition condition = lock.newCondition();
        int[] items = new int[2]; // put in, taken out; guarded by lock
        List<Actor> takers = List.of(b, c);
        for (Actor taker : takers) {
            taker.starts(() -> {
                while (true) {
                    lock.lock();
                    try {
                        while (items[0] == items[1] && items[1] < rounds) {
                            condition.await(items[1] % 7 * 10, TimeUnit.MICROSECONDS);
                        }
                        if (items[1] == rounds) {
                            return;
                        }
                        items[1]++;
                    } catch (InterruptedException e) {
                        // look again
                    } finally {
                        lock.unlock();
                    }
                }
            });
        }
        a.does(() -> {
            for (int i = 0; i < rounds; i++) {
                lock.lock();
                items[0]++;
                condition.signal();
                lock.unlock();
                takers.get(i % 2).thread.interrupt();
            }
        });
        b.finishes();
        c.finishes();
        assertEquals(rounds, items[1]);
        assertFree();
    }
}
