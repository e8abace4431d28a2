package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the threads of a run did that no one mutex orders: a log for each thread, and the order that is known between them.
 *
 * <p>Steps that have ended are counted. Who reads the count k, and then takes a step, took it after the first k. So each step lies
 * between what its thread read before it and its own number; it is known to come before another if that read its number or
 * more. A thread need not read it anew: its step may begin where its last one ended, so that it leaves no gaps.
 *
 * <p>The count is no clock. That it was read is what orders the threads: whoever reads a number sees what was done before it.
 */
public final class IntervalLog {

    /**
     * A step.
     *
     * @param begin the count before it
     * @param end its number
     */
    private record Entry(
            String thread,
            String by,
            List<String> actions,
            Map<String, String> with,
            Map<String, Object> after,
            int begin,
            int end) {}

    private final int limit;

    private final AtomicInteger count = new AtomicInteger();

    /** Steps that begin with this count or a later one are not recorded. Set once to end the log. */
    private volatile int last;

    /** One for each thread, which alone adds to it. Read when all have ended. */
    private final Collection<List<Entry>> logs = new ConcurrentLinkedQueue<>();

    private final ThreadLocal<List<Entry>> log = ThreadLocal.withInitial(() -> {
        List<Entry> mine = new ArrayList<>();
        logs.add(mine);
        return mine;
    });

    /**
     * Makes a log that has not begun.
     *
     * @param limit with how many steps it ends, but for those under way then
     */
    public IntervalLog(int limit) {
        this.limit = limit;
    }

    /** Begins to record. */
    public void begin() {
        last = Integer.MAX_VALUE;
    }

    /** Ends the log. A step that has begun before is still recorded, however late its thread comes to do so. */
    public synchronized void end() {
        if (isOn()) {
            last = count.get() + 1;
        }
    }

    /**
     * Is a step recorded that began with this count? If not, nor are the later ones of its thread.
     *
     * @param begin the count before the step
     * @return true if so
     */
    public boolean takes(int begin) {
        return begin < last;
    }

    private boolean isOn() {
        return last == Integer.MAX_VALUE;
    }

    /**
     * Has it ended since there were enough steps?
     *
     * @return true if so
     */
    public boolean isFull() {
        return count.get() >= limit;
    }

    /**
     * How many steps have ended.
     *
     * @return the count
     */
    public int count() {
        return count.get();
    }

    /**
     * Records a step that is over.
     *
     * @param thread of the specification, or null
     * @param by who took the step, if no thread of the specification
     * @param actions what it may have been
     * @param with what else the action is of
     * @param after what was seen; may still be added to by the caller until the threads have ended
     * @param begin the count before the step
     * @return the count after it
     */
    public int record(
            String thread,
            String by,
            List<String> actions,
            Map<String, String> with,
            Map<String, Object> after,
            int begin) {
        if (!takes(begin)) {
            return begin;
        }
        int end = count.incrementAndGet();
        log.get().add(new Entry(thread, by, actions, with, after, begin, end));
        if (end >= limit) {
            end();
        }
        return end;
    }

    /**
     * The trace: in the order in which the steps began, each until the first that began when it was over. When all threads have ended.
     *
     * <p>A step that was over only after the log had ended may follow others that are not recorded. So it stays open at the end of the
     * trace, even on its last line.
     *
     * @return its events
     */
    public List<TraceEvent> merged() {
        List<Entry> entries = logs.stream()
                .flatMap(List::stream)
                .filter(it -> takes(it.begin))
                .sorted(Comparator.comparing(Entry::begin))
                .toList();
        List<TraceEvent> events = new ArrayList<>();
        for (Entry it : entries) {
            int until = takes(it.end) ? firstFrom(entries, it.end) + 1 : entries.size() + 2;
            int next = events.size() + 2;
            events.add(new TraceEvent(
                    it.thread, it.by, it.actions, it.with, it.after, until == next ? TraceEvent.AT_ONCE : until));
        }
        return events;
    }

    /** The place of the first that began with a count or a later one. */
    private static int firstFrom(List<Entry> entries, int count) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).begin < count) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
