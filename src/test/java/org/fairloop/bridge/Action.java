package org.fairloop.bridge;

import java.util.Map;
import java.util.TreeMap;

/**
 * An action of a specification with its bindings, for example {@code TakeTicket(t1)}.
 *
 * @param name the name of the operator
 * @param bindings the values of the bound variables of the next-state relation, by name, for example {@code t -> t1}; as
 *     {@link TlaValues#binding} writes them
 */
public record Action(String name, Map<String, String> bindings) implements Comparable<Action> {

    /**
     * Makes an action.
     *
     * @param name the name of the operator
     * @param bindings the values of the bound variables
     */
    public Action {
        bindings = Map.copyOf(bindings);
    }

    /**
     * Makes an action with the one binding that nearly all of them have.
     *
     * @param name the name of the operator
     * @param thread the value of {@code t}
     * @return the action
     */
    public static Action of(String name, String thread) {
        return new Action(name, Map.of("t", thread));
    }

    /**
     * The thread that takes this action.
     *
     * @return the value of {@code t}
     */
    public String thread() {
        String thread = bindings.get("t");
        if (thread == null) {
            throw new IllegalArgumentException(this + " has no binding t: it is not taken by a thread");
        }
        return thread;
    }

    @Override
    public int compareTo(Action other) {
        return toString().compareTo(other.toString());
    }

    /**
     * The action in words.
     *
     * @return its name, and the values of its bound variables in the order of the variables' names
     */
    @Override
    public String toString() {
        return bindings.isEmpty() ? name : name + "(" + String.join(",", new TreeMap<>(bindings).values()) + ")";
    }
}
