package org.fairloop.bridge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A state of a specification. Two states of one {@link Oracle} are equal if TLC's fingerprints of them are.
 *
 * <p>Values are plain Java, see {@link TlaValues}.
 */
public final class State {

    private final TlcBackend backend;
    private final long fingerprint;

    /** TLC's own state, opaque here. */
    final Object handle;

    private Map<String, Object> values;

    State(TlcBackend backend, Object handle) {
        this.backend = backend;
        this.handle = handle;
        this.fingerprint = backend.fingerprint(handle);
    }

    /**
     * The values of all variables.
     *
     * @return values by name of the variable, in the order of the names
     */
    public Map<String, Object> values() {
        if (values == null) {
            values = Oracle.evaluated("the values of a state", () -> backend.values(handle));
        }
        return values;
    }

    /**
     * The value of one variable.
     *
     * @param variable the name of the variable
     * @return its value
     * @throws IllegalArgumentException if the specification has no such variable
     */
    public Object get(String variable) {
        Object value = values().get(variable);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the specification has no variable " + variable + ", it has " + values().keySet());
        }
        return value;
    }

    /**
     * A function of the specification, such as {@code pc}, as a map.
     *
     * @param variable the name of the variable
     * @return its value, by the {@linkplain TlaValues#key text} of its argument; of a sequence, by the place from 1
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> function(String variable) {
        if (get(variable) instanceof List<?> sequence) {
            Map<String, Object> function = new LinkedHashMap<>();
            sequence.forEach(value -> function.put(Integer.toString(function.size() + 1), value));
            return function;
        }
        return (Map<String, Object>) get(variable);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State state && state.fingerprint == fingerprint;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(fingerprint);
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
