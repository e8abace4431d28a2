package org.fairloop.bridge;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who plays which part in the states of a specification: where to see who owns, who waits and who sleeps. Lanes show it
 * beside the actions. Every part may be left out.
 *
 * @param owner the variable that is the thread that owns, or else something that is no thread
 * @param queue the variable with the threads that wait, a set or a sequence
 * @param places the variable that says for each thread where it is; of a sequence the last place counts
 * @param waits the places of a thread that waits
 * @param sleeps the places of a thread that sleeps
 * @param sleepers the variable with the threads that sleep, a set or a sequence
 * @param tickets the variable with the ticket of each thread, which means something while it waits
 * @param flags the variables that are flags: true, or false and not worth a word
 */
public record Cast(
        String owner,
        String queue,
        String places,
        Set<String> waits,
        Set<String> sleeps,
        String sleepers,
        String tickets,
        List<String> flags) {

    /** Nobody plays any part. */
    public static final Cast NONE = new Cast(null, null, null, null, null, null, null, null);

    /** Fills in what is left out. */
    public Cast {
        waits = waits == null ? Set.of() : Set.copyOf(waits);
        sleeps = sleeps == null ? Set.of() : Set.copyOf(sleeps);
        flags = flags == null ? List.of() : List.copyOf(flags);
    }

    /**
     * What a thread does in a state.
     *
     * @param owns whether it owns
     * @param waits whether it waits
     * @param sleeps whether it sleeps
     * @param ticket its ticket, or its place in the queue from 1 on, while it waits; otherwise empty
     */
    public record Part(boolean owns, boolean waits, boolean sleeps, String ticket) {

        /**
         * In words.
         *
         * @return for example {@code waits, ticket 2}; empty if there is nothing to say
         */
        @Override
        public String toString() {
            String words = owns ? "owns" : waits ? "waits" + ticket : "";
            return sleeps ? (words.isEmpty() ? "asleep" : words + ", asleep") : words;
        }
    }

    /**
     * Reads a thread's part in a state.
     *
     * @param thread the thread
     * @param state the values of the variables
     * @return its part
     */
    public Part part(String thread, Map<String, Object> state) {
        boolean owns = owner != null && thread.equals(String.valueOf(state.get(owner)));
        String place = place(thread, state);
        int inQueue = position(thread, queue, state);
        boolean waiting = inQueue > 0 || waits.contains(place);
        boolean sleeping = sleeps.contains(place) || position(thread, sleepers, state) > 0;
        return new Part(owns, waiting, sleeping, waiting ? ticket(thread, inQueue, state) : "");
    }

    private String ticket(String thread, int inQueue, Map<String, Object> state) {
        Object ticket = ofThread(tickets, thread, state);
        if (ticket != null) {
            return ", ticket " + ticket;
        }
        return inQueue > 0 && state.get(queue) instanceof List<?> ? ", number " + inQueue : "";
    }

    private String place(String thread, Map<String, Object> state) {
        Object place = ofThread(places, thread, state);
        if (place instanceof List<?> levels && !levels.isEmpty()) {
            place = levels.get(levels.size() - 1);
        }
        return String.valueOf(place);
    }

    /** The value of a function of the threads, which may have been taken apart, see {@link Lanes#flat}; or null. */
    private static Object ofThread(String variable, String thread, Map<String, Object> state) {
        if (variable == null) {
            return null;
        }
        return state.get(variable) instanceof Map<?, ?> function
                ? function.get(thread)
                : state.get(variable + "[" + thread + "]");
    }

    /** From 1 on, or 0 if the thread is not there. */
    private static int position(String thread, String variable, Map<String, Object> state) {
        if (variable == null || !(state.get(variable) instanceof Collection<?> threads)) {
            return 0;
        }
        int position = 0;
        for (Object each : threads) {
            position++;
            if (thread.equals(String.valueOf(each))) {
                return position;
            }
        }
        return 0;
    }
}
