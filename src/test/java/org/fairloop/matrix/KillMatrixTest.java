package org.fairloop.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairloop.bridge.Evidence;
import org.fairloop.jcstress.JcstressEvidence;
import org.fairloop.matrix.Matrix.Cell;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import org.fairloop.modelcheck.TwinsOf;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The kill matrix is as the catalogue says in its quick selection, and its page is about the catalogue as it is. */
@Tag("long")
class KillMatrixTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    private final Matrix matrix = new Matrix(LAYOUT);

    /** Each kill of the quick selection happens, and for the reason that the catalogue gives. */
    @TestFactory
    Stream<DynamicTest> isKilled() {
        return matrix.quick().stream().map(cell -> DynamicTest.dynamicTest(cell.toString(), () -> check(cell)));
    }

    private void check(Cell cell) {
        assumeTrue(!cell.column().equals("jcstress") || JcstressEvidence.isPossible(), JcstressEvidence.NEEDS);
        Evidence.Kill kill = matrix.kill(cell);
        System.out.println(
                cell + ": killed: " + kill.found().lines().findFirst().orElse(""));
    }

    /** The quick selection has every column, every specification, and of each specification every column that it has. */
    @Test
    void quickIsRepresentative() {
        assertEquals(
                represented(matrix.cells().stream().filter(Cell::kills).filter(Matrix::mayGate)),
                represented(matrix.quick().stream()));
        assertEquals(
                Matrix.COLUMNS,
                Matrix.COLUMNS.stream()
                        .filter(column -> matrix.quick().stream()
                                .anyMatch(cell -> cell.column().equals(column)))
                        .toList());
    }

    private static Set<String> represented(Stream<Cell> cells) {
        return cells.map(cell -> cell.twin().of() + " " + cell.column())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The catalogue says of each twin and each kind of evidence that it kills, or why it is blind; something kills. */
    @Test
    void noCellIsForgotten() {
        assertEquals(List.of(), matrix.mistakes(), "model-check/twins.yaml");
        assertTrue(matrix.twins().size() >= 70, () -> "only " + matrix.twins().size());
    }

    /** Each half in Java that the catalogue lists is there and overrides the step that it names, and each that is there is listed. */
    @Test
    void bothHalvesAreThere() {
        Set<String> inJava = new HashSet<>();
        Matrix.subjects().stream()
                .map(TwinsOf::halves)
                .flatMap(List::stream)
                .flatMap(type -> Arrays.stream(type.getDeclaredClasses()))
                .filter(type -> !type.isInterface())
                .forEach(type -> inJava.add(type.getCanonicalName()));
        Set<String> listed = new HashSet<>();
        for (Twin twin : matrix.twins()) {
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

    private static boolean overrides(Twin twin) {
        return Matrix.subjects().stream()
                .filter(subject -> subject.of().equals(twin.of()))
                .flatMap(subject -> subject.halves().stream())
                .flatMap(type -> Arrays.stream(type.getDeclaredClasses()))
                .filter(type -> type.getSimpleName().equals(twin.twin()))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .anyMatch(method -> method.getName().equals(twin.java().overrides()));
    }

    /** The page and the README are about the catalogue as it is: each kill was seen by a run, each reason is current. */
    @Test
    void thePagesAreCurrent() throws IOException {
        new MatrixPage(matrix, LAYOUT).check();
    }
}
