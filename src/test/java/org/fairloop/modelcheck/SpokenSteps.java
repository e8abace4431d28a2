package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The steps that a text speaks of, by number, are the actions that it means: it lists them in a comment, {@code <!-- steps:
 * 4 Contend, 6 Sleep -->}, and each stands in the drawing with this number. So a text does not survive a drawing that has
 * changed. A text speaks of the drawing before it; what stands before the first, of the first.
 */
final class SpokenSteps {

    private static final Pattern GENERATED =
            Pattern.compile("<!-- generated: (.+?) -->\n(.*?)<!-- end -->", Pattern.DOTALL);

    private static final Pattern LISTED = Pattern.compile("<!-- steps: (.*) -->");

    private static final Pattern MENTION =
            Pattern.compile("(?:[Ss]teps? |(?<!\\])\\()(\\d+)(?:(?:, | to | and )(?:step )?(\\d+))?(?=\\W)");

    private SpokenSteps() {}

    /** A drawing and the text about it. */
    private record Part(String drawing, StringBuilder text) {}

    /**
     * Checks a page.
     *
     * @param name how a message names it
     * @param page its text
     * @return how many steps it speaks of
     * @throws AssertionError if it speaks of others than it lists, or lists others than are drawn
     */
    static int check(String name, String page) {
        int steps = 0;
        for (Part part : parts(page)) {
            steps += check(name, part);
        }
        return steps;
    }

    private static List<Part> parts(String page) {
        List<Part> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Matcher generated = GENERATED.matcher(page);
        int end = 0;
        while (generated.find()) {
            text.append(page, end, generated.start());
            end = generated.end();
            if (generated.group(1).matches("(lanes|run) .*")) {
                if (!parts.isEmpty()) {
                    text = new StringBuilder();
                }
                parts.add(new Part(generated.group(2), text));
            }
        }
        text.append(page, end, page.length());
        return parts;
    }

    private static int check(String name, Part part) {
        Set<String> known = new TreeSet<>();
        Matcher listed = LISTED.matcher(part.text());
        while (listed.find()) {
            for (String step : listed.group(1).split(", ")) {
                String[] words = step.split(" ");
                known.add(words[0]);
                assertTrue(
                        Pattern.compile("(?m)^ +" + words[0] + " .*\\b" + words[1] + "\\b")
                                .matcher(part.drawing())
                                .find(),
                        name + " speaks of step " + step + ", and the counterexample has another one there");
            }
        }
        Set<String> mentioned = new TreeSet<>();
        Matcher mention = MENTION.matcher(part.text().toString().replaceAll("\\s+", " "));
        while (mention.find()) {
            mentioned.add(mention.group(1));
            if (mention.group(2) != null) {
                mentioned.add(mention.group(2));
            }
        }
        assertEquals(known, mentioned, name + ": the steps listed, and those that the text speaks of");
        return known.size();
    }
}
