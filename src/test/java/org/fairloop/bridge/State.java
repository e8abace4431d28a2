package org.fairloop.bridge;

import java.util.Map;

/**
 * A state of a specification. Two states of one {@link Oracle} are equal if TLC's fingerprints of them are.
 *
 * <p>Values are plain Java: {@code Integer}, {@code Boolean}, {@code String} (strings and model values), {@code List}
 * (sequences), {@code Set}, and {@code Map} (functions and records).
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
            values = backend.values(handle);
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
     * @return its value, by the string form of its argument
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> function(String variable) {
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
