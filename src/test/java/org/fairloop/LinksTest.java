package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** In a specification: {@code Java: RFifoLock.contend.}, also broken over two lines of a box or a comment. */
    private static final Pattern TO_JAVA =
            Pattern.compile("Java:(.*?)(?:\\.(?=\\s)|\n(?!\\(\\*|\\\\\\*)|\n\\(\\*{5})", Pattern.DOTALL);

    /** One of the names: a class, a member of it, or a member of the class named before. */
    private static final Pattern JAVA_NAME =
            Pattern.compile("(?:the constructor of )?([A-Z]\\w*)?(?:\\.)?([a-z]\\w*)?");

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
                List<String> names = javaNames(link.group(1));
                links += names.size();
                names.stream()
                        .filter(name -> !Symbols.isJavaSymbol(name))
                        .forEach(name -> dangling.add(module + " names " + name));
            }
        }
        assertEquals(Set.of(), dangling);
        assertTrue(links > 10, "found only " + links + " links: has their form changed?");
    }

    /** The names in the text behind {@code Java:}; what is none of them stands for itself, and is dangling. */
    private static List<String> javaNames(String text) {
        List<String> names = new ArrayList<>();
        String type = "";
        for (String part : text.replaceAll("[\\s*()\\\\]+", " ").strip().split(", and |, ")) {
            Matcher name = JAVA_NAME.matcher(part);
            if (name.matches() && name.group(1) != null) {
                type = name.group(1);
                names.add(name.group(2) == null ? type : type + "." + name.group(2));
            } else if (name.matches() && name.group(2) != null) {
                names.add(type + "." + name.group(2));
            } else if (!part.startsWith("the first test of ")) {
                names.add(part);
            }
        }
        return names;
    }

    /**
     * Where a specification and a class have one name, the class and those named beside it in the header name every action
     * of the specification, and no others.
     */
    @Test
    void javaNamesEveryAction() throws IOException {
        Set<String> wrong = new TreeSet<>();
        Set<String> linked = new TreeSet<>();
        for (Path module : files("spec", ".tla")) {
            String name = module.getFileName().toString().replace(".tla", "");
            List<String> classes = classesOf(module);
            if (!classes.contains(name)) {
                continue;
            }
            linked.add(name);
            Set<String> named = new TreeSet<>();
            for (String type : classes) {
                for (Path source : files("src/main/java", "/" + type + ".java")) {
                    named.addAll(namedIn(source));
                }
            }
            Set<String> actions = actionsOf(module);
            named.stream()
                    .filter(action -> !actions.contains(action))
                    .forEach(
                            action -> wrong.add("the Java of " + module + " names " + action + ", which is no action"));
            actions.stream()
                    .filter(action -> !named.contains(action))
                    .forEach(action ->
                            wrong.add("no step of " + classes + " names " + action + ", an action of " + module));
        }
        assertEquals(Set.of(), wrong);
        assertEquals(Set.of("AioContext", "AioNotify", "HandoffLock", "RFifoLock"), linked);
    }

    /** The classes that the header of a module names: {@code Java.  AioContext, IoThread.} */
    private static List<String> classesOf(Path module) {
        Matcher header = Pattern.compile("\\(\\* Java\\.\\s+(?:The class )?([\\w, ]+)\\.")
                .matcher(Symbols.read(module));
        return header.find() ? Arrays.asList(header.group(1).split(", ")) : List.of();
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
