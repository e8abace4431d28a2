package org.fairloop.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The bottom halves and tasks of a context that are scheduled, in the order of scheduling.
 *
 * <p>Bottom halves are in a doubly linked queue through themselves, so that scheduling allocates nothing and cancelling is
 * quick. This object's monitor guards it and the fields of its members. No callback runs with the monitor held.
 *
 * <p>Tasks cannot be cancelled, so they have a door of their own, without a monitor: a stack on which any thread puts them by one
 * compare-and-set. The whole stack is taken by whoever is to see the order: a walk that begins, and a bottom half that is
 * scheduled, before which they are queued up. If there are tasks only, the walk has them in a line of its own.
 *
 * <p>A walk runs those that were scheduled before it began: it notes the next {@code turn} and stops there. So a callback
 * that schedules itself runs once, and the poll that is nested in a callback runs what its outer walk has not come to.
 */
final class BottomHalves {

    private static final VarHandle ARRIVALS = MethodHandles.arrayElementVarHandle(Task[].class);

    /** The one element in use: no other field is near, so that those who arrive do not disturb the owner's cache. */
    private static final int STACK = 16;

    /** In the stack when nothing arrives any more. */
    private static final Task NO_MORE = new Task(() -> {});

    /** Tasks that the walk under way, or the one around it, has yet to run; never empty. */
    private static final class Line {

        /** Each task leads to those before it: it may keep so many from being garbage when they have run. */
        private static final int MOST_HELD = 16;

        /** The last one first, as they were on the stack. */
        private final Task[] tasks;

        private int left;

        /** Of a stack that is not empty. It is read twice, and not turned over: another processor has just written it. */
        Line(Task top) {
            for (Task it = top; it != null; it = it.next) {
                left++;
            }
            tasks = new Task[left];
            int place = 0;
            for (Task it = top; it != null; it = it.next) {
                tasks[place++] = it;
            }
        }

        boolean isEmpty() {
            return left == 0;
        }

        Task removeFirst() {
            Task it = tasks[--left];
            tasks[left] = null;
            if (left > 0 && left % MOST_HELD == 0) {
                tasks[left - 1].next = null; // not each time: the write is what copying avoids
            }
            return it;
        }
    }

    /** The tasks that arrived and are in no order yet, the last one first. Pushed by any thread, taken with the monitor. */
    private final Task[] arrivals = new Task[2 * STACK + 1];

    /** Before all in the queue, or null. Written by the owner, read by any thread. */
    private volatile Line line;

    private BottomHalf first;

    private BottomHalf last;

    private long nextTurn;

    /** How many are in the queue as idle. */
    private int idles;

    /** How many are in the queue at all. */
    private int size;

    /** Was the one that was taken last scheduled as idle? It may have been scheduled anew since. Read and written by the owner. */
    private boolean tookIdle;

    /** Set when the context has closed and the last task has run. */
    private boolean closed;

    /**
     * Schedules a task.
     *
     * @return false if the context has run its last task
     */
    boolean addTask(Task it) {
        while (true) {
            Task before = lastArrival();
            if (before == NO_MORE) {
                return false;
            }
            it.next = before;
            if (ARRIVALS.compareAndSet(arrivals, STACK, before, it)) { // Schedule: volatile read-modify-write
                return true;
            }
        }
    }

    private Task lastArrival() {
        return (Task) ARRIVALS.getVolatile(arrivals, STACK);
    }

    /**
     * Schedules a bottom half that is no task.
     *
     * @return whether there is something new to wake the poller up for
     */
    synchronized boolean add(BottomHalf it) {
        if (closed || it.deleted) {
            return false;
        }
        if (it.scheduled && !it.idle) {
            return false;
        }
        if (it.scheduled) {
            it.idle = false;
            idles--;
        } else {
            queueArrivals();
            append(it);
            it.idle = false;
        }
        return true; // Schedule: under the monitor, as is the return above for one that is scheduled already
    }

    synchronized void addIdle(BottomHalf it, long deadline) {
        if (closed || it.deleted || it.scheduled) {
            return;
        }
        queueArrivals();
        append(it);
        it.idle = true;
        it.deadline = deadline;
        idles++;
    }

    synchronized void cancel(BottomHalf it) {
        if (it.scheduled) {
            unlink(it);
        }
    }

    synchronized void delete(BottomHalf it) {
        cancel(it);
        it.deleted = true;
    }

    synchronized boolean isScheduled(BottomHalf it) {
        return it.scheduled;
    }

    /** Is there one for which a poll must not sleep? By any thread. */
    boolean hasUrgent() {
        Task arrived = lastArrival();
        return arrived != null && arrived != NO_MORE || line != null || isAnyUrgentInQueue();
    }

    private synchronized boolean isAnyUrgentInQueue() {
        return size > idles; // LookAtScheduled: under the monitor
    }

    synchronized boolean hasIdle() {
        return idles > 0;
    }

    /** The time until a poll must end for one that is idle; {@link Poller#FOREVER} without one, negative if it is late. */
    synchronized long untilIdle(long now) {
        if (idles == 0) {
            return Poller.FOREVER;
        }
        BottomHalf earliest = first;
        while (!earliest.idle) {
            earliest = earliest.behind;
        }
        return earliest.deadline - now;
    }

    /** The end of a walk that begins now. By the owner. */
    synchronized long endOfWalk() {
        if (line == null && first == null) {
            Line arrived = takeArrivals();
            if (arrived != null) { // else not written, as `tookIdle` is not: see take
                line = arrived;
            }
        } else {
            queueArrivals();
        }
        return nextTurn;
    }

    /** Takes the next one of a walk, or null. It may be scheduled again from here on, and not before. By the owner. */
    Task take(long endOfWalk) {
        Line ahead = line;
        if (ahead == null) {
            return takeOffQueue(endOfWalk);
        }
        if (tookIdle) { // not written for each task: those who arrive read `arrivals` in the same line of the cache
            tookIdle = false;
        }
        return takeOffLine(ahead); // TakeBottomHalf, Callback: the stack was taken by a volatile read-modify-write
    }

    private synchronized Task takeOffQueue(long endOfWalk) {
        BottomHalf it = first;
        if (it == null || it.turn >= endOfWalk) {
            return null;
        }
        unlink(it);
        tookIdle = it.idle;
        return it.called; // TakeBottomHalf, Callback: under the monitor, which the callback comes after
    }

    private Task takeOffLine(Line ahead) {
        Task it = ahead.removeFirst();
        if (ahead.isEmpty()) {
            line = null;
        }
        return it;
    }

    /** Was the one that was taken last scheduled as idle? By the owner. */
    boolean tookIdle() {
        return tookIdle;
    }

    /** Takes the next task, and drops the bottom halves before it. Without one, nothing is scheduled any more. By the owner. */
    Task takeTaskOrClose() {
        Line ahead = line;
        return ahead == null ? takeTaskOffQueueOrClose() : takeOffLine(ahead);
    }

    private synchronized Task takeTaskOffQueueOrClose() {
        do {
            queueArrivals();
            while (first != null) {
                BottomHalf it = first;
                unlink(it);
                if (it.called != it) {
                    return it.called;
                }
            }
        } while (lastArrival() != NO_MORE && !ARRIVALS.compareAndSet(arrivals, STACK, null, NO_MORE));
        closed = true;
        return null;
    }

    /** Empties the stack, and gives what was on it, or null. With the monitor. */
    private Line takeArrivals() {
        Task seen = lastArrival();
        return seen == null || seen == NO_MORE ? null : new Line((Task) ARRIVALS.getAndSet(arrivals, STACK, null));
    }

    /** Puts those that arrived at the end of the queue. With the monitor. */
    private void queueArrivals() {
        Line arrived = takeArrivals();
        while (arrived != null && !arrived.isEmpty()) {
            append(new BottomHalf(arrived.removeFirst()));
        }
    }

    private void append(BottomHalf it) {
        it.scheduled = true;
        it.turn = nextTurn++;
        it.before = last;
        if (last == null) {
            first = it;
        } else {
            last.behind = it;
        }
        last = it;
        size++;
    }

    private void unlink(BottomHalf it) {
        it.scheduled = false;
        if (it.before == null) {
            first = it.behind;
        } else {
            it.before.behind = it.behind;
        }
        if (it.behind == null) {
            last = it.before;
        } else {
            it.behind.before = it.before;
        }
        it.before = null;
        it.behind = null;
        size--;
        if (it.idle) {
            idles--;
        }
    }
}
