package org.fairloop.lock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A thread that waits for a {@link HandoffLock}, or for a signal of one of its conditions. Its status is the one word in
 * which it and whoever grants or signals agree, and every change of it is one atomic step.
 */
final class Waiter {

    /** In the queue, and does not sleep. */
    static final int AWAKE = 0;

    /** In the queue, and asleep or about to be. */
    static final int PARKED = 1;

    /** Out of the queue: the lock is its own. Stays so. */
    static final int GRANTED = 2;

    /** Not in the queue yet: waits for a signal. */
    static final int UNSIGNALLED = 3;

    /** Will never be in the queue: has given the wait for a signal up. Stays so. */
    static final int CANCELLED = 4;

    private static final VarHandle STATUS;

    static {
        try {
            STATUS = MethodHandles.lookup().findVarHandle(Waiter.class, "status", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Thread thread = Thread.currentThread();

    /** Written by the waiter itself, and by the one thread that grants it the lock or signals it. Spec: status. */
    volatile int status;

    /**
     * The neighbours in the queue, or null. Written by whoever has set the BUSY bit of the lock; of a waiter for a signal, by
     * the owner. Spec: queue.
     */
    Waiter before;

    Waiter behind;

    /** Was nobody in the queue when this waiter came? Written before it is queued, read by itself. */
    boolean spins;

    /** The lock whose callback the thread runs, or null. Read and written by the thread itself. */
    HandoffLock callingBack;

    /** Of nested callbacks: the waiter of the callback around this one, or null. Read and written by the thread itself. */
    Waiter outer;

    Waiter(int status) {
        STATUS.set(this, status); // made visible with the waiter itself
    }

    boolean changes(int from, int to) {
        return STATUS.compareAndSet(this, from, to);
    }

    /** Grants it the lock, and tells what its status was. */
    int exchangeForGranted() {
        return (int) STATUS.getAndSet(this, GRANTED);
    }
}
