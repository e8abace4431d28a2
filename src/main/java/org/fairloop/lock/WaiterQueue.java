package org.fairloop.lock;

import java.util.concurrent.locks.AbstractOwnableSynchronizer;

/**
 * Waiters in order, linked, so that each can leave from anywhere at once. Guarded by whoever owns the queue.
 *
 * <p>A lock is its own queue: the owner, the word and the ends of the queue are then in one object, and mostly in one line of the
 * cache, which a hand-over passes from processor to processor once.
 *
 * <p>A deserialized queue is empty.
 */
class WaiterQueue extends AbstractOwnableSynchronizer {

    private static final long serialVersionUID = 1;

    private transient Waiter first;

    private transient Waiter last;

    /** The first, or null. */
    final Waiter first() {
        return first;
    }

    final void add(Waiter waiter) {
        waiter.before = last;
        if (last == null) {
            first = waiter;
        } else {
            last.behind = waiter;
        }
        last = waiter;
    }

    /** Takes the first out. If it is the only one, nothing of it is read or written, since it looks at itself all the time. */
    final Waiter removeFirst() {
        Waiter waiter = first;
        if (waiter == last) {
            first = null;
            last = null;
        } else {
            remove(waiter);
        }
        return waiter;
    }

    final void remove(Waiter waiter) {
        if (waiter.before == null) {
            first = waiter.behind;
        } else {
            waiter.before.behind = waiter.behind;
        }
        if (waiter.behind == null) {
            last = waiter.before;
        } else {
            waiter.behind.before = waiter.before;
        }
        waiter.before = null;
        waiter.behind = null;
    }
}
