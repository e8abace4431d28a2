package org.fairloop.modelcheck;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows that work goes on: on a terminal one line that is written over and over; elsewhere a line for each model that is
 * done, and now and then a line for each that is not.
 */
final class Progress implements AutoCloseable {

    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final String WRITE_OVER = "\r\u001b[K";

    private final PrintWriter out;
    private final int columns;
    private final int models;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private int done;

    /** A model under way: what it had at the last two reports. */
    private record Running(long start, long since, long generated, long distinct, long perSecond, boolean liveness) {}

    /**
     * Begins to show progress.
     *
     * @param columns the width of the terminal, or 0 if there is none
     * @param models how many models there are
     */
    Progress(PrintWriter out, int columns, int models) {
        this.out = out;
        this.columns = columns;
        this.models = models;
        long period = (columns > 0 ? ON_TERMINAL : ELSEWHERE).toMillis();
        ticks.scheduleAtFixedRate(this::tick, period, period, TimeUnit.MILLISECONDS);
    }

    /** A model begins. */
    synchronized void begin(Model model) {
        long now = System.nanoTime();
        running.put(model.name(), new Running(now, now, 0, 0, 0, false));
    }

    /** A model has come further. */
    synchronized void update(Model model, long generated, long distinct, boolean liveness) {
        long now = System.nanoTime();
        running.computeIfPresent(model.name(), (name, last) -> {
            long perSecond = (generated - last.generated) * TimeUnit.SECONDS.toNanos(1) / Math.max(1, now - last.since);
            return new Running(last.start, now, generated, distinct, Math.max(0, perSecond), liveness);
        });
    }

    /** A model is done. */
    synchronized void end(Result result) {
        running.remove(result.model().name());
        done++;
        if (columns == 0) {
            Observation observed = result.observed();
            out.printf(
                    "[%d/%d] %s: %s, %,d states, %.1f s%n",
                    done, models, result.model().name(), result.verdict(), observed.distinct(), observed.seconds());
            out.flush();
        }
    }

    /** Shows how far the models are. */
    synchronized void tick() {
        List<String> lines = new ArrayList<>();
        running.forEach((name, model) -> lines.add(line(name, model)));
        if (columns == 0) {
            lines.forEach(line -> out.println("        " + line));
        } else {
            String line = String.format("[%d/%d] %s", done, models, String.join(" | ", lines));
            out.print(WRITE_OVER + line.substring(0, Math.min(line.length(), columns - 1)));
        }
        out.flush();
    }

    private static String line(String name, Running model) {
        if (model.liveness) {
            return String.format("%s: checking liveness of %,d states", name, model.distinct);
        }
        return model.generated == 0
                ? name + ": starting"
                : String.format("%s: %,d states, %,d/s", name, model.distinct, model.perSecond);
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
