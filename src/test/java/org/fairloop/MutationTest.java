package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.fairloop.mutation.Survivors;
import org.junit.jupiter.api.Test;

/** The page about mutants names methods and tests that are there. PIT itself runs in a profile of its own. */
class MutationTest {

    private static final Path PAGE = Survivors.page(Path.of(""));

    private static final Pattern TEST = Pattern.compile("`(\\w+Test(?:#\\w+)?)`");

    /** Every method with mutants that may survive is there. */
    @Test
    void everyMethodIsThere() throws IOException {
        List<String> places = Survivors.places(PAGE);
        assertTrue(places.size() > 10, () -> PAGE + ": found only " + places + ": has their form changed?");
        assertEquals(
                List.of(),
                places.stream().filter(place -> !Symbols.isJavaSymbol(place)).toList());
    }

    /** Every test that the page names is there. */
    @Test
    void everyTestIsThere() {
        List<String> dangling = TEST.matcher(Symbols.read(PAGE))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !Symbols.isTest(name))
                .toList();
        assertEquals(List.of(), dangling, PAGE.toString());
    }
}
