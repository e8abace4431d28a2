package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.fairloop.lock.TestThreads.Actor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A {@link HandoffLock} is serialized as a {@link ReentrantLock} is: the copy is free; an {@link
 * RFifoLock} refuses.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // the last resort; see TestThreads
class SerializationTest {

    private final TestThreads threads = new TestThreads();
    private final Actor a = threads.actor("alice");
    private final Actor b = threads.actor("bob");
    private final Actor c = threads.actor("carol");

    @AfterEach
    void endThreads() {
        threads.join();
    }

    private static byte[] written(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked")
    private static <T> T copyOf(T object) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(written(object)))) {
            return (T) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Is it free, does it exclude and hand over, and is it granted in order? */
    private void assertUsable(HandoffLock lock) {
        assertFalse(lock.isLocked(), "locked");
        assertNull(lock.getOwner(), "owner");
        assertEquals(0, lock.getQueueLength(), "waiters");
        assertEquals(0, (int) a.answers(lock::getHoldCount), "holds of alice");
        List<Thread> owners = new ArrayList<>(); // guarded by lock
        a.does(lock::lock);
        a.does(lock::lock);
        for (Actor waiter : List.of(b, c)) {
            waiter.starts(() -> {
                lock.lock();
                owners.add(Thread.currentThread());
                lock.unlock();
            });
            threads.awaitWhileBusy(
                    waiter, waiter + " queues", () -> lock.getQueuedThreads().contains(waiter.thread));
            threads.awaitAsleep(waiter);
        }
        a.does(lock::unlock);
        assertEquals(List.of(b.thread, c.thread), lock.getQueuedThreads());
        a.does(lock::unlock);
        b.finishes();
        c.finishes();
        assertEquals(List.of(b.thread, c.thread), a.answers(() -> {
            lock.lock();
            List<Thread> seen = List.copyOf(owners);
            lock.unlock();
            return seen;
        }));
        assertFalse(lock.isLocked(), "locked");
    }

    /** The copy of a free lock is free. */
    @Test
    void aFreeLock() {
        assertUsable(copyOf(new HandoffLock()));
    }

    /** The copy of a lock that is held twice is free; the original stays held. */
    @Test
    void aHeldLock() {
        HandoffLock lock = new HandoffLock();
        a.does(lock::lock);
        a.does(lock::lock);
        HandoffLock copy = copyOf(lock);
        assertEquals(2, (int) a.answers(lock::getHoldCount), "holds of the original");
        assertUsable(copy);
        a.does(lock::unlock);
        a.does(lock::unlock);
        assertUsable(lock);
    }

    /**
     * The copy of a lock with waiters is free and has no waiters; those of the original get their
     * turn.
     */
    @Test
    void aLockWithWaiters() {
        HandoffLock lock = new HandoffLock();
        a.does(lock::lock);
        b.starts(lock::lock);
        threads.awaitWhileBusy(b, "bob queues", lock::hasQueuedThreads);
        HandoffLock copy = copyOf(lock);
        a.does(lock::unlock);
        b.finishes();
        b.does(lock::unlock);
        assertUsable(copy);
        assertUsable(lock);
    }

    /**
     * The copy of a lock spins as long as a new one does, and not as long as the original learned
     * to.
     */
    @Test
    void theCopySpinsAsANewLock() throws ReflectiveOperationException {
        var most = HandoffLock.class.getDeclaredField("maxSpins");
        most.setAccessible(true);
        assertEquals(most.get(new HandoffLock()), most.get(copyOf(new HandoffLock(7, null))));
    }

    /** The copy of a condition has no waiters, belongs to the copy of the lock, and works. */
    @Test
    void aConditionWithWaiters() {
        HandoffLock lock = new HandoffLock();
        Condition condition = lock.newCondition();
        b.starts(() -> {
            lock.lock();
            condition.awaitUninterruptibly();
            lock.unlock();
        });
        threads.await(
                "bob waits",
                () -> a.tells(() -> {
                    lock.lock();
                    boolean waits = lock.hasWaiters(condition);
                    lock.unlock();
                    return waits;
                }));
        Object[] copies = copyOf(new Object[] {lock, condition});
        HandoffLock lockCopy = (HandoffLock) copies[0];
        Condition conditionCopy = (Condition) copies[1];
        a.does(() -> {
            lockCopy.lock();
            assertFalse(lockCopy.hasWaiters(conditionCopy), "waiters");
            conditionCopy.signalAll(); // reaches no waiter of the original
            lockCopy.unlock();
        });
        assertTrue(b.isBusy(), "bob waits for the original");
        c.starts(() -> {
            lockCopy.lock();
            conditionCopy.awaitUninterruptibly();
            lockCopy.unlock();
        });
        threads.await(
                "carol waits",
                () -> a.tells(() -> {
                    lockCopy.lock();
                    boolean waits = lockCopy.hasWaiters(conditionCopy);
                    lockCopy.unlock();
                    return waits;
                }));
        for (Runnable signal : List.<Runnable>of(
                () -> {
                    lockCopy.lock();
                    conditionCopy.signal();
                    lockCopy.unlock();
                },
                () -> {
                    lock.lock();
                    condition.signal();
                    lock.unlock();
                })) {
            a.does(signal);
        }
        c.finishes();
        b.finishes();
        assertUsable(lockCopy);
    }

    private static final AtomicInteger KICKS = new AtomicInteger();

    /** A callback that can be serialized, and leads back to the lock that calls it. */
    private static final class Owner implements Runnable, Serializable {

        private static final long serialVersionUID = 1;

        final HandoffLock lock = new HandoffLock(this);

        @Override
        public void run() {
            KICKS.incrementAndGet();
            lock.tryLock(); // is refused
        }
    }

    /**
     * The copy of a lock has the copy of its callback, also if that refers to the lock, and calls
     * it on contention.
     */
    @Test
    void aLockWithACallback() {
        Owner owner = new Owner();
        a.does(owner.lock::lock);
        Owner copy = copyOf(owner);
        assertSame(copy, copy.lock.onContention);
        assertNotSame(owner, copy);
        List<Throwable> refusals = new ArrayList<>();
        b.thread.setUncaughtExceptionHandler((thread, thrown) -> refusals.add(thrown));
        KICKS.set(0);
        a.does(copy.lock::lock);
        b.starts(copy.lock::lock);
        threads.awaitWhileBusy(b, "bob calls back", () -> KICKS.get() == 1);
        a.does(copy.lock::unlock);
        b.finishes();
        assertEquals(1, refusals.size(), () -> "refusals: " + refusals);
        assertInstanceOf(IllegalStateException.class, refusals.get(0));
        b.does(copy.lock::unlock);
        a.does(owner.lock::unlock);
    }

    /**
     * A lock with a callback that cannot be serialized is refused with a message that names the
     * callback's class.
     */
    @Test
    void aLockWithACallbackThatIsNotSerializable() {
        Runnable callback = () -> {};
        var refused = assertThrows(NotSerializableException.class, () -> written(new HandoffLock(callback)));
        assertEquals(
                "the contention callback of a HandoffLock, of " + callback.getClass() + ", is not serializable",
                refused.getMessage());
    }

    /** A bounded buffer, as one would write it on a lock with two conditions. */
    @SuppressWarnings("serial") // Serializable if the elements and the conditions are
    private static final class Buffer<E> implements Serializable {

        private static final long serialVersionUID = 1;

        private final int capacity;
        private final ArrayDeque<E> items = new ArrayDeque<>();
        private final HandoffLock lock = new HandoffLock();
        private final Condition notEmpty = lock.newCondition();
        private final Condition notFull = lock.newCondition();

        Buffer(int capacity) {
            this.capacity = capacity;
        }

        void put(E item) {
            lock.lock();
            try {
                while (items.size() == capacity) {
                    notFull.awaitUninterruptibly();
                }
                items.add(item);
                notEmpty.signal();
            } finally {
                lock.unlock();
            }
        }

        E take() {
            lock.lock();
            try {
                while (items.isEmpty()) {
                    notEmpty.awaitUninterruptibly();
                }
                notFull.signal();
                return items.remove();
            } finally {
                lock.unlock();
            }
        }

        /** As the JDK's queues do: the state is that of one moment. */
        private void writeObject(ObjectOutputStream out) throws IOException {
            lock.lock();
            try {
                out.defaultWriteObject();
            } finally {
                lock.unlock();
            }
        }

        int putters() {
            lock.lock();
            try {
                return lock.getWaitQueueLength(notFull);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * The copy of a buffer that is built on the lock, full and with a putter that waits, has its
     * elements and works.
     */
    @Test
    void aBufferOnTheLock() {
        Buffer<String> buffer = new Buffer<>(2);
        buffer.put("one");
        buffer.put("two");
        b.starts(() -> buffer.put("three"));
        threads.await("bob waits", () -> a.answers(buffer::putters) == 1);
        Buffer<String> copy = copyOf(buffer);
        assertEquals(0, (int) a.answers(copy::putters), "putters of the copy");
        c.starts(() -> copy.put("drei"));
        threads.await("carol waits", () -> a.answers(copy::putters) == 1);
        assertEquals("one", a.answers(copy::take));
        c.finishes();
        assertEquals(List.of("two", "drei"), List.of(a.answers(copy::take), a.answers(copy::take)));
        assertEquals("one", a.answers(buffer::take));
        b.finishes();
        assertUsable(copy.lock);
    }

    /**
     * The serialized form is the callback and its mark; another form needs another
     * serialVersionUID.
     */
    @Test
    void theSerializedFormIsPinned() {
        ObjectStreamClass form = ObjectStreamClass.lookup(HandoffLock.class);
        assertEquals(
                List.of("onContention"),
                Stream.of(form.getFields()).map(ObjectStreamField::getName).toList());
        assertEquals(1, form.getSerialVersionUID());
    }

    /** An RFifoLock cannot be written, and says what can. */
    @Test
    void theReferenceLockRefuses() {
        var refused = assertThrows(NotSerializableException.class, () -> written(new RFifoLock()));
        assertEquals("RFifoLock is not serializable; HandoffLock is", refused.getMessage());
    }
}
