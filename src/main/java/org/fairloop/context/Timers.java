package org.fairloop.context;

import java.util.ArrayList;

/**
 * The timers of a context that are armed, in the order of their deadlines.
 *
 * <p>This object's monitor guards the list and the fields of its members. No callback runs with the monitor held. A list,
 * since an event loop has few timers and the earliest is what counts. Deadlines are compared by their difference, so that
 * the clock may wrap around, as that of {@link System#nanoTime()} may.
 *
 * <p>A walk fires those that were armed before it began, so that a timer that arms itself for a deadline in the past does
 * not keep it from ending.
 */
final class Timers {

    private final ArrayList<AioTimer> armed = new ArrayList<>();

    private long nextTurn;

    private boolean closed;

    /**
     * Arms one, or moves its deadline.
     *
     * @return whether it is the earliest now
     */
    synchronized boolean arm(AioTimer it, long deadline) {
        disarm(it);
        if (closed) {
            return false;
        }
        it.armed = true;
        it.deadline = deadline;
        it.turn = nextTurn++;
        int place = armed.size();
        while (place > 0 && armed.get(place - 1).deadline - deadline > 0) {
            place--;
        }
        armed.add(place, it);
        return place == 0;
    }

    synchronized void disarm(AioTimer it) {
        if (it.armed) {
            it.armed = false;
            armed.remove(it);
        }
    }

    synchronized boolean isArmed(AioTimer it) {
        return it.armed;
    }

    synchronized boolean isEmpty() {
        return armed.isEmpty();
    }

    /** The earliest deadline as the time from now; {@link Poller#FOREVER} without one, negative if it has passed. */
    synchronized long untilEarliest(long now) {
        return armed.isEmpty() ? Poller.FOREVER : armed.get(0).deadline - now;
    }

    /** The end of a walk that begins now. */
    synchronized long endOfWalk() {
        return nextTurn;
    }

    /** Takes the next due one of a walk off the list, or null. It may be armed again from here on. */
    synchronized AioTimer take(long now, long endOfWalk) {
        for (int i = 0; i < armed.size(); i++) {
            AioTimer it = armed.get(i);
            if (it.deadline - now > 0) {
                return null;
            }
            if (it.turn < endOfWalk) {
                disarm(it);
                return it;
            }
        }
        return null;
    }

    /** Disarms all, and arms none from here on. */
    synchronized void close() {
        closed = true;
        while (!armed.isEmpty()) {
            disarm(armed.get(armed.size() - 1));
        }
    }
}
