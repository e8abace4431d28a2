package org.fairloop.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairloop.matrix.MatrixPage.Seen;
import org.fairloop.modelcheck.Browser;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.Pages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The matrix as a page: what is in it, and in a real browser, that it can be filtered and read with the keyboard alone. */
class MatrixReportTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    /** The part of the page of the models that matters here: one counterexample, and one claim. */
    private static final String REPORT =
            "<article id=\"model-RFifoLock_Broken_IfForWhile\"><figure id=\"lanes-RFifoLock_Broken_IfForWhile\"></figure>"
                    + "</article><article id=\"model-RFifoLock_Broken_NoSignal\"></article><article id=\"claim-L1\"></article>";

    @TempDir
    private static Path folder;

    private static final Matrix MATRIX = new Matrix(LAYOUT);

    private static final int ALL = MATRIX.twins().size();

    private static Map<Seen, Integer> recorded;
    private static Browser browser;

    @BeforeAll
    static void readTheRecord() throws IOException {
        recorded = new MatrixPage(MATRIX, LAYOUT).recorded();
        if (Browser.isInstalled()) {
            browser = Browser.start();
        } else {
            System.out.println(Browser.MISSING);
        }
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static Path page(String name, Map<Seen, Integer> seen, String report) throws IOException {
        Path pages = Files.createDirectories(folder.resolve(name));
        if (report != null) {
            Files.writeString(pages.resolve(Pages.REPORT), report);
        }
        return MatrixReport.write(pages, MATRIX, seen);
    }

    private static String row(String page, String twin) {
        int begin = page.indexOf("<tbody id=\"twin-" + twin + "\"");
        return page.substring(begin, page.indexOf("</tbody>", begin)).replaceAll("\\s+", " ");
    }

    /** Each cell has its witness or its reason, whole and in words. */
    @Test
    void saysWhatKillsAndWhyNot() throws IOException {
        String page = Files.readString(page("alone", recorded, null));
        String row = row(page, "IfForWhile");
        assertTrue(row.contains(">11</button>"), row);
        assertTrue(row.contains("kills it in 11 steps, and finds “MutualExclusionInv”"), row);
        assertTrue(row.contains("aria-label=\"jcstress: blind\">blind</button>"), row);
        assertTrue(row.contains("cannot see it: it is about the data that one of two threads hands to the other"), row);
        assertTrue(row.contains("In TLA+ "), row);
        assertTrue(row.contains("In Java BrokenRFifoLock.IfForWhile overrides "), row);
        assertEquals(MATRIX.cells().size(), page.split("<div class=\"(killed|blind)\"><dt>", -1).length - 1);
        assertFalse(page.contains("unseen\""), "a kill that no run has seen");
    }

    /** A kill that no run has seen stands out, and the headline says it. */
    @Test
    void saysWhatNoRunHasSeen() throws IOException {
        Map<Seen, Integer> seen = new HashMap<>(recorded);
        seen.keySet()
                .removeIf(it -> it.twin().equals("IfForWhile") && it.column().equals("replay"));
        String page = Files.readString(page("unseen", seen, null));
        assertTrue(page.contains("class=\"wrong\">1 kill of the catalogue no run has seen.</h1>"));
        assertTrue(row(page, "IfForWhile")
                .contains("should find “LookAgain”, which no run has seen: ./model-check/matrix IfForWhile"));
        assertTrue(page.contains("<span>not as listed 1</span>"));
    }

    /** It leads to the lanes of a counterexample and to a claim if they are there, and else says how to get them. */
    @Test
    void leadsToTheCounterexamples() throws IOException {
        String alone = Files.readString(page("nothing", recorded, null));
        assertFalse(alone.contains("href=\"index.html"), "leads to a page that is not there");
        assertTrue(row(alone, "IfForWhile").contains("<code>./model-check/run RFifoLock_Broken_IfForWhile</code>"));
        String page = Files.readString(page("linked", recorded, REPORT));
        String row = row(page, "IfForWhile");
        assertTrue(row.contains("<a href=\"index.html#model-RFifoLock_Broken_IfForWhile\">"), row);
        assertTrue(row.contains("<a href=\"index.html#claim-L1\">L1</a>"), row);
        assertFalse(row(page, "NoSignal").contains("index.html#model-"), "a model without lanes");
    }

    /** With the keyboard alone: to a twin, to a cell, and to the reason, which is shown and said. */
    @Test
    void showsAReason() throws IOException {
        assumeTrue(browser != null, Browser.MISSING);
        browser.open(page("read", recorded, REPORT));
        assertEquals("Each of " + ALL + " broken twins is killed.", browser.text("h1"));
        assertEquals(List.of(), browser.texts("tr.why"));
        browser.press("/", "ifforwhile", Keys.TAB, Keys.TAB);
        assertEquals("IfForWhile", browser.focused().getText());
        browser.press(7, Keys.ARROW_RIGHT);
        assertEquals("jcstress: blind", browser.focused().getAccessibleName());
        assertEquals("false", browser.focused().getAttribute("aria-expanded"));
        browser.press(Keys.ENTER);
        assertEquals("true", browser.focused().getAttribute("aria-expanded"));
        String said = browser.find("#said").getAttribute("textContent");
        assertTrue(said.startsWith("IfForWhile, jcstress"), said);
        assertTrue(browser.texts("tr.why [data-chosen]")
                .toString()
                .contains("jcstress\ncannot see it: it is about the data"));
        browser.press(6, Keys.ARROW_LEFT);
        browser.press(Keys.ENTER);
        assertEquals(
                List.of("tlc\nkills it in 11 steps, and finds “MutualExclusionInv”"),
                browser.texts("tr.why [data-chosen]"));
        browser.press(Keys.ENTER);
        assertEquals(List.of(), browser.texts("tr.why"));
        browser.assertNoErrors();
    }

    /** Words and specifications select twins; a link to a twin opens it. */
    @Test
    void selectsTwins() throws IOException {
        assumeTrue(browser != null, Browser.MISSING);
        Path page = page("select", recorded, null);
        browser.open(page);
        browser.press("/", "exhibit m10");
        assertEquals(List.of("ElidedKick", "ElidedFlag"), twins());
        assertEquals("2 of " + ALL + " shown", browser.text("#shown"));
        browser.find("#filter").clear();
        browser.press(Keys.TAB, Keys.ARROW_RIGHT); // from all to those of RFifoLock
        assertEquals(ofTheReference(), twins().size());
        browser.press(Keys.ARROW_LEFT);
        assertEquals(ALL, twins().size());
        browser.open(page, "twin-NoSignal");
        assertEquals(1, browser.texts("tr.why").size());
        assertTrue(browser.texts("tr.why").toString().startsWith("[A release wakes nobody."));
        browser.assertNoErrors();
    }

    private static long ofTheReference() {
        return MATRIX.twins().stream()
                .filter(twin -> twin.of().equals("RFifoLock"))
                .count();
    }

    private static List<?> twins() {
        return browser.texts("tbody th button");
    }
}
