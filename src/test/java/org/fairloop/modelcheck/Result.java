package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * What came of a model.
 *
 * @param model the model, with what the list says
 * @param observed what TLC said
 * @param mismatches one line for each difference between the two; empty if the model did what the list says
 */
public record Result(@JsonUnwrapped Model model, Observation observed, List<String> mismatches) {

    /** So begins the name of what must be violated, because the state or step that it denies is to be seen. */
    static final String SEEN = "Never";

    /**
     * Whether the model did exactly what the list says.
     *
     * @return true if it did
     */
    @JsonProperty
    public boolean isAsListed() {
        return mismatches.isEmpty();
    }

    /**
     * The verdict in a few words.
     *
     * @return what TLC found, with {@code WRONG} in front if it is not what the list says
     */
    @JsonProperty
    public String verdict() {
        String found = observed.error() != null
                ? "no verdict"
                : observed.passed()
                        ? "passes"
                        : observed.kind() == Kind.DEADLOCK ? "deadlocks" : observed.violated() + " violated";
        if (!isAsListed()) {
            return "WRONG: " + found;
        }
        if (observed.passed()) {
            return found;
        }
        return observed.violated().startsWith(SEEN) ? "seen, as it must be" : found + ", as it must";
    }
}
