package org.fairloop.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.fairloop.context.RecordedAioContext;

/** Says what a run did: while it lasts on one line that is written over, or on a line a second; then in a table. */
final class Report {

    private static final String WRITE_OVER = "\r\u001b[K";

    private static final int WRONG_SHOWN = 5;

    private final PrintWriter out;

    private final int columns;

    private double nextLine = 1;

    /**
     * Makes a report.
     *
     * @param columns the width of the terminal, or 0 if there is none
     */
    Report(PrintWriter out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    void begin(Dataplane.Settings settings) {
        print(
                "%s lock, %s guest, %d monitors, %d MiB in %s%n",
                settings.lock(),
                settings.guest(),
                settings.monitors(),
                settings.blocks() / Pattern.BLOCKS_IN_MIB,
                settings.image());
        out.flush();
    }

    /** Shows how far the run is. */
    void progress(Dataplane.Moment now) {
        if (columns > 0) {
            String line = line(now);
            out.print(WRITE_OVER + line.substring(0, Math.min(line.length(), columns - 1)));
            out.flush();
        } else if (now.seconds() >= nextLine) {
            nextLine++;
            out.println(line(now));
            out.flush();
        }
    }

    private static String line(Dataplane.Moment now) {
        String turns = now.members().stream()
                .map(it -> format("%s %,d", it.name(), it.turns().taken))
                .collect(Collectors.joining(", "));
        return format("%4.1f s: guest %,d requests; turns: %s", now.seconds(), now.served(), turns);
    }

    /** Says how the run ended. */
    void end(Dataplane.Outcome outcome) {
        if (columns > 0) {
            out.print(WRITE_OVER);
        }
        Dataplane.Moment end = outcome.end();
        print("%nguest: %,.0f requests a second%n%n", end.served() / end.seconds());
        table(end);
        out.println();
        long bytes = outcome.verified() * Pattern.BLOCK;
        if (outcome.wrong().isEmpty()) {
            print("verified: all %,d bytes that were read are right%n", bytes);
        } else {
            print("error: %,d of %,d reads were wrong:%n", outcome.wrong().size(), outcome.verified());
            outcome.wrong().stream().limit(WRONG_SHOWN).forEach(it -> out.println("    " + it));
        }
        outcome.hang().ifPresent(this::hang);
        outcome.overtaken()
                .forEach(it -> print(
                        "overtaken: while %s waited once, another thread had %,d turns; order of arrival allows %d%n",
                        it.name(), it.turns().overtaken, WatchedLock.ALLOWED));
        if (outcome.isGood()) {
            print("fair: nobody had more than %d turn while another thread waited%n", WatchedLock.ALLOWED);
        }
        out.flush();
    }

    /** Writes what was recorded, and says so. */
    void traced(Path file, RecordedAioContext trace) {
        boolean isPart = trace.isFull();
        print("trace: %,d events%s%n", trace.write(file), isPart ? ", the beginning of the run" : "");
        print("    is it allowed? ./model-check/validate %s%n", file);
        out.flush();
    }

    private void table(Dataplane.Moment end) {
        long all = end.members().stream().mapToLong(it -> it.turns().taken).sum();
        print("%36s   time spent   acquire latency, ms%n", "");
        print("%-12s %10s %12s %13s %10s %9s %9s%n", "thread", "turns", "share", "waiting", "median", "99th", "max");
        for (Dataplane.Member it : end.members()) {
            Histogram latency = it.turns().latency;
            print(
                    "%-12s %,10d %11.2f%% %12.2f%% %10.3f %9.3f %9.3f%n",
                    it.name(),
                    it.turns().taken,
                    100.0 * it.turns().taken / Math.max(1, all),
                    100 * it.turns().waited / 1e9 / end.seconds(),
                    latency.getValueAtPercentile(50) / 1e6,
                    latency.getValueAtPercentile(99) / 1e6,
                    latency.getMaxValue() / 1e6);
        }
    }

    private void hang(HangWatch.Hang hang) {
        out.println("hang:");
        hang.waits().forEach(it -> out.println("    " + it));
        out.println("    and the owner " + hang.why());
        out.println();
        hang.dump().forEach(out::println);
        out.println();
        out.println("(the demo then woke the owner up, so that all threads could end)");
    }

    private void print(String format, Object... args) {
        out.print(format(format, args));
    }

    private static String format(String format, Object... args) {
        return String.format(Locale.ROOT, format, args);
    }
}
