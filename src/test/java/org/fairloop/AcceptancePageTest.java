package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of the acceptance tests has a row for each test, and names Java symbols that are there. */
class AcceptancePageTest {

    private static final Path PAGE = Path.of("docs", "acceptance.md");

    private static final String HEAD = "| test | one-line breakage | what is said |";

    private static final Pattern ROW = Pattern.compile("\\| `(/[\\w/-]+)` \\| `([\\w.]+)`: [^|]+ \\| [^|]+ \\|");

    /** Each line of the table below its head. */
    private static List<String> lines() {
        List<String> lines = Symbols.read(PAGE).lines().toList();
        int head = lines.indexOf(HEAD);
        assertEquals(1, lines.stream().filter(HEAD::equals).count(), PAGE + ": " + HEAD);
        return lines.subList(head + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    /** Each line is a row, each row is about a test, and each test has a row. */
    @Test
    void everyTestHasARow() {
        List<String> rows = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String line : lines()) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && Symbols.isJavaSymbol(row.group(2))) {
                rows.add(row.group(1));
            } else {
                wrong.add(line);
            }
        }
        assertEquals(List.of(), wrong, PAGE + ": a row names a test, and a Java symbol with what is broken there");
        assertEquals(tests(), new TreeSet<>(rows), PAGE.toString());
        assertEquals(rows.size(), Set.copyOf(rows).size(), PAGE + ": a row stands there twice");
    }

    private static Set<String> tests() {
        return Arrays.stream(Symbols.classNamed("AioContextAcceptanceTest")
                        .orElseThrow()
                        .getDeclaredMethods())
                .map(method -> method.getAnnotation(DisplayName.class))
                .filter(name -> name != null)
                .map(DisplayName::value)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
