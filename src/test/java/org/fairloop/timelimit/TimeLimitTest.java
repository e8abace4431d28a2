package org.fairloop.timelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run with a {@link Stuck} test ends, fails, and names the test, see {@link TimeLimits}. */
class TimeLimitTest {

    /** Of a stuck test, in seconds. Long enough for a busy machine to come to the place where the test is stuck. */
    private static final int LIMIT = 8;

    private static final int GRACE = 4;

    @TempDir
    static Path folder;

    /** The runs by the names of their classes. They spend their time waiting, so that all can run at once. */
    private static final Map<String, StuckRun> RUNS = new HashMap<>();

    @BeforeAll
    static void start() throws IOException {
        for (Class<?> kind : Stuck.class.getDeclaredClasses()) {
            RUNS.put(kind.getSimpleName(), new StuckRun(kind.getSimpleName()));
        }
    }

    @AfterAll
    static void end() {
        RUNS.values().forEach(run -> run.process.destroyForcibly());
    }

    /** A test that fails when it is interrupted is named, and the run goes on. */
    @ParameterizedTest
    @CsvSource({
        "InAwait, #awaits, 1",
        "InOneOfSeveral, #awaits [2] second, 1",
        "InProperty, #property, 0",
        "InBeforeAll, '', 0",
        "InAfterAll, '', 1",
    })
    void goesOn(String kind, String test, int succeeded) throws Exception {
        RUNS.get(kind)
                .endsWith(1)
                .names(kind + test)
                .dumps("InProperty".equals(kind) ? "Stuck$InProperty.property(" : "Stuck$" + kind + ".awaits(")
                .succeeds(succeeded);
    }

    /** A test that ignores interrupts is named, and the JVM ends. */
    @ParameterizedTest
    @CsvSource({
        "InPark, #parks, Stuck.park(",
        "InStaticInitializer, '', Stuck$InStaticInitializer.<clinit>(",
        "InBusyLoop, #spins, Stuck$InBusyLoop.spins(",
        "InPropertyThatSpins, #property, Stuck$InPropertyThatSpins.property(",
        "InDeadlock, #deadlocks, Found one Java-level deadlock:",
        "InProcess, #reads, java -cp ",
    })
    void endsTheJvm(String kind, String test, String dumped) throws Exception {
        RUNS.get(kind)
                .endsWith(TimeLimits.STATUS)
                .names(kind + test)
                .dumps(dumped)
                .says("has not ended " + GRACE + " s after it was interrupted. The JVM ends.");
    }

    /** The processes that a stuck test has started end with the JVM. */
    @Test
    void endsProcesses() throws Exception {
        StuckRun run = RUNS.get("InProcess").endsWith(TimeLimits.STATUS);
        try (FileChannel file = FileChannel.open(
                        run.place.resolve(Stuck.Silent.LOCKED), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) { // waits for the end of the process
            assertTrue(lock.isValid());
        }
    }

    /** A test that swallows the interrupt and passes fails the run. The tests after it run, uninterrupted. */
    @Test
    void failsAtTheEnd() throws Exception {
        RUNS.get("Swallowing")
                .endsWith(TimeLimits.STATUS)
                .names("Swallowing#swallows")
                .says("has swallowed the interrupt. It counts as failed.", "Swallowing#sleeps has run")
                .says("The run fails: tests have swallowed the interrupt at their time limits:");
    }

    /** A shutdown hook that is stuck fails the run. */
    @Test
    void endsTheExit() throws Exception {
        RUNS.get("InShutdownHook")
                .endsWith(TimeLimits.STATUS)
                .says("[time limit] A shutdown hook is stuck: the JVM has not ended " + GRACE
                        + " s after it began to exit.\n")
                .dumps("\"stuck hook\"", "Stuck.park(");
    }

    /** The dump shows the virtual threads. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads need JDK 21 or later")
    void showsVirtualThreads() throws Exception {
        RUNS.get("InVirtualThread").endsWith(1).names("InVirtualThread#joins").dumps("\" virtual", "Stuck.park(");
    }

    /** A thread that a test leaves behind does not keep the JVM, and nothing is said of tests that are in time. */
    @Test
    void saysNothing() throws Exception {
        StuckRun run = RUNS.get("LeavingThread").endsWith(0);
        run.succeeds(1);
        assertEquals("", run.errors(), "said");
        assertEquals(List.of(), run.files(), "dumps");
    }

    /** A JVM of its own that runs a nested class of {@link Stuck}. */
    private static final class StuckRun {
        private final Path place;
        private final Process process;

        StuckRun(String kind) throws IOException {
            place = folder.resolve(kind);
            Files.createDirectories(place.resolve("target")); // for the listener and for jqwik
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Dtest.stuck=true",
                            "-Dtest.limit=" + LIMIT,
                            "-Dtest.limit.grace=" + GRACE,
                            "-cp",
                            absolute(System.getProperty("java.class.path")),
                            Stuck.class.getName(),
                            kind)
                    .directory(place.toFile())
                    .redirectOutput(place.resolve("out").toFile())
                    .redirectError(place.resolve("err").toFile())
                    .start();
        }

        private static String absolute(String classPath) {
            return Arrays.stream(classPath.split(File.pathSeparator))
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String errors() {
            return read(place.resolve("err"));
        }

        /** The files about stuck tests. */
        List<String> files() throws IOException {
            Path dumps = place.resolve("target/time-limit");
            if (!Files.exists(dumps)) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(dumps)) {
                return files.map(StuckRun::read).toList();
            }
        }

        StuckRun endsWith(int status) throws InterruptedException {
            assertEquals(status, process.waitFor(), this::toString);
            return this;
        }

        StuckRun says(String... texts) {
            for (String text : texts) {
                assertTrue(errors().contains(text), () -> "not said: " + text + "\n" + this);
            }
            return this;
        }

        /** It names a test as stuck, in what it prints and in its one file. */
        StuckRun names(String test) throws IOException {
            String sentence = "[time limit] " + Stuck.class.getName() + "$" + test
                    + (test.contains("#") ? "" : ", outside its tests (" + TimeLimits.OUTSIDE + "),")
                    + " is stuck in the thread main: it has not ended within its limit of " + LIMIT + " s.\n";
            List<String> files = files();
            assertEquals(1, files.size(), () -> "files about stuck tests\n" + this);
            assertTrue(files.get(0).startsWith(sentence), () -> "the file does not say: " + sentence + files.get(0));
            return says(sentence);
        }

        /** The dump has these places. */
        StuckRun dumps(String... places) throws IOException {
            String dump = files().get(0);
            for (String place : places) {
                assertTrue(dump.contains(place), () -> "not in the dump: " + place + "\n" + dump);
            }
            return says(places);
        }

        void succeeds(int tests) {
            String all = read(place.resolve("out"));
            assertTrue(all.endsWith("succeeded: " + tests + System.lineSeparator()), this::toString);
        }

        @Override
        public String toString() {
            return read(place.resolve("out")) + errors();
        }
    }
}
