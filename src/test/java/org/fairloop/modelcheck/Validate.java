package org.fairloop.modelcheck;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fairloop.bridge.Cast;
import org.fairloop.bridge.LanesPage;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.TraceReader;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.UnusableTraceException;
import org.fairloop.bridge.Verdict;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code model-check/validate}. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Checks that a recorded run is a behaviour of the specification that its first line names."
                + " The format is described in docs/traces.md.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:The trace is a behaviour of the specification.",
            "1:It is not; the output says where, in which state, and what would have been allowed.",
            "2:It cannot be judged: not a trace, or of an unknown specification."
        })
public final class Validate implements Callable<Integer> {

    private static final int ACCEPTED = 0;
    private static final int REJECTED = 1;
    private static final int UNUSABLE = 2;

    @Parameters(paramLabel = "FILE", description = "The trace.")
    private Path file;

    @Spec
    private CommandSpec command;

    private final Path root;

    /**
     * Makes the command.
     *
     * @param root the folder of the project, where {@code model-check} and {@code spec} are
     */
    Validate(Path root) {
        this.root = root;
    }

    /**
     * Runs the command and ends the JVM.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        Path root = Path.of(System.getProperty("fairloop.root", "."));
        System.exit(new CommandLine(new Validate(root)).execute(arguments));
    }

    @Override
    public Integer call() {
        try (TraceReader trace = new TraceReader(file)) {
            return judge(trace);
        } catch (UnusableTraceException e) {
            return unusable(e.getMessage());
        } catch (UncheckedIOException e) {
            String why = e.getCause() instanceof NoSuchFileException
                    ? "no such file"
                    : e.getCause().getMessage();
            return unusable(file + ": cannot be read: " + why);
        }
    }

    private int judge(TraceReader trace) {
        try (Oracle oracle = load(trace)) {
            TraceValidator validator = validator(oracle, trace);
            long begin = System.nanoTime();
            Verdict verdict = validator.validate(trace);
            double seconds = (System.nanoTime() - begin) / 1e9;
            PrintWriter out = command.commandLine().getOut();
            if (verdict instanceof Verdict.Accepted accepted) {
                out.printf(
                        Locale.ROOT,
                        "accepted: %s is a behaviour of %s: %,d events, %,.0f a second, at most %d states at once%n",
                        file,
                        trace.header().module(),
                        accepted.events(),
                        accepted.events() / seconds,
                        accepted.mostStates());
                return ACCEPTED;
            }
            out.printf(
                    "rejected: %s is not a behaviour of %s%n",
                    file, trace.header().module());
            out.println(verdict);
            if (verdict instanceof Verdict.Rejected rejected) {
                Path page = LanesPage.write(page(), rejected.behaviour().with(cast(trace)));
                out.println("See it: " + root.toAbsolutePath().relativize(page.toAbsolutePath()));
            }
            return REJECTED;
        }
    }

    private Path page() {
        return root.resolve("target").resolve("lanes").resolve(file.getFileName() + ".html");
    }

    private Cast cast(TraceReader trace) {
        return Casts.read(new Layout(root)).of(trace.header().module());
    }

    private Oracle load(TraceReader trace) {
        try {
            return trace.header().load(root.resolve("model-check"), root.resolve("spec"));
        } catch (UnusableTraceException e) {
            throw trace.unusable(e.getMessage());
        }
    }

    private static TraceValidator validator(Oracle oracle, TraceReader trace) {
        try {
            return new TraceValidator(oracle, trace.header().hidden());
        } catch (UnusableTraceException e) {
            throw trace.unusable(e.getMessage());
        }
    }

    private int unusable(String why) {
        command.commandLine().getErr().println("error: " + why);
        return UNUSABLE;
    }
}
