package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The exit status of a command says whether there is a verdict, and a verdict stands whatever happens after it. */
class CommandsTest {

    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| (.+) \\|");

    private static final String ACCEPTED = """
            {"format":1,"module":"Counter","world":{"Top":3},"hidden":[]}
            {"n":1,"action":"Up","after":{"n":1}}
            """;

    private static final String REJECTED = ACCEPTED.replace("{\"n\":1}", "{\"n\":2}");

    @TempDir
    private Path folder;

    private Path root;
    private Fixture fixture;

    private record Outcome(int status, String out, String err) {}

    static List<Class<?>> commands() throws Exception {
        return CommandClasses.all();
    }

    @BeforeEach
    void makeProject() throws IOException {
        root = folder.resolve("project");
        fixture = new Fixture(root);
    }

    private Outcome validate(String name, String trace) throws IOException {
        Path file = Files.writeString(folder.resolve(name), trace);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Validate.commandLine(new Layout(root))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Outcome(line.execute(file.toString()), out.toString(), err.toString());
    }

    /** The page has a row for each status, and says of each what the commands say. */
    @Test
    void statusesAreDocumented() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("docs/ci.md")).stream()
                .filter(line -> ROW.matcher(line).matches())
                .toList();
        assertEquals(
                Arrays.stream(ExitStatus.values())
                        .map(it -> "| " + it.code() + " | " + it.says() + " |")
                        .toList(),
                rows);
    }

    /** The help of each command names every status, and is asked for by two options. */
    @ParameterizedTest
    @MethodSource("commands")
    void helpNamesTheStatuses(Class<?> command) throws Exception {
        CommandLine line = CommandClasses.line(command, new Layout(Path.of("")));
        String help = line.getUsageMessage();
        for (ExitStatus status : ExitStatus.values()) {
            assertTrue(help.lines().anyMatch(it -> it.matches(" +" + status.code() + " .*")), help);
        }
        assertTrue(help.contains("-h, --help") && help.contains("-V, --version"), help);
        line.setOut(new PrintWriter(new StringWriter()));
        assertEquals(0, line.execute("--version"));
        assertTrue(
                line.getCommandSpec().version()[0].matches("fairloop \\d.*"),
                () -> line.getCommandSpec().version()[0]);
    }

    /** A rejected trace is rejected also where its page cannot be written: a file is where its folder should be. */
    @Test
    void rejectionStandsWithoutItsPage() throws IOException {
        Files.writeString(root.resolve("target"), "a file");
        Outcome outcome = validate("a.trace", REJECTED);
        assertEquals(1, outcome.status, outcome::toString);
        assertTrue(outcome.out.startsWith("rejected: "), outcome::toString);
        assertEquals(
                "error: " + root.resolve("target/lanes") + ": a part of this path is a file, and must be a folder\n",
                outcome.err);
    }

    /** So it is if the name of the page is too long. */
    @Test
    void rejectionStandsWithALongName() throws IOException {
        Outcome outcome = validate("x".repeat(253), REJECTED);
        assertEquals(1, outcome.status, outcome::toString);
        assertEquals(1, outcome.err.lines().count(), outcome::toString);
        assertTrue(outcome.err.contains("File name too long"), outcome::toString);
    }

    /** On a full disk a verdict stands, and half a page does not stay; a run judges nothing, and says so. */
    @Test
    void fullDiskIsNoVerdict() throws Exception {
        Path target = Files.createDirectory(root.resolve("target"));
        withDisk(target, "size=16k", () -> {
            Files.write(target.resolve("large"), new byte[3 << 12]);
            Outcome outcome = validate("a.trace", REJECTED);
            assertEquals(1, outcome.status, outcome::toString);
            assertTrue(outcome.err.matches("error: .*No space left on device\n"), outcome::toString);
            assertFalse(Files.exists(target.resolve("lanes/a.trace.html")));
            Fixture.Outcome run = fixture.run("Counter_Passes");
            assertEquals(3, run.exitStatus(), () -> run.out() + run.err());
            assertFalse((run.out() + run.err()).contains("\tat "), () -> run.out() + run.err());
        });
    }

    /** A read-only checkout judges traces, lists models, and runs none, which is one line. */
    @Test
    void readOnlyCheckout() throws Exception {
        Path target = Files.createDirectory(root.resolve("target"));
        withDisk(target, "ro", () -> {
            assertEquals(0, validate("a.trace", ACCEPTED).status);
            assertEquals(1, validate("a.trace", REJECTED).status);
            assertEquals(0, fixture.run("--list").exitStatus());
            Fixture.Outcome run = fixture.run("Counter_Passes");
            assertEquals(3, run.exitStatus());
            assertEquals("error: " + target.resolve("model-check") + ": Read-only file system\n", run.err());
        });
    }

    private interface Use {
        void run() throws Exception;
    }

    /** Where the system allows it to this user, with another disk in a folder. */
    private static void withDisk(Path at, String options, Use use) throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/bin/mount"))
                        && done("mount", "-t", "tmpfs", "-o", options, "none", at.toString()),
                "not tried: this user cannot mount a small disk");
        try {
            use.run();
        } finally {
            assertTrue(done("umount", at.toString()));
        }
    }

    private static boolean done(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** A run without its folder is one line, and no verdict. */
    @Test
    void runWithoutItsFolder() throws IOException {
        Files.writeString(root.resolve("target"), "a file");
        Fixture.Outcome outcome = fixture.run("Counter_Passes");
        assertEquals(3, outcome.exitStatus());
        assertEquals(
                "error: " + root.resolve("target/model-check")
                        + ": a part of this path is a file, and must be a folder\n",
                outcome.err());
    }

    /** One model that the tool cannot judge does not cost the verdicts of the others, and a wrong one counts more. */
    @Test
    void otherVerdictsAreNotLost() throws IOException {
        Files.createDirectories(root.resolve("target/model-check/Counter_Low.out"));
        Fixture.Outcome outcome = fixture.run("Counter_Low", "Counter_Passes");
        assertEquals(3, outcome.exitStatus(), () -> outcome.out() + outcome.err());
        outcome.says("Counter_Low", "NOT JUDGED");
        outcome.says("Counter_Passes", " passes ", " 8 ");
        outcome.says("error: model-check/MCCounter_Low.cfg: no verdict, since ", "Counter_Low.out: Is a directory");
        assertTrue(fixture.result("Counter_Low").at("/observed/toolFailed").asBoolean());
        fixture.replace(Fixture.LIST, "{distinct: 8, depth: 8}", "{distinct: 9, depth: 8}");
        assertEquals(1, fixture.run("Counter_Low", "Counter_Passes").exitStatus());
    }

    /** What came of the models counts, also if what programs read of it cannot be written. */
    @Test
    void verdictStandsWithoutItsFiles() throws IOException {
        Files.createDirectories(root.resolve("target/model-check/junit.xml/in-the-way"));
        Fixture.Outcome outcome = fixture.run("Counter_Low");
        assertEquals(3, outcome.exitStatus(), "all is as listed, but a file is missing");
        assertTrue(outcome.err().matches("error: .*junit\\.xml.*\n"), outcome.err());
        outcome.says("Counter_Low", "LowInv violated, as it must");
        fixture.replace(Fixture.LIST, "trace: [Up, Up]\n", "trace: [Up, Again]\n");
        assertEquals(1, fixture.run("Counter_Low").exitStatus());
    }

    /** A command with too little memory has no verdict, and says in a line what it lacks. */
    @Test
    void outOfMemoryIsNoVerdict() throws Exception {
        Process process =
                java("-Xmx8m", Validate.class, "docs/example-context.trace").start();
        Outcome outcome = outcome(process);
        assertEquals(3, outcome.status, outcome::toString);
        assertTrue(outcome.err.startsWith("error: out of memory (") && outcome.err.contains("-Xmx"), outcome::toString);
        assertEquals(1, outcome.err.lines().count(), outcome::toString);
    }

    /** A reader that has seen enough is no failure; output that is lost is one. */
    @Test
    void outputIsReadOrLost() throws Exception {
        Process head = java("-Xmx256m", Run.class, "--list").start();
        head.getInputStream().close();
        Outcome enough = outcome(head);
        assertEquals(0, enough.status, enough::toString);
        assertEquals("", enough.err);
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        Outcome lost = outcome(java("-Xmx256m", Run.class, "--list")
                .redirectOutput(full.toFile())
                .start());
        assertEquals(3, lost.status, lost::toString);
        assertEquals("error: standard output cannot be written: No space left on device\n", lost.err);
    }

    /** A command that is ended by a signal ends with its number. */
    @ParameterizedTest
    @CsvSource({"INT, INTERRUPTED", "TERM, TERMINATED", "HUP, HUNG_UP"})
    void signals(String signal, ExitStatus status) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/env")) && done("env", "--default-signal=INT", "true"));
        ProcessBuilder builder = java("-Xmx256m", Explore.class, "Counter_Low");
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM,HUP"));
        command.addAll(builder.command());
        command.add(command.indexOf("-cp"), "-Dfairloop.root=" + root);
        Process process = builder.command(command).start();
        try (BufferedReader lines = process.inputReader()) {
            assertTrue(lines.readLine().startsWith("Open http://127.0.0.1:"));
            assertTrue(done("kill", "-" + signal, Long.toString(process.pid())));
            assertEquals(status.code(), process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessBuilder java(String memory, Class<?> command, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                command.getName()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment()
                .remove("JAVA_TOOL_OPTIONS"); // Java would say on standard error that it has picked them up
        return builder;
    }

    /** What came of a process that says little. */
    private static Outcome outcome(Process process) throws IOException, InterruptedException {
        try {
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            return new Outcome(status, "", err);
        } finally {
            process.destroyForcibly();
        }
    }
}
