package org.fairloop.bridge;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A run as it is shown to a person, by whatever was found: a counterexample of TLC, a run of real code that departs from
 * its specification, a trace that is rejected. {@link Lanes} prints it, {@link LanesPage} makes a page of it, and {@link
 * LanesSvg} a picture.
 *
 * @param title what it shows, in a few words
 * @param initial the values of the variables before the first step; empty if nobody knows
 * @param rows the steps
 * @param loop how it goes on for ever, or null if it ends
 * @param verdict what is wrong with it, in a sentence; empty if that goes without saying
 * @param cast who plays which part
 */
public record Behaviour(
        String title, Map<String, Object> initial, List<Lanes.Row> rows, Loop loop, String verdict, Cast cast) {

    /** Stands for the thread of a step that no thread takes. */
    public static final String NO_THREAD = "-";

    /**
     * The end of a behaviour without an end.
     *
     * @param backTo how many steps were taken before the state that follows the last one; all of them if nothing happens
     *     any more
     * @param action the action that leads back, or null if nothing happens any more
     */
    public record Loop(int backTo, Action action) {

        /**
         * In words.
         *
         * @return a sentence
         */
        @Override
        public String toString() {
            return action == null
                    ? "Then nothing happens any more."
                    : "Then " + action + " leads back to the state "
                            + (backTo == 0 ? "at first" : "after step " + backTo) + ", and so on for ever.";
        }
    }

    /** Keeps copies. */
    public Behaviour {
        rows = List.copyOf(rows);
    }

    /**
     * The same behaviour with a cast.
     *
     * @param other who plays which part
     * @return the behaviour
     */
    public Behaviour with(Cast other) {
        return new Behaviour(title, initial, rows, loop, verdict, other);
    }

    /** The threads that take the steps, in the order of their names; among them {@link #NO_THREAD} if it is needed. */
    List<String> threads() {
        return threads(rows);
    }

    static List<String> threads(Collection<Lanes.Row> rows) {
        Set<String> threads = new TreeSet<>();
        rows.forEach(row -> threads.add(thread(row.action())));
        return List.copyOf(threads);
    }

    static String thread(Action action) {
        return action.bindings().getOrDefault("t", NO_THREAD);
    }

    /** The values of the variables after so many steps. */
    Map<String, Object> after(int steps) {
        return steps == 0 ? initial : rows.get(steps - 1).after();
    }
}
