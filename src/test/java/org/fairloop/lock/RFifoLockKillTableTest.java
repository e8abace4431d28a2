package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.KillTable;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.TlcEvidence;
import org.fairloop.modelcheck.TwinCatalogue;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every broken twin of the lock is killed by the kinds of evidence that the catalogue names, and for the others the
 * catalogue says why they are blind. Writes the table that it has seen to {@code target/kill-table.md}.
 */
class RFifoLockKillTableTest {

    private static final List<Evidence> EVIDENCE = List.of(
            new TlcEvidence(),
            new ReplayEvidence(),
            new InterleavingEvidence(),
            new LincheckEvidence((check, twin) -> RFifoLockChecks.ALL.get(check).run(RFifoLockChecks.onTwin(twin))),
            new TraceEvidence(),
            new ContractEvidence());

    private static final List<String> COLUMNS =
            EVIDENCE.stream().map(Evidence::name).toList();

    private static final List<Twin> TWINS =
            TwinCatalogue.read(Layout.ofThisProject()).of("RFifoLock");

    private static final KillTable TABLE = new KillTable(COLUMNS);

    /** Each twin is killed by each kind of evidence that must kill it, and for the reason that the catalogue gives. */
    @TestFactory
    Stream<DynamicTest> isKilled() {
        return TWINS.stream()
                .flatMap(twin -> EVIDENCE.stream()
                        .map(evidence -> DynamicTest.dynamicTest(
                                twin.twin() + ", " + evidence.name(), () -> check(twin, evidence))));
    }

    private static void check(Twin twin, Evidence evidence) {
        String by = twin.kills().get(evidence.name());
        if (by != null) {
            Evidence.Kill kill = evidence.tryToKill(twin.twin(), by)
                    .orElseThrow(() -> new AssertionError(evidence.name() + " does not kill " + twin.twin()
                            + ", as model-check/twins.yaml says it does"));
            assertTrue(kill.found().contains(by), () -> "killed, but not by \"" + by + "\": " + kill.found());
            TABLE.killed(twin.twin(), evidence.name(), kill);
        } else {
            String noHalf = twin.java().none();
            TABLE.blind(
                    twin.twin(),
                    evidence.name(),
                    noHalf == null ? twin.blind().get(evidence.name()) : "no half in Java, since " + noHalf);
        }
    }

    /** The catalogue says of each twin and each kind of evidence that it kills, or why it is blind; something kills. */
    @Test
    void noCellIsForgotten() {
        List<String> wrong = new ArrayList<>();
        for (Twin twin : TWINS) {
            Set<String> cells = new HashSet<>(twin.kills().keySet());
            cells.addAll(twin.blind().keySet());
            Set<String> columns = twin.java().none() == null ? Set.copyOf(COLUMNS) : Set.of("tlc");
            if (!cells.equals(columns) || twin.kills().size() + twin.blind().size() != columns.size()) {
                wrong.add(twin.twin() + " has " + twin.kills().keySet() + " and "
                        + twin.blind().keySet());
            }
            if (twin.kills().isEmpty()) {
                wrong.add(twin.twin() + " is killed by nothing");
            }
        }
        assertEquals(List.of(), wrong, "model-check/twins.yaml, one of kills and blind for each of " + COLUMNS);
    }

    /** Each twin of the catalogue with a half in Java has that half, and each half is in the catalogue. */
    @Test
    void bothHalvesAreThere() {
        Set<String> listed = new HashSet<>();
        for (Twin twin : TWINS) {
            if (twin.java().none() == null) {
                assertEquals(
                        BrokenRFifoLock.class.getName() + "." + twin.twin(),
                        twin.java().type());
                listed.add(twin.twin());
            }
        }
        Set<String> inJava = new HashSet<>();
        for (Class<?> nested : BrokenRFifoLock.class.getDeclaredClasses()) {
            if (RFifoLock.class.isAssignableFrom(nested)) {
                inJava.add(nested.getSimpleName());
            }
        }
        assertEquals(inJava, listed);
        assertTrue(inJava.size() >= 15);
    }

    @AfterAll
    static void write() throws IOException {
        Path file = Path.of("target", "kill-table.md");
        Files.writeString(file, "# What killed which broken twin of RFifoLock\n\n" + TABLE.markdown());
        System.out.println(TABLE.summary() + ": " + file);
    }
}
