package org.fairloop.context;

/**
 * The bottom halves of a context that are scheduled, in the order of scheduling.
 *
 * <p>A doubly linked queue through the bottom halves themselves, so that scheduling allocates nothing and cancelling is
 * quick. This object's monitor guards it and the fields of its members. No callback runs with the monitor held.
 *
 * <p>A walk runs those that were scheduled before it began: it notes the next {@code turn} and stops there. So a callback
 * that schedules itself runs once, and the poll that is nested in a callback runs what its outer walk has not come to.
 */
final class BottomHalves {

    private BottomHalf first;

    private BottomHalf last;

    private long nextTurn;

    /** How many are in the queue as idle. */
    private int idles;

    /** How many are in the queue at all. */
    private int size;

    /** When a poll must end for the sake of the first that was scheduled as idle. Valid while idles > 0. */
    private long idleDeadline;

    /** Was the one that was taken last scheduled as idle? It may have been scheduled anew since. */
    private boolean tookIdle;

    /** Set when the context has closed and the last task has run. */
    private boolean closed;

    /**
     * Schedules one.
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
            append(it);
            it.idle = false;
        }
        return true; // Schedule: under the monitor, as is the return above for one that is scheduled already
    }

    synchronized void addIdle(BottomHalf it, long deadline) {
        if (closed || it.deleted || it.scheduled) {
            return;
        }
        append(it);
        it.idle = true;
        if (idles++ == 0) {
            idleDeadline = deadline;
        }
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

    /** Is there one for which a poll must not sleep? */
    synchronized boolean hasUrgent() {
        return size > idles; // LookAtScheduled: under the monitor
    }

    synchronized boolean hasIdle() {
        return idles > 0;
    }

    /** The time until a poll must end for one that is idle; {@link Poller#FOREVER} without one, negative if it is late. */
    synchronized long untilIdle(long now) {
        return idles > 0 ? idleDeadline - now : Poller.FOREVER;
    }

    /** The end of a walk that begins now. */
    synchronized long endOfWalk() {
        return nextTurn;
    }

    /** Takes the next one of a walk off the queue, or null. It may be scheduled again from here on, and not before. */
    synchronized BottomHalf take(long endOfWalk) {
        BottomHalf it = first;
        if (it == null || it.turn >= endOfWalk) {
            return null;
        }
        unlink(it);
        tookIdle = it.idle;
        return it; // TakeBottomHalf, Callback: under the monitor, which the callback comes after
    }

    /** Was the one that was taken last scheduled as idle? */
    synchronized boolean tookIdle() {
        return tookIdle;
    }

    /** Takes the next task, and drops the bottom halves before it. Without one, the queue is closed. */
    synchronized BottomHalf takeTaskOrClose() {
        while (first != null) {
            BottomHalf it = first;
            unlink(it);
            if (it.isTask) {
                return it;
            }
        }
        closed = true;
        return null;
    }

    private void append(BottomHalf it) {
        it.scheduled = true;
        it.turn = nextTurn++;
        it.previous = last;
        if (last == null) {
            first = it;
        } else {
            last.next = it;
        }
        last = it;
        size++;
    }

    private void unlink(BottomHalf it) {
        it.scheduled = false;
        if (it.previous == null) {
            first = it.next;
        } else {
            it.previous.next = it.next;
        }
        if (it.next == null) {
            last = it.previous;
        } else {
            it.next.previous = it.previous;
        }
        it.previous = null;
        it.next = null;
        size--;
        if (it.idle) {
            idles--;
        }
    }
}
