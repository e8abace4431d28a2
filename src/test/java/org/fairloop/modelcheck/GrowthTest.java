package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.junit.jupiter.api.Test;

/** What docs/growth.md says about the worlds is so, and what it predicts follows from it. */
class GrowthTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    /** A world with so many states is counted once more. */
    private static final long FEW = 1_400;

    /** Each family is there, in order, from its smallest size on without a gap. */
    @Test
    void everyFamilyIsMeasured() throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> recorded = new ArrayList<>();
        for (Family family : Family.all()) {
            List<GrowthRow> rows = Growth.recorded(LAYOUT).stream()
                    .filter(row -> row.family().equals(family.name()))
                    .toList();
            assertTrue(rows.size() > 1, () -> "no growth of " + family.name() + ": run ./model-check/growth");
            rows.forEach(row -> expected.add(family.name() + " " + (family.smallest() + rows.indexOf(row))));
        }
        Growth.recorded(LAYOUT).forEach(row -> recorded.add(row.family() + " " + row.size()));
        assertEquals(expected, recorded, "docs/growth.md is stale: run ./model-check/growth");
    }

    /** Small worlds have as many states as the page says, and are as deep. */
    @Test
    void smallWorldsAreAsLarge() throws IOException, ListError {
        List<String> counted = new ArrayList<>();
        List<String> recorded = new ArrayList<>();
        ModelList models = ModelList.read(LAYOUT);
        for (GrowthRow row : Growth.recorded(LAYOUT)) {
            if (row.states() <= FEW) {
                Family family = Family.all().stream()
                        .filter(each -> each.name().equals(row.family()))
                        .findFirst()
                        .orElseThrow();
                recorded.add(row.family() + " " + row.size() + ": " + row.states() + " states, depth " + row.depth());
                counted.add(row.family() + " " + row.size() + ": " + count(family, models, row.size()));
            }
        }
        assertEquals(recorded, counted, "docs/growth.md is stale: run ./model-check/growth");
        assertTrue(counted.size() > 6, counted::toString);
    }

    private static String count(Family family, ModelList models, int size) throws IOException {
        try (Oracle oracle = Oracle.loadWorld(
                LAYOUT.worlds().resolve(family.model(models).tla()), family.cfg(LAYOUT, size), LAYOUT.spec())) {
            Set<State> seen = new HashSet<>(oracle.initialStates());
            List<State> level = List.copyOf(seen);
            int depth = 0;
            while (!level.isEmpty()) {
                depth++;
                level = level.stream()
                        .flatMap(state -> oracle.steps(state).stream())
                        .map(Step::to)
                        .filter(seen::add)
                        .toList();
            }
            return seen.size() + " states, depth " + depth;
        }
    }

    /** What is predicted is computed from what is measured. */
    @Test
    void thePageIsCurrent() throws IOException {
        GeneratedText.check(Growth.page(LAYOUT), key -> switch (key) {
            case Growth.PREDICTED -> predicted();
            default -> read(key);
        });
    }

    private static String predicted() {
        return Prediction.table(GrowthRow.parseAll(read(Growth.MEASURED)));
    }

    private static String read(String key) {
        try {
            return GeneratedText.read(Growth.page(LAYOUT), key);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A family that grows by a factor is continued by it, and one that grows as a power is continued as that. */
    @Test
    void predicts() {
        Prediction exponential = Prediction.of(rows(3, 9, 27, 81));
        assertEquals("× 3.0 each", exponential.toString());
        assertEquals(243, exponential.states().applyAsDouble(5), 1e-6);
        Prediction power = Prediction.of(rows(1, 8, 27, 64));
        assertEquals("as its power of 3.0", power.toString());
        assertEquals(125, power.states().applyAsDouble(5), 1e-6);
        assertEquals("× 4.0 each", Prediction.of(rows(2, 8)).toString());
        assertEquals(
                Prediction.HEAD + "| it | × 3.0 each | 81 (+0 %) | 81 | 5 | 243 | 30 s | 122 MB |\n",
                Prediction.table(rows(3, 9, 27, 81)));
    }

    private static List<GrowthRow> rows(long... states) {
        List<GrowthRow> rows = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            rows.add(new GrowthRow("it", i + 1, states[i], 1, 10, 2 + i * 13));
        }
        return rows;
    }

    /** A row is read as it is written. */
    @Test
    void rowsAreReadAsTheyAreWritten() {
        List<GrowthRow> rows = List.of(
                new GrowthRow("RFifoLock, threads", 3, 1_234_567, 65, 12.5, 1_024),
                new GrowthRow("it", 1, 7, 2, 0.5, 0));
        assertEquals(rows, GrowthRow.parseAll(Growth.table(rows)));
    }

    /** Each family is of a model of the list, and its worlds have the size that they are to have. */
    @Test
    void everyFamilyHasItsBounds() throws IOException, ListError {
        ModelList models = ModelList.read(LAYOUT);
        for (Family family : Family.all()) {
            assertEquals(family.model(), family.model(models).name());
            World world = World.of(family.cfg(LAYOUT, family.largest()));
            assertEquals(family.largest(), world.bounds().get(family.bound()), family::name);
        }
    }
}
