package org.fairloop.lock;

/** Waiters in order, linked, so that each can leave from anywhere at once. Guarded by whoever owns the queue. */
final class WaiterQueue {

    private Waiter first;

    private Waiter last;

    /** The first, or null. */
    Waiter first() {
        return first;
    }

    void add(Waiter waiter) {
        waiter.before = last;
        if (last == null) {
            first = waiter;
        } else {
            last.behind = waiter;
        }
        last = waiter;
    }

    void remove(Waiter waiter) {
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
