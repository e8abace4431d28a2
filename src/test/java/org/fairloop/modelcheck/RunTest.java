package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The command that checks the models: whatever TLC does that the list does not say is an error. */
class RunTest {

    private static final String LIST = Fixture.LIST;

    /** The fixture as it is, all of it. */
    private static Fixture good;

    private static Fixture.Outcome goodOutcome;

    /** Each model spoilt in a way that shows only when TLC runs. */
    private static Fixture bad;

    private static Fixture.Outcome badOutcome;

    @TempDir
    private Path folder;

    /** TLC takes a second to start, so the tests share two runs. */
    @BeforeAll
    static void runAll(@TempDir Path folder) throws IOException {
        good = new Fixture(folder.resolve("good"));
        goodOutcome = good.run("--tier", "full");
        bad = new Fixture(folder.resolve("bad"));
        badOutcome = bad.replace(LIST, "{distinct: 8, depth: 8}", "{distinct: 9, depth: 7}")
                .replace(LIST, "untaken: {Nothing: it stands for Again here}", "untaken: {Up: taken, Gone: not there}")
                .replace(LIST, "trace: [Up, Up]\n", "trace: [Up, Again]\n")
                .replace("model-check/MCCounter_First.cfg", "PositiveInv", "NonsenseInv")
                .replace(LIST, "violates: PositiveInv", "violates: NonsenseInv")
                .replace(
                        LIST,
                        "    twin: Falls\n    expect: {violates: UpProp, kind: step, trace: [Up, Up, Up, Again]}",
                        "    expect: {passes: {distinct: 8}}")
                .replace(LIST, "loop: [Again]", "loop: [Again, Down]")
                .replace(LIST, "loop: [Stuttering]", "loop: [Up]")
                .replace("model-check/MCCounter_Stops.cfg", "CONSTANT Again <- Nothing", "")
                .write(
                        "model-check/MCCounter_Other.cfg",
                        "SPECIFICATION Spec\nCONSTANTS Top = 3 Again <- Nothing\nINVARIANT RangeInv\n")
                .replace(LIST, "models:\n", """
                        models:
                          - model: Counter_Other
                            module: MCCounter
                            tier: quick
                            question: Does it leave its range?
                            expect: {violates: RangeInv, kind: invariant, trace: [Up]}
                        """)
                .run("--tier", "full");
    }

    /** The exit status is 0 only if every model does what the list says. */
    @Test
    void exitStatusTellsWhetherAllIsAsListed() {
        assertEquals(0, goodOutcome.exitStatus(), () -> goodOutcome.out() + goodOutcome.err());
        assertEquals(1, badOutcome.exitStatus());
    }

    /** One model that is not as listed decides the exit status, whether the first or the last. */
    @Test
    void oneModelIsEnoughToFail() throws IOException {
        Fixture first = new Fixture(folder.resolve("first")).replace(LIST, "trace: [Up, Up]\n", "trace: [Up]\n");
        assertStatus(1, first.run("Counter_Low", "Counter_First"), "1 not as listed");
        Fixture last = new Fixture(folder.resolve("last"))
                .replace(LIST, "PositiveInv, kind: invariant", "PositiveInv, kind: step");
        assertStatus(1, last.run("Counter_Low", "Counter_First"), "1 not as listed");
        assertStatus(0, last.run("Counter_Low"), "0 not as listed");
    }

    /** A model without a verdict decides the exit status, although another is as listed. */
    @Test
    void noVerdictIsEnoughToFail() throws IOException {
        Fixture fixture = new Fixture(folder)
                .replace("model-check/MCCounter_First.cfg", "PositiveInv", "NonsenseInv")
                .replace(LIST, "violates: PositiveInv", "violates: NonsenseInv");
        assertStatus(1, fixture.run("Counter_Low", "Counter_First"), "1 not as listed");
    }

    /** A model whose TLC is interrupted decides the exit status, although another is as listed. */
    @Test
    @Timeout(60)
    void interruptionHasAStatusOfItsOwn() throws Exception {
        Fixture fixture = new Fixture(folder).addGrid(200).addGate("Stops(x + y = 100)");
        fixture.shutGate();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Fixture.Outcome> outcome =
                    pool.submit(() -> fixture.run("--checkpoint", "0", "Counter_Low", "Grid_Safety"));
            tlcOf("Grid_Safety").destroy();
            assertEquals(130, outcome.get().exitStatus());
        } finally {
            pool.shutdown();
        }
    }

    /** The process that checks a model of this test's project, as soon as there is one. */
    private ProcessHandle tlcOf(String model) {
        while (true) {
            Optional<ProcessHandle> found = ProcessHandle.current()
                    .descendants()
                    .filter(process -> process.info()
                            .arguments()
                            .map(List::of)
                            .filter(words -> words.contains("MC" + model + ".cfg"))
                            .filter(words -> words.stream().anyMatch(word -> word.contains(folder.toString())))
                            .isPresent())
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static void assertStatus(int status, Fixture.Outcome outcome, String sum) {
        assertEquals(status, outcome.exitStatus(), () -> outcome.out() + outcome.err());
        outcome.says(sum);
    }

    /** The sums count what passed, what failed, and the broken twins among that. */
    @Test
    void sumsUp() {
        goodOutcome.says(
                "8 of 8 models run",
                "2 passed",
                "6 failed",
                "1 for a broken twin",
                "0 not as listed",
                "40 distinct states");
        badOutcome.says("9 models", "0 passed", "0 failed", "9 not as listed");
    }

    /** The table has the question, the verdict, the number of states and the depth of each model. */
    @Test
    void tableHasEveryModel() {
        goodOutcome.says("Counter_Passes", "passes", " 8 ", "Does it stay in range and come back to zero?");
        goodOutcome.says("Counter_Low", "Can it come to two?", "LowInv violated, as it must", " 3 ");
        badOutcome.says("Counter_Up", "WRONG: UpProp violated");
    }

    /** Elsewhere than on a terminal each model that is done makes a line. */
    @Test
    void showsProgress() {
        goodOutcome.says("[8/8] Counter_");
    }

    /** What TLC said stays for later, raw and as JSON with counts per action and the steps of a counterexample. */
    @Test
    void leavesResultsBehind() throws IOException {
        assertTrue(Files.size(good.layout().results().resolve("Counter_Up.out")) > 0);
        JsonNode passes = good.result("Counter_Passes");
        assertTrue(passes.get("asListed").asBoolean());
        assertEquals(6, passes.get("observed").get("actions").get("Up").asInt(), passes::toPrettyString);
        JsonNode steps = good.result("Counter_Up").at("/observed/counterexample/steps");
        assertEquals(5, steps.size());
        assertEquals("Again", steps.get(4).get("action").asText());
        assertEquals("0", steps.get(4).get("values").get("n").asText());
        assertEquals(
                "Stuttering",
                good.result("Counter_Stutters")
                        .at("/observed/counterexample/loop/action")
                        .asText());
        assertTrue(good.result("Counter_Lasso")
                        .at("/observed/counterexample/loop/backTo")
                        .asInt()
                > 0);
    }

    /** Who took each step is known, how many states lie at each depth, and a small world whole. */
    @Test
    void knowsWhatTlcDoesNotPrint() throws IOException {
        JsonNode passes = good.result("Counter_Passes").get("observed");
        assertEquals("[1,1,1,1,1,1,1,1]", passes.get("depths").toString());
        assertEquals(8, passes.at("/graph/states").size());
        assertEquals(
                "{\"from\":0,\"action\":\"Up\",\"to\":1}",
                passes.at("/graph/transitions/0").toString());
        JsonNode up = good.result("Counter_Up").at("/observed/counterexample/retrace");
        assertEquals("{\"laps\":0,\"n\":0}", up.get("initial").toString());
        assertEquals(
                "{\"action\":{\"name\":\"Again\",\"bindings\":{}},\"after\":{\"laps\":1,\"n\":0}}",
                up.get("rows").get(3).toString());
        assertTrue(good.result("Counter_Up").at("/observed/depths").isNull(), "TLC has not seen all of it");
        assertEquals(
                "[\"n < 2\"]",
                good.result("Counter_Low")
                        .at("/observed/counterexample/retrace/falseConjuncts")
                        .toString());
        String page = Files.readString(good.layout().results().resolve("index.html"));
        assertTrue(page.contains(">At the end, of LowInv this is false: n &lt; 2.<"), page);
        assertEquals(
                "Again",
                good.result("Counter_Lasso")
                        .at("/observed/counterexample/retrace/back/name")
                        .asText());
    }

    /** The verdicts are there for servers, too: what is not as listed is a failure, no verdict an error. */
    @Test
    void writesJUnitXml() throws Exception {
        Element all = junit(good);
        assertEquals("8", all.getAttribute("tests"));
        assertEquals("0", all.getAttribute("failures"));
        assertEquals("0", all.getAttribute("errors"));
        Element some = junit(bad);
        assertEquals("9", some.getAttribute("tests"));
        assertEquals("8", some.getAttribute("failures"));
        assertEquals("1", some.getAttribute("errors"));
        assertEquals(8, some.getElementsByTagName("failure").getLength());
        Element error = (Element) some.getElementsByTagName("error").item(0);
        assertEquals("Counter_First", ((Element) error.getParentNode()).getAttribute("name"));
        assertTrue(error.getAttribute("message").startsWith("no verdict, since"), () -> error.getAttribute("message"));
    }

    private static Element junit(Fixture fixture) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(fixture.layout().results().resolve("junit.xml").toFile())
                .getDocumentElement();
    }

    /** A counterexample is there as a picture, too. */
    @Test
    void drawsTheCounterexample() throws IOException {
        String picture = Files.readString(good.layout().results().resolve("Counter_Up.svg"));
        assertTrue(picture.startsWith("<svg ") && picture.contains(">Again</text>"), picture);
        String page = Files.readString(bad.layout().results().resolve("index.html"));
        assertTrue(page.contains("9 of 9 models did not do what the list says."));
    }

    /** Nothing of TLC's own files stays. */
    @Test
    void cleansUp() throws IOException {
        try (Stream<Path> left = Files.list(good.layout().results())) {
            assertFalse(left.anyMatch(Files::isDirectory));
        }
    }

    /** A wrong number of states or a wrong depth is an error. */
    @Test
    void comparesTheSizeOfTheWorld() {
        badOutcome.says("error: model-check/MCCounter_Passes.cfg", "8 distinct states, but the list says 9");
        badOutcome.says("error: model-check/MCCounter_Passes.cfg", "depth 8, but the list says 7");
        badOutcome.says("observed", "expect: {passes: {distinct: 8, depth: 8}}");
    }

    /** An action that is never taken is an error, and so is a reason for one that is taken or is not there. */
    @Test
    void comparesCoverage() {
        badOutcome.says("error: model-check/MCCounter_Partial.cfg", "the action Nothing is never taken");
        badOutcome.says("error: model-check/MCCounter_Partial.cfg", "the action Up is taken", "untaken");
        badOutcome.says("error: model-check/MCCounter_Partial.cfg", "there is no action Gone");
    }

    /** A model that must fail and passes is an error. */
    @Test
    void noticesAFailureThatPasses() {
        badOutcome.says("error: model-check/MCCounter_Stops.cfg", "must fail by Deadlock, but passes");
    }

    /** A model that must fail and fails by something else is an error. */
    @Test
    void noticesAFailureOfAnotherKind() {
        badOutcome.says(
                "error: model-check/MCCounter_Other.cfg",
                "must fail by RangeInv (invariant), but fails by Deadlock (deadlock)");
    }

    /** A model that must fail and fails by other steps is an error that shows both. */
    @Test
    void comparesTheTrace() {
        badOutcome.says("error: model-check/MCCounter_Low.cfg", "by other steps");
        badOutcome.says("listed", "violates: LowInv", "trace: [Up, Again]");
        badOutcome.says("observed", "violates: LowInv", "trace: [Up, Up]");
    }

    /** A lasso without the actions that the list wants in its loop is an error, and so is one that stutters or does not. */
    @Test
    void comparesTheLoop() {
        badOutcome.says("error: model-check/MCCounter_Lasso.cfg", "the list wants [Again, Down]");
        badOutcome.says("error: model-check/MCCounter_Stutters.cfg", "a loop of [Stuttering]", "wants [Up]");
    }

    /** An expression that TLC cannot evaluate is not the failure that the list asks for. */
    @Test
    void evaluationErrorIsNoViolation() {
        badOutcome.says(
                "error: model-check/MCCounter_First.cfg", "no verdict", "Evaluating invariant NonsenseInv failed");
    }

    /** A world that breaks an assumption of its specification has no verdict, and nothing looks at its states, be they ever so many. */
    @Test
    @Timeout(60)
    void brokenAssumptionIsNoVerdict() throws IOException {
        new Fixture(folder)
                .replace("model-check/MCCounter_Passes.cfg", "Top = 3", "Top = 2000000000")
                .run("Counter_Passes")
                .says("error: model-check/MCCounter_Passes.cfg", "no verdict", "Assumption", "is false");
    }

    /** A model that must pass and fails shows its counterexample: who took which action, and what that changed. */
    @Test
    void showsTheCounterexample() {
        badOutcome.says("error: model-check/MCCounter_Up.cfg", "must pass, but UpProp is violated (step)");
        String words = badOutcome.out().replaceAll("\\s+", " ");
        assertTrue(words.contains("At first: laps=0 n=0 step - changes 1 Up n=1"), badOutcome::out);
        assertTrue(words.contains("3 Up n=3 4 Again laps=1 n=0 error: "), badOutcome::out);
    }

    /** A single model that fails as it must shows its counterexample too, and how a lasso goes on. */
    @Test
    void showsTheLoop() throws IOException {
        Fixture fixture = new Fixture(folder);
        fixture.run("Counter_Lasso").says("Then Again leads back to the state ", "and so on for ever.");
        fixture.run("Counter_Stutters").says("Then nothing happens any more.");
    }

    /** With another TLC the steps of the counterexample are not compared, but the property is. */
    @Test
    void anotherTlcMayFindOtherSteps() throws Exception {
        Path jar = Path.of(Class.forName("tlc2.TLC", false, getClass().getClassLoader())
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Fixture.Outcome outcome = new Fixture(folder)
                .replace(LIST, "trace: [Up, Up]\n", "trace: [Up, Again]\n")
                .run("--tla2tools", jar.toString(), "Counter_Low");
        assertEquals(0, outcome.exitStatus(), outcome::out);
    }

    /** Several workers search a safety model, whose depth is not compared then, and one worker a liveness model. */
    @Test
    void livenessGetsOneWorker() throws IOException {
        Fixture fixture = new Fixture(folder).replace(LIST, "depth: 4", "depth: 5");
        Fixture.Outcome outcome = fixture.run("--workers", "2", "Counter_Passes", "Counter_Partial");
        assertEquals(0, outcome.exitStatus(), outcome::out);
        assertEquals(1, fixture.result("Counter_Passes").at("/observed/workers").asInt());
        assertEquals(
                2, fixture.result("Counter_Partial").at("/observed/workers").asInt());
    }

    /** A model that must fail gets one worker, since several find different traces. */
    @Test
    void failingModelsGetOneWorker() throws IOException {
        Fixture fixture = new Fixture(folder);
        Fixture.Outcome outcome = fixture.run("--workers", "2", "Counter_Low");
        assertEquals(0, outcome.exitStatus(), outcome::out);
        assertEquals(1, fixture.result("Counter_Low").at("/observed/workers").asInt());
    }

    /** From Java a model runs by one call. */
    @Test
    void runsOneModelFromJava() throws Exception {
        Fixture fixture = new Fixture(folder);
        try (TlcRun tlc = new TlcRun(fixture.layout())) {
            Model model = ModelList.read(fixture.layout()).models().get(2);
            Result result = tlc.run(model);
            assertTrue(result.isAsListed());
            assertEquals("LowInv", result.observed().violated());
        }
    }
}
