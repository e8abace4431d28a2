package org.fairloop.bridge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One line of a trace: a step of the code and what was seen after it. Its number is its position in the trace.
 *
 * @param thread who took the step, or null for a step that no thread of the specification takes
 * @param by who took the step, if it is not {@code thread}; or null
 * @param actions the names of the actions that it may have been; one, unless the recorder cannot tell
 * @param with the values of bound variables of the next-state relation other than {@code t}, by name, those that are known;
 *     each is the text of a TLA+ value
 * @param after variables of the specification after the step, by name; a function may be shown in part
 * @param until the number of the event before which the step was taken; {@link #AT_ONCE} for the next in the trace
 */
public record TraceEvent(
        String thread,
        String by,
        List<String> actions,
        Map<String, String> with,
        Map<String, Object> after,
        int until) {

    private static final Pattern OTHER_KIND = Pattern.compile("|-?\\d+|true|false|[\\[{].*");

    /** Before whatever comes next in the trace. */
    public static final int AT_ONCE = 0;

    /**
     * Makes an event.
     *
     * @param thread who took the step, or null
     * @param by who took the step, if it is not {@code thread}; or null
     * @param actions the names of the actions that it may have been
     * @param with the values of other bound variables
     * @param after variables after the step
     * @param until the number of the event before which the step was taken, or {@link #AT_ONCE}
     */
    public TraceEvent {
        actions = List.copyOf(actions);
        thread = thread == null ? null : TlaValues.canonical(thread);
        if (!with.isEmpty()) {
            Map<String, String> canonical = new LinkedHashMap<>(with);
            canonical.replaceAll((variable, text) -> TlaValues.canonical(text));
            with = canonical;
        }
    }

    /**
     * Makes an event that is in order with all others.
     *
     * @param thread who took the step, or null
     * @param actions the names of the actions that it may have been
     * @param after variables after the step
     */
    public TraceEvent(String thread, List<String> actions, Map<String, Object> after) {
        this(thread, null, actions, Map.of(), after, AT_ONCE);
    }

    /** Whose steps come in the order of the trace, whatever else does not. */
    String log() {
        return by == null ? thread : by;
    }

    /**
     * The event in words.
     *
     * @return for example {@code Leave(t1), then head 3, owner t1}
     */
    @Override
    public String toString() {
        String names = String.join("|", actions);
        String bound = thread == null ? String.join(",", with.values()) : thread;
        return (bound.isEmpty() ? names : names + "(" + bound + ")") + (by == null ? "" : " by " + by) + seen(after);
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
                        .map(entry -> entry.getKey() + " " + inWords(entry.getValue()))
                        .collect(Collectors.joining(", ", ", then ", ""));
    }

    /** A text that reads like another kind of value is quoted. */
    private static String inWords(Object value) {
        return value instanceof String text && OTHER_KIND.matcher(text).matches() ? '"' + text + '"' : value.toString();
    }
}
