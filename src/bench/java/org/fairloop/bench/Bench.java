package org.fairloop.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairloop.modelcheck.GeneratedText;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures everything against its rivals: in each round each case once, in a JVM of its own, so that the contenders
 * alternate and a slow minute of the machine hits them all. Compared are the scores of one round; quoted is the median of
 * these ratios, with the quartiles.
 */
@Command(
        name = "bench",
        description = "Measures the lock and the context against their rivals and writes target/bench.")
public final class Bench implements Callable<Integer> {

    @Option(names = "--rounds", defaultValue = "7", description = "How often each case is measured. Default: 7")
    private int rounds;

    @Option(names = "--only", defaultValue = "", description = "Only the cases with this in their name.")
    private String only;

    @Option(
            names = "--publish",
            description = "Writes the table into README.md, too, and the pictures into docs/performance.")
    private boolean publish;

    @Option(names = "--help", usageHelp = true, description = "Shows this text.")
    private boolean help;

    @Spec
    private CommandSpec command;

    private final PrintStream out = System.out;

    /**
     * Runs the command and ends the process.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, RunnerException, InterruptedException {
        if (publish && !only.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--publish needs all cases: leave --only out");
        }
        Path folder = Files.createDirectories(Path.of("target", "bench"));
        List<Case> cases =
                Case.all().stream().filter(each -> isChosen(each.key())).toList();
        Scores scores = new Scores();
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < cases.size(); i++) {
                Case each = cases.get(i);
                RunResult result = run(each);
                Result<?> score = result.getPrimaryResult();
                double bytes =
                        result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
                scores.add(each.key(), score.getScoreUnit(), score.getScore(), bytes);
                out.printf(
                        Locale.ROOT,
                        "round %d of %d, %2d of %d: %-35s %12.4f %s, %.1f B/op%n",
                        round,
                        rounds,
                        i + 1,
                        cases.size(),
                        each.key(),
                        score.getScore(),
                        score.getScoreUnit(),
                        bytes);
            }
            if (isChosen(HandOver.KEY)) {
                HandOver.measureAll(scores);
            }
            if (isChosen(Drain.KEY)) {
                Drain.measureAll(scores);
            }
        }
        Map<Integer, Shares> shares = new TreeMap<>();
        if (only.isEmpty()) {
            for (int threads : Case.CROWDS) {
                shares.put(threads, Shares.measure(LockContender.FIFO_LOCK, threads, 3_000));
            }
        }
        scores.write(folder.resolve("scores.json"));
        String table = table(scores, new Measures(scores, shares).rows());
        Files.writeString(folder.resolve("table.md"), table);
        Pictures.draw(scores, folder);
        if (publish) {
            GeneratedText.write(Path.of("README.md"), "measured", table);
            Pictures.draw(scores, Files.createDirectories(Path.of("docs", "performance")));
        }
        out.println();
        out.print(table);
        return 0;
    }

    private boolean isChosen(String key) {
        return key.toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT));
    }

    /** What the system calls the processor. */
    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static RunResult run(Case each) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(each.benchmark()) + "$")
                .forks(1)
                .jvmArgs("-Xms512m", "-Xmx512m")
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(400))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(400))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (each.threads() > 0) {
            options.threads(each.threads());
        }
        each.parameters().forEach(options::param);
        return new Runner(options.build()).runSingle();
    }

    private String table(Scores scores, List<Measures.Row> rows) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d processors (%s), %s %s, %s; %d rounds. Medians of the paired ratios, with the quartiles.%n%n",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version"),
                System.getProperty("os.name"),
                rounds));
        text.append("| measure | must be | seen | reached |\n| --- | --- | --- | --- |\n");
        for (Measures.Row row : rows) {
            text.append(String.format("| %s | %s | %s | %s |%n", row.measure(), row.must(), row.seen(), row.reached()));
        }
        String contended = Case.contended(LockContender.FIFO_LOCK) + " × 2";
        if (scores.has(contended)) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nAllocated by a contended section: %.1f B; by an uncontended one: %.1f B.%n",
                    Spread.of(scores.of(contended).bytes()).median(),
                    Spread.of(scores.of(Case.uncontended(LockContender.FIFO_LOCK))
                                    .bytes())
                            .median()));
        }
        return text.toString();
    }
}
