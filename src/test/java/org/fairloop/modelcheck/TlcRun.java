package org.fairloop.modelcheck;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairloop.bridge.ScratchFolder;

/**
 * Runs models, each in a process of its own, since TLC keeps its state in static fields and ends the JVM. Safe for use by
 * several threads at once. The raw output of each stays in the folder of results.
 */
public final class TlcRun implements AutoCloseable {

    /** Up to here the time to compile the checker well costs more than it saves (measured). */
    private static final long SMALL_WORLD = 30_000;

    /** How often TLC's server looks around if nobody tells it anything. */
    private static final Duration REPORT = Duration.ofSeconds(5);

    /** How long the system may take to end a process that was killed. */
    private static final Duration KILLED = Duration.ofMinutes(1);

    /** What a process that listens takes from others: nothing but what TLC's own parts send each other. */
    private static final String ACCEPTED =
            "tlc2.**;util.UniqueString;org.fairloop.modelcheck.*;jdk.proxy*;java.base/*;java.rmi/*;!*";

    /** The exit statuses of a JVM that SIGHUP, SIGINT or SIGTERM has ended. */
    private static final Set<Integer> INTERRUPTED = Set.of(129, 130, 143);

    private static final JsonMapper JSON = new JsonMapper();

    private static final Pattern PROGRESS = Pattern.compile(Pattern.quote(TlcMain.PROGRESS) + "(\\d+) (\\d+)");

    /** Where in its folder a run has the checkpoint that it goes on from. */
    private static final String RECOVERED = "recovered";

    private final Layout layout;
    private final Path tlc;
    private final boolean ownTlc;
    private final Checkpoints checkpoints;
    private final ScratchFolder scratch;
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private final Thread onExit = new Thread(this::stop, "end of TLC");
    private volatile boolean stopped;

    /** Hears how far a run is. */
    public interface Listener {
        /**
         * TLC is searching.
         *
         * @param generated the states generated so far
         * @param distinct the distinct states among them
         * @param checkingLiveness whether it has found all states and looks for a lasso in them
         */
        void progress(long generated, long distinct, boolean checkingLiveness);

        /**
         * There is a checkpoint, from which another run can go on.
         *
         * @param soFar how far the run had come
         */
        default void checkpoint(SoFar soFar) {}

        /**
         * TLC is done.
         *
         * @param kilobytes how much memory its process had at most; not called where the system does not say
         */
        default void memory(long kilobytes) {}

        /**
         * A server has another number of workers than before.
         *
         * @param threads how many threads they have
         */
        default void workers(int threads) {}
    }

    /**
     * Makes a runner with the TLC of the class path.
     *
     * @param layout where the models are
     * @throws IOException if there is no place for the results
     */
    public TlcRun(Layout layout) throws IOException {
        this(layout, null);
    }

    /**
     * Makes a runner.
     *
     * @param layout where the models are
     * @param otherTlc a {@code tla2tools.jar}, or null for the TLC of the class path
     * @throws IOException if there is no place for the results
     */
    public TlcRun(Layout layout, Path otherTlc) throws IOException {
        this(layout, otherTlc, null);
    }

    /**
     * Makes a runner that keeps what can be gone on with, and goes on with what has been kept.
     *
     * @param checkpoints where it is kept, or null if nothing is
     */
    TlcRun(Layout layout, Path otherTlc, Checkpoints checkpoints) throws IOException {
        this.layout = layout;
        this.ownTlc = otherTlc == null;
        this.tlc = jar(otherTlc);
        this.checkpoints = checkpoints;
        Files.createDirectories(layout.results());
        this.scratch = ScratchFolder.make(layout.results(), "scratch");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** The jar of TLC: another one, or if that is null the one of the class path. */
    static Path jar(Path otherTlc) {
        return otherTlc == null ? place("tlc2.TLC") : otherTlc.toAbsolutePath();
    }

    private static Path place(String type) {
        try {
            return Path.of(Class.forName(type, false, TlcRun.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(type + " is not on the class path", e);
        }
    }

    /** Where the models are. */
    Layout layout() {
        return layout;
    }

    /**
     * Whether the TLC is the one of the class path, which the list was written with.
     *
     * @return false for another one
     */
    public boolean hasOwnTlc() {
        return ownTlc;
    }

    /**
     * Runs a model and compares the outcome with the list, with one worker.
     *
     * @param model the model
     * @return what came of it
     * @throws ListError if the configuration cannot be read
     */
    public Result run(Model model) throws ListError {
        try {
            Cfg cfg = Cfg.read(layout.worlds().resolve(model.cfg()));
            return run(model, cfg, 1, (generated, distinct, checkingLiveness) -> {});
        } catch (IOException e) {
            throw new ListError(List.of(
                    layout.name(layout.worlds()) + "/" + model.cfg() + ": cannot be read: " + Commands.whyNot(e)));
        }
    }

    /**
     * Runs a model and compares the outcome with the list.
     *
     * @param model the model
     * @param cfg what its configuration checks
     * @param workers the threads to search with; one, if it turns out that the model has temporal properties
     * @param listener hears the progress
     * @return what came of it
     */
    Result run(Model model, Cfg cfg, int workers, Listener listener) {
        String only = only(cfg);
        try {
            if (checkpoints != null) {
                Optional<Result> before = checkpoints
                        .finished(model)
                        .map(observed -> result(model, observed))
                        .filter(Result::isAsListed);
                if (before.isPresent()) {
                    return before.get();
                }
                checkpoints.begin(model, workers);
            }
            Observation observed = observe(model, only, workers, listener);
            if (observed == null) {
                observed = observe(model, only, 1, listener);
            }
            return result(model, observed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String only(Cfg cfg) {
        List<String> checks = cfg.checks();
        return checks.size() == 1 ? checks.get(0) : "one of " + checks;
    }

    private Result result(Model model, Observation observed) {
        return new Result(model, observed, Comparison.mismatches(model, observed, ownTlc));
    }

    /**
     * A model that the tool could not judge.
     *
     * @param why the reason
     */
    Result failed(Model model, Throwable why) {
        return result(model, Observation.failed(Commands.why(why)));
    }

    /**
     * Serves a model to the workers of other machines and compares the outcome with the list, but for depth, coverage and
     * steps: these are those of one worker.
     *
     * @param at where the workers find it
     */
    Result serve(Model model, Cfg cfg, InetSocketAddress at, Listener listener) {
        try {
            Path folder = scratchFolder(model);
            Observation observed = observe(
                    model,
                    only(cfg),
                    Observation.ELSEWHERE,
                    folder,
                    SoFar.NOTHING,
                    serverCommand(model, at, folder),
                    listener);
            return new Result(model, observed, Comparison.mismatches(model, observed, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Works for a server until it is done.
     *
     * @param server where it is
     * @param threads with how many threads
     * @param says hears what there is to say to people
     * @return the exit status of the worker
     */
    int work(InetSocketAddress server, int threads, Consumer<String> says) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(scratch.path(), "worker");
        List<String> command = java(folder, server.getPort());
        command.addAll(List.of(
                DistributedWorker.class.getName(),
                server.getHostString(),
                Integer.toString(server.getPort()),
                Integer.toString(threads)));
        Process process = start(command);
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(DistributedWorker.SAYS)) {
                    says.accept(line.substring(DistributedWorker.SAYS.length()));
                }
            }
            int exitStatus = process.waitFor();
            refuseIfStopped();
            refuseIfInterrupted(exitStatus);
            return exitStatus;
        } catch (IOException e) {
            refuseIfStopped(); // it comes of that
            throw e;
        } finally {
            end(process);
            processes.remove(process);
        }
    }

    /** Runs TLC; null if that was with several workers and the model has temporal properties. */
    private Observation observe(Model model, String only, int workers, Listener listener) throws IOException {
        Path folder = scratchFolder(model);
        Optional<Path> checkpoint = checkpoints == null ? Optional.empty() : checkpoints.latest(model);
        SoFar before = SoFar.NOTHING;
        if (checkpoint.isPresent()) {
            before = Checkpoints.soFar(checkpoint.get());
            Folders.copy(checkpoint.get(), folder.resolve(RECOVERED));
        }
        return observe(model, only, workers, folder, before, command(model, workers, folder), listener);
    }

    private Observation observe(
            Model model, String only, int workers, Path folder, SoFar before, List<String> command, Listener listener)
            throws IOException {
        Path out = layout.results().resolve(model.name() + ".out");
        TlcOutput output = new TlcOutput(before);
        long start = System.nanoTime();
        Process process = start(command);
        try (BufferedReader lines = process.inputReader();
                PrintWriter raw = new PrintWriter(Files.newBufferedWriter(out))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher progress = PROGRESS.matcher(line);
                if (progress.matches()) {
                    listener.progress(
                            Long.parseLong(progress.group(1)),
                            Long.parseLong(progress.group(2)),
                            output.isCheckingLiveness());
                } else if (line.startsWith(TlcMain.MEMORY)) {
                    listener.memory(Long.parseLong(line.substring(TlcMain.MEMORY.length())));
                } else if (line.startsWith(DistributedServer.WORKERS)) {
                    listener.workers(Integer.parseInt(line.substring(DistributedServer.WORKERS.length())));
                } else if (line.startsWith(Epilogue.MARK)) {
                    process.getOutputStream().close(); // nothing follows, see TlcMain.endWithTheParent
                    output.epilogue(JSON.readValue(line.substring(Epilogue.MARK.length()), Epilogue.class));
                } else if (line.startsWith(TlcMain.CHECKPOINT)) {
                    Path part = Path.of(line.substring(TlcMain.CHECKPOINT.length()));
                    SoFar soFar = output.soFar(seconds(start));
                    checkpoints.keep(model, part, soFar);
                    listener.checkpoint(soFar);
                } else {
                    raw.println(line);
                    output.line(line);
                }
                if (workers > 1 && output.hasLiveness()) {
                    return null;
                }
            }
            int exitStatus = process.waitFor();
            refuseIfStopped();
            refuseIfInterrupted(exitStatus);
            Observation observed = output.observation(exitStatus, only, workers, seconds(start));
            if (checkpoints != null && observed.error() == null) {
                checkpoints.finish(model, observed);
            }
            return observed;
        } catch (IOException e) {
            refuseIfStopped(); // it comes of that
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            end(process);
            processes.remove(process);
            if (!stopped) {
                Folders.delete(folder);
            }
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private synchronized Path scratchFolder(Model model) throws IOException {
        refuseIfStopped();
        return Files.createTempDirectory(scratch.path(), model.name());
    }

    private void refuseIfStopped() {
        if (stopped) {
            throw new CancellationException("interrupted");
        }
    }

    /** An interrupt comes to the processes of TLC, too, and one of them may end before this one knows. */
    private static void refuseIfInterrupted(int exitStatus) {
        if (INTERRUPTED.contains(exitStatus)) {
            throw new CancellationException("interrupted");
        }
    }

    private synchronized Process start(List<String> command) throws IOException {
        refuseIfStopped();
        Process process = new ProcessBuilder(command)
                .directory(layout.worlds().toFile())
                .redirectErrorStream(true)
                .start();
        processes.add(process);
        return process;
    }

    private List<String> command(Model model, int workers, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(workers > 1 ? "-XX:+UseParallelGC" : "-XX:+UseSerialGC");
        if (model.expect().passes() == null || model.expect().passes().distinct() <= SMALL_WORLD) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.add("-XX:-UsePerfData");
        // Unpacked modules and state files have fixed names: each run gets its own folder.
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-DTLA-Library=" + layout.spec());
        if (checkpoints != null && !checkpoints.period().isZero()) {
            command.add("-D" + TlcMain.CHECKPOINT_PLACE + "=" + checkpoints.place(model));
            command.add("-D" + TlcMain.CHECKPOINT_NEXT + "=" + checkpoints.next(model));
            command.add("-D" + TlcMain.CHECKPOINT_PERIOD + "="
                    + checkpoints.period().toMillis());
        }
        command.add("-cp");
        command.add(tlc + System.getProperty("path.separator") + place(TlcMain.class.getName()));
        command.add(TlcMain.class.getName());
        command.addAll(List.of("-tool", "-workers", Integer.toString(workers), "-metadir", folder.toString()));
        // The same choice of hash function and of seed gives the same counterexample each time.
        command.addAll(List.of("-fp", "0", "-seed", "0"));
        command.addAll(List.of("-lncheck", "final")); // liveness once, at the end
        command.addAll(List.of("-checkpoint", "0")); // none of TLC's own, see TlcCheckpoint
        if (Files.exists(folder.resolve(RECOVERED))) {
            command.addAll(List.of("-recover", folder.resolve(RECOVERED).toString()));
        }
        if (model.mustPass()) {
            // Counts per action at the end, and at most once a week before.
            command.addAll(List.of("-coverage", "10000"));
        }
        command.addAll(List.of("-config", model.cfg(), model.module()));
        return command;
    }

    private List<String> serverCommand(Model model, InetSocketAddress at, Path folder) {
        List<String> command = java(folder, at.getPort());
        command.addAll(List.of(
                DistributedServer.class.getName(),
                at.getAddress().getHostAddress(),
                model.module(),
                model.cfg(),
                folder.toString()));
        return command;
    }

    /** Java for a process that listens. */
    private List<String> java(Path folder, int port) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + folder,
                "-DTLA-Library=" + layout.spec(),
                "-Dtlc2.tool.distributed.TLCServer.port=" + port,
                "-Dtlc2.tool.distributed.TLCServer.report=" + REPORT.toMillis(),
                "-Djdk.serialFilter=" + ACCEPTED,
                "-cp",
                tlc + System.getProperty("path.separator") + place(TlcMain.class.getName())));
    }

    private void stop() {
        synchronized (this) {
            // From here on nobody starts a process or makes a folder.
            stopped = true;
        }
        processes.forEach(Process::destroyForcibly);
        processes.forEach(TlcRun::end);
        scratch.close();
    }

    /**
     * Kills a process, if it still runs, and waits until it is gone and has let go of its files. An interrupt does not shorten
     * the wait.
     */
    private static void end(Process process) {
        process.destroyForcibly();
        long deadline = System.nanoTime() + KILLED.toNanos();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended && System.nanoTime() - deadline < 0) {
            try {
                // Not onExit: that would wait for a thread of the common pool, which the caller may be or may keep
                // busy.
                ended = process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            throw new IllegalStateException("process " + process.pid() + " of TLC is still there " + KILLED.toSeconds()
                    + " s after it was killed: the system does not end it");
        }
    }

    /** Ends what still runs and removes the scratch files. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The JVM is going down and the hook runs anyway.
        }
    }
}
