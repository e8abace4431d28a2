package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The printer of runs in plain text: one lane for each thread, one row for each step. The name of the action stands in
 * the lane of the thread that takes it; at the right stand the variables that the step changed.
 */
public final class Lanes {

    /** So many of the last steps are shown. */
    static final int SHOWN = 40;

    /** What stands in a line of its own is broken where it would be longer. */
    private static final int WIDTH = 110;

    private Lanes() {}

    /**
     * A step of a run.
     *
     * @param action the action taken
     * @param after the values of the variables after it
     */
    public record Row(Action action, Map<String, Object> after) {}

    /**
     * Prints a run, whole, and how it goes on for ever.
     *
     * @param behaviour the run
     * @return lines of text, each ended by a line feed
     */
    public static String print(Behaviour behaviour) {
        String end = behaviour.loop() == null ? "" : behaviour.loop() + "\n";
        return print(behaviour.initial(), behaviour.rows(), 0) + end;
    }

    /**
     * Prints a run, or its last 40 steps.
     *
     * @param initial the values of the variables before the first step
     * @param rows the steps
     * @return lines of text, each ended by a line feed
     */
    public static String print(Map<String, Object> initial, List<Row> rows) {
        return print(initial, rows, Math.max(0, rows.size() - SHOWN));
    }

    private static String print(Map<String, Object> initial, List<Row> rows, int leftOut) {
        StringBuilder text = new StringBuilder();
        Map<String, Object> before = flat(initial);
        if (!before.isEmpty()) {
            text.append(broken("At first: ", before));
        }
        if (leftOut > 0) {
            before = flat(rows.get(leftOut - 1).after());
            text.append(broken("After " + leftOut + " steps that are left out here: ", before));
        }
        List<Row> shown = rows.subList(leftOut, rows.size());
        List<String> threads = Behaviour.threads(shown);
        int width = Math.max(
                threads.stream().mapToInt(String::length).max().orElse(0),
                shown.stream()
                        .mapToInt(row -> label(row.action()).length())
                        .max()
                        .orElse(0));
        text.append(line("step", threads, width, "changes"));
        for (int i = 0; i < shown.size(); i++) {
            Row row = shown.get(i);
            Map<String, Object> after = flat(row.after());
            List<String> cells = new ArrayList<>();
            for (String thread : threads) {
                cells.add(thread.equals(Behaviour.thread(row.action())) ? label(row.action()) : ".");
            }
            text.append(line("" + (leftOut + i + 1), cells, width, assignments(changes(before, after))));
            before = after;
        }
        return text.toString();
    }

    /** Takes functions apart, so that each of their values is a variable of its own: {@code pc[t1]}. Sorted by name. */
    static Map<String, Object> flat(Map<String, Object> values) {
        Map<String, Object> flat = new TreeMap<>();
        values.forEach((name, value) -> {
            if (value instanceof Map<?, ?> function && !function.isEmpty()) {
                function.forEach((argument, result) -> flat.put(name + "[" + argument + "]", result));
            } else {
                flat.put(name, value);
            }
        });
        return flat;
    }

    /** The variables whose values differ, with their second values. */
    static Map<String, Object> changes(Map<String, Object> before, Map<String, Object> after) {
        Map<String, Object> changes = new LinkedHashMap<>();
        Set<String> names = new TreeSet<>(after.keySet());
        names.addAll(before.keySet());
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                changes.put(name, after.get(name));
            }
        }
        return changes;
    }

    /** The values in one line. */
    static String line(Map<String, Object> values) {
        return assignments(flat(values));
    }

    /** The values in one line or, if they need more, in indented ones. */
    private static String broken(String title, Map<String, Object> values) {
        StringBuilder text = new StringBuilder(title.stripTrailing());
        int length = text.length();
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            String assignment = " " + entry.getKey() + "=" + entry.getValue();
            if (length + assignment.length() > WIDTH) {
                text.append("\n         ");
                length = 9;
            }
            text.append(assignment);
            length += assignment.length();
        }
        return text.append('\n').toString();
    }

    static String assignments(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    /** The action without its thread, which the lane shows. */
    static String label(Action action) {
        Map<String, String> others = new LinkedHashMap<>(action.bindings());
        others.remove("t");
        return new Action(action.name(), others).toString();
    }

    private static String line(String step, List<String> cells, int width, String changes) {
        StringBuilder line = new StringBuilder(String.format("%5s", step));
        cells.forEach(cell -> line.append("  ").append(String.format("%-" + Math.max(1, width) + "s", cell)));
        return line.append("  ").append(changes).toString().stripTrailing() + "\n";
    }
}
