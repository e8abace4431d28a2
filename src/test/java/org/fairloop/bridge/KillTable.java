package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of what killed which broken twin. Rows are twins, columns are kinds of evidence. */
public final class KillTable {

    private final List<String> columns;
    private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private int killed;
    private int blind;

    /**
     * Makes an empty table.
     *
     * @param columns the names of the kinds of evidence
     */
    public KillTable(List<String> columns) {
        this.columns = columns;
    }

    /**
     * Notes that a twin was killed.
     *
     * @param twin the row
     * @param column the column
     * @param kill what was found
     */
    public void killed(String twin, String column, Evidence.Kill kill) {
        killed++;
        set(twin, column, kill.witness() > 0 ? "killed (" + kill.witness() + ")" : "killed");
        notes.add("- " + twin + ", " + column + ": "
                + kill.found().lines().findFirst().orElse(""));
    }

    /**
     * Notes why a kind of evidence cannot see a twin.
     *
     * @param twin the row
     * @param column the column
     * @param reason the reason
     */
    public void blind(String twin, String column, String reason) {
        blind++;
        set(twin, column, "blind");
        notes.add("- " + twin + ", " + column + " is blind: " + reason);
    }

    private void set(String twin, String column, String cell) {
        rows.computeIfAbsent(twin, row -> new LinkedHashMap<>()).put(column, cell);
    }

    /**
     * Sums up.
     *
     * @return one line
     */
    public String summary() {
        return rows.size() + " broken twins, " + columns.size() + " kinds of evidence: " + killed + " kills, " + blind
                + " blind cells, each with its reason";
    }

    /**
     * Prints the table, the length of the shortest witness in brackets, with a note for each cell.
     *
     * @return Markdown
     */
    public String markdown() {
        StringBuilder text = new StringBuilder("| twin | " + String.join(" | ", columns) + " |\n");
        text.append("| --- |").append(" --- |".repeat(columns.size())).append("\n");
        rows.forEach((twin, cells) -> {
            text.append("| ").append(twin);
            columns.forEach(column -> text.append(" | ").append(cells.getOrDefault(column, "?")));
            text.append(" |\n");
        });
        return text + "\n" + String.join("\n", notes) + "\n";
    }
}
