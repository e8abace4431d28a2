package org.fairloop.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.fairloop.modelcheck.Commands;
import org.fairloop.modelcheck.ExitStatus;
import org.fairloop.modelcheck.Layout;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code model-check/demo}: a guest and its monitors share one event loop, with three locks. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "A loop thread serves the reads and writes of a simulated guest on a real file, while monitor threads acquire the"
                    + " same context, read, and release it. Every byte that is read is verified.",
            "",
            "The file is made on first use, target/demo/disk.img, and stays. Ctrl-C ends the run early.",
            ""
        },
        exitCodeList = {
            "0:all well, and every byte verified",
            "1:starvation was found (a thread was overtaken), or a hang, or a wrong byte",
            "2:the arguments are wrong; nothing has been run",
            "3:the file cannot be used, or the tool failed: no room, no memory, no permission",
            "130:ended by Ctrl-C"
        })
public final class Demo implements Callable<ExitStatus> {

    private static final int MOST_MONITORS = 100;

    /** A day. */
    private static final double MOST_SECONDS = 86_400;

    private static final int MOST_MIB = 65_536;

    /** They are kept in memory until the run ends. */
    private static final int MOST_EVENTS = 1_000_000;

    /** How a trace begins that this project writes. */
    private static final String TRACE_BEGINS = "{\"format\":";

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Path image;

    private final Duration patience;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--lock",
            paramLabel = "LOCK",
            defaultValue = "fair",
            description = {
                "fair: the lock of this project (the default).",
                "unfair: the loop can take it again as soon as it has released it. The monitors starve.",
                "no-callback: nobody tells the loop that somebody waits. The monitors hang behind its sleep."
            })
    private LockChoice lock = LockChoice.FAIR;

    @Option(
            names = "--guest",
            paramLabel = "GUEST",
            description =
                    "busy: always has requests in flight (the default). idle: has none, so that nothing else ends the"
                            + " loop's sleep (the default with --lock no-callback).")
    private GuestChoice guest;

    @Option(names = "--monitors", paramLabel = "N", defaultValue = "2", description = "Monitor threads. Default: 2.")
    private int monitors = 2;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description = "How long to run. Default: 5.")
    private double seconds = 5;

    @Option(
            names = "--size",
            paramLabel = "MIB",
            defaultValue = "256",
            description = "MiB in the file; one of another size is made anew. Default: 256.")
    private int size = 256;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Records the beginning of the run, and writes it to a file for ./model-check/validate."
                    + " An earlier trace there is replaced; any other file is not.")
    private Path trace;

    @Option(
            names = "--trace-events",
            paramLabel = "N",
            defaultValue = "5000",
            description = "How many events are recorded at most, but for a few. Default: 5000.")
    private int traceEvents = 5000;

    /**
     * Makes the command.
     *
     * @param image the file
     * @param patience see {@link HangWatch}
     */
    Demo(Path image, Duration patience) {
        this.image = image;
        this.patience = patience;
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
        return commandLine(layout, layout.root().resolve("target/demo/disk.img"), PATIENCE);
    }

    /** The command with another file, and perhaps less patience. */
    static CommandLine commandLine(Layout layout, Path image, Duration patience) {
        return Commands.line(new Demo(image, patience), "./model-check/demo", layout)
                .registerConverter(LockChoice.class, name -> choice(LockChoice.values(), name))
                .registerConverter(GuestChoice.class, name -> choice(GuestChoice.values(), name));
    }

    private static <T> T choice(T[] choices, String name) {
        return Arrays.stream(choices)
                .filter(it -> it.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + name + "' is none of "
                        + Arrays.stream(choices).map(Object::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public ExitStatus call() throws InterruptedException {
        check(monitors >= 1 && monitors <= MOST_MONITORS, "--monitors needs a number from 1 to " + MOST_MONITORS);
        check(
                seconds > 0 && seconds <= MOST_SECONDS,
                String.format(Locale.ROOT, "--seconds needs a number above 0, up to %.0f", MOST_SECONDS));
        check(size >= 1 && size <= MOST_MIB, "--size needs a number from 1 to " + MOST_MIB);
        check(traceEvents >= 1 && traceEvents <= MOST_EVENTS, "--trace-events needs a number from 1 to " + MOST_EVENTS);
        if (trace != null) {
            checkWritable(trace);
        }
        PrintWriter out = command.commandLine().getOut();
        Dataplane.Settings settings = new Dataplane.Settings(
                lock,
                guest != null ? guest : lock == LockChoice.NO_CALLBACK ? GuestChoice.IDLE : GuestChoice.BUSY,
                monitors,
                Duration.ofNanos((long) (seconds * 1e9)),
                image,
                size * Pattern.BLOCKS_IN_MIB,
                patience,
                trace == null ? 0 : traceEvents);
        Report report = new Report(out, Integer.getInteger("fairloop.columns", 0));
        report.begin(settings);
        Dataplane dataplane = new Dataplane(settings);
        CountDownLatch ended = new CountDownLatch(1);
        Thread atInterrupt = new Thread(() -> endEarly(dataplane, ended), "demo-interrupted");
        Runtime.getRuntime().addShutdownHook(atInterrupt);
        try {
            Dataplane.Outcome outcome = dataplane.run(report::progress);
            report.end(outcome);
            ExitStatus verdict = outcome.isGood() ? ExitStatus.GOOD : ExitStatus.WRONG;
            return Commands.afterwards(command.commandLine(), verdict, () -> {
                if (outcome.trace().isPresent()) {
                    report.traced(trace, outcome.trace().get());
                }
            });
        } catch (Image.WrongByteException e) {
            Commands.error(command.commandLine(), e.getMessage());
            return ExitStatus.WRONG;
        } catch (IOException e) {
            Commands.error(command.commandLine(), "the file cannot be used: " + Commands.why(e));
            return ExitStatus.FAILED;
        } finally {
            ended.countDown();
            remove(atInterrupt);
        }
    }

    /** Before the run, so that its trace is not lost. An earlier trace is replaced, and no other file. */
    private void checkWritable(Path file) {
        check(
                !Files.exists(file) || isTrace(file),
                "--trace does not replace " + file + ", which is not a trace; give another name");
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new ParameterException(
                    command.commandLine(), "--trace needs a file that can be written: " + Commands.why(e));
        }
    }

    /** An empty file counts: a run that ended early leaves one. */
    private static boolean isTrace(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String begin = new String(in.readNBytes(TRACE_BEGINS.length()), StandardCharsets.UTF_8);
            return begin.isEmpty() || begin.equals(TRACE_BEGINS);
        } catch (IOException e) {
            return false;
        }
    }

    private void check(boolean valid, String message) {
        if (!valid) {
            throw new ParameterException(command.commandLine(), message);
        }
    }

    /** The process ends when this returns. */
    private static void endEarly(Dataplane dataplane, CountDownLatch ended) {
        dataplane.stop();
        boolean interrupted = false;
        while (!interrupted) {
            try {
                ended.await();
                return;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook is what waits for us.
        }
    }
}
