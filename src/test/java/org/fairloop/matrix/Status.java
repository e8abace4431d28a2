package org.fairloop.matrix;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Shows that work goes on: on a terminal one line that is written over and over; elsewhere a line for each cell that is done, and
 * now and then a line for each that is not.
 */
final class Status implements AutoCloseable {

    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final String WRITE_OVER = "\r\u001b[K";

    private final PrintWriter out;
    private final int columns;
    private final int cells;
    private final Map<String, Long> running = new LinkedHashMap<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "status");
        thread.setDaemon(true);
        return thread;
    });
    private int done;

    /**
     * Begins to show progress.
     *
     * @param columns the width of the terminal, or 0 if there is none
     * @param cells how many cells there are
     */
    Status(PrintWriter out, int columns, int cells) {
        this.out = out;
        this.columns = columns;
        this.cells = cells;
        long period = (columns > 0 ? ON_TERMINAL : ELSEWHERE).toMillis();
        ticks.scheduleAtFixedRate(this::tick, period, period, TimeUnit.MILLISECONDS);
    }

    synchronized void begin(String cell) {
        running.put(cell, System.nanoTime());
    }

    synchronized void end(String cell, String outcome) {
        double seconds = seconds(running.remove(cell));
        done++;
        if (columns == 0) {
            out.printf("[%d/%d] %s: %s, %.1f s%n", done, cells, cell, outcome, seconds);
            out.flush();
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private synchronized void tick() {
        if (columns == 0) {
            running.forEach((cell, start) -> out.printf("        %s: %.0f s%n", cell, seconds(start)));
        } else {
            String line = String.format("[%d/%d] ", done, cells)
                    + running.entrySet().stream()
                            .map(it -> String.format("%s: %.0f s", it.getKey(), seconds(it.getValue())))
                            .collect(Collectors.joining(" | "));
            out.print(WRITE_OVER + line.substring(0, Math.min(line.length(), columns - 1)));
        }
        out.flush();
    }

    /** Ends the status line. */
    @Override
    public synchronized void close() {
        ticks.shutdownNow();
        if (columns > 0) {
            out.print(WRITE_OVER);
            out.flush();
        }
    }
}
