package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@link TraceValidator} says of a trace. */
public sealed interface Verdict {

    /**
     * The trace is a behaviour of the specification.
     *
     * @param events how many events it has
     * @param mostStates how many states at most were kept to explain it
     */
    record Accepted(long events, int mostStates) implements Verdict {}

    /**
     * The trace is not a behaviour of the specification.
     *
     * @param line the line of the first event that no behaviour explains
     * @param until the line before which it must have happened, at the latest; its own if it happened at its place
     * @param event that event
     * @param before the states that explain what came before it
     * @param allowed what the specification would have allowed there: steps with the values of the variables that the
     *     event shows, those of the event's thread first
     * @param recent the last events; the rejected one the last, if it happened at its place
     */
    record Rejected(
            long line, long until, TraceEvent event, List<State> before, List<String> allowed, List<TraceEvent> recent)
            implements Verdict {

        private static final int SHOWN_STATES = 3;
        private static final int SHOWN_STEPS = 20;

        /**
         * The rejection in one line.
         *
         * @return for example {@code line 7: not allowed: Leave(t1), then head 3}
         */
        public String summary() {
            String window = until == line ? "" : ", nor anywhere before line " + until;
            return "line " + line + window + ": not allowed: " + event;
        }

        /**
         * The rejection in full: the state, what would have been allowed, and how the trace came there.
         *
         * @return several lines
         */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(summary());
            text.append(until == line ? "\nthe last events, the rejected one the last:\n" : "\nthe last events:\n")
                    .append(Lanes.print(behaviour()));
            text.append("before line ").append(until).append(", ").append(inWords(before.size()));
            append(text, before.stream().map(Rejected::inWords).toList(), SHOWN_STATES);
            text.append(allowed.isEmpty() ? "\nnothing was allowed there" : "\nallowed there:");
            append(text, allowed, SHOWN_STEPS);
            return text.toString();
        }

        /**
         * The last events, the rejected one the last. A variable that an event does not show keeps the value that was
         * seen last.
         *
         * @return the end of the trace, to be shown
         */
        public Behaviour behaviour() {
            Map<String, Object> seen = new TreeMap<>();
            List<Lanes.Row> rows = new ArrayList<>();
            for (TraceEvent event : recent) {
                seen.putAll(Lanes.flat(event.after()));
                String names = String.join("|", event.actions());
                Action action = event.log() == null ? new Action(names, Map.of()) : Action.of(names, event.log());
                rows.add(new Lanes.Row(action, new TreeMap<>(seen)));
            }
            return new Behaviour("A rejected trace: its last events", Map.of(), rows, null, summary(), Cast.NONE);
        }

        private static String inWords(int states) {
            return states == 1
                    ? "the specification is in the state:"
                    : "the specification is in one of " + states + " states:";
        }

        private static String inWords(State state) {
            return state.values().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
        }

        private static void append(StringBuilder text, List<String> lines, int shown) {
            lines.stream().limit(shown).forEach(line -> text.append("\n    ").append(line));
            if (lines.size() > shown) {
                text.append("\n    and ").append(lines.size() - shown).append(" more");
            }
        }
    }
}
