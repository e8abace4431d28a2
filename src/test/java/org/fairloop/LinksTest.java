package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Specifications and Java name each other's symbols, and the symbols are there. */
class LinksTest {

    /** In a specification: {@code Java: RFifoLock.contend}, also broken over two lines of a box. */
    private static final Pattern TO_JAVA = Pattern.compile("Java:[\\s*()]+([A-Z]\\w*\\.[a-z]\\w*)");

    /** In Java, behind a statement: {@code // Contend, ContendThrows} and nothing else but an explanation. */
    private static final Pattern TO_SPEC = Pattern.compile("[;{}] // ([A-Z]\\w+(?:, [A-Z]\\w+)*)(?::.*)?$");

    /** Every Java symbol that a specification names is there. */
    @Test
    void specificationsNameJavaThatExists() throws IOException {
        Set<String> dangling = new TreeSet<>();
        int links = 0;
        for (Path module : files("spec", ".tla")) {
            Matcher link = TO_JAVA.matcher(Symbols.read(module));
            while (link.find()) {
                links++;
                if (!Symbols.isJavaSymbol(link.group(1))) {
                    dangling.add(module + " names " + link.group(1));
                }
            }
        }
        assertEquals(Set.of(), dangling);
        assertTrue(links > 10, "found only " + links + " links: has their form changed?");
    }

    /** Every action that a step of a Java class names is in the specification of that class, and every action of that is named. */
    @Test
    void javaNamesEveryAction() throws IOException {
        Set<String> wrong = new TreeSet<>();
        for (Path module : files("spec", ".tla")) {
            String name = module.getFileName().toString().replace(".tla", "");
            for (Path source : files("src/main/java", "/" + name + ".java")) {
                Set<String> named = namedIn(source);
                if (named.isEmpty()) {
                    continue; // an interface has no steps
                }
                Set<String> actions = actionsOf(module);
                named.stream()
                        .filter(action -> !actions.contains(action))
                        .forEach(action -> wrong.add(source + " names " + action + ", no action of " + module));
                actions.stream()
                        .filter(action -> !named.contains(action))
                        .forEach(action -> wrong.add(source + " does not name " + action + ", an action of " + module));
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(
                namedIn(Path.of("src/main/java/org/fairloop/lock/RFifoLock.java"))
                        .contains("Contend"),
                "the form of the links has changed");
    }

    private static Set<String> namedIn(Path source) {
        Set<String> named = new TreeSet<>();
        Symbols.read(source)
                .lines()
                .map(TO_SPEC::matcher)
                .filter(Matcher::find)
                .forEach(link -> named.addAll(Arrays.asList(link.group(1).split(", "))));
        return named;
    }

    /** The operators with a bound thread in the next-state relation. */
    private static Set<String> actionsOf(Path module) {
        String next = Symbols.definition(Symbols.read(module), "Next").orElseThrow();
        Set<String> actions = new TreeSet<>();
        Matcher action = Pattern.compile("(\\w+)\\(\\w+\\)").matcher(next);
        while (action.find()) {
            actions.add(action.group(1));
        }
        return actions;
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
