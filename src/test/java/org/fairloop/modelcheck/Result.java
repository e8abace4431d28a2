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
     * What many models say together: one that is wrong counts more than one that the tool could not judge.
     *
     * @param results what came of the models
     * @return the status of the command
     */
    static ExitStatus status(List<Result> results) {
        if (results.stream().allMatch(Result::isAsListed)) {
            return ExitStatus.GOOD;
        }
        return results.stream().anyMatch(it -> !it.isAsListed() && !it.observed.toolFailed())
                ? ExitStatus.WRONG
                : ExitStatus.FAILED;
    }

    /**
     * The verdict in a few words.
     *
     * @return what TLC found, with {@code WRONG} in front if it is not what the list says;
     *     {@code NOT JUDGED} if the tool has failed
     */
    @JsonProperty
    public String verdict() {
        if (observed.toolFailed()) {
            return "NOT JUDGED";
        }
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
