package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One way to explain a trace as far as it was read.
 *
 * @param state the state of the specification
 * @param open events that were read and whose steps were not taken yet, in the order of the trace
 */
record Explanation(State state, List<Open> open) {

    /** An event whose step may be taken later. Two are the same if their numbers are. */
    record Open(int number, TraceEvent event) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Open open && open.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    /** The explanation with another state and the same open events. */
    Explanation at(State other) {
        return new Explanation(other, open);
    }

    /** The explanation with another state, once the step of an open event was taken. */
    Explanation at(State other, Open taken) {
        List<Open> rest = new ArrayList<>(open);
        rest.remove(taken);
        return new Explanation(other, List.copyOf(rest));
    }

    /** The explanation with one more open event. */
    Explanation with(Open event) {
        List<Open> more = new ArrayList<>(open);
        more.add(event);
        return new Explanation(state, List.copyOf(more));
    }

    /** The open events that may be next: the first of each log. */
    List<Open> firstOfEachLog() {
        if (open.size() < 2) {
            return open;
        }
        List<Open> first = new ArrayList<>();
        Set<String> logs = new HashSet<>();
        for (Open it : open) {
            if (logs.add(it.event.log())) {
                first.add(it);
            }
        }
        return first;
    }

    /** Is an event of a log open? Then no later one of that log may be next. */
    boolean isOpen(String log) {
        return open.stream().anyMatch(it -> log == null ? it.event.log() == null : log.equals(it.event.log()));
    }

    /** Is there an open event that had to be taken before an event of the trace? */
    boolean isLateFor(int number) {
        for (Open it : open) {
            if (it.event.until() <= number) {
                return true;
            }
        }
        return false;
    }
}
