package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments, list and files that do not fit together are refused before anything runs, in one line with the cure. */
class ListTest {

    private static final String LIST = Fixture.LIST;

    private Fixture fixture;

    @BeforeEach
    void copy(@TempDir Path folder) throws IOException {
        fixture = new Fixture(folder);
    }

    private void assertRefused(List<String> args, String... parts) {
        Fixture.Outcome outcome = fixture.run(args.toArray(String[]::new));
        assertEquals(2, outcome.exitStatus(), outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome::err);
        outcome.says(parts);
        assertFalse(Files.exists(fixture.layout().results()));
    }

    private void assertListRefused(String... parts) {
        assertRefused(List.of(), parts);
    }

    /** The list is shown without running anything. */
    @Test
    void listsModels() {
        Fixture.Outcome outcome = fixture.run("--list");
        assertEquals(0, outcome.exitStatus(), outcome::err);
        outcome.says("Counter_Passes", "quick", "passes, 8 states", "C1 C2");
        outcome.says("    Does it stay in range and come back to zero?");
        outcome.says("Counter_Up", "full", "UpProp violated", "C3");
        assertFalse(Files.exists(fixture.layout().results()));
    }

    /** A list of the models of one specification has all tiers, as the list of all models has. */
    @Test
    void listsAllTiersByName() {
        Fixture.Outcome outcome = fixture.run("--list", "Counter");
        assertEquals(0, outcome.exitStatus(), outcome::err);
        outcome.says("Counter_Up", "full", "UpProp violated", "C3");
    }

    /** A sample has a model that must pass and one that must fail for each specification that has such models. */
    @Test
    void samplesEachSpecification() throws Exception {
        ModelList list = ModelList.read(new Layout(Path.of("").toAbsolutePath()));
        Function<List<Model>, Set<String>> kinds = models -> models.stream()
                .map(model -> model.module() + (model.mustPass() ? " passes" : " fails"))
                .collect(Collectors.toSet());
        assertEquals(kinds.apply(list.models()), kinds.apply(list.sample()));
        assertEquals(kinds.apply(list.models()).size(), list.sample().size(), "one model of each kind");
        assertTrue(list.sample().stream().noneMatch(model -> model.tier() == Tier.LARGE));
    }

    /** The option checks the sample and nothing else. */
    @Test
    void checksASample() {
        fixture.run("--sample").says("2 of 8 models run");
    }

    /** Help documents the exit status. */
    @Test
    void helps() {
        Fixture.Outcome outcome = fixture.run("--help");
        assertEquals(0, outcome.exitStatus());
        outcome.says("0", "every model did exactly what the list says");
        outcome.says("--tier");
    }

    /** A name that no model has is refused. */
    @Test
    void refusesUnknownModel() {
        assertRefused(List.of("Count"), "no model is named Count", "--list");
    }

    /** The beginning of names is refused if only other tiers have such models. */
    @Test
    void refusesNamesOfOtherTiers() throws IOException {
        fixture.replace(LIST, "tier: quick", "tier: large");
        assertRefused(List.of("Counter"), "no model of the tier quick", "--tier full");
    }

    /** Options that make no sense are refused. */
    @Test
    void refusesOptions() {
        assertRefused(List.of("--tier", "medium"), "--tier", "medium", "--help");
        assertRefused(List.of("--workers", "0"), "--workers", "from 1 to 1000");
        assertRefused(List.of("--checkpoint", "-1"), "--checkpoint", "a number of minutes, or 0");
        assertRefused(List.of("--tla2tools", "nowhere.jar"), "--tla2tools", "nowhere.jar");
        assertRefused(List.of("--quick"), "--quick", "--help");
        assertRefused(List.of("--sample", "Counter"), "--sample chooses the models itself");
    }

    /** A full name chooses a model in any tier, the beginning of names those of the tier. */
    @Test
    void choosesByName() throws Exception {
        ModelList list = ModelList.read(fixture.layout());
        assertEquals(
                List.of("Counter_Up"),
                list.named(List.of("Counter_Up"), Tier.QUICK).stream()
                        .map(Model::name)
                        .toList());
        assertEquals(list.of(Tier.QUICK), list.named(List.of("Counter"), Tier.QUICK));
        assertEquals(2, list.of(Tier.QUICK).size());
        assertEquals(list.models(), list.of(Tier.LARGE));
    }

    /** A field that the list does not have is refused with its line. */
    @Test
    void refusesUnknownField() throws IOException {
        fixture.replace(LIST, "    claims: [C3]", "    claim: [C3]");
        int line = 1
                + Arrays.asList(Files.readString(fixture.layout().list()).split("\n"))
                        .indexOf("    claim: [C3]");
        assertListRefused(LIST + ", line " + line + ":", "unknown field \"claim\"", "claims");
    }

    /** A field twice in one entry is refused with its line. */
    @Test
    void refusesDoubledField() throws IOException {
        fixture.replace(LIST, "    claims: [C3]", "    claims: [C3]\n    claims: [C4]");
        assertListRefused(LIST + ", line ", "claims");
    }

    /** A missing field is refused. */
    @Test
    void refusesMissingField() throws IOException {
        fixture.replace(LIST, "    question: Can it come to two?\n", "");
        assertListRefused(LIST + ", line ", "question");
    }

    /** An empty field is refused. */
    @Test
    void refusesEmptyField() throws IOException {
        fixture.replace(LIST, "    question: Can it be zero?\n", "    question:\n");
        assertListRefused(LIST + ", line ", "Counter_First", "question");
    }

    /** A text that is not YAML is refused with its line. */
    @Test
    void refusesWhatIsNoYaml() throws IOException {
        fixture.replace(LIST, "claims: [C3]", "claims: [C3");
        assertListRefused(LIST + ", line ");
    }

    /** An expectation that is neither a pass nor one whole failure is refused. */
    @Test
    void refusesHalfExpectation() throws IOException {
        fixture.replace(LIST, "kind: liveness, loop: [Stuttering]", "kind: liveness, trace: [Up]");
        assertListRefused(LIST + ", line ", "liveness needs a loop and no trace");
    }

    /** A name twice in the list is refused. */
    @Test
    void refusesDoubledName() throws IOException {
        fixture.replace(LIST, "model: Counter_First", "model: Counter_Low").delete("model-check/MCCounter_First.cfg");
        assertListRefused(LIST, "Counter_Low is listed twice");
    }

    /** A configuration that checks nothing is refused; deadlock alone does not count. */
    @Test
    void refusesCfgThatChecksNothing() throws IOException {
        fixture.write(
                "model-check/MCCounter_Passes.cfg",
                "SPECIFICATION Spec\nCONSTANT Top = 3\nINVARIANTS \\* RangeInv\nCHECK_DEADLOCK TRUE\n");
        assertListRefused("model-check/MCCounter_Passes.cfg: checks nothing", "INVARIANTS or PROPERTIES");
    }

    /** A failing model with more than one property is refused: nobody would know which one failed. */
    @Test
    void refusesFailingModelWithTwoProperties() throws IOException {
        fixture.replace("model-check/MCCounter_Low.cfg", "LowInv", "RangeInv LowInv");
        assertListRefused("model-check/MCCounter_Low.cfg", "exactly one property", "[RangeInv, LowInv]");
    }

    /** A failing model whose only property is another than the list says is refused. */
    @Test
    void refusesAnotherProperty() throws IOException {
        fixture.replace("model-check/MCCounter_Low.cfg", "LowInv", "RangeInv");
        assertListRefused("model-check/MCCounter_Low.cfg", "checks RangeInv", "violates LowInv");
    }

    /** A model of a deadlock that checks something else too is refused. */
    @Test
    void refusesDeadlockBesideOthers() throws IOException {
        fixture.replace(
                "model-check/MCCounter_Stops.cfg", "SPECIFICATION Spec", "SPECIFICATION Spec INVARIANT RangeInv");
        assertListRefused("model-check/MCCounter_Stops.cfg", "[RangeInv]", "deadlock");
    }

    /** A configuration or a module on disk that the list lacks is refused. */
    @Test
    void refusesStrangers() throws IOException {
        fixture.write("model-check/MCForgotten.cfg", "");
        assertListRefused("model-check/MCForgotten.cfg: on disk", LIST + " has no model");
        fixture.delete("model-check/MCForgotten.cfg").write("model-check/MCForgotten.tla", "");
        assertListRefused("model-check/MCForgotten.tla: on disk", LIST + " has no model");
    }

    /** A model whose configuration or module is missing is refused. */
    @Test
    void refusesMissingFiles() throws IOException {
        fixture.delete("model-check/MCCounter_Low.cfg");
        assertListRefused("model-check/MCCounter_Low.cfg: missing", "Counter_Low");
        fixture.replace(
                        LIST,
                        "model: Counter_Passes\n    module: MCCounter",
                        "model: Counter_Passes\n    module: MCGone")
                .write("model-check/MCCounter_Low.cfg", "INVARIANT LowInv");
        assertListRefused("model-check/MCGone.tla: missing", "Counter_Passes");
    }

    /** A part of a configuration that is not understood is refused, and not skipped. */
    @Test
    void refusesWhatItDoesNotUnderstandInACfg() throws IOException {
        String cfg = "model-check/MCCounter_Low.cfg";
        fixture.write(cfg, "INVARIENT LowInv\nSPECIFICATION Spec\nCONSTANT Top = 3\nINVARIANT LowInv\n");
        assertListRefused(cfg + ": cannot be understood", "before the first keyword: INVARIENT LowInv");
        fixture.write(cfg, "SPECIFICATION Spec\nCONSTANT Top=3\nINVARIANT LowInv\n");
        assertListRefused(cfg + ": cannot be understood", "blanks around it", "Top=3");
        fixture.write(cfg, "SPECIFICATION Spec\nCONSTANTS Top = 3 Top = 4\nINVARIANT LowInv\n");
        assertListRefused(cfg + ": cannot be understood", "the constant Top has two values");
    }

    /** In the other lists, too, an unknown field, a field twice and what follows the list are refused. */
    @Test
    void refusesWhatOtherListsDoNotKnow() throws IOException {
        String twins = "unseen: []\ntwins: []\n";
        assertOtherRefused("twins.yaml", twins, twins + "near: []\n", TwinCatalogue::read);
        assertOtherRefused("twins.yaml", twins, twins + "twins: []\n", TwinCatalogue::read);
        assertOtherRefused("twins.yaml", twins, twins + "---\ntwins: []\n", TwinCatalogue::read);
        String museum = "exhibits: []\nwrongTurns: []\n";
        assertOtherRefused("museum.yaml", museum, museum + "exhibits: []\n", Museum::read);
        String casts = "casts: {}\n";
        assertOtherRefused("casts.yaml", casts, casts + "casts: {}\n", Casts::read);
    }

    private void assertOtherRefused(String file, String good, String bad, Consumer<Layout> read) throws IOException {
        fixture.write("model-check/" + file, good);
        assertDoesNotThrow(() -> read.accept(fixture.layout()), good);
        fixture.write("model-check/" + file, bad);
        assertThrows(ListError.class, () -> read.accept(fixture.layout()), bad);
        fixture.delete("model-check/" + file);
    }

    /** A claims table that cannot be read is refused before anything runs. */
    @Test
    void refusesAClaimsTableThatCannotBeRead() throws IOException {
        fixture.write("README.md", ClaimsTable.MARK + "\n| id | claim |\n| --- | --- |\n| L1 | a claim |\n");
        assertListRefused("README.md, line 4", "seven cells");
    }

    /** A project without a list is told so. */
    @Test
    void refusesMissingList() throws IOException {
        fixture.delete(LIST);
        assertListRefused(LIST, "cannot be read");
    }

    /** What a configuration checks is read past comments, over several lines, in singular and plural. */
    @Test
    void readsConfigurations() {
        Cfg cfg = Cfg.parse("""
                \\* INVARIANT A
                SPECIFICATION Spec (* PROPERTY B (* C *) PROPERTY D
                *) INVARIANT E
                INVARIANTS F \\* G
                  H
                CONSTANTS I = {J}
                  K <- L
                PROPERTY M PROPERTIES N
                  O CHECK_DEADLOCK FALSE
                """);
        assertEquals(List.of("E", "F", "H"), cfg.invariants());
        assertEquals(List.of("M", "N", "O"), cfg.properties());
        assertEquals(Map.of("I", "{J}", "K", "L"), cfg.constants());
        assertTrue(Cfg.parse("INVARIANTS\nCONSTANT A = B\n").checks().isEmpty());
    }
}
