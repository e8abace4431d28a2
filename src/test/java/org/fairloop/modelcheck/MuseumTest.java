package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairloop.modelcheck.Museum.Exhibit;
import org.fairloop.modelcheck.Museum.WrongTurns;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every exhibit of the museum is what its entry in {@code model-check/museum.yaml} and its page say. */
class MuseumTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    private static final List<String> SECTIONS = List.of(
            "## What happened",
            "## The counterexample",
            "## Why testing missed it",
            "## The fix",
            "## See it",
            "## What finds it");

    private static final Path WRONG_TURNS = LAYOUT.root().resolve("docs/museum/wrong-turns.md");

    private final List<Exhibit> exhibits = Museum.read(LAYOUT).exhibits();
    private final List<WrongTurns> wrongTurns = Museum.read(LAYOUT).wrongTurns();
    private final Map<String, Twin> twins = new HashMap<>();
    private final Passages passages = new Passages(LAYOUT);

    MuseumTest() {
        TwinCatalogue.read(LAYOUT).twins().forEach(twin -> twins.put(twin.twin(), twin));
    }

    private static Path page(Exhibit exhibit) {
        return LAYOUT.root().resolve("docs/museum/" + exhibit.exhibit() + ".md");
    }

    /**
     * The model that shows the bug fails, is of its first twin and in the quick tier; the one that hides it has the same twin
     * and passes; and the repaired design passes in the very world in which the broken one fails, asked the same question.
     */
    @TestFactory
    Stream<DynamicTest> theModelsAreWhatTheEntrySays() {
        return exhibits.stream()
                .map(exhibit -> DynamicTest.dynamicTest(exhibit.exhibit(), () -> {
                    Model shows = model(exhibit.shows());
                    assertEquals(twin(exhibit.twins().get(0)).spec().model(), shows.name(), "the twin's model");
                    assertTrue(!shows.mustPass(), shows.name() + " must fail");
                    assertEquals(Tier.QUICK, shows.tier(), shows.name());
                    if (exhibit.hides() != null) {
                        Model hides = model(exhibit.hides());
                        assertEquals(shows.twin(), hides.twin(), hides.name() + " must have the same twin in it");
                        assertTrue(hides.mustPass(), hides.name() + " must pass");
                    }
                    Model repaired = model(exhibit.repaired());
                    assertTrue(
                            repaired.mustPass() && repaired.twin() == null,
                            repaired.name() + " must pass, without a twin");
                    Twin twin = twin(exhibit.twins().get(0));
                    assertEquals(
                            world(shows, twin),
                            world(repaired, twin),
                            "the worlds of " + shows.name() + " and " + repaired.name());
                    List<String> checked =
                            Cfg.read(LAYOUT.worlds().resolve(repaired.cfg())).checks();
                    List<String> lost =
                            Cfg.read(LAYOUT.worlds().resolve(shows.cfg())).checks();
                    assertTrue(checked.containsAll(lost), repaired.name() + " must check " + lost);
                }));
    }

    /** A model's constants, its constraints and its fairness, without what the twin puts in the place of an operator. */
    private static Set<String> world(Model model, Twin twin) throws IOException {
        String substitution = twin.spec().replaces() + " <- " + twin.spec().by();
        return Files.readString(LAYOUT.worlds().resolve(model.cfg()))
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("\\w+ (=|<-) .*|(\\w+_)?CONSTRAINT .*|SPECIFICATION .*"))
                .filter(line -> !line.equals(substitution))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Model model(String name) {
        return passages.model(name);
    }

    private Twin twin(String name) {
        Twin twin = twins.get(name);
        assertTrue(twin != null, () -> "model-check/museum.yaml: no twin " + name);
        return twin;
    }

    /** Some twin of the exhibit has a half in Java, or the entry says why none has. */
    @Test
    void hasAHalfInJavaOrAReason() {
        for (Exhibit exhibit : exhibits) {
            boolean java =
                    exhibit.twins().stream().anyMatch(name -> twin(name).java().none() == null);
            assertTrue(
                    java == (exhibit.noJava() == null),
                    exhibit.exhibit() + ": a twin with a half in Java, or noJava with the reason");
        }
    }

    /** Each page has all its sections, and the command that reproduces the bug, and what is generated in it is current. */
    @TestFactory
    Stream<DynamicTest> thePageIsCurrent() {
        passages.prepare(
                exhibits.stream().map(exhibit -> "lanes " + exhibit.shows()).toList());
        return exhibits.stream()
                .map(exhibit -> DynamicTest.dynamicTest(exhibit.exhibit(), () -> {
                    String text = Files.readString(page(exhibit));
                    assertTrue(
                            text.startsWith("# " + exhibit.exhibit() + ". " + exhibit.title() + "\n"),
                            "the page's title");
                    List<String> missing = new ArrayList<>(SECTIONS);
                    missing.add("./model-check/run " + exhibit.shows() + "\n");
                    missing.removeIf(text::contains);
                    assertEquals(List.of(), missing, page(exhibit) + " must have");
                    Set<String> keys = GeneratedText.check(page(exhibit), this::generate);
                    assertTrue(keys.contains("lanes " + exhibit.shows()), "the counterexample");
                    assertTrue(keys.contains("evidence " + exhibit.exhibit()), "what finds it");
                }));
    }

    /** The steps that a page's text speaks of, by number, are those that it means, and there are some. */
    @TestFactory
    Stream<DynamicTest> theTextSpeaksOfTheseSteps() {
        return exhibits.stream()
                .map(exhibit -> DynamicTest.dynamicTest(
                        exhibit.exhibit(),
                        () -> assertTrue(
                                SpokenSteps.check(page(exhibit).toString(), Files.readString(page(exhibit))) > 0,
                                page(exhibit) + " has no <!-- steps: 2 Action, … -->")));
    }

    /** The index names each exhibit, once, and there are twelve. */
    @Test
    void theIndexIsCurrent() throws IOException {
        GeneratedText.check(LAYOUT.root().resolve("docs/museum/README.md"), this::generate);
        assertEquals(
                Stream.iterate(1, i -> i + 1).limit(12).map(i -> "M" + i).toList(),
                exhibits.stream().map(Exhibit::exhibit).toList());
    }

    /** The wrong turns of our own are twins of what they are listed under, and all twins of the fast lock are among them. */
    @Test
    void theWrongTurnsAreTwins() {
        for (WrongTurns turns : wrongTurns) {
            turns.twins().forEach(name -> assertEquals(turns.of(), twin(name).of(), name + " is a twin of"));
            assertTrue(turns.twins().containsAll(turns.pictures()), turns.of() + ": a picture of another twin");
        }
        Set<String> ofTheFastLock = twins.values().stream()
                .filter(twin -> twin.of().equals("HandoffLock"))
                .map(Twin::twin)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                ofTheFastLock,
                wrongTurns.stream()
                        .filter(turns -> turns.of().equals("HandoffLock"))
                        .flatMap(turns -> turns.twins().stream())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Their page has each kept picture, as TLC finds it today, and its text speaks of the steps in it. */
    @Test
    void thePageOfTheWrongTurnsIsCurrent() throws IOException {
        List<String> pictures = wrongTurns.stream()
                .flatMap(turns -> turns.pictures().stream())
                .map(name -> "lanes " + twin(name).spec().model())
                .toList();
        passages.prepare(pictures);
        Set<String> keys = GeneratedText.check(WRONG_TURNS, this::generate);
        assertEquals(pictures, List.copyOf(keys));
        assertTrue(
                SpokenSteps.check(WRONG_TURNS.toString(), Files.readString(WRONG_TURNS)) >= pictures.size(),
                WRONG_TURNS + " must speak of the steps of each picture");
    }

    private String generate(String key) {
        String[] words = key.split(" ");
        return switch (words[0]) {
            case "evidence" ->
                passages.of("evidence " + String.join(" ", exhibit(words[1]).twins()));
            case "index" -> index();
            case "wrong-turns" -> wrongTurns();
            default -> passages.of(key);
        };
    }

    private Exhibit exhibit(String id) {
        return exhibits.stream()
                .filter(each -> each.exhibit().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String index() {
        StringBuilder text =
                new StringBuilder("| exhibit | shown by | hidden in | repaired |\n| --- | --- | --- | --- |\n");
        for (Exhibit exhibit : exhibits) {
            text.append(String.format(
                    "| [%1$s](%1$s.md) %2$s | `%3$s` | %4$s | `%5$s` |\n",
                    exhibit.exhibit(),
                    exhibit.title(),
                    exhibit.shows(),
                    exhibit.hides() != null ? "`" + exhibit.hides() + "`" : exhibit.hidesNot(),
                    exhibit.repaired()));
        }
        return text.toString();
    }

    private String wrongTurns() {
        StringBuilder text = new StringBuilder("| of | twin | what is wrong | breaks | found after | see it |\n"
                + "| --- | --- | --- | --- | --- | --- |\n");
        for (WrongTurns turns : wrongTurns) {
            for (String name : turns.twins()) {
                Twin twin = twin(name);
                Expectation expect = model(twin.spec().model()).expect();
                text.append(String.format(
                        "| `%s` | %s | %s | %s, `%s` | %s | `./model-check/run %s` |\n",
                        turns.of(),
                        turns.pictures().contains(name)
                                ? "[`" + name + "`](wrong-turns.md#" + name.toLowerCase(Locale.ROOT) + ")"
                                : "`" + name + "`",
                        twin.what(),
                        twin.breaks(),
                        expect.violates(),
                        expect.trace() == null
                                ? "a run without an end"
                                : expect.trace().size() + " steps",
                        twin.spec().model()));
            }
        }
        return text.toString();
    }
}
