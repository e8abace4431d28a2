package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairloop.bridge.Action;
import org.fairloop.bridge.Behaviour;
import org.fairloop.bridge.Cast;
import org.fairloop.bridge.Lanes;
import org.fairloop.bridge.LanesPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages, in a real browser: what is there can be found, read and stepped through with the keyboard alone. */
class ReportPageTest {

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static Path report;

    @BeforeAll
    static void makeTheReport() throws IOException {
        if (!Browser.isInstalled()) {
            System.out.println(Browser.MISSING);
            return;
        }
        browser = Browser.start();
        Fixture fixture = new Fixture(folder.resolve("report")).write("README.md", """
                        <!-- claims: checked by ClaimsTest -->

                        | id | claim | specification | model | broken twin | Java | test |
                        | --- | --- | --- | --- | --- | --- | --- |
                        | C1 | the counter stays in range | `Counter!RangeInv` | `Counter_Passes` | `Falls` | — it has none <b> | `RunTest` |
                        """);
        Fixture.Outcome outcome = fixture.run("--tier", "full");
        assertEquals(0, outcome.exitStatus(), () -> outcome.out() + outcome.err());
        outcome.says("See it: target/model-check/index.html");
        report = fixture.layout().results().resolve("index.html");
    }

    @BeforeEach
    void wantsABrowser() {
        assumeTrue(browser != null, Browser.MISSING);
    }

    @AfterEach
    void nothingWentWrong() {
        if (browser != null) {
            browser.assertNoErrors();
        }
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    /** First comes what the run came to, in a sentence, and then the models. */
    @Test
    void opensWithTheVerdict() {
        browser.open(report);
        assertEquals("All 8 models did exactly what they must.", browser.text("h1"));
        assertEquals(8, browser.shown("table.models tr[data-kind]").size());
        assertEquals("fairloop: what the models say", browser.title());
    }

    /** The page names nothing outside itself. */
    @Test
    void needsNothingElse() throws IOException {
        String page = Files.readString(report);
        assertFalse(page.matches("(?s).*\\b(src|href)=\"(?!#|data:).*"), "a link that leads out of the page");
        assertFalse(page.matches("(?s).*(@import|url\\((?!#)).*"), "a style from elsewhere");
        browser.open(report);
        assertEquals(0L, browser.run("return performance.getEntriesByType('resource').length"));
    }

    /** Words and kinds select models, and how many are left is said. */
    @Test
    void filters() {
        browser.open(report);
        browser.press("/", "two");
        assertEquals(List.of("Can it come to two?"), links());
        assertEquals("1 of 8 shown", browser.text("#shown"));
        browser.find("#filter").clear();
        browser.press(Keys.TAB, Keys.ARROW_RIGHT); // from all to those that must hold
        assertEquals(2, links().size(), () -> links().toString());
        browser.press(Keys.ARROW_LEFT);
        assertEquals(8, links().size());
    }

    private static List<String> links() {
        return browser.shown("table.models th a").stream()
                .map(WebElement::getText)
                .toList();
    }

    /** A model is opened by its link; then the arrow keys step through its counterexample, and each step is said. */
    @Test
    void stepsThroughACounterexample() {
        browser.open(report);
        browser.follow("a[href='#model-Counter_Up']");
        assertEquals(1, browser.shown("h1").size());
        assertEquals("At first; 4 steps follow.", browser.text(".lanes-now"));
        browser.press(3, Keys.ARROW_RIGHT);
        assertEquals("Step 3 of 4: Up; n = 3", browser.text(".lanes-now"));
        assertEquals("3", browser.text("tr[aria-current=step] th"));
        assertEquals("What changed in step 3\nn 2 → 3", browser.text(".lanes-state"));
        browser.shown("[data-all]").get(0).sendKeys(Keys.SPACE);
        assertEquals("All variables in step 3\nlaps 0\nn 2 → 3", browser.text(".lanes-state"));
        browser.press(5, Keys.ARROW_RIGHT);
        assertEquals("Step 4 of 4: Again; laps = 1, n = 0", browser.text(".lanes-now"));
        browser.press(Keys.ARROW_LEFT);
        assertEquals("Step 3 of 4: Up; n = 3", browser.text(".lanes-now"));
        assertEquals(
                List.of("To the beginning", "One step back", "One step on", "To the end"),
                browser.names(".lanes-controls button"));
    }

    /** The way back leads to all models. */
    @Test
    void goesBack() {
        browser.open(report, "model-Counter_Low");
        assertEquals("Can it come to two?", browser.text("h1"));
        assertEquals("Can it come to two? – fairloop", browser.title());
        browser.follow(".back a");
        assertEquals("All 8 models did exactly what they must.", browser.text("h1"));
    }

    /** A small world is drawn, with its actions; a chosen state says what it is and what may happen in it. */
    @Test
    void drawsASmallWorld() {
        browser.open(report, "model-Counter_Passes");
        assertEquals(8, browser.shown(".world .state").size());
        assertTrue(browser.shown(".world text").stream()
                .anyMatch(text -> text.getText().equals("Up")));
        browser.shown(".world .state").get(2).sendKeys(Keys.ENTER);
        String chosen = browser.text(".world-state");
        assertTrue(chosen.startsWith("State 2\n"), chosen);
        WebElement step = browser.shown(".world-state button").get(0);
        String next = step.getText().replaceFirst(".* → ", "");
        step.sendKeys(Keys.ENTER);
        assertEquals(
                "state " + next,
                browser.names(".world .state[aria-pressed=true]").get(0));
    }

    /** An action that is never taken stands out, with its reason; the other actions have their numbers. */
    @Test
    void showsCoverage() {
        browser.open(report, "model-Counter_Partial");
        assertEquals(List.of("Nothing 0 never taken: it stands for Again here"), texts(".actions .never"));
        browser.open(report, "model-Counter_Passes");
        assertEquals(List.of(), texts(".actions .never"));
        assertTrue(
                texts(".actions tr").contains("Up 6"),
                () -> texts(".actions tr").toString());
    }

    private static List<String> texts(String css) {
        return browser.shown(css).stream().map(WebElement::getText).toList();
    }

    /** A claim has its operator's source, its models with their verdicts, and the reasons for what it has not. */
    @Test
    void showsTheClaims() {
        browser.open(report, "claims");
        browser.follow("a[href='#claim-C1']");
        String claim = browser.text(".view:not([hidden])");
        assertTrue(claim.contains("RangeInv == "), claim);
        assertTrue(claim.contains("it has none <b>"), claim);
        assertTrue(claim.contains("RunTest"), claim);
    }

    /** It leads to the kill matrix and to the runs that failed, where there are any, and they lead back. */
    @Test
    void leadsToTheOtherPages() throws Exception {
        Layout layout =
                new Fixture(folder.resolve("others")).write("README.md", "").layout();
        Files.createDirectories(layout.results());
        Files.writeString(layout.results().resolve(Pages.MATRIX), "<title>the matrix</title>");
        Behaviour behaviour = new Behaviour("one & two", Map.of(), List.of(), null, "", Cast.NONE);
        LanesPage.write(layout.root().resolve("target/lanes/a.html"), behaviour);
        Path index = ReportPage.write(layout, List.of(), List.of(), 0);
        browser.open(index);
        browser.follow("a[href='#runs']");
        assertEquals("Runs that failed", browser.text("h1"));
        browser.follow("#runs a");
        assertEquals("one & two", browser.title());
        assertEquals(List.of(), browser.shown(".back a")); // it was written first
        LanesPage.write(layout.root().resolve("target/lanes/a.html"), behaviour);
        browser.open(layout.root().resolve("target/lanes/a.html"));
        browser.follow(".back a");
        assertEquals("fairloop: what the models say", browser.title());
        browser.follow("a[href='matrix.html']");
        assertEquals("the matrix", browser.title());
    }

    /** A run of threads: who owns, who waits with which ticket, and who sleeps; its loop is marked, and stepping goes round. */
    @Test
    void showsWhoDoesWhat() {
        Cast cast = new Cast("owner", null, "pc", Set.of("wait", "asleep"), Set.of("asleep"), null, "ticket", null);
        Behaviour behaviour = new Behaviour(
                "two threads",
                state("none", "idle", 0),
                List.of(
                        new Lanes.Row(Action.of("Take", "t1"), state("t1", "idle", 0)),
                        new Lanes.Row(Action.of("Wait", "t2"), state("t1", "wait", 7)),
                        new Lanes.Row(Action.of("Sleep", "t2"), state("t1", "asleep", 7))),
                new Behaviour.Loop(2, Action.of("Wake", "t2")),
                "for ever",
                cast);
        browser.open(LanesPage.write(folder.resolve("lanes.html"), behaviour));
        assertEquals("Take\nowns", browser.text("tr[data-step='1'] td:nth-of-type(1)"));
        assertEquals("Wait\nwaits, ticket 7", browser.text("tr[data-step='2'] td:nth-of-type(2)"));
        assertEquals("Sleep\nwaits, ticket 7, asleep", browser.text("tr[data-step='3'] td:nth-of-type(2)"));
        assertEquals(List.of("3"), texts("tbody tr.looped th"));
        assertEquals(
                "Then Wake(t2) leads back to the state after step 2, and so on for ever.", browser.text("tfoot td"));
        browser.press(3, Keys.ARROW_RIGHT);
        assertEquals("Step 3 of 3: t2 Sleep; pc[t2] = asleep", browser.text(".lanes-now"));
        browser.press(Keys.ARROW_RIGHT);
        assertEquals("Back to the state after step 2, and so on for ever.", browser.text(".lanes-now"));
        browser.press(Keys.ARROW_RIGHT);
        assertEquals("Step 3 of 3: t2 Sleep; pc[t2] = asleep", browser.text(".lanes-now"));
    }

    private static Map<String, Object> state(String owner, String placeOfT2, int ticketOfT2) {
        return Map.of("owner", owner, "pc", Map.of("t1", "idle", "t2", placeOfT2), "ticket", Map.of("t2", ticketOfT2));
    }
}
