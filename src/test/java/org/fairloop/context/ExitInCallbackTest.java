package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A callback that calls System.exit ends the JVM, and a shutdown hook can do all that IoThread says it may. */
class ExitInCallbackTest {

    private static final int STATUS = 42;

    /** A child that is not at its end after this time hangs. */
    private static final long DEADLINE_SECONDS = Long.getLong("test.deadline", 60);

    @TempDir
    Path folder;

    /** The child: a loop runs a task that exits. The arguments are those of the test. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) throws InterruptedException {
            boolean daemon = args[0].equals("daemon");
            AioContext context = new AioContext();
            Thread[] starter = {null};
            starter[0] = new Thread(() -> {
                IoThread loop = new IoThread(context, "loop"); // a daemon if the starter is one
                Runtime.getRuntime().addShutdownHook(new Thread(() -> atShutdown(args[1], context, loop), "hook"));
                loop.start();
                context.execute(() -> exit(args[2]));
            });
            starter[0].setDaemon(daemon);
            starter[0].start();
            Thread.sleep(Long.MAX_VALUE);
        }

        private static void exit(String how) {
            if (how.equals("inside")) {
                System.exit(STATUS);
            } else {
                new Thread(() -> System.exit(STATUS)).start();
            }
        }

        private static void atShutdown(String what, AioContext context, IoThread loop) {
            switch (what) {
                case "stops" -> {
                    context.wakeup();
                    context.execute(() -> {});
                    context.newBottomHalf(() -> {}).schedule();
                    loop.stop();
                }
                case "tries" -> {
                    try {
                        System.out.println(
                                context.tryAcquire(10, TimeUnit.MILLISECONDS) ? "got in" : "the callback has it");
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                case "closes" -> {
                    loop.close();
                    context.close();
                    System.out.println("closed");
                }
                default -> {}
            }
        }
    }

    /** The child ends with the status that was given, and the hook has had its say. */
    @ParameterizedTest
    @CsvSource({
        "user,   nothing, inside,  ''",
        "daemon, nothing, inside,  ''",
        "user,   stops,   inside,  ''",
        "daemon, stops,   inside,  ''",
        "user,   tries,   inside,  the callback has it",
        "daemon, tries,   inside,  the callback has it",
        "user,   closes,  outside, closed",
        "daemon, closes,  outside, closed",
    })
    void ends(String thread, String hook, String where, String says) throws Exception {
        Path out = folder.resolve("out");
        Path errors = folder.resolve("errors");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        thread,
                        hook,
                        where)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertTrue(
                    child.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS),
                    () -> "the JVM does not end; it has said: " + read(out) + read(errors));
        } finally {
            child.destroyForcibly();
        }
        assertEquals(says, read(out).strip(), () -> read(errors));
        assertEquals(STATUS, child.exitValue());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The library installs no shutdown hook, which could wait for a callback that has called System.exit. */
    @Test
    void theLibraryHasNoHook() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertTrue(sources.size() > 10, () -> "too few: " + sources);
            assertEquals(
                    List.of(),
                    sources.stream()
                            .filter(file -> read(file).contains("addShutdownHook"))
                            .toList());
        }
    }
}
