package org.fairloop.jcstress;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fairloop.modelcheck.Layout;

/**
 * Runs tests of the memory model in a process of its own.
 *
 * <p>By default a test is compiled by C2, which shuffles the code for us, and takes about a second. The system property
 * {@code jcstress=long} has it run in every mode of compilation that jcstress knows, which takes about half an hour on 2 cores for all, and
 * has the broken patterns run, too.
 *
 * <p>Blind spots. jcstress sees what this processor and this compiler do, no more. An x86 lets a load pass the store before it and
 * nothing else; a missing release or acquire shows only where the compiler reorders: {@code HandOverPattern.BrokenPlainTurn} was
 * seen to fail ten times in five million, in the long mode only, and {@code ParkCondition}'s {@code signalled} without its
 * {@code volatile} never, since the compiler does not look into the call beside it. It samples, so that to pass means "none
 * found". Two threads, since that is how many processors we count on: nothing that needs a third is seen, so not what takes two
 * pollers. A thread that sleeps for ever is a time-out and no outcome, except in the Termination tests; the others look through a
 * {@code GlassPoller}.
 */
final class JcstressRun {

    /** Nothing but the broken patterns. */
    static final String BROKEN = "\\.Broken";

    /** All but the broken patterns. */
    static final String SOUND = "^(?!.*" + BROKEN + ")";

    /** Was the long mode asked for? */
    static final boolean IS_LONG = "long".equals(System.getProperty("jcstress", "quick"));

    static final boolean IS_POSSIBLE = Runtime.getRuntime().availableProcessors() >= 2;

    static final String NEEDS = "with one processor two threads never run side by side";

    private static final List<String> QUICK =
            List.of("-f", "1", "-iters", "3", "-time", "150", "-sc", "false", "-jvmArgs", jvm());

    private static final List<String> LONG = List.of("-f", "1", "-fsm", "1", "-iters", "5", "-time", "300");

    private final Layout layout = Layout.ofThisProject();

    /** C2 only, in an order of instructions that changes from run to run. */
    private static String jvm() {
        return "-XX:-TieredCompilation -XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM";
    }

    /**
     * Runs.
     *
     * @param name of the folder below {@code target/jcstress} in which everything is left
     * @param tests a regular expression that is found in the names of the tests
     * @param twin the broken twin that takes the place of the shipped class, or null
     * @param isLong whether to take the time it needs
     * @return what was found
     */
    List<Finding> run(String name, String tests, String twin, boolean isLong) {
        try {
            Path folder = layout.root().resolve("target").resolve("jcstress").resolve(name);
            clear(folder);
            Path findings = folder.resolve("findings.json");
            Path log = folder.resolve("log.txt");
            int status = execute(command(findings, tests, twin, isLong), folder, log);
            if (status != 0) {
                throw new IllegalStateException("jcstress failed with status " + status + ", see " + layout.name(log));
            }
            return new ObjectMapper().readValue(findings.toFile(), new TypeReference<List<Finding>>() {});
        } catch (IOException e) {
            throw new IllegalStateException("jcstress, " + name, e);
        }
    }

    private static void clear(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<String> command(Path findings, String tests, String twin, boolean isLong) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (twin != null) {
            command.add("-Dfairloop.twin=" + twin); // jcstress hands it on to the processes that it starts
        }
        command.addAll(List.of("-cp", classPath(), JcstressMain.class.getName(), findings.toString()));
        command.addAll(isLong ? LONG : QUICK);
        command.addAll(List.of("-r", "report", "-t", tests));
        return command;
    }

    /** What Maven has compiled and found. */
    private String classPath() throws IOException {
        Path target = layout.root().resolve("target");
        return String.join(
                File.pathSeparator,
                target.resolve("jcstress-classes").toString(),
                target.resolve("test-classes").toString(),
                target.resolve("classes").toString(),
                Files.readString(target.resolve("test.classpath")).strip());
    }

    private static int execute(List<String> command, Path folder, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Thread onExit = new Thread(() -> end(process), "end of jcstress");
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            end(process);
            forget(onExit);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void forget(Thread onExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The JVM is going down and the hook runs anyway.
        }
    }
}
