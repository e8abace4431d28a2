package org.fairloop.matrix;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairloop.modelcheck.StatusLine;

/** Which cells are tried, and since when. */
final class Status extends StatusLine {

    private final Map<String, Long> running = new LinkedHashMap<>();

    /**
     * Begins to show progress.
     *
     * @param columns the width of the terminal, or 0 if there is none
     * @param cells how many cells there are
     */
    Status(PrintWriter out, int columns, int cells) {
        super(out, columns, cells);
    }

    synchronized void begin(String cell) {
        running.put(cell, System.nanoTime());
        begin();
    }

    synchronized void end(String cell, String outcome) {
        end(String.format("%s: %s, %.1f s", cell, outcome, seconds(running.remove(cell))));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    protected List<String> underWay() {
        return running.entrySet().stream()
                .map(it -> String.format("%s: %.0f s", it.getKey(), seconds(it.getValue())))
                .toList();
    }
}
