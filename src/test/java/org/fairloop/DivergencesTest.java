package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The divergence diary names tests and classes that are there. */
class DivergencesTest {

    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*(?:[.#]\\w+)?)`");

    /** Every test and class in backticks is there. */
    @Test
    void everyNameResolves() {
        List<String> names = NAME.matcher(Symbols.read(Path.of("docs", "divergences.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        Set<String> dangling = new TreeSet<>();
        names.stream().filter(name -> !resolves(name)).forEach(dangling::add);
        assertEquals(Set.of(), dangling, "docs/divergences.md names what is not there");
        assertTrue(names.size() > 30, () -> "found only " + names + ": has their form changed?");
    }

    private static boolean resolves(String name) {
        if (name.contains("#") || name.endsWith("Test")) {
            return Symbols.isTest(name);
        }
        return Symbols.isJavaSymbol(name.replace(".java", "")) || isInModels(name) || isOfJdk(name);
    }

    /** An operator, a model or its ending, a twin or a slip. */
    private static boolean isInModels(String name) {
        return List.of("spec/AioContext.tla", "spec/RFifoLock.tla", "model-check/models.yaml", "model-check/twins.yaml")
                        .stream()
                        .anyMatch(file -> Pattern.compile("(\\b|_)" + name + "\\b")
                                .matcher(Symbols.read(Path.of(file)))
                                .find())
                || Symbols.isJavaSymbol("SlippedAioContext." + name);
    }

    private static boolean isOfJdk(String name) {
        return name.equals("ReentrantLock");
    }
}
