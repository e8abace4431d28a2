package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairloop.modelcheck.Museum.Exhibit;
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

    private static final Pattern GENERATED = Pattern.compile("(?s)<!-- generated.*?<!-- end -->|\\s+");

    private static final Pattern STEPS = Pattern.compile("<!-- steps: (.*) -->");

    private static final Pattern MENTION =
            Pattern.compile("(?:[Ss]teps? |\\()(\\d+)(?:(?:, | to | and )(?:step )?(\\d+))?(?=\\W)");

    private final List<Exhibit> exhibits = Museum.read(LAYOUT).exhibits();
    private final Map<String, Model> models = new HashMap<>();
    private final Map<String, Twin> twins = new HashMap<>();

    MuseumTest() throws ListError {
        ModelList.read(LAYOUT).models().forEach(model -> models.put(model.name(), model));
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
        Model model = models.get(name);
        assertTrue(model != null, () -> "model-check/museum.yaml: no model " + name);
        return model;
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

    /**
     * The steps that a page's text speaks of, by number, are the actions that it means: it lists them in a comment, and each
     * stands in the counterexample with this number. So a text does not survive a counterexample that has changed.
     */
    @TestFactory
    Stream<DynamicTest> theTextSpeaksOfTheseSteps() {
        return exhibits.stream()
                .map(exhibit -> DynamicTest.dynamicTest(exhibit.exhibit(), () -> {
                    String text = Files.readString(page(exhibit));
                    Matcher listed = STEPS.matcher(text);
                    assertTrue(listed.find(), page(exhibit) + " has no <!-- steps: 2 Action, … -->");
                    String lanes = GeneratedText.read(page(exhibit), "lanes " + exhibit.shows());
                    Set<String> known = new TreeSet<>();
                    for (String step : listed.group(1).split(", ")) {
                        String[] words = step.split(" ");
                        known.add(words[0]);
                        assertTrue(
                                Pattern.compile("(?m)^ +" + words[0] + " .*\\b" + words[1] + "\\b")
                                        .matcher(lanes)
                                        .find(),
                                page(exhibit) + " speaks of step " + step
                                        + ", and the counterexample has another one there");
                    }
                    Set<String> mentioned = new TreeSet<>();
                    Matcher mention = MENTION.matcher(GENERATED.matcher(text).replaceAll(" "));
                    while (mention.find()) {
                        mentioned.add(mention.group(1));
                        if (mention.group(2) != null) {
                            mentioned.add(mention.group(2));
                        }
                    }
                    assertEquals(
                            known, mentioned, page(exhibit) + ": the steps listed, and those that the text speaks of");
                }));
    }

    /** The index names each exhibit, once, and there are twelve. */
    @Test
    void theIndexIsCurrent() throws IOException {
        GeneratedText.check(LAYOUT.root().resolve("docs/museum/README.md"), this::generate);
        assertEquals(
                Stream.iterate(1, i -> i + 1).limit(12).map(i -> "M" + i).toList(),
                exhibits.stream().map(Exhibit::exhibit).toList());
    }

    private String generate(String key) {
        String[] words = key.split(" ");
        return switch (words[0]) {
            case "lanes" -> "```\n" + lanes(model(words[1])) + "```\n";
            case "evidence" -> evidence(exhibit(words[1]));
            case "index" -> index();
            default -> throw new AssertionError("nobody can generate " + key);
        };
    }

    private Exhibit exhibit(String id) {
        return exhibits.stream()
                .filter(each -> each.exhibit().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String lanes(Model model) {
        try (TlcRun tlc = new TlcRun(LAYOUT)) {
            Result result = tlc.run(model);
            assertTrue(result.isAsListed(), () -> model.name() + ": " + result.mismatches());
            return CounterexampleLanes.print(model, result.observed().counterexample(), lanesOf(model));
        } catch (IOException | ListError e) {
            throw new AssertionError(e);
        }
    }

    /** The lanes that the exhibit of a model names, if it does. */
    private Map<String, List<String>> lanesOf(Model model) {
        return exhibits.stream()
                .filter(exhibit -> exhibit.shows().equals(model.name()))
                .map(Exhibit::lanes)
                .findFirst()
                .orElse(Map.of());
    }

    /** What the catalogue says of each of the exhibit's twins; that it is true is for the kill matrix to show. */
    private String evidence(Exhibit exhibit) {
        StringBuilder text = new StringBuilder("| twin | evidence | verdict |\n| --- | --- | --- |\n");
        for (String name : exhibit.twins()) {
            Twin twin = twin(name);
            twin.kills()
                    .forEach((evidence, by) -> text.append(
                            String.format("| `%s` | %s | killed: %s |\n", name, evidence, by.replace("|", "\\|"))));
            twin.blind()
                    .forEach((evidence, reason) -> text.append(
                            String.format("| `%s` | %s | blind: %s |\n", name, evidence, reason.replace("|", "\\|"))));
            if (twin.java().none() != null) {
                text.append(String.format(
                        "| `%s` | all that runs Java | nothing to run: %s |\n",
                        name, twin.java().none()));
            }
        }
        return text.toString();
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
}
