package org.fairloop.modelcheck;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.UnusableTraceException;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * What all commands have in common: {@code --help} and {@code --version}, what they say when something goes wrong, and their
 * {@link ExitStatus}. Whatever goes wrong is one line on standard error: what, where, and the cure.
 */
public final class Commands {

    /** Lets a command print the stack trace behind its line, for those who repair the tool. */
    private static final String STACK_TRACE = "fairloop.stacktrace";

    private static final int LONGEST_LINE = 2_000;

    private static final Pattern VERSION = Pattern.compile("<artifactId>fairloop</artifactId>\\s*<version>([^<]+)<");

    /** What a verdict does not depend on: a page, a picture, a file for programs. */
    public interface Afterwards {

        /**
         * Does it.
         *
         * @throws Exception if it cannot be done
         */
        void run() throws Exception;
    }

    private Commands() {}

    /**
     * Makes a command ready to be executed.
     *
     * @param command the command
     * @param call how it is called, for instance {@code ./model-check/run}
     * @param layout the project
     * @return the command
     */
    public static CommandLine line(Callable<ExitStatus> command, String call, Layout layout) {
        CommandLine line = new CommandLine(command);
        UsageMessageSpec help = line.getCommandSpec().usageMessage();
        help.exitCodeListHeading("%nExit status:%n").exitCodeList(ExitStatus.help(help.exitCodeList()));
        line.getCommandSpec().version(version(layout), "Java " + Runtime.version() + ", " + line.getCommandName());
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // an argument is no file with arguments
                .setParameterExceptionHandler((e, arguments) -> {
                    error(e.getCommandLine(), e.getMessage() + "; see " + call + " --help");
                    return ExitStatus.UNUSABLE.code();
                })
                .setExecutionStrategy(Commands::execute)
                .setExecutionExceptionHandler(
                        (e, failed, parsed) -> report(e, failed).code());
    }

    /**
     * Executes a command and ends the process with its status. Nothing else ends it: not an error, nor a thread left behind.
     *
     * @param line the command
     * @param arguments its arguments
     */
    public static void main(CommandLine line, String[] arguments) {
        int status = ExitStatus.FAILED.code();
        try {
            status = line.execute(arguments);
            line.getOut().flush();
            status = withOutput(line, status);
        } finally {
            System.exit(status);
        }
    }

    /** The version in the project's POM. */
    private static String version(Layout layout) {
        try {
            Matcher version = VERSION.matcher(Files.readString(layout.root().resolve("pom.xml")));
            return "fairloop " + (version.find() ? version.group(1) : "of unknown version");
        } catch (IOException e) {
            return "fairloop of unknown version";
        }
    }

    /** An error is an exception, too; picocli hands on those of the latter kind only. */
    private static int execute(ParseResult parsed) {
        CommandLine line = parsed.commandSpec().commandLine();
        try {
            new RunLast().execute(parsed);
        } catch (Error e) { // out of memory, for instance
            throw new ExecutionException(line, "an error", e);
        }
        ExitStatus status = line.getExecutionResult(); // none after --help
        return status == null ? ExitStatus.GOOD.code() : status.code();
    }

    /**
     * Does something that a verdict does not depend on. If it fails, a line says so, and the verdict stands.
     *
     * @param line the command
     * @param verdict the verdict
     * @param afterwards what is to be done
     * @return the verdict; {@link ExitStatus#FAILED} instead of {@link ExitStatus#GOOD} if it could not be done
     */
    public static ExitStatus afterwards(CommandLine line, ExitStatus verdict, Afterwards afterwards) {
        ExitStatus status = ExitStatus.GOOD;
        try {
            afterwards.run();
        } catch (Exception | Error e) {
            status = report(e, line);
        }
        return verdict == ExitStatus.GOOD ? status : verdict;
    }

    /** Says in a line what went wrong, and gives the status for it. */
    private static ExitStatus report(Throwable thrown, CommandLine line) {
        Throwable e = reason(thrown);
        if (Boolean.getBoolean(STACK_TRACE)) {
            e.printStackTrace(line.getErr());
        }
        if (e instanceof CancellationException
                || e instanceof InterruptedException
                || e instanceof ClosedByInterruptException) {
            return ExitStatus.INTERRUPTED;
        }
        if (e instanceof ListError wrong) {
            wrong.errors().forEach(each -> error(line, each));
            return ExitStatus.UNUSABLE;
        }
        error(line, why(e));
        return e instanceof UnusableTraceException || e instanceof ParameterException || isOfTlc(e)
                ? ExitStatus.UNUSABLE
                : ExitStatus.FAILED;
    }

    /** What is behind the exceptions that only pass others on. */
    private static Throwable reason(Throwable thrown) {
        Throwable e = thrown;
        while (e.getCause() != null
                && !(e instanceof ListError
                        || e instanceof UnusableTraceException
                        || e instanceof ParameterException)) {
            boolean passesOn = e instanceof ExecutionException
                    || e instanceof java.util.concurrent.ExecutionException
                    || e instanceof UncheckedIOException
                    || e.getCause() instanceof VirtualMachineError;
            if (!passesOn) {
                break;
            }
            e = e.getCause();
        }
        return e;
    }

    /**
     * Says in a line why something could not be done.
     *
     * @param thrown what was thrown
     * @return the reason, and the cure if there is one
     */
    public static String why(Throwable thrown) {
        Throwable e = reason(thrown);
        if (e instanceof IOException wrong) {
            return why(wrong);
        }
        if (e instanceof OutOfMemoryError) {
            return String.format(
                    Locale.ROOT,
                    "out of memory (%,d MB, %s); give Java more: JDK_JAVA_OPTIONS=-Xmx4g",
                    Runtime.getRuntime().maxMemory() >> 20,
                    e.getMessage());
        }
        if (e instanceof StackOverflowError) {
            return "out of stack: something is nested too deeply; give Java more: JDK_JAVA_OPTIONS=-Xss64m";
        }
        if (e instanceof UnusableTraceException || e instanceof ParameterException || e instanceof ListError) {
            return e.getMessage();
        }
        if (isOfTlc(e)) {
            return "TLC cannot evaluate the specification: " + e.getMessage();
        }
        String place = Arrays.stream(e.getStackTrace())
                .filter(it -> it.getClassName().startsWith("org.fairloop."))
                .findFirst()
                .map(it -> " at " + it.getClassName() + "." + it.getMethodName() + ":" + it.getLineNumber())
                .orElse("");
        return "a defect of this tool, please report it: " + e + place + "; JDK_JAVA_OPTIONS=-D" + STACK_TRACE
                + "=true shows more";
    }

    /** TLC's classes may be of a loader of their own, see {@link org.fairloop.bridge.Oracle}. */
    private static boolean isOfTlc(Throwable e) {
        return e instanceof Oracle.EvaluationException
                || e instanceof RuntimeException
                        && Stream.of("tlc2.", "tla2sany.", "util.")
                                .anyMatch(e.getClass().getName()::startsWith);
    }

    private static String why(IOException e) {
        return e instanceof FileSystemException wrong && wrong.getFile() != null
                ? wrong.getFile() + ": " + whyNot(e)
                : whyNot(e);
    }

    /**
     * Says why a file cannot be used, without its name.
     *
     * @param e what was thrown
     * @return the reason in a few words
     */
    static String whyNot(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "a folder is needed here, and this is a file";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        String reason = e instanceof FileSystemException wrong ? wrong.getReason() : e.getMessage();
        if ("Not a directory".equals(reason)) {
            return "a part of this path is a file, and must be a folder";
        }
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /**
     * Says what went wrong, in one line, whatever is quoted in it.
     *
     * @param line the command
     * @param what what went wrong, where, and the cure
     */
    public static void error(CommandLine line, String what) {
        PrintWriter err = line.getErr();
        err.println("error: " + oneLine(what));
        err.flush();
    }

    /** A text without line feeds and other characters that a terminal takes for commands, cut where it is too long. */
    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_LINE
                ? line
                : line.substring(0, LONGEST_LINE / 2) + " … " + line.substring(line.length() - LONGEST_LINE / 2);
    }

    /**
     * A reader that has seen enough, as in {@code run --list | head -1}, is no failure. An output that was lost is one.
     */
    private static int withOutput(CommandLine line, int status) {
        if (!System.out.checkError()) {
            return status;
        }
        String why = whyNoOutput();
        if (why == null || why.toLowerCase(Locale.ROOT).contains("broken pipe")) {
            return status;
        }
        error(line, "standard output cannot be written: " + why);
        return status == ExitStatus.GOOD.code() ? ExitStatus.FAILED.code() : status;
    }

    /** A print stream does not say why it failed; the next write does. */
    @SuppressWarnings("resource") // standard output stays open
    private static String whyNoOutput() {
        try {
            new FileOutputStream(FileDescriptor.out).write('\n');
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
