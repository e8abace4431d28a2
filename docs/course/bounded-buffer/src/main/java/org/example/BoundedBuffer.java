package org.example;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A buffer with room for a few items: who puts one waits while it is full, who takes one waits while it is empty.
 *
 * @param <T> the type of the items
 */
public class BoundedBuffer<T> {

    private final Lock mutex;
    private final int capacity;

    // Guarded by the mutex.
    final Condition notFull;
    final Condition notEmpty;
    final Deque<T> items = new ArrayDeque<>();

    /**
     * Makes an empty buffer.
     *
     * @param capacity how many items it has room for, at least one
     */
    public BoundedBuffer(int capacity) {
        this(capacity, new ReentrantLock());
    }

    /** The seam: a test brings a mutex at which it can stop the threads, or one that records what they do. */
    BoundedBuffer(int capacity, Lock mutex) {
        this.capacity = capacity;
        this.mutex = mutex;
        this.notFull = mutex.newCondition();
        this.notEmpty = mutex.newCondition();
    }

    /**
     * Puts an item behind the others, when there is room.
     *
     * @param item the item
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void put(T item) throws InterruptedException {
        mutex.lock(); // Enter
        try {
            awaitRoom(); // MustWait, Await, WakeSpuriously, Retake
            items.addLast(item); // Put
            signalAfterPut();
        } finally {
            mutex.unlock(); // Leave
        }
    }

    /**
     * Takes the oldest item, when there is one.
     *
     * @return the item
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public T take() throws InterruptedException {
        mutex.lock(); // Enter
        try {
            awaitItem(); // MustWait, Await, WakeSpuriously, Retake
            T item = items.removeFirst(); // Take
            notFull.signal();
            return item;
        } finally {
            mutex.unlock(); // Leave
        }
    }

    boolean isFull() {
        return items.size() == capacity;
    }

    void awaitRoom() throws InterruptedException {
        while (isFull()) {
            notFull.await();
        }
    }

    void awaitItem() throws InterruptedException {
        while (items.isEmpty()) {
            notEmpty.await();
        }
    }

    void signalAfterPut() {
        notEmpty.signal();
    }
}
