package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairloop.bridge.Evidence;
import org.fairloop.lock.LockTwins;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The course, {@code docs/course}, says what is so today, and its chapters are made alike. */
class CourseTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    private static final Path COURSE = LAYOUT.root().resolve("docs/course");

    private static final Passages PASSAGES = new Passages(LAYOUT);

    private static final TwinsOf TWINS = LockTwins.ofRFifoLock();

    private static final List<String> SECTIONS =
            List.of("## See it fail", "## Why", "## The fix", "## Claim gained", "## Exercise", "## Next");

    private static final Pattern KEY = Pattern.compile("<!-- generated: (.+?) -->");

    private static final Pattern TITLE = Pattern.compile("# (\\d+)\\. (.+)\n\n<!-- minutes: (\\d+) -->\n");

    private static final Pattern FAILS = Pattern.compile("<!-- generated: (?:run|spoilt|killed|file) ");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

    private static final Pattern RUN = Pattern.compile("\\./model-check/(?:run|explore) ((?:[A-Z]\\w+ ?)+)");

    private static final Pattern TEST = Pattern.compile("-Dtest=(\\w+)");

    /** TLC takes a second to start, so all that it is asked for is asked for at once. */
    @BeforeAll
    static void runTheModels() throws IOException {
        List<String> keys = new ArrayList<>();
        for (Path page : pages()) {
            KEY.matcher(Files.readString(page)).results().forEach(key -> keys.add(key.group(1)));
        }
        PASSAGES.prepare(keys);
    }

    /** The pages: the chapters in order, and the contents. */
    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(COURSE)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> chapters() throws IOException {
        return pages().stream()
                .filter(page -> page.getFileName().toString().matches("\\d\\d-.*"))
                .toList();
    }

    private interface Check {
        void on(Path page) throws Exception;
    }

    private static Stream<DynamicTest> each(List<Path> pages, Check check) {
        return pages.stream()
                .map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> check.on(page)));
    }

    /** What is generated in a page is current: outputs, pictures, and pieces of the sources. */
    @TestFactory
    Stream<DynamicTest> thePageIsCurrent() throws IOException {
        return each(pages(), page -> GeneratedText.check(page, CourseTest::generate));
    }

    private static String generate(String key) {
        String[] words = key.split(" ");
        return switch (words[0]) {
            case "contents" -> contents();
            case "killed" -> killed(words[1], words[2]);
            default -> PASSAGES.of(key);
        };
    }

    /** What the kill matrix says that tries one kind of evidence on one twin of the lock. */
    private static String killed(String twin, String kind) {
        TwinCatalogue.Twin listed = TwinCatalogue.read(LAYOUT).of(TWINS.of()).stream()
                .filter(each -> each.twin().equals(twin))
                .findFirst()
                .orElseThrow(() -> new AssertionError(TWINS.of() + " has no twin " + twin));
        Evidence.Kill kill = TWINS.evidence(kind)
                .orElseThrow()
                .tryToKill(twin, listed.kills().get(kind))
                .orElseThrow(() -> new AssertionError(twin + " survives"));
        return "```\n$ ./model-check/matrix --quick --by " + kind + " " + twin + "\n" + twin + ", " + kind
                + ": killed: " + kill.found() + "\n```\n";
    }

    private static String contents() {
        StringBuilder text = new StringBuilder("| | chapter | minutes | claims |\n| --- | --- | --- | --- |\n");
        int minutes = 0;
        try {
            for (Path chapter : chapters()) {
                String page = Files.readString(chapter);
                MatchResult title = title(chapter, page);
                Set<String> claims = new TreeSet<>();
                KEY.matcher(page)
                        .results()
                        .map(key -> key.group(1))
                        .filter(key -> key.startsWith("claims "))
                        .forEach(key -> claims.addAll(
                                List.of(key.substring("claims ".length()).split(" "))));
                minutes += Integer.parseInt(title.group(3));
                text.append(String.format(
                        "| %s | [%s](%s) | %s | %s |\n",
                        title.group(1),
                        title.group(2),
                        chapter.getFileName(),
                        title.group(3),
                        claims.isEmpty() ? "—" : String.join(", ", claims)));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text + String.format("\nIn all %d hours and %d minutes.\n", minutes / 60, minutes % 60);
    }

    private static MatchResult title(Path chapter, String page) {
        Matcher title = TITLE.matcher(page);
        assertTrue(title.lookingAt(), chapter + " must begin: # 1. Title, and below it <!-- minutes: 15 -->");
        return title.toMatchResult();
    }

    /** The steps that a page speaks of, by number, are the actions that it means. */
    @TestFactory
    Stream<DynamicTest> theTextSpeaksOfTheseSteps() throws IOException {
        return each(pages(), page -> SpokenSteps.check(page.toString(), Files.readString(page)));
    }

    /** A chapter has its number, says how long it takes, begins with what fails, and hides the solutions of its exercises. */
    @TestFactory
    Stream<DynamicTest> aChapterHasAllItsParts() throws IOException {
        return each(chapters(), chapter -> {
            String page = Files.readString(chapter);
            int number = Integer.parseInt(title(chapter, page).group(1));
            assertEquals(
                    String.format("%02d", number),
                    chapter.getFileName().toString().substring(0, 2),
                    "its number");
            List<String> sections =
                    page.lines().filter(line -> line.startsWith("## ")).toList();
            assertEquals(SECTIONS, sections, "the sections of " + chapter);
            String[] parts = page.split("(?m)^## .*$");
            assertTrue(FAILS.matcher(parts[1]).find(), chapter + " must begin with what fails, generated");
            assertTrue(
                    parts[5].contains("<details>") && parts[5].contains("</details>"),
                    chapter + ": the solution must be hidden in <details>");
            int next = chapters().indexOf(chapter) + 1;
            if (next < chapters().size()) {
                String file = chapters().get(next).getFileName().toString();
                assertTrue(parts[6].contains("](" + file + ")"), chapter + ": the next chapter is " + file);
            }
        });
    }

    /** The chapters are numbered from 0 on, without a gap, and take no more than an afternoon. */
    @Test
    void theChaptersAreNumbered() throws IOException {
        int number = 0;
        int minutes = 0;
        for (Path chapter : chapters()) {
            MatchResult title = title(chapter, Files.readString(chapter));
            assertEquals(Integer.toString(number++), title.group(1), chapter.toString());
            minutes += Integer.parseInt(title.group(3));
        }
        assertTrue(number > 10 && minutes <= 300, number + " chapters, " + minutes + " minutes");
    }

    /** The models and tests that the text tells the reader to run are there, and so are the files that it links to. */
    @TestFactory
    Stream<DynamicTest> whatThePageNamesIsThere() throws IOException {
        return each(pages(), page -> {
            String text = Files.readString(page);
            for (MatchResult run : RUN.matcher(text).results().toList()) {
                for (String name : run.group(1).strip().split(" ")) {
                    ModelList.read(LAYOUT).named(List.of(name), Tier.LARGE);
                }
            }
            Set<String> missing = new TreeSet<>();
            TEST.matcher(text)
                    .results()
                    .map(test -> test.group(1) + ".java")
                    .filter(file -> !isThere(file))
                    .forEach(missing::add);
            LINK.matcher(text)
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.matches("https?:.*") && !Files.exists(page.resolveSibling(link)))
                    .forEach(missing::add);
            assertEquals(Set.of(), missing, page + " names what is not there");
        });
    }

    private static boolean isThere(String file) {
        try (Stream<Path> files = Files.walk(LAYOUT.root().resolve("src/test/java"))) {
            return files.anyMatch(each -> each.getFileName().toString().equals(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
