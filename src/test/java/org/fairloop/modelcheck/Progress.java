package org.fairloop.modelcheck;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How far the models are: their states and states a second. */
final class Progress extends StatusLine {

    private final Map<String, Running> running = new LinkedHashMap<>();

    /** A model under way: what it had at the last two reports. */
    private record Running(long start, long since, long generated, long distinct, long perSecond, boolean liveness) {}

    /**
     * Begins to show progress.
     *
     * @param columns the width of the terminal, or 0 if there is none
     * @param models how many models there are
     */
    Progress(PrintWriter out, int columns, int models) {
        super(out, columns, models);
    }

    /** A model begins. */
    synchronized void begin(Model model) {
        long now = System.nanoTime();
        running.put(model.name(), new Running(now, now, 0, 0, 0, false));
        begin();
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
        Observation observed = result.observed();
        end(String.format(
                "%s: %s, %,d states, %.1f s",
                result.model().name(), result.verdict(), observed.distinct(), observed.seconds()));
    }

    @Override
    protected List<String> underWay() {
        List<String> lines = new ArrayList<>();
        running.forEach((name, model) -> lines.add(line(name, model)));
        return lines;
    }

    private static String line(String name, Running model) {
        if (model.liveness) {
            return String.format("%s: checking liveness of %,d states", name, model.distinct);
        }
        return model.generated == 0
                ? name + ": starting"
                : String.format("%s: %,d states, %,d/s", name, model.distinct, model.perSecond);
    }
}
