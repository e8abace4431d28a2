package org.fairloop.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The bottom halves and tasks of a context that are scheduled, in the order of scheduling.
 *
 * <p>All are in one queue, linked through themselves, so that scheduling allocates nothing. A bottom half also knows the one
 * before it, so that cancelling is quick. This object's monitor guards the queue and the fields of its members. No callback runs
 * with the monitor held.
 *
 * <p>Tasks cannot be cancelled, so they have a door of their own, without a monitor: a stack on which any thread puts them by one
 * compare-and-set. Two operations need the order, and take the whole stack: a walk that begins, and the scheduling of a bottom half,
 * which the tasks on the stack precede. If there are tasks only, the walk has them in a line of its own.
 *
 * <p>A walk runs those that were scheduled before it began: each has the number of walks that had begun by then as its {@code
 * turn}. So a callback that schedules itself runs once, and the poll that is nested in a callback runs what its outer walk has
 * not come to.
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

        /** Those that were seen before the stack was taken. The last one first, as they were on the stack. */
        private final Task[] tasks;

        private int left;

        /** Those behind them, the first one first. Or null. */
        private Task rest;

        /** With an empty array it needs no memory for tasks: see {@link #take}. */
        Line(Task[] tasks) {
            this.tasks = tasks;
        }

        /**
         * Makes room for those on a stack. They are copied, not turned over: another processor has just written them.
         *
         * @return null if memory is short
         */
        static Line tryNew(Task top) {
            int length = 0;
            for (Task it = top; it != null; it = it.next) {
                length++;
            }
            try {
                return new Line(new Task[length]);
            } catch (OutOfMemoryError full) {
                return null;
            }
        }

        boolean isEmpty() {
            return left == 0 && rest == null;
        }

        Task removeFirst() {
            if (left == 0) {
                Task it = rest;
                rest = it.next;
                it.next = null;
                return it;
            }
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

    /** A line for tasks that are turned over where they are. In use while it is {@link #line}, which then is no other. */
    private final Line spare = new Line(new Task[0]);

    private Task first;

    private Task last;

    /** How many walks have begun. */
    private int walks;

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
        Task earliest = first;
        while (!isIdle(earliest)) {
            earliest = earliest.next;
        }
        return ((BottomHalf) earliest).deadline - now;
    }

    private static boolean isIdle(Task it) {
        return it instanceof BottomHalf half && half.idle;
    }

    /** Begins a walk. It is to run those that are scheduled now. By the owner. */
    synchronized int beginWalk() {
        if (line == null && first == null) {
            takeArrivals();
        } else {
            queueArrivals();
        }
        return ++walks;
    }

    /**
     * Takes what is on the stack as the line, which is null. From the moment at which the stack is empty until its tasks are in the
     * line, nothing is allocated and no method is called. So no task is lost for lack of memory or stack (X1). With the monitor.
     */
    private void takeArrivals() {
        Task seen = lastArrival();
        if (seen == null || seen == NO_MORE) {
            return; // `line` is not written, as `tookIdle` is not: see take
        }
        Line taken = Line.tryNew(seen);
        if (taken == null) {
            taken = spare;
        }
        Task it = (Task) ARRIVALS.getAndSet(arrivals, STACK, null);
        Task rest = null;
        int room = taken.tasks.length;
        while (it != null && (it != seen || room == 0)) { // those that arrived meanwhile, or all: turn them over
            Task before = it.next;
            it.next = rest;
            rest = it;
            it = before;
        }
        taken.rest = rest;
        int left = 0;
        for (; it != null; it = it.next) {
            taken.tasks[left++] = it;
        }
        taken.left = left;
        line = taken;
    }

    /** Takes the next one of a walk, or null. It may be scheduled again from here on, and not before. By the owner. */
    Task take(int walk) {
        Line ahead = line;
        if (ahead == null) {
            return takeOffQueue(walk);
        }
        if (tookIdle) { // not written for each task: those who arrive read `arrivals` in the same line of the cache
            tookIdle = false;
        }
        return takeOffLine(ahead); // TakeBottomHalf, Callback: the stack was taken by a volatile read-modify-write
    }

    private synchronized Task takeOffQueue(int walk) {
        Task it = first;
        if (it == null || it.turn - walk >= 0) {
            return null;
        }
        tookIdle = isIdle(it);
        unlinkFirst();
        return it; // TakeBottomHalf, Callback: under the monitor, which the callback comes after
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
                Task it = first;
                unlinkFirst();
                if (!(it instanceof BottomHalf)) {
                    return it;
                }
            }
        } while (lastArrival() != NO_MORE && !ARRIVALS.compareAndSet(arrivals, STACK, null, NO_MORE));
        closed = true;
        return null;
    }

    /**
     * Puts those that arrived at the end of the queue. It turns them over where they are: nothing is allocated and no method is called
     * from the moment at which the stack is empty. With the monitor.
     */
    private void queueArrivals() {
        Task seen = lastArrival();
        if (seen == null || seen == NO_MORE) {
            return;
        }
        Task newest = (Task) ARRIVALS.getAndSet(arrivals, STACK, null);
        int turn = walks;
        int length = 0;
        Task oldest = null;
        for (Task it = newest; it != null; ) {
            Task before = it.next;
            it.next = oldest;
            it.turn = turn;
            oldest = it;
            it = before;
            length++;
        }
        if (last == null) {
            first = oldest;
        } else {
            last.next = oldest;
        }
        last = newest;
        size += length;
    }

    private void append(BottomHalf it) {
        it.scheduled = true;
        it.turn = walks;
        it.before = last;
        if (last == null) {
            first = it;
        } else {
            last.next = it;
        }
        last = it;
        size++;
    }

    private void unlinkFirst() {
        Task it = first;
        if (it instanceof BottomHalf half) {
            unlink(half);
            return;
        }
        first = it.next;
        setBefore(first, null);
        if (first == null) {
            last = null;
        }
        it.next = null;
        size--;
    }

    private void unlink(BottomHalf it) {
        it.scheduled = false;
        Task behind = it.next;
        if (it.before == null) {
            first = behind;
        } else {
            it.before.next = behind;
        }
        setBefore(behind, it.before);
        if (behind == null) {
            last = it.before;
        }
        it.before = null;
        it.next = null;
        size--;
        if (it.idle) {
            idles--;
        }
    }

    /** Only bottom halves know what is before them: tasks leave the queue at its front. */
    private static void setBefore(Task it, Task before) {
        if (it instanceof BottomHalf half) {
            half.before = before;
        }
    }
}
