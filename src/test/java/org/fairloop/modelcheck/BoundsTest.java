package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fairloop.modelcheck.Bounds.Row;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The worlds of the quick tier are large enough for every broken twin that is known. */
class BoundsTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    private static final Map<String, Model> MODELS = new HashMap<>();

    private static List<Twin> twins;

    private static List<Row> rows;

    @BeforeAll
    static void read() throws IOException, ListError {
        ModelList.read(LAYOUT).models().forEach(model -> MODELS.put(model.name(), model));
        twins = TwinCatalogue.read(LAYOUT).twins();
        rows = GeneratedText.read(Bounds.page(LAYOUT), Bounds.BLOCK)
                .lines()
                .map(Row::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static World world(String model) throws IOException {
        return World.read(LAYOUT.worlds().resolve(MODELS.get(model).cfg()));
    }

    private static List<String> checks(Model model) throws IOException {
        return Cfg.read(LAYOUT.worlds().resolve(model.cfg())).checks();
    }

    private static Twin twin(Row row) {
        return twins.stream()
                .filter(each -> each.twin().equals(row.twin()))
                .findFirst()
                .orElseThrow();
    }

    /** Each twin of the catalogue has its row, in order: one that is new is measured before it is let in. */
    @Test
    void everyTwinIsMeasured() {
        assertEquals(
                twins.stream().map(Twin::twin).toList(),
                rows.stream().map(Row::twin).toList(),
                "docs/bounds.md is not about the twins of model-check/twins.yaml: run ./model-check/bounds");
    }

    /** What was measured fits the models: no twin needs more than the world that it fails in, or less than one in which it passes. */
    @Test
    void theRowsFitTheModels() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Row row : rows) {
            Twin twin = twin(row);
            if (!world(twin.spec().model()).includes(row.smallest())) {
                wrong.add(
                        row.twin() + " fails in " + twin.spec().model() + ", which is smaller than " + row.smallest());
            }
            for (String passes : twin.spec().passes()) {
                if (asksTheSame(twin.spec().model(), passes, row.smallest())
                        && world(passes).includes(row.smallest())) {
                    wrong.add(row.twin() + " passes in " + passes + ", although it was found in " + row.smallest());
                }
            }
        }
        assertEquals(List.of(), wrong, "docs/bounds.md is stale: run ./model-check/bounds");
    }

    /** Do two models differ in their bounds only, and does the second check all that the first does? */
    private static boolean asksTheSame(String one, String other, World bounds) throws IOException {
        return checks(MODELS.get(other)).containsAll(checks(MODELS.get(one)))
                && apartFromBounds(one, bounds).equals(apartFromBounds(other, bounds));
    }

    /** The constants of a model and what it puts in the place of operators, its bounds made equal to others. */
    private static Set<String> apartFromBounds(String model, World bounds) throws IOException {
        World own = world(model);
        String cfg = Files.readString(LAYOUT.worlds().resolve(MODELS.get(model).cfg()));
        return (own.includes(bounds) ? bounds.cut(cfg) : cfg)
                .lines()
                .filter(line -> line.matches(" *\\w+ (=|<-) .*"))
                .collect(Collectors.toSet());
    }

    /** For each twin a model of the shipped design in the quick tier has a world at or above the twin's in each bound. */
    @Test
    void theQuickTierIsLargeEnough() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Row row : rows) {
            if (largeEnough(row).isEmpty()) {
                wrong.add(row.twin() + " needs " + row.smallest() + ", and no model of " + row.of()
                        + " in the quick tier that must pass has so much: enlarge one in model-check/models.yaml");
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** The page says which model of the quick tier that is. */
    @Test
    void thePageIsCurrent() throws IOException {
        GeneratedText.check(Bounds.page(LAYOUT), key -> switch (key) {
            case Bounds.BLOCK -> recorded();
            case "quick tier" -> quickTier();
            default -> throw new AssertionError("nobody can generate " + key);
        });
    }

    private static String recorded() {
        try {
            return GeneratedText.read(Bounds.page(LAYOUT), Bounds.BLOCK);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String quickTier() {
        StringBuilder text =
                new StringBuilder("| twin | needs | model of the quick tier | has |\n| --- | --- | --- | --- |\n");
        try {
            for (Row row : rows) {
                Optional<Model> model = largeEnough(row);
                text.append(String.format(
                        "| `%s` | %s | %s | %s |\n",
                        row.twin(),
                        row.smallest(),
                        model.map(each -> "`" + each.name() + "`").orElse("none"),
                        model.isPresent() ? world(model.get().name()).toString() : "—"));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    /** Of the models of the quick tier that are large enough, one that asks what the twin gets wrong, if there is one. */
    private static Optional<Model> largeEnough(Row row) throws IOException {
        Model broken = MODELS.get(twin(row).spec().model());
        List<Model> found = new ArrayList<>();
        for (Model model : MODELS.values()) {
            if (model.mustPass()
                    && model.twin() == null
                    && model.tier() == Tier.QUICK
                    && model.module().equals(broken.module())
                    && world(model.name()).includes(row.smallest())) {
                found.add(model);
            }
        }
        List<String> asked = checks(broken);
        Map<Model, Boolean> asks = new HashMap<>();
        Map<Model, Boolean> isAlike = new HashMap<>();
        for (Model model : found) {
            asks.put(model, checks(model).containsAll(asked));
            isAlike.put(model, isBuffered(model) == isBuffered(broken));
        }
        return found.stream()
                .min(Comparator.<Model, Boolean>comparing(model -> !asks.get(model))
                        .thenComparing(model -> !isAlike.get(model))
                        .thenComparing(Model::name));
    }

    /** Whether the memory of a model's world has store buffers; without them some twins cannot be found. */
    private static boolean isBuffered(Model model) throws IOException {
        return Files.readString(LAYOUT.worlds().resolve(model.cfg())).contains("Buffered = TRUE");
    }

    /** Worlds are read from configurations, compared, and cut down. */
    @Test
    void worlds() {
        String cfg = """
                CONSTANTS
                  Threads = {t1, t2, t3}
                  Names = {"a", "b"}
                  None = {}
                  Nobody = Nobody
                  MaxHolds = 2
                  TicketModulus = 4
                  MayClose = TRUE
                  Keeps = FALSE
                  Order <- InOrder
                  Queue <- TwoPollers
                """;
        World world = World.of(cfg);
        assertEquals("Threads 3, Names 2, None 0, MaxHolds 2, MayClose 1, Pollers 2", world.toString());
        assertEquals(world, World.parse(world.toString()));
        World less = world.less("Threads")
                .flatMap(w -> w.less("MayClose"))
                .flatMap(w -> w.less("Pollers"))
                .orElseThrow();
        assertEquals(
                cfg.replace("{t1, t2, t3}", "{t1, t2}")
                        .replace("MayClose = TRUE", "MayClose = FALSE")
                        .replace("TwoPollers", "OnePoller"),
                less.cut(cfg));
        assertTrue(world.includes(less));
        assertFalse(less.includes(world));
        assertFalse(world.includes(World.parse("Callers 1")));
        assertTrue(world.less("None").isEmpty());
        assertEquals(
                cfg.replace("{t1, t2, t3}", "{t1, t2, t3, t4}").replace("TwoPollers", "ThreePollers"),
                world.with("Threads", 4).with("Pollers", 3).cut(cfg));
        assertEquals("has no bounds", World.of("").toString());
        assertEquals(World.of(""), World.parse("has no bounds"));
    }
}
