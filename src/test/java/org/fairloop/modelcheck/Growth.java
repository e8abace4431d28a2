package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code model-check/growth}: how states, time and memory grow with the size of the world. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures how states, depth, time and memory grow with threads, holds and pollers: families of worlds that differ"
                    + " in one bound, one world at a time, with one worker of TLC.",
            "",
            "A family ends at the first world that is over the limit. What is measured and what it predicts is written to"
                    + " docs/growth.md, the plot to docs/growth.svg. Times are worth something on a quiet machine only.",
            ""
        },
        exitCodeList = {"0:measured", "1:a world does not pass", "2:the arguments, the models or the page are wrong"})
public final class Growth implements Callable<ExitStatus> {

    /** The blocks of the page. */
    static final String MACHINE = "machine";

    static final String MEASURED = "measured";
    static final String PREDICTED = "predicted";

    private static final int LIMIT = 300;

    /** It passes, in a world so large that it is worth to compile TLC well. */
    private static final Expectation ANY_SIZE =
            new Expectation(new Expectation.World(Long.MAX_VALUE, null), null, null, null, null);

    private final Layout layout;

    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "0..*",
            paramLabel = "FAMILY",
            description = "Only families whose names begin so; the rows of the others stay as they are.")
    private List<String> names = List.of();

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "" + LIMIT,
            description = "The most that a world may take. Default: " + LIMIT + ".")
    private int limit = LIMIT;

    /**
     * Makes the command.
     *
     * @param layout where the models are
     */
    Growth(Layout layout) {
        this.layout = layout;
    }

    /**
     * Runs the command and ends the process.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        Commands.main(commandLine(Layout.ofThisProject()), args);
    }

    /** The command, ready to be executed. */
    static CommandLine commandLine(Layout layout) {
        return Commands.line(new Growth(layout), "./model-check/growth", layout);
    }

    /** The page. */
    static Path page(Layout layout) {
        return layout.root().resolve("docs/growth.md");
    }

    /** The picture on it. */
    static Path plot(Layout layout) {
        return layout.root().resolve("docs/growth.svg");
    }

    /** The rows of the page. */
    static List<GrowthRow> recorded(Layout layout) throws IOException {
        return GrowthRow.parseAll(GeneratedText.read(page(layout), MEASURED));
    }

    @Override
    public ExitStatus call() throws Exception {
        if (limit < 1) {
            throw new ParameterException(command.commandLine(), "--limit needs a number of seconds from 1 on");
        }
        List<String> chosen = families();
        List<GrowthRow> before = before();
        List<GrowthRow> rows = new ArrayList<>();
        PrintWriter out = command.commandLine().getOut();
        try (TlcRun tlc = new TlcRun(Workshop.make(layout, "growth"))) {
            for (Family family : Family.all()) {
                if (chosen.contains(family.name())) {
                    measure(tlc, family, rows, out);
                } else {
                    before.stream()
                            .filter(row -> row.family().equals(family.name()))
                            .forEach(rows::add);
                }
            }
        } catch (NoMeasurement e) {
            Commands.error(command.commandLine(), e.getMessage());
            return e.status;
        }
        GeneratedText.write(page(layout), MACHINE, machine());
        GeneratedText.write(page(layout), MEASURED, table(rows));
        GeneratedText.write(page(layout), PREDICTED, Prediction.table(rows));
        GrowthPlot.of(rows).write(plot(layout));
        return ExitStatus.GOOD;
    }

    /** A world that does not pass, or that the tool could not judge. */
    private static final class NoMeasurement extends Exception {
        private static final long serialVersionUID = 1;

        private final ExitStatus status;

        NoMeasurement(ExitStatus status, String message) {
            super(message);
            this.status = status;
        }
    }

    private List<GrowthRow> before() {
        try {
            return recorded(layout);
        } catch (IOException e) {
            throw new ListError(List.of(layout.name(page(layout)) + ": cannot be read: " + Commands.whyNot(e)));
        } catch (IllegalArgumentException e) {
            throw new ListError(List.of(e.getMessage()));
        }
    }

    private List<String> families() {
        List<String> all = Family.all().stream().map(Family::name).toList();
        for (String name : names) {
            if (all.stream().noneMatch(family -> family.startsWith(name))) {
                throw new ParameterException(
                        command.commandLine(),
                        "no family's name begins with " + name + "; there are: " + String.join("; ", all));
            }
        }
        return all.stream()
                .filter(family -> names.isEmpty() || names.stream().anyMatch(family::startsWith))
                .toList();
    }

    static String table(List<GrowthRow> rows) {
        StringBuilder table = new StringBuilder(GrowthRow.HEAD);
        rows.forEach(row -> table.append(row.markdown()));
        return table.toString();
    }

    private static String machine() {
        return String.format(
                "Measured on %d cores (%s, %s), with Java %s and one worker of TLC.%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.version"));
    }

    private void measure(TlcRun tlc, Family family, List<GrowthRow> rows, PrintWriter out)
            throws IOException, NoMeasurement {
        Model like = family.model(ModelList.read(layout));
        for (int size : family.sizes().toArray()) {
            String cfg = family.cfg(layout, size);
            Model model = Workshop.add(tlc.layout(), like, "Growth_" + family.bound() + size, ANY_SIZE, cfg);
            Stopwatch stopwatch = new Stopwatch();
            Observation observed;
            try {
                observed = tlc.run(model, Cfg.parse(cfg), 1, stopwatch).observed();
            } catch (CancellationException e) {
                out.printf("%s, %d: more than %d s, over the limit%n", family.name(), size, limit);
                out.flush();
                return;
            }
            if (!observed.passed()) {
                throw new NoMeasurement(
                        observed.toolFailed() ? ExitStatus.FAILED : ExitStatus.WRONG,
                        family.name() + ", " + size + ": "
                                + (observed.error() == null ? observed.violated() + " is violated" : observed.error()));
            }
            GrowthRow row = new GrowthRow(
                    family.name(),
                    size,
                    observed.distinct(),
                    observed.depth(),
                    observed.seconds(),
                    stopwatch.kilobytes / 1024);
            rows.add(row);
            out.print(row.markdown());
            out.flush();
        }
    }

    /** Ends a run that takes too long. */
    private final class Stopwatch implements TlcRun.Listener {

        private final long start = System.nanoTime();
        private long kilobytes;

        @Override
        public void progress(long generated, long distinct, boolean checkingLiveness) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(limit)) {
                throw new CancellationException("over the limit");
            }
        }

        @Override
        public void memory(long most) {
            kilobytes = most;
        }
    }
}
