package org.fairloop.bridge;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One line of a trace: a step of the code and what was seen after it. Its number is its position in the trace.
 *
 * @param thread who took the step, or null for a step that no thread takes
 * @param actions the names of the actions that it may have been; one, unless the recorder cannot tell
 * @param after variables of the specification after the step, by name; a function may be shown in part
 */
public record TraceEvent(String thread, List<String> actions, Map<String, Object> after) {

    /**
     * Makes an event.
     *
     * @param thread who took the step, or null
     * @param actions the names of the actions that it may have been
     * @param after variables after the step
     */
    public TraceEvent {
        actions = List.copyOf(actions);
    }

    /**
     * The event in words.
     *
     * @return for example {@code Leave(t1), then head 3, owner t1}
     */
    @Override
    public String toString() {
        String names = String.join("|", actions);
        return (thread == null ? names : names + "(" + thread + ")") + seen(after);
    }

    /**
     * Values in words.
     *
     * @param values variables by name
     * @return for example {@code , then head 3, owner t1}, empty for none
     */
    static String seen(Map<String, Object> values) {
        return values.isEmpty()
                ? ""
                : values.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", ", ", then ", ""));
    }
}
