package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A specification that is only validated runs no code of its author and reads no file outside its folders. */
class HostileSpecificationTest {

    /** A specification with one step; what it extends is the attack. */
    private static final String MODULE = """
            ---- MODULE MCVictim ----
            EXTENDS %s
            CONSTANT Size
            VARIABLE x
            Init == x = 0
            Step == x' = %s
            Spec == Init /\\ [][Step]_x
            =========================
            """;

    private static final TraceHeader HEADER = new TraceHeader("Victim", Map.of("Size", 1), List.of());
    private static final TraceEvent STEP = new TraceEvent(null, List.of("Step"), Map.of("x", 1));

    @TempDir
    Path folder;

    private Path models;
    private Path library;
    private Path outside;
    private Path marker;

    @BeforeEach
    void folders() throws IOException {
        models = Files.createDirectory(folder.resolve("model-check"));
        library = Files.createDirectory(folder.resolve("spec"));
        outside = Files.createDirectory(folder.resolve("outside"));
        marker = folder.resolve("marker");
    }

    /** A class beside a module overrides none of its operators. */
    @Test
    void classBesideAModule() throws IOException {
        victim("Evil", "One");
        evil(models);
        compile(models, "Evil", """
                public class Evil {
                    %s
                    static { mark(); }
                    public static tlc2.value.impl.Value One() { return tlc2.value.impl.IntValue.gen(2); }
                }
                """);
        assertTheSpecificationCounts();
        Files.delete(models.resolve("Evil.tla"));
        evil(library);
        Files.move(models.resolve("Evil.class"), library.resolve("Evil.class"));
        assertTheSpecificationCounts();
    }

    /** A class named like a standard module replaces none. */
    @Test
    void classNamedLikeAStandardModule() throws IOException {
        victim("Naturals", "x + 1");
        compile(models, "Naturals", "public class Naturals { %s static { mark(); } }");
        assertTheSpecificationCounts();
    }

    /** A class with annotated overrides is not loaded from the folder of a specification. */
    @Test
    void classWithAnnotatedOverrides() throws IOException {
        victim("Naturals", "x + 1");
        compile(models, "tlc2.overrides.TLCOverrides", """
                package tlc2.overrides;
                public class TLCOverrides implements ITLCOverrides {
                    %s
                    static { mark(); }
                    public Class[] get() { mark(); return new Class[0]; }
                }
                """);
        Files.createFile(models.resolve("tlc2.overrides.TLCOverrides.class")); // TLC looks for this name first
        assertTheSpecificationCounts();
    }

    /** Modules and classes that lie in the folder for temporary files belong to no specification. */
    @Test
    void moduleInTheFolderForTemporaryFiles() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        victim("EvilOfFairloop", "One");
        Path module = Files.writeString(
                temporary.resolve("EvilOfFairloop.tla"), "---- MODULE EvilOfFairloop ----\nOne == 1\n====\n");
        try {
            assertRefused("Cannot find source file for module EvilOfFairloop imported in module MCVictim");
        } finally {
            Files.delete(module);
        }
    }

    /** A module that lies elsewhere is not found, wherever TLC itself would look for it. */
    @Test
    void moduleOutside() throws IOException {
        victim("Evil", "One");
        evil(outside);
        System.setProperty("TLA-Library", outside.toString());
        try {
            assertRefused("Cannot find source file for module Evil imported in module MCVictim");
        } finally {
            System.clearProperty("TLA-Library");
        }
    }

    /** A symbolic link leads to no file outside the folder of the specification. */
    @Test
    void symbolicLinkToTheOutside() throws IOException {
        victim("Evil", "One");
        Path secret = Files.writeString(outside.resolve("secret"), "password\n");
        Files.createSymbolicLink(models.resolve("Evil.tla"), secret);
        String refusal = assertRefused("Evil.tla is a symbolic link that leaves the folder");
        assertFalse(refusal.contains("password"), refusal);
        Files.delete(models.resolve("MCVictim.tla"));
        Files.createSymbolicLink(models.resolve("MCVictim.tla"), secret);
        assertFalse(assertRefused("MCVictim.tla is a symbolic link that leaves the folder")
                .contains("password"));
    }

    /** A symbolic link within the folders of the specification is followed. */
    @Test
    void symbolicLinkToTheInside() throws IOException {
        victim("Evil", "One");
        evil(library);
        Files.createSymbolicLink(models.resolve("Evil.tla"), library.resolve("Evil.tla"));
        assertTheSpecificationCounts();
    }

    /** What a specification prints does not reach the output of the command. */
    @Test
    void printsNothing() throws IOException {
        victim("TLC", "IF PrintT(\"accepted: all is well\") THEN 1 ELSE 2");
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertTheSpecificationCounts();
        } finally {
            System.setOut(out);
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    /** What TLC cannot evaluate is no verdict but one line. */
    @Test
    void cannotBeEvaluated() throws IOException {
        victim("TLC", "Assert(FALSE, \"first\\nsecond\")");
        assertUnusable("TLC cannot compute what comes after a state: The first argument of Assert evaluated to FALSE");
        victim("TLC", "IF TLCSet(\"exit\", TRUE) THEN 1 ELSE 2");
        assertUnusable("TLC cannot compute what comes after a state: ");
        victim("Naturals", "x + \"one\"");
        assertUnusable("TLC cannot compute what comes after a state: ");
        Files.writeString(models.resolve("MCVictim.tla"), """
                ---- MODULE MCVictim ----
                EXTENDS Naturals
                CONSTANT Size
                VARIABLE x
                RECURSIVE Deep(_)
                Deep(n) == 1 + Deep(n + 1)
                Init == x = 0
                Step == x' = Deep(0)
                Spec == Init /\\ [][Step]_x
                =========================
                """);
        assertUnusable("TLC cannot compute what comes after a state: the stack is exhausted");
    }

    /** A world with more successors than memory ends with one line, and with no verdict. */
    @Test
    void hugeWorld() throws IOException, InterruptedException {
        Files.writeString(models.resolve("MCVictim.tla"), """
                ---- MODULE MCVictim ----
                EXTENDS Naturals
                CONSTANT Size
                VARIABLE x
                Init == x = 0
                Step == x' \\in 0 .. Size
                Spec == Init /\\ [][Step]_x
                =========================
                """);
        String said = validate(2_000_000_000, "");
        assertTrue(said.startsWith("error: out of memory ("), said);
        assertEquals(1, said.lines().count(), said);
    }

    /** A class on the class path that has the name of a module overrides none of its operators. */
    @Test
    void classOnTheClassPath() throws IOException, InterruptedException {
        victim("Evil", "One");
        evil(models);
        compile(outside, "Evil", """
                public class Evil {
                    %s
                    static { mark(); }
                    public static tlc2.value.impl.Value One() { return tlc2.value.impl.IntValue.gen(2); }
                }
                """);
        String said = validate(1, File.pathSeparator + outside);
        assertFalse(Files.exists(marker), "a class on the class path was run");
        assertTrue(said.startsWith("accepted: "), said);
    }

    /** Runs the command with a small heap. It says one line. */
    private String validate(int size, String classPath) throws IOException, InterruptedException {
        Path trace = folder.resolve("trace");
        try (TraceWriter writer = new TraceWriter(trace, new TraceHeader("Victim", Map.of("Size", size), List.of()))) {
            writer.write(STEP);
        }
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC",
                        "-Dfairloop.root=" + folder,
                        "-cp",
                        System.getProperty("java.class.path") + classPath,
                        "org.fairloop.modelcheck.Validate",
                        trace.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean hasEnded = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertTrue(hasEnded, () -> "it hangs: " + said);
        assertEquals(said.startsWith("accepted: "), process.exitValue() == 0, said);
        assertNotEquals(1, process.exitValue(), "no rejection: " + said);
        List<String> lines =
                said.lines().filter(line -> !line.startsWith("Picked up")).toList();
        assertEquals(1, lines.size(), said);
        return said;
    }

    private void victim(String extended, String value) throws IOException {
        Files.writeString(models.resolve("MCVictim.tla"), String.format(MODULE, extended, value));
    }

    private static void evil(Path into) throws IOException {
        Files.writeString(into.resolve("Evil.tla"), "---- MODULE Evil ----\nOne == 1\n====\n");
    }

    /** Compiles a class that leaves a mark when its code runs. */
    private void compile(Path into, String name, String text) throws IOException {
        String mark = "private static void mark() { try { java.nio.file.Files.write(java.nio.file.Path.of(\"" + marker
                + "\"), new byte[0]); } catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); } }";
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path source = sources.resolve(name.substring(name.lastIndexOf('.') + 1) + ".java");
        Files.writeString(source, String.format(text, mark));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertEquals(
                0,
                compiler.run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        into.toString(),
                        source.toString()));
    }

    private void assertTheSpecificationCounts() {
        try (Oracle oracle = HEADER.load(models, library)) {
            Verdict verdict = new TraceValidator(oracle, List.of()).validate(List.of(STEP));
            assertFalse(Files.exists(marker), "a class beside the specification was run");
            assertEquals(new Verdict.Accepted(1, 1), verdict);
        }
    }

    private String assertRefused(String why) {
        String message = assertThrows(
                        UnusableTraceException.class,
                        () -> HEADER.load(models, library).close())
                .getMessage();
        assertTrue(message.contains(why), message);
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    private void assertUnusable(String why) {
        try (Oracle oracle = HEADER.load(models, library)) {
            TraceValidator validator = new TraceValidator(oracle, List.of());
            String message = assertThrows(UnusableTraceException.class, () -> validator.validate(List.of(STEP)))
                    .getMessage();
            assertTrue(message.startsWith(why), message);
            assertEquals(1, message.lines().count(), message);
        }
    }
}
