package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.KillTable;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What holds of the broken twins of a specification and its class: each is killed by the kinds of evidence that the catalogue names,
 * and for the others the catalogue says why they are blind. Writes the table that it has seen to {@code target/}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class KillTableContract {

    private final String of;
    private final List<Class<?>> halves;
    private final List<Evidence> evidence;
    private final List<String> columns;
    private final List<Twin> twins;
    private final KillTable table;

    /**
     * Makes the test.
     *
     * @param of the specification whose twins these are
     * @param halves the classes in which their halves in Java are nested; empty if it has none
     * @param evidence the columns of the table
     */
    protected KillTableContract(String of, List<Class<?>> halves, List<Evidence> evidence) {
        this.of = of;
        this.halves = halves;
        this.evidence = evidence;
        this.columns = evidence.stream().map(Evidence::name).toList();
        this.twins = TwinCatalogue.read(Layout.ofThisProject()).of(of);
        this.table = new KillTable(columns);
    }

    /** Each twin is killed by each kind of evidence that must kill it, and for the reason that the catalogue gives. */
    @TestFactory
    protected Stream<DynamicTest> isKilled() {
        return twins.stream()
                .flatMap(twin -> evidence.stream()
                        .map(it -> DynamicTest.dynamicTest(twin.twin() + ", " + it.name(), () -> check(twin, it))));
    }

    private void check(Twin twin, Evidence it) {
        String by = twin.kills().get(it.name());
        if (by != null) {
            Evidence.Kill kill = it.tryToKill(twin.twin(), by)
                    .orElseThrow(() -> new AssertionError(
                            it.name() + " does not kill " + twin.twin() + ", as model-check/twins.yaml says it does"));
            assertTrue(kill.found().contains(by), () -> "killed, but not by \"" + by + "\": " + kill.found());
            table.killed(twin.twin(), it.name(), kill);
        } else {
            String noHalf = twin.java().none();
            table.blind(
                    twin.twin(),
                    it.name(),
                    noHalf == null ? twin.blind().get(it.name()) : "no half in Java, since " + noHalf);
        }
    }

    /** The catalogue says of each twin and each kind of evidence that it kills, or why it is blind; something kills. */
    @Test
    protected void noCellIsForgotten() {
        List<String> wrong = new ArrayList<>();
        for (Twin twin : twins) {
            Set<String> cells = new HashSet<>(twin.kills().keySet());
            cells.addAll(twin.blind().keySet());
            Set<String> expected = twin.java().none() == null ? Set.copyOf(columns) : Set.of("tlc");
            if (!cells.equals(expected) || twin.kills().size() + twin.blind().size() != expected.size()) {
                wrong.add(twin.twin() + " has " + twin.kills().keySet() + " and "
                        + twin.blind().keySet());
            }
            if (twin.kills().isEmpty()) {
                wrong.add(twin.twin() + " is killed by nothing");
            }
        }
        assertEquals(List.of(), wrong, "model-check/twins.yaml, one of kills and blind for each of " + columns);
    }

    /** Each half in Java that the catalogue lists is there and overrides the step that it names, and each that is there is listed. */
    @Test
    protected void bothHalvesAreThere() {
        Set<String> inJava = new HashSet<>();
        for (Class<?> type : halves) {
            for (Class<?> nested : type.getDeclaredClasses()) {
                if (!nested.isInterface()) {
                    inJava.add(nested.getName().replace('$', '.'));
                }
            }
        }
        Set<String> listed = new HashSet<>();
        for (Twin twin : twins) {
            if (twin.java().none() == null) {
                listed.add(twin.java().type());
                assertTrue(twin.java().type().endsWith("." + twin.twin()), () -> twin + ": another name in Java");
                assertTrue(
                        overrides(twin),
                        () -> twin.twin() + " does not override " + twin.java().overrides());
            }
        }
        assertEquals(inJava, listed);
    }

    private boolean overrides(Twin twin) {
        return halves.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredClasses()))
                .filter(type -> type.getSimpleName().equals(twin.twin()))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .anyMatch(method -> method.getName().equals(twin.java().overrides()));
    }

    @AfterAll
    void write() throws IOException {
        Path file = Path.of("target", "kill-table-" + of + ".md");
        Files.writeString(file, "# What killed which broken twin of " + of + "\n\n" + table.markdown());
        System.out.println(of + ": " + table.summary() + ": " + file);
    }
}
