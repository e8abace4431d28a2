package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a model fails, in TLC's terms. */
public enum Kind {
    /** A state violates an invariant. */
    @JsonProperty("invariant")
    INVARIANT,
    /** A step, or the first state, violates a property of steps; a refinement fails like this too. */
    @JsonProperty("step")
    STEP,
    /** An infinite behaviour violates a temporal property. */
    @JsonProperty("liveness")
    LIVENESS,
    /** A state has no successor. */
    @JsonProperty("deadlock")
    DEADLOCK;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
