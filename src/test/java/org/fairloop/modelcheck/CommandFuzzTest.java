package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Whatever is given to a command, as an option or in a file that it reads, the command answers with a documented status and a
 * line. The mutations are the same in each run.
 */
class CommandFuzzTest {

    private static final long SEED = 11;

    /** How a command is called, so that it soon comes to an end: without anything strange it reads what it reads, and stops. */
    private record Calls(List<String> forOptions, Map<String, List<String>> forFiles) {}

    private static final List<String> NO_MODEL = List.of("No_such_model");

    private static final String LIST = "model-check/models.yaml";
    private static final String TWINS = "model-check/twins.yaml";
    private static final String TRACE = "a.trace";
    private static final String REPORT = "target/pit-reports/mutations.xml";

    private static final Map<String, Calls> CALLS = Map.of(
            "run",
            new Calls(NO_MODEL, Map.of(LIST, List.of("--list"), "model-check/MCCounter_Low.cfg", List.of("--list"))),
            "explore",
            new Calls(
                    NO_MODEL,
                    Map.of(
                            LIST,
                            List.of("Counter_Low"),
                            "model-check/casts.yaml",
                            List.of("Counter_Low"),
                            "model-check/MCCounter_Low.cfg",
                            List.of("Counter_Low"),
                            "spec/Counter.tla",
                            List.of("Counter_Low"))),
            "validate",
            new Calls(
                    List.of(),
                    Map.of(TRACE, List.of(), "spec/Counter.tla", List.of(), "model-check/MCCounter.tla", List.of())),
            "growth",
            new Calls(
                    List.of("no such family"),
                    Map.of(LIST, List.of("RFifoLock, holds"), "docs/growth.md", List.of("RFifoLock, holds"))),
            "bounds",
            new Calls(
                    List.of("NoSuchTwin"),
                    Map.of(TWINS, List.of("NoSuchTwin"), LIST, List.of(), "docs/bounds.md", List.of())),
            "matrix", // which finds that twins are missing in the catalogue here
            new Calls(List.of("NoSuchTwin"), Map.of(TWINS, List.of("NoSuchTwin"))),
            "mutation",
            new Calls(List.of(), Map.of(REPORT, List.of(), "docs/mutation.md", List.of())),
            "demo",
            new Calls(
                    List.of("--seconds=0.01", "--size=1", "--monitors=1"),
                    Map.of("target/demo/disk.img", List.of("--seconds=0.01", "--size=1", "--monitors=1"))));

    private static final String TRACE_TEXT = """
            {"format":1,"module":"Counter","world":{"Top":3},"hidden":[]}
            {"n":1,"action":"Up","after":{"n":1}}
            {"n":2,"action":"Up","after":{"n":2}}
            """;

    private static final Set<Integer> STATUSES =
            Arrays.stream(ExitStatus.values()).map(ExitStatus::code).collect(Collectors.toSet());

    private static final int LONGEST_LINE = 2_100;

    @TempDir
    private Path folder;

    private Path root;
    private Path temp;
    private final String usualTemp = System.getProperty("java.io.tmpdir");

    static List<Class<?>> commands() throws Exception {
        return CommandClasses.all();
    }

    @BeforeEach
    void makeProject() throws IOException {
        root = folder.resolve("project");
        temp = Files.createDirectory(folder.resolve("temp"));
        Files.createDirectory(folder.resolve("values"));
        System.setProperty("java.io.tmpdir", temp.toString());
        Fixture fixture = new Fixture(root);
        Files.createDirectories(root.resolve("docs"));
        Files.createDirectories(root.resolve("target/pit-reports"));
        fixture.write(TRACE, TRACE_TEXT)
                .write("docs/mutation.md", "<!-- generated: scores -->\n<!-- end -->\n| `Door.open` | Math 1 | why |\n")
                .write(
                        REPORT,
                        "<mutations><mutation status='SURVIVED'><sourceFile>Door.java</sourceFile><mutatedClass>org.a.Door"
                                + "</mutatedClass><mutatedMethod>open</mutatedMethod><lineNumber>1</lineNumber><mutator>Math"
                                + "</mutator><indexes><index>1</index></indexes><description>changed</description>"
                                + "</mutation></mutations>");
        // Of the catalogue one twin is enough.
        String twins = Files.readString(Path.of(TWINS));
        String one = twins.substring(twins.indexOf("\ntwins:"), twins.indexOf("\n  - twin:", twins.indexOf("- twin:")));
        fixture.write(TWINS, "unseen: []" + one + "\n");
        for (String own : List.of("model-check/casts.yaml", "docs/growth.md", "docs/bounds.md", "pom.xml")) {
            Files.copy(Path.of(own), root.resolve(own));
        }
    }

    @AfterEach
    void restore() {
        System.setProperty("java.io.tmpdir", usualTemp);
    }

    /** Each option and parameter takes whatever is given, or refuses it in one line. */
    @ParameterizedTest
    @MethodSource("commands")
    void options(Class<?> command) throws Exception {
        Files.copy(Path.of(TWINS), root.resolve(TWINS), StandardCopyOption.REPLACE_EXISTING);
        List<String> base = calls(command).forOptions;
        expect(command, List.of("--help"), 0);
        expect(command, List.of("-h"), 0);
        expect(command, List.of("--version"), 0);
        for (String unknown : List.of("--no-such-option", "-x", "--", "@" + root.resolve("nothing"), "--=")) {
            List<String> arguments = new ArrayList<>(base);
            arguments.add(unknown);
            check(command, arguments);
        }
        CommandLine line = CommandClasses.line(command, new Layout(root));
        for (OptionSpec option : line.getCommandSpec().options()) {
            if (option.usageHelp() || option.versionHelp()) {
                continue;
            }
            String name = option.longestName();
            List<String> others =
                    base.stream().filter(it -> !it.startsWith(name + "=")).toList();
            List<String> alone = new ArrayList<>(others);
            alone.add(name);
            check(command, alone);
            boolean isFlag = option.arity().max() == 0;
            for (String value : isFlag ? values().subList(0, 3) : values()) {
                List<String> arguments = new ArrayList<>(others);
                arguments.add(name + "=" + (option.type() == Path.class ? inFolder(value) : value));
                check(command, arguments);
            }
        }
        if (!line.getCommandSpec().positionalParameters().isEmpty()) {
            boolean isFile = line.getCommandSpec().positionalParameters().get(0).type() == Path.class;
            for (String value : values()) {
                check(command, List.of(isFile ? inFolder(value) : value));
            }
            check(command, List.of("one", "two", "three"));
        }
    }

    /** Each file that a command reads may be anything. */
    @ParameterizedTest
    @MethodSource("commands")
    void files(Class<?> command) throws Exception {
        for (Map.Entry<String, List<String>> call : calls(command).forFiles.entrySet()) {
            Path file = root.resolve(call.getKey());
            List<String> arguments = call.getKey().equals(TRACE) || command.equals(Validate.class)
                    ? List.of(root.resolve(TRACE).toString())
                    : call.getValue();
            byte[] good = Files.exists(file) ? Files.readAllBytes(file) : madeBy(command, arguments, file);
            Outcome usual = check(command, arguments);
            assertTrue(usual.status <= 2 || usual.status == 130, usual::toString);
            Map<String, byte[]> mutants = mutants(good);
            if (call.getKey().matches(".*\\.(tla|cfg)") || command.equals(Explore.class)) {
                mutants.keySet().removeIf(it -> it.hashCode() % 3 != 0); // TLC takes its time
            }
            for (Map.Entry<String, byte[]> mutant : mutants.entrySet()) {
                Files.write(file, mutant.getValue());
                check(command, arguments, call.getKey() + ": " + mutant.getKey());
            }
            Files.delete(file);
            check(command, arguments, call.getKey() + ": missing");
            Files.deleteIfExists(file); // the command may have made it
            Files.createDirectory(file);
            check(command, arguments, call.getKey() + ": a folder");
            Folders.delete(file);
            Files.write(file, good);
        }
    }

    /** A file that the command itself makes. */
    private byte[] madeBy(Class<?> command, List<String> arguments, Path file) throws Exception {
        check(command, arguments);
        return Files.readAllBytes(file);
    }

    private static Calls calls(Class<?> command) {
        String name = command.getAnnotation(CommandLine.Command.class).name();
        Calls calls = CALLS.get(name);
        assertNotNull(calls, () -> "CommandFuzzTest does not say how " + name + " is called, and which files it reads");
        return calls;
    }

    /**
     * A value as a path below the folder of the test. Some commands write where they are told, and this test may be run by a
     * user who may write everywhere: no path may lead elsewhere.
     */
    private String inFolder(String value) {
        if (value.indexOf(0) >= 0 || value.length() > LONGEST_LINE) {
            return value; // no system takes it for a path
        }
        Path path = folder.resolve("values").resolve(value).normalize();
        assertTrue(path.startsWith(folder), () -> path + " is outside of the folder of this test");
        return path.toString();
    }

    /** What a person, a script or a stranger may give as a value. None leads out of the folder of the test. */
    private List<String> values() throws IOException {
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);
        Path binary = Files.write(folder.resolve("binary"), bytes(300));
        Path cut = Files.writeString(folder.resolve("cut"), TRACE_TEXT.substring(0, 90));
        return List.of(
                "",
                " ",
                "-1",
                "0",
                "2147483647",
                "2147483648",
                "99999999999999999999",
                "1e308",
                "NaN",
                "nonsense",
                "ä☃\ud83d\ude00",
                "a\u0000b",
                "a\nb\tc\u001b[2J",
                "%s%n$1{}'\"",
                "x".repeat(100_000),
                folder.resolve("missing").resolve("missing").toString(),
                folder.resolve("missing/../missing").toString(),
                folder.toString(),
                empty.toString(),
                binary.toString(),
                cut.toString());
    }

    /** Bad copies of a file, by what was done to it. */
    private static Map<String, byte[]> mutants(byte[] good) {
        Random random = new Random(SEED);
        Map<String, byte[]> mutants = new LinkedHashMap<>();
        mutants.put("empty", new byte[0]);
        mutants.put("binary", bytes(300));
        mutants.put("nested lists", "[".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
        mutants.put("nested objects", "{\"a\":".repeat(50_000).getBytes(StandardCharsets.US_ASCII));
        mutants.put("a long line", "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
        mutants.put(
                "entities",
                "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"
                        .getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 4 && good.length > 0; i++) {
            int at = random.nextInt(good.length);
            mutants.put("cut at " + at, Arrays.copyOf(good, at));
        }
        for (int i = 0; i < 8 && good.length > 0; i++) {
            int at = random.nextInt(good.length);
            int bit = random.nextInt(8);
            byte[] flipped = good.clone();
            flipped[at] ^= (byte) (1 << bit);
            mutants.put("bit " + bit + " of byte " + at + " flipped", flipped);
        }
        String text = new String(good, StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < 3 && good.length < 1 << 19; i++) {
            int at = random.nextInt(lines.size());
            List<String> less = new ArrayList<>(lines);
            less.remove(at);
            mutants.put("without line " + at, String.join("\n", less).getBytes(StandardCharsets.UTF_8));
            List<String> more = new ArrayList<>(lines);
            more.add(at, lines.get(at));
            mutants.put("line " + at + " twice", String.join("\n", more).getBytes(StandardCharsets.UTF_8));
            int number = random.nextInt(10);
            mutants.put(
                    "each " + number + " larger than any number",
                    text.replace("" + number, "99999999999").getBytes(StandardCharsets.UTF_8));
        }
        return mutants;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    private record Outcome(String what, int status, String out, String err) {}

    private void expect(Class<?> command, List<String> arguments, int status) throws Exception {
        Outcome outcome = check(command, arguments);
        assertEquals(status, outcome.status, outcome::toString);
    }

    private Outcome check(Class<?> command, List<String> arguments) throws Exception {
        return check(command, arguments, "");
    }

    /** Executes a command, and looks at what it says and leaves. */
    private Outcome check(Class<?> command, List<String> arguments, String why) throws Exception {
        Set<Path> before = files(root);
        Set<String> beforeHere = here();
        Outcome outcome = execute(command, arguments, why);
        assertTrue(STATUSES.contains(outcome.status), outcome::toString);
        List<String> errors = outcome.err.lines().toList();
        for (String line : errors) {
            assertTrue(line.startsWith("error: ") || line.startsWith("stale: "), outcome::toString);
            assertTrue(line.length() < LONGEST_LINE, outcome::toString);
            assertFalse(line.chars().anyMatch(Character::isISOControl), outcome::toString);
        }
        if (outcome.status == ExitStatus.UNUSABLE.code() || outcome.status == ExitStatus.FAILED.code()) {
            assertFalse(errors.isEmpty(), () -> "nothing says why: " + outcome);
        }
        if (why.isEmpty()) {
            assertTrue(errors.size() <= 1, outcome::toString);
        }
        for (String trace : List.of("\tat ", "Exception in thread", "a defect of this tool", "java.lang.")) {
            assertFalse((outcome.out + outcome.err).contains(trace), outcome::toString);
        }
        assertEquals(Set.of(), files(temp), () -> "left in the temporary folder by " + outcome);
        assertEquals(beforeHere, here(), () -> "left in the working directory by " + outcome);
        Set<Path> after = files(root);
        after.removeAll(before);
        for (Path left : after) {
            String name = root.relativize(left).toString();
            assertTrue(
                    name.startsWith("target/") || name.startsWith("target\\"), () -> name + " is left by " + outcome);
            assertFalse(
                    name.matches(".*(scratch|\\.part|\\.unfinished|\\.new).*"), () -> name + " is left by " + outcome);
        }
        return outcome;
    }

    private static Set<String> here() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("").toAbsolutePath())) {
            return files.map(it -> it.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(it -> !it.equals(folder)).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Outcome execute(Class<?> command, List<String> arguments, String why) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = CommandClasses.line(command, new Layout(root));
        line.setOut(new PrintWriter(command.equals(Explore.class) ? new ServedOnce(out) : out));
        line.setErr(new PrintWriter(err, true));
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        ByteArrayOutputStream elsewhere = new ByteArrayOutputStream();
        int status;
        try (PrintStream stream = new PrintStream(elsewhere, true, StandardCharsets.UTF_8)) {
            System.setOut(stream);
            System.setErr(stream);
            status = line.execute(arguments.toArray(String[]::new));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
            Thread.interrupted();
        }
        line.getOut().flush();
        String name = command.getAnnotation(CommandLine.Command.class).name();
        List<String> shown = arguments.stream()
                .map(it -> it.length() > 200 ? it.substring(0, 200) + "…" : it)
                .toList();
        return new Outcome(
                name + " " + shown + (why.isEmpty() ? "" : " with " + why),
                status,
                out + elsewhere.toString(StandardCharsets.UTF_8),
                err.toString());
    }

    /** Interrupts the explorer as soon as it serves. */
    private static final class ServedOnce extends Writer {

        private final Writer out;

        ServedOnce(Writer out) {
            this.out = out;
        }

        @Override
        public void write(char[] chars, int offset, int length) throws IOException {
            String text = new String(chars, offset, length);
            out.write(text);
            if (text.contains("Open http")) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
