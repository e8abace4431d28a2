package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.fairloop.lock.TestThreads.Actor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a thread dump says of those who wait for a lock: the lock, and who owns it. Every shipped lock runs it. */
abstract class ThreadDumpContract {

    private static final ThreadMXBean DUMP = ManagementFactory.getThreadMXBean();

    private final TestThreads threads = new TestThreads();
    private final Actor a = threads.actor("alice");
    private final Actor b = threads.actor("bob");

    /** Makes a free lock. */
    abstract FifoLock make();

    /** Frees a lock whoever owns it: the way out of a deadlock, for tests only. */
    abstract void forceRelease(FifoLock lock);

    @AfterEach
    void endThreads() {
        threads.join();
    }

    private void queues(Actor waiter, FifoLock lock) {
        waiter.starts(lock::lock);
        threads.await(waiter + " queues", () -> lock.getQueueLength() == 1);
        threads.awaitAsleep(waiter);
    }

    /** A waiting thread is seen to wait for the lock, and who owns it. */
    @Test
    void showsTheLockAndItsOwner() {
        FifoLock lock = make();
        a.does(lock::lock);
        queues(b, lock);
        AtomicReference<ThreadInfo> dump = new AtomicReference<>();
        threads.await("bob is seen to wait for alice", () -> {
            dump.set(DUMP.getThreadInfo(b.thread.getId()));
            return "alice".equals(dump.get().getLockOwnerName()) && dump.get().getThreadState() == Thread.State.WAITING;
        });
        ThreadInfo bob = dump.get(); // and no other: a park may end for no reason
        assertEquals(a.thread.getId(), bob.getLockOwnerId());
        LockInfo seen = bob.getLockInfo();
        assertEquals(lock.getClass().getName(), seen.getClassName());
        assertEquals(System.identityHashCode(lock), seen.getIdentityHashCode());
        a.does(lock::unlock);
        b.finishes();
        b.does(lock::unlock);
    }

    /** The JVM lists the lock among those that its owner holds. */
    @Test
    void listsTheLockAsHeld() {
        FifoLock lock = make();
        a.does(lock::lock);
        // She asks herself: between two orders she may hold a lock of the queue from which she takes them.
        ThreadInfo alice = a.answers(() -> DUMP.getThreadInfo(new long[] {a.thread.getId()}, false, true)[0]);
        List<Integer> held = Arrays.stream(alice.getLockedSynchronizers())
                .map(LockInfo::getIdentityHashCode)
                .toList();
        assertEquals(List.of(System.identityHashCode(lock)), held);
        a.does(lock::unlock);
    }

    /** The JVM finds a deadlock of two locks. */
    @Test
    void findsADeadlock() {
        FifoLock first = make();
        FifoLock second = make();
        a.does(first::lock);
        b.does(second::lock);
        queues(a, second);
        assertFalse(areDeadlocked(a, b));
        queues(b, first);
        try {
            threads.await("alice and bob are found to be deadlocked", () -> areDeadlocked(a, b));
        } finally {
            forceRelease(first);
        }
        b.finishes();
        b.does(second::unlock);
        a.finishes();
        assertFalse(areDeadlocked(a, b));
    }

    private static boolean areDeadlocked(Actor one, Actor other) {
        long[] found = DUMP.findDeadlockedThreads();
        return found != null
                && LongStream.of(found).boxed().toList().containsAll(List.of(one.thread.getId(), other.thread.getId()));
    }
}
