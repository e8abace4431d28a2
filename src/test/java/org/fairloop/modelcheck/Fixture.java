package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;
import tlc2.module.Gate;

/** A small project whose list and models agree, as a copy that a test may spoil. */
final class Fixture {

    private static final Path ORIGINAL = Path.of("src/test/resources/model-check-fixtures");

    static final String LIST = "model-check/models.yaml";

    private final Path root;

    /** What a run of the command came to. */
    record Outcome(int exitStatus, String out, String err) {

        /** The outcome says something, in one line. */
        void says(String... parts) {
            assertTrue(
                    Stream.concat(out.lines(), err.lines())
                            .anyMatch(line -> Stream.of(parts).allMatch(line::contains)),
                    () -> "no line has all of " + String.join(" and ", parts) + " in:\n" + out + err);
        }
    }

    Fixture(Path root) throws IOException {
        this.root = root;
        try (Stream<Path> files = Files.walk(ORIGINAL)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = root.resolve(ORIGINAL.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private Fixture(Path root, Void unused) {
        this.root = root;
    }

    /** A fixture that is there already. */
    static Fixture at(Path root) {
        return new Fixture(root, null);
    }

    Layout layout() {
        return new Layout(root);
    }

    /** Puts other text in place of a piece of a file, which must be there. */
    Fixture replace(String file, String piece, String other) throws IOException {
        String text = Files.readString(root.resolve(file));
        assertTrue(text.contains(piece), () -> file + " has no " + piece);
        Files.writeString(root.resolve(file), text.replace(piece, other));
        return this;
    }

    /** Writes a file. */
    Fixture write(String file, String text) throws IOException {
        Files.writeString(root.resolve(file), text);
        return this;
    }

    /**
     * Adds a model with a larger world, and a broken twin of it with a small one.
     *
     * @param side 200 takes a machine about a second
     */
    Fixture addGrid(int side) throws IOException {
        return write("model-check/MCGrid.tla", """
                        ------------------------------- MODULE MCGrid -------------------------------
                        EXTENDS Grid

                        Back == x = Side /\\ y = Side /\\ x' = 0 /\\ y' = 0
                        =============================================================================
                        """)
                .write(
                        "model-check/MCGrid_Safety.cfg",
                        "SPECIFICATION Spec\nCONSTANT Side = " + side + "\nINVARIANT InsideInv\nPROPERTY ForwardProp\n")
                .write("model-check/MCGrid_Broken_Back.cfg", """
                        SPECIFICATION Spec
                        CONSTANTS
                          Side = 2
                          Rest <- Back
                        PROPERTY ForwardProp
                        """)
                .replace(LIST, "models:\n", """
                        models:
                          - model: Grid_Broken_Back
                            module: MCGrid
                            tier: full
                            question: Is a step back into a state that is known noticed?
                            expect: {violates: ForwardProp, kind: step, trace: [Right, Right, Up, Up, Back]}
                          - model: Grid_Safety
                            module: MCGrid
                            tier: large
                            question: Does one stay inside and never go back?
                            expect: {passes: {distinct: %d, depth: %d}}
                        """.formatted((side + 1) * (side + 1), 2 * side + 1));
    }

    /**
     * Adds a gate to the larger world, which is open.
     *
     * @param where the operators of {@link Gate}, and the states in which they matter
     */
    Fixture addGate(String where) throws IOException {
        return write("spec/Gate.tla", """
                        ------------------------------- MODULE Gate -------------------------------
                        Passes(matters) == TRUE
                        Stops(matters) == TRUE
                        ===========================================================================
                        """)
                .replace("model-check/MCGrid.tla", "EXTENDS Grid\n", """
                        EXTENDS Grid, Gate

                        AtGate == %s
                        """.formatted(where))
                .replace("model-check/MCGrid_Safety.cfg", "INVARIANT", "CONSTRAINT AtGate\nINVARIANT");
    }

    /** Whoever comes to the gate waits there. */
    void shutGate() throws IOException {
        write("spec/" + Gate.SHUT, "");
    }

    void openGate() throws IOException {
        delete("spec/" + Gate.SHUT);
    }

    /** Deletes a file. */
    Fixture delete(String file) throws IOException {
        Files.delete(root.resolve(file));
        return this;
    }

    /** Runs the command. */
    Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Run.commandLine(layout());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return new Outcome(command.execute(args), out.toString(), err.toString());
    }

    /** What the last run wrote about a model. */
    JsonNode result(String model) throws IOException {
        for (JsonNode result : new JsonMapper()
                .readTree(layout().results().resolve("results.json").toFile())) {
            if (result.get("model").asText().equals(model)) {
                return result;
            }
        }
        throw new AssertionError("no result of " + model);
    }
}
