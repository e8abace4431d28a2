package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page with blocks that a machine writes: each stands between {@code <!-- generated: KEY -->} and {@code <!-- end -->}.
 * A test compares them with what they should say; run with {@code -Dfairloop.docs=write} it writes them instead.
 */
public final class GeneratedText {

    private static final String WRITE = "fairloop.docs";

    private static final Pattern BLOCK =
            Pattern.compile("(<!-- generated: (.+?) -->\n)(.*?)(<!-- end -->)", Pattern.DOTALL);

    private GeneratedText() {}

    /**
     * Compares the blocks of a page, or writes them.
     *
     * @param page the page
     * @param generator what a block of a key should say, lines each ended by a line feed
     * @return the keys of the page, in order
     * @throws IOException if the page cannot be read or written
     * @throws AssertionError if a block is not what it should be
     */
    public static Set<String> check(Path page, Function<String, String> generator) throws IOException {
        String text = Files.readString(page);
        Set<String> keys = new LinkedHashSet<>();
        Matcher block = BLOCK.matcher(text);
        String current = block.replaceAll(found -> {
            keys.add(found.group(2));
            return Matcher.quoteReplacement(found.group(1) + generator.apply(found.group(2)) + found.group(4));
        });
        int marks = text.split("<!-- generated: ", -1).length - 1;
        int blocks = (int) BLOCK.matcher(text).results().count();
        assertTrue(marks == blocks, () -> page + ": a block has no <!-- end -->");
        if (System.getProperty(WRITE, "").equals("write")) {
            Files.writeString(page, current);
        } else {
            assertEquals(current, text, page + " is stale: run this test once with -D" + WRITE + "=write");
        }
        return keys;
    }

    /**
     * Reads a block of a page.
     *
     * @param page the page
     * @param key the key of the block
     * @return what it says
     * @throws IOException if the page cannot be read
     */
    public static String read(Path page, String key) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .filter(found -> found.group(2).equals(key))
                .map(found -> found.group(3))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(page + ": no block " + key));
    }

    /**
     * Writes a block of a page, and leaves the others as they are.
     *
     * @param page the page
     * @param key the key of the block
     * @param text what it is to say, lines each ended by a line feed
     * @throws IOException if the page cannot be read or written
     */
    public static void write(Path page, String key, String text) throws IOException {
        String current = BLOCK.matcher(Files.readString(page))
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(2).equals(key) ? found.group(1) + text + found.group(4) : found.group()));
        Folders.replace(page, current);
    }
}
