package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plot says in words what it shows, and shows all points. */
class LinePlotTest {

    @TempDir
    Path folder;

    private String written() throws IOException {
        LinePlot plot = new LinePlot("Sums", "summands", "values");
        for (int x = 1; x <= 4; x++) {
            plot.add("small", x, x);
            plot.add("large", x, 1_000 * x);
        }
        Path file = folder.resolve("plot.svg");
        plot.write(file);
        return Files.readString(file);
    }

    /** Words and numbers are text, for whoever searches or listens, and not outlines of letters. */
    @Test
    void textIsText() throws IOException {
        String svg = written();
        for (String text : new String[] {"Sums", "summands", "values", "small", "large", "4", "1", "1,000"}) {
            assertTrue(
                    Pattern.compile(">\\s*" + text + "\\s*</text").matcher(svg).find(), () -> text + " in " + svg);
        }
    }

    /** Each line has a mark for each of its points of its colour. */
    @Test
    void eachPointHasItsMark() throws IOException {
        String svg = written();
        String mark = "(?s)<path [^>]*fill=\"rgb\\(0,114,178\\)\"";
        assertEquals(4, Pattern.compile(mark).matcher(svg).results().count(), svg);
    }

    /** Without a point there is nothing to see, and what was there before stays. */
    @Test
    void nothingToSee() throws IOException {
        String before = written();
        new LinePlot("Sums", "summands", "values").write(folder.resolve("plot.svg"));
        assertEquals(before, Files.readString(folder.resolve("plot.svg")));
    }

    /** The same points make the same file. */
    @Test
    void isTheSameEachTime() throws IOException {
        assertEquals(written(), written());
    }
}
