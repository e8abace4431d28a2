package org.fairloop.modelcheck;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows that work goes on: on a terminal one line that is written over and over; elsewhere a line for each part that is
 * done, and now and then a line for each that is not. Guarded by itself.
 */
public abstract class StatusLine implements AutoCloseable {

    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final String WRITE_OVER = "\r\u001b[K";

    private final PrintWriter out;
    private final int columns;
    private final int parts;
    private ScheduledExecutorService ticks;
    private int done;
    private boolean closed;

    /**
     * Makes a status line; it shows itself from {@link #begin} on.
     *
     * @param out where it goes to
     * @param columns the width of the terminal, or 0 if there is none
     * @param parts how many parts the work has
     */
    protected StatusLine(PrintWriter out, int columns, int parts) {
        this.out = out;
        this.columns = columns;
        this.parts = parts;
    }

    /**
     * What is under way. Called with the monitor held.
     *
     * @return a text for each part
     */
    protected abstract List<String> underWay();

    /** A part has begun. */
    protected final synchronized void begin() {
        if (ticks == null && !closed) {
            ticks = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "status line");
                thread.setDaemon(true);
                return thread;
            });
            long period = (columns > 0 ? ON_TERMINAL : ELSEWHERE).toMillis();
            ticks.scheduleAtFixedRate(this::tick, period, period, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * A part is done.
     *
     * @param outcome which, and what came of it
     */
    protected final synchronized void end(String outcome) {
        done++;
        if (columns == 0 && !closed) {
            out.printf("[%d/%d] %s%n", done, parts, outcome);
            out.flush();
        }
    }

    /** Shows how far the parts are. */
    final synchronized void tick() {
        if (closed) {
            return; // it has waited for the monitor meanwhile
        }
        List<String> lines = underWay();
        if (columns == 0) {
            lines.forEach(line -> out.println("        " + line));
        } else {
            String line = String.format("[%d/%d] %s", done, parts, String.join(" | ", lines));
            out.print(WRITE_OVER + line.substring(0, Math.min(line.length(), columns - 1)));
        }
        out.flush();
    }

    /** Ends the status line. */
    @Override
    public final synchronized void close() {
        closed = true;
        if (ticks != null) {
            ticks.shutdownNow();
        }
        if (columns > 0) {
            out.print(WRITE_OVER);
            out.flush();
        }
    }
}
