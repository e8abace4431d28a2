package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much time a run of the models may take. A tier includes the ones before it. */
public enum Tier {
    /** On every push. */
    @JsonProperty("quick")
    QUICK,
    /** Before a release. */
    @JsonProperty("full")
    FULL,
    /** On a large machine, or on several. */
    @JsonProperty("large")
    LARGE;

    /**
     * Whether a run of this tier includes the models of another.
     *
     * @param other the tier of a model
     * @return true if it does
     */
    public boolean includes(Tier other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
