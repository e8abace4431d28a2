package org.fairloop.modelcheck;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code model-check/run}: checks the models and compares every outcome with the list. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs TLC on the finite worlds of the specifications and compares what it finds with model-check/models.yaml.",
            "",
            "It leaves in target/model-check: index.html, everything to look at, without server or network; results.json and"
                    + " junit.xml, the verdicts for programs; <model>.svg, a counterexample as a picture; <model>.out,"
                    + " what TLC said.",
            ""
        },
        exitCodeList = {
            "0:every model did exactly what the list says",
            "1:some model did not",
            "2:the arguments, the list or the files beside it are wrong, or there is no server; nothing has been run",
            "3:the tool failed: no room, no memory, no permission, a lost server; no model was found wrong",
            "130:ended by Ctrl-C; with models of the tier large, or with --checkpoint, --resume goes on"
        })
public final class Run implements Callable<ExitStatus> {

    /** More threads than this only cost memory. */
    private static final int MOST_WORKERS = 1_000;

    private static final int CHECKPOINT_MINUTES = 10;

    private final Layout layout;

    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL",
            description = "A model, in whatever tier it is; or the beginning of names up to an underscore, for all such"
                    + " models of the tier.")
    private List<String> names = List.of();

    @Option(
            names = "--tier",
            paramLabel = "TIER",
            defaultValue = "quick",
            description = "quick (the default), full or large. Each includes the ones before it.")
    private Tier tier = Tier.QUICK;

    @Option(
            names = "--sample",
            description =
                    "Only one model that must pass and one that must fail for each specification, whatever the tier."
                            + " Tells within a minute whether a JDK or a release of TLC works.")
    private boolean sample;

    @Option(names = "--list", description = "Only lists the models of all tiers and what is expected of them.")
    private boolean list;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads for each model that must pass and has no temporal properties. With more than one"
                    + " the depth is not compared. Default: 1, and one model more at a time than there are cores.")
    private int workers = 1;

    @Option(
            names = "--checkpoint",
            paramLabel = "MINUTES",
            description = "How often each model keeps how far it is, in target/model-check/checkpoints; 0 for never."
                    + " Models with temporal properties cannot. Default: 10 if one of the models is of the tier large.")
    private Integer checkpoint;

    @Option(
            names = "--resume",
            description =
                    "Goes on where a run of the same models was interrupted: models that are done are not run again,"
                            + " the others go on from their last checkpoint.")
    private boolean resume;

    @Mixin
    private Machines machines;

    @Option(
            names = "--tla2tools",
            paramLabel = "FILE",
            description =
                    "Another release of TLC, a tla2tools.jar. Only properties and numbers of states are compared.")
    private Path tla2tools;

    /** All models are done. */
    private volatile boolean ended;

    /**
     * Makes the command.
     *
     * @param layout where the models are
     */
    Run(Layout layout) {
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
        return Commands.line(new Run(layout), "./model-check/run", layout);
    }

    /** The width of the terminal that the output goes to, 0 if it goes elsewhere; {@code model-check/.launch} asks for it. */
    private static int columns() {
        return Integer.getInteger("fairloop.columns", 0);
    }

    @Override
    public ExitStatus call() throws Exception {
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new ParameterException(command.commandLine(), "--workers needs a number from 1 to " + MOST_WORKERS);
        }
        if (checkpoint != null && checkpoint < 0) {
            throw new ParameterException(command.commandLine(), "--checkpoint needs a number of minutes, or 0");
        }
        if (tla2tools != null && !Files.isRegularFile(tla2tools)) {
            throw new ParameterException(command.commandLine(), "--tla2tools: there is no file " + tla2tools);
        }
        if (sample && !names.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "--sample chooses the models itself; leave out the names");
        }
        machines.check();
        PrintWriter out = command.commandLine().getOut();
        if (machines.isWorker()) {
            return ExitStatus.of(machines.work(layout, names, workers));
        }
        ModelList models = ModelList.read(layout);
        Map<Model, Cfg> cfgs = Inventory.take(models, layout);
        Report report = new Report(out, columns());
        if (list) {
            report.list(names.isEmpty() ? models.models() : models.named(names, Tier.LARGE));
            return ExitStatus.GOOD;
        }
        List<Model> chosen = sample ? models.sample() : names.isEmpty() ? models.of(tier) : models.named(names, tier);
        long start = System.nanoTime();
        List<Result> results;
        Checkpoints checkpoints = machines.isServer() ? null : checkpoints(chosen);
        if (machines.isServer()) {
            results = List.of(machines.serve(layout, chosen, cfgs, columns()));
        } else {
            results = run(chosen, cfgs, checkpoints, out);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        report.results(results, models.models().size(), layout, seconds);
        return Commands.afterwards(command.commandLine(), Result.status(results), () -> {
            if (checkpoints != null) {
                checkpoints.forget(results.stream()
                        .filter(result -> result.observed().error() == null)
                        .map(Result::model)
                        .toList());
            }
            write(results, seconds);
            Path page = ReportPage.write(layout, models.models(), results, seconds);
            out.println("See it: " + layout.name(page));
        });
    }

    /**
     * What this run keeps, and goes on with.
     *
     * @return null if it keeps nothing
     * @throws ListError if it cannot go on, or would overwrite what another run has kept
     */
    private Checkpoints checkpoints(List<Model> models) throws IOException, ListError {
        if (!resume && checkpoint == null && models.stream().noneMatch(model -> model.tier() == Tier.LARGE)) {
            return null;
        }
        Duration period = Duration.ofMinutes(checkpoint == null ? CHECKPOINT_MINUTES : checkpoint);
        Checkpoints checkpoints = new Checkpoints(layout, TlcRun.jar(tla2tools), period);
        List<Model> left = new ArrayList<>();
        for (Model model : models) {
            if (checkpoints.hasLeft(model)) {
                left.add(model);
            }
        }
        if (resume && left.isEmpty()) {
            throw new ListError(
                    List.of("--resume: no interrupted run has left anything of these models; leave it out"));
        }
        for (Model model : left) {
            if (!resume) {
                throw new ListError(List.of("an interrupted run has left how far it was with " + model.name()
                        + ": add --resume to go on, or delete " + layout.name(checkpoints.place())
                        + " to begin anew"));
            }
            checkpoints.requireSameSources(model, threads(model));
        }
        return checkpoints;
    }

    private int threads(Model model) {
        return model.mustPass() ? workers : 1;
    }

    /** What stands behind the output of a run that was interrupted, whose progress nobody wants to see any more. */
    private Thread sayHowToGoOn(PrintWriter out, Progress progress) {
        List<String> words =
                new ArrayList<>(command.commandLine().getParseResult().originalArgs());
        if (!resume) {
            words.add("--resume");
        }
        return new Thread(
                () -> {
                    if (!ended) {
                        progress.close();
                        out.println();
                        out.println("Interrupted. To go on from here: ./model-check/run " + String.join(" ", words));
                        out.flush();
                    }
                },
                "how to go on");
    }

    /**
     * Runs one model more at a time than there are cores, since each waits for its files now and then; those with the
     * largest worlds first.
     */
    private List<Result> run(List<Model> models, Map<Model, Cfg> cfgs, Checkpoints checkpoints, PrintWriter out)
            throws IOException, InterruptedException, ExecutionException {
        int atATime = 1 + Math.max(workers, Runtime.getRuntime().availableProcessors());
        Semaphore free = new Semaphore(atATime, true);
        ExecutorService pool = Executors.newFixedThreadPool(atATime);
        try (TlcRun tlc = new TlcRun(layout, tla2tools, checkpoints);
                Progress progress = new Progress(out, columns(), models.size())) {
            if (checkpoints != null) {
                Runtime.getRuntime().addShutdownHook(sayHowToGoOn(out, progress));
            }
            Map<Model, Future<Result>> outcomes = new LinkedHashMap<>();
            models.stream()
                    .sorted(Comparator.comparingLong(Run::size).reversed())
                    .forEach(model -> {
                        int threads = threads(model);
                        outcomes.put(model, pool.submit(() -> {
                            free.acquire(threads);
                            try {
                                progress.begin(model);
                                Result result = judge(tlc, model, cfgs.get(model), progress);
                                progress.end(result);
                                return result;
                            } finally {
                                free.release(threads);
                            }
                        }));
                    });
            List<Result> results = new ArrayList<>();
            for (Model model : models) {
                results.add(outcomes.get(model).get());
            }
            ended = true;
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    /** What the tool cannot do for one model does not cost the verdicts of the others. */
    private Result judge(TlcRun tlc, Model model, Cfg cfg, Progress progress) {
        try {
            return tlc.run(
                    model,
                    cfg,
                    threads(model),
                    (generated, distinct, liveness) -> progress.update(model, generated, distinct, liveness));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return tlc.failed(model, e);
        }
    }

    private static long size(Model model) {
        return model.mustPass() ? model.expect().passes().distinct() : 0;
    }

    private void write(List<Result> results, double seconds) throws IOException {
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Folders.write(layout.results().resolve("results.json"), file -> json.writeValue(file.toFile(), results));
        Folders.write(layout.results().resolve("junit.xml"), file -> JUnitXml.write(file, results, seconds));
    }
}
