package org.fairloop.modelcheck;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
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
        exitCodeList = {
            "0:the trace is a behaviour of the specification",
            "1:it is not; the output says where, in which state, and what would have been allowed",
            "2:it cannot be judged: not a trace, or of an unknown specification"
        })
public final class Validate implements Callable<ExitStatus> {

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
        Commands.main(commandLine(Layout.ofThisProject()), arguments);
    }

    /** The command, ready to be executed. */
    static CommandLine commandLine(Layout layout) {
        return Commands.line(new Validate(layout.root()), "./model-check/validate", layout);
    }

    @Override
    public ExitStatus call() {
        try (TraceReader trace = open()) {
            return judge(trace);
        }
    }

    private TraceReader open() {
        try {
            return new TraceReader(file);
        } catch (UncheckedIOException e) {
            throw new UnusableTraceException(file + ": cannot be read: " + Commands.whyNot(e.getCause()));
        }
    }

    private ExitStatus judge(TraceReader trace) {
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
                return ExitStatus.GOOD;
            }
            out.printf(
                    "rejected: %s is not a behaviour of %s%n",
                    file, trace.header().module());
            out.println(verdict);
            out.flush(); // the verdict stands, whatever comes of the page
            return Commands.afterwards(command.commandLine(), ExitStatus.WRONG, () -> {
                if (verdict instanceof Verdict.Rejected rejected) {
                    Path page = LanesPage.write(page(), rejected.behaviour().with(cast(trace)));
                    out.println("See it: " + root.toAbsolutePath().relativize(page.toAbsolutePath()));
                }
            });
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
}
