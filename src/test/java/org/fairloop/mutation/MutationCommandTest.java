package org.fairloop.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fairloop.modelcheck.GeneratedText;
import org.fairloop.modelcheck.Layout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Mutants that survive are held against the page, with a line for each that does not stand there. */
class MutationCommandTest {

    private static final String SCORES = "<!-- generated: scores -->\n<!-- end -->\n";

    private static final String HEAD = "| method | mutants | why no test kills them |\n| --- | --- | --- |\n";

    @TempDir
    Path root;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(root.resolve("docs"));
        Files.createDirectories(root.resolve("target/pit-reports"));
        report(
                mutant("org.a.Door", "open", 10, 3, "MathMutator", "KILLED"),
                mutant("org.a.Door", "lambda$open$7", 12, 1, "MathMutator", "SURVIVED"),
                mutant("org.a.Door", "open", 11, 9, "MathMutator", "TIMED_OUT"),
                mutant("org.a.Door$Bolt", "shut", 20, 1, "VoidMethodCallMutator", "NO_COVERAGE"),
                mutant("org.b.Key", "turn", 5, 1, "MathMutator", "KILLED"));
    }

    private static String mutant(String type, String method, int line, int index, String mutator, String status) {
        return "<mutation status='" + status + "'><sourceFile>File.java</sourceFile><mutatedClass>" + type
                + "</mutatedClass><mutatedMethod>" + method + "</mutatedMethod><lineNumber>" + line
                + "</lineNumber><mutator>org.pitest." + mutator + "</mutator><indexes><index>" + index
                + "</index></indexes><description>changed</description></mutation>";
    }

    private void report(String... mutants) throws IOException {
        Files.writeString(
                root.resolve("target/pit-reports/mutations.xml"),
                "<mutations>" + String.join("", mutants) + "</mutations>");
    }

    private void page(String... rows) throws IOException {
        Files.writeString(Survivors.page(root), SCORES + HEAD + String.join("\n", rows) + "\n");
    }

    private int run() {
        CommandLine command = MutationCommand.commandLine(new Layout(root));
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute("--root", root.toString());
    }

    private List<String> errors() {
        return err.toString().lines().toList();
    }

    /** What survived and is listed is as it should be, and the scores are written. */
    @Test
    void asListed() throws IOException {
        page("| `Door.open` | Math 3 | why |", "| `Door$Bolt.shut` | VoidMethodCall 1 | why |");
        assertEquals(0, run(), err::toString);
        assertEquals("", err.toString());
        String scores = GeneratedText.read(Survivors.page(root), MutationCommand.BLOCK);
        assertTrue(scores.contains("\n| `Door` | org.a | 4 | 1 | 1 | 1 | 1 | 50 % |\n"), scores);
        assertTrue(scores.contains("\n| `Key` | org.b | 1 | 1 | 0 | 0 | 0 | 100 % |\n"), scores);
        assertTrue(scores.endsWith("\n| all | all | 5 | 2 | 1 | 1 | 1 | 60 % |\n"), scores);
        assertEquals(scores, out.toString());
    }

    /** What survived and is not listed is named, with the place and the change. */
    @Test
    void unlisted() throws IOException {
        page("| `Door.open` | Math 2 | why |");
        assertEquals(1, run());
        assertEquals(
                List.of(
                        "error: `Door.open` Math 3 (File.java:12, changed): no test notices; write one, or say in"
                                + " docs/mutation.md why there is none",
                        "error: `Door$Bolt.shut` VoidMethodCall 1 (File.java:20, changed): no test comes by; write"
                                + " one, or say in docs/mutation.md why there is none"),
                errors());
    }

    /** What is listed and killed is stale, which is no failure, since it may depend on the schedule; one that is gone is one. */
    @Test
    void stale() throws IOException {
        page(
                "| `Door.open` | Math 1, 3 | why |",
                "| `Door$Bolt.shut` | VoidMethodCall 1 | why |",
                "| `Window.open` | Math 1 | not tried this time |");
        assertEquals(0, run());
        assertEquals(List.of("stale: docs/mutation.md: `Door.open` Math 1: a test kills it now"), errors());
        page("| `Door.open` | Math 3; Increments 1 | why |", "| `Door$Bolt.shut` | VoidMethodCall 1 | why |");
        err.getBuffer().setLength(0);
        assertEquals(1, run());
        assertEquals(
                List.of("error: docs/mutation.md: `Door.open` Increments 1: there is no such mutant any more"),
                errors());
    }

    /** The scores of classes that were not tried stay. */
    @Test
    void onlySomeClasses() throws IOException {
        page("| `Door.open` | Math 3 | why |", "| `Door$Bolt.shut` | VoidMethodCall 1 | why |");
        assertEquals(0, run());
        report(mutant("org.b.Key", "turn", 5, 1, "MathMutator", "TIMED_OUT"));
        assertEquals(0, run());
        String scores = GeneratedText.read(Survivors.page(root), MutationCommand.BLOCK);
        assertTrue(scores.contains("\n| `Door` | org.a | 4 | 1 | 1 | 1 | 1 | 50 % |\n"), scores);
        assertTrue(scores.contains("\n| `Key` | org.b | 1 | 0 | 1 | 0 | 0 | 100 % |\n"), scores);
    }

    /** A row that cannot be read, a mutant that stands there twice, and a report that is none are one line each. */
    @Test
    void unreadable() throws IOException {
        page("| `Door.open` | Math three | why |");
        assertEquals(2, run());
        page("| `Door.open` | Math 3, 3 | why |");
        assertEquals(2, run());
        page("| Door.open | Math 3 | why |");
        assertEquals(2, run());
        page("", "| `Door.open` | Math 3 | why |");
        assertEquals(2, run());
        page("");
        Files.writeString(root.resolve("target/pit-reports/mutations.xml"), "<mutations>");
        assertEquals(2, run());
        assertEquals(5, errors().size(), err::toString);
        assertTrue(errors().get(0).startsWith("error: mutation.md: `Door.open`: expected a mutator and numbers"));
        assertTrue(errors().get(1).startsWith("error: mutation.md: `Door.open` Math 3 stands there twice"));
        assertTrue(errors().get(2).contains("not a method, mutants and a reason: | Door.open"), err::toString);
        assertTrue(errors().get(3).contains("a row outside the tables"), err::toString);
        assertTrue(errors().get(4).contains("is not written by PIT"), err::toString);
    }

    /** A report that names other files, as XML can, is not read. */
    @Test
    void readsNoOtherFile() throws IOException {
        page("");
        Files.writeString(
                root.resolve("target/pit-reports/mutations.xml"),
                "<!DOCTYPE mutations [<!ENTITY other SYSTEM \"file:///dev/null\">]><mutations>&other;</mutations>");
        assertEquals(2, run());
        assertEquals(1, errors().size(), err::toString);
        assertTrue(errors().get(0).contains("DOCTYPE"), err::toString);
    }
}
