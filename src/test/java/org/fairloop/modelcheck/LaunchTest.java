package org.fairloop.modelcheck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in {@code model-check} build when they must and start Java, wherever and however they are called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scripts need a POSIX shell")
class LaunchTest {

    /** A Java that prints its words and its locale instead of running. */
    private static final String JAVA = "#!/bin/sh\necho \"LC_ALL=$LC_ALL\"\nfor word; do echo \"$word\"; done\n";

    /** A Maven that leaves what the launcher reads, and counts its calls. */
    private static final String MAVEN = """
            #!/bin/sh
            echo call >>"$ROOT/calls"
            echo "$ROOT/pom.xml" >"$ROOT/target/test.classpath"
            """;

    @TempDir
    private Path folder;

    private Path root;
    private Path tools;

    private record Outcome(int status, String out, String err) {
        @Override
        public String toString() {
            return "status " + status + "\n" + out + err;
        }
    }

    @BeforeEach
    void makeCheckout() throws IOException {
        root = folder.resolve("a check out");
        tools = folder.resolve("tools");
        executable(tools.resolve("bin/java"), JAVA);
        executable(tools.resolve("bin/mvn"), MAVEN);
        checkOut();
    }

    private void checkOut() throws IOException {
        Files.createDirectories(root.resolve("model-check"));
        Files.createDirectories(root.resolve("src"));
        Files.writeString(root.resolve("pom.xml"), "");
        for (String script : List.of("run", ".launch")) {
            Files.copy(
                    Path.of("model-check", script), root.resolve("model-check").resolve(script));
        }
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }

    private ProcessBuilder command(Path script, Map<String, String> environment) {
        ProcessBuilder command = new ProcessBuilder(script.toString(), "--list", "two words");
        command.environment().clear();
        command.environment().put("PATH", tools.resolve("bin") + ":/usr/bin:/bin");
        command.environment().put("ROOT", root.toString());
        command.environment().putAll(environment);
        return command;
    }

    private Outcome call(Path script, Map<String, String> environment) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = command(script, environment)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Outcome(end(process), Files.readString(out), Files.readString(err));
    }

    private Outcome call() throws IOException, InterruptedException {
        return call(script(), Map.of());
    }

    private Path script() {
        return root.resolve("model-check/run");
    }

    private static int end(Process process) throws InterruptedException {
        try {
            assertTrue(process.waitFor(1, TimeUnit.MINUTES), "the script does not end");
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private void assertStarted(Outcome outcome) {
        assertEquals(0, outcome.status, outcome::toString);
        assertTrue(outcome.out.contains("-Dfairloop.root=" + root + "\n"), outcome::toString);
        assertTrue(outcome.out.endsWith("\norg.fairloop.modelcheck.Run\n--list\ntwo words\n"), outcome::toString);
    }

    private static void assertFailed(Outcome outcome, String... parts) {
        assertEquals(3, outcome.status, outcome::toString);
        assertEquals("", outcome.out);
        assertEquals(1, outcome.err.lines().count(), outcome::toString);
        for (String part : parts) {
            assertTrue(outcome.err.startsWith("error: ") && outcome.err.contains(part), outcome::toString);
        }
    }

    private long builds() throws IOException {
        return Files.exists(root.resolve("calls"))
                ? Files.readAllLines(root.resolve("calls")).size()
                : 0;
    }

    /** The first call builds, and the next does not. */
    @Test
    void buildsOnce() throws IOException, InterruptedException {
        assertStarted(call());
        assertStarted(call());
        assertEquals(1, builds());
        assertFalse(Files.exists(lock(), LinkOption.NOFOLLOW_LINKS));
    }

    /** A command works through a symbolic link from another folder. */
    @Test
    void throughALink() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("run"), script());
        assertStarted(call(link, Map.of()));
    }

    /** Java reads and prints UTF-8 where the environment names no locale, and elsewhere in the user's own. */
    @Test
    void speaksUtf8() throws IOException, InterruptedException {
        Outcome outcome = call();
        assertTrue(outcome.out.startsWith("LC_ALL=C.UTF-8\n"), outcome::toString);
        assertTrue(outcome.out.contains("\n-Dfile.encoding=UTF-8\n"), outcome::toString);
        assertTrue(call(script(), Map.of("LC_ALL", "C")).out.startsWith("LC_ALL=C.UTF-8\n"));
        assertTrue(call(script(), Map.of("LANG", "tr_TR.UTF-8")).out.startsWith("LC_ALL=\n"));
    }

    /** A checkout whose path has a colon is refused, since a class path cannot have its name. */
    @Test
    void refusesAColon() throws IOException, InterruptedException {
        root = folder.resolve("a:b");
        checkOut();
        assertFailed(call(), "a:b, contains a colon", "move the checkout");
    }

    /** A checkout that cannot be written is refused. */
    @Test
    void refusesWhatItCannotWrite() throws IOException, InterruptedException {
        Files.writeString(root.resolve("target"), "a file where the folder should be");
        assertFailed(call(), root + "/target cannot be written", "make it writable");
    }

    /** A wrong JAVA_HOME, and a machine without Maven, are named. */
    @Test
    void namesWhatIsMissing() throws IOException, InterruptedException {
        assertFailed(call(script(), Map.of("JAVA_HOME", "/nowhere")), "/nowhere/bin/java", "JAVA_HOME");
        Files.delete(tools.resolve("bin/mvn"));
        assertFailed(call(script(), Map.of("PATH", tools + "/bin:" + onlyShell())), "mvn is not on the PATH");
    }

    /** The programs that the launcher needs, and no Maven among them. */
    private Path onlyShell() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        for (String program : List.of("sh", "dirname", "readlink", "find", "head", "tr", "cat", "mkdir", "touch")) {
            Path found = Path.of("/usr/bin", program);
            Files.createSymbolicLink(programs.resolve(program), Files.exists(found) ? found : Path.of("/bin", program));
        }
        return programs;
    }

    /** If Maven fails, what Maven said is shown, and the next call builds again. */
    @Test
    void showsWhyTheBuildFailed() throws IOException, InterruptedException {
        executable(tools.resolve("bin/mvn"), "#!/bin/sh\necho 'wrong: this'\nexit 1\n");
        Outcome outcome = call();
        assertEquals(3, outcome.status, outcome::toString);
        assertTrue(outcome.err.contains("wrong: this\n"), outcome::toString);
        assertTrue(outcome.err.endsWith("error: the build failed; Maven says why above (also in target/build.log)\n"));
        executable(tools.resolve("bin/mvn"), MAVEN);
        assertStarted(call());
    }

    /** A second call waits while the first builds, and does not build again. */
    @Test
    void waitsForAnotherBuild() throws IOException, InterruptedException {
        Path gate = folder.resolve("gate");
        assertEquals(0, end(new ProcessBuilder("mkfifo", gate.toString()).start()));
        executable(tools.resolve("bin/mvn"), MAVEN + "cat \"" + gate + "\"\n"); // waits until the gate is opened
        Process first = command(script(), Map.of()).start();
        Process second = null;
        try {
            assertTrue(line(first.getErrorStream()).startsWith("Building with Maven"));
            second = command(script(), Map.of()).start();
            assertEquals(
                    "Waiting for the build that process " + first.pid() + " has begun ...",
                    line(second.getErrorStream()));
            Files.writeString(gate, "");
            assertEquals(0, end(first));
            assertEquals(0, end(second));
            assertEquals(1, builds());
        } finally {
            first.destroyForcibly();
            if (second != null) {
                second.destroyForcibly();
            }
        }
    }

    private static String line(InputStream from) throws IOException {
        return new BufferedReader(new InputStreamReader(from, UTF_8)).readLine();
    }

    /** A lock that a killed build has left is removed. */
    @Test
    void removesTheLockOfADeadProcess() throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        end(dead);
        Files.createDirectories(lock().getParent());
        Files.createSymbolicLink(lock(), Path.of(String.valueOf(dead.pid())));
        assertStarted(call());
        assertFalse(Files.exists(lock(), LinkOption.NOFOLLOW_LINKS));
    }

    private Path lock() {
        return root.resolve("target/build.lock");
    }
}
