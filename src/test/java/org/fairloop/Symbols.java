package org.fairloop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Resolves the symbols that documents, specifications and Java comments name: operators, classes, members, tests. */
final class Symbols {

    private static final Pattern DEFINITION = Pattern.compile("(?m)^(\\w+)(\\([^)]*\\))? ==");

    private Symbols() {}

    /** The operators that a module of {@code spec/} defines. */
    static List<String> operatorsOf(String module) {
        return DEFINITION
                .matcher(read(Path.of("spec", module + ".tla")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** The text from the definition of an operator to the next blank line, or nothing. */
    static Optional<String> definition(String text, String operator) {
        Matcher matcher = Pattern.compile("(?ms)^" + Pattern.quote(operator) + "(\\([^)]*\\))? ==.*?(?=\\n\\s*\\n|\\z)")
                .matcher(text);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    /** Finds a class of the project by its simple name. */
    static Optional<Class<?>> classNamed(String simpleName) {
        for (String folder : List.of("target/classes", "target/test-classes")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                Optional<Path> file = files.filter(
                                path -> path.getFileName().toString().equals(simpleName + ".class"))
                        .findFirst();
                if (file.isPresent()) {
                    String name = Path.of(folder).relativize(file.get()).toString();
                    return Optional.of(Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                            false,
                            Symbols.class.getClassLoader()));
                }
            } catch (IOException | ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        return Optional.empty();
    }

    /** Is {@code Class.member} (a method, field or nested class) or {@code Class} in the project? */
    static boolean isJavaSymbol(String symbol) {
        String[] parts = symbol.split("[.#]");
        return classNamed(parts[0])
                .map(type -> parts.length == 1 || hasMember(type, parts[1]))
                .orElse(false);
    }

    private static boolean hasMember(Class<?> type, String name) {
        return Stream.of(
                        Arrays.stream(type.getDeclaredMethods()).map(method -> method.getName()),
                        Arrays.stream(type.getDeclaredFields()).map(field -> field.getName()),
                        Arrays.stream(type.getDeclaredClasses()).map(Class::getSimpleName))
                .flatMap(names -> names)
                .anyMatch(name::equals);
    }

    /** Is {@code Class} a class with tests, or {@code Class#method} a test? */
    static boolean isTest(String symbol) {
        String[] parts = symbol.split("#");
        return classNamed(parts[0])
                .map(Symbols::testsOf)
                .map(tests -> parts.length == 1 ? !tests.isEmpty() : tests.contains(parts[1]))
                .orElse(false);
    }

    /** The names of the tests of a class, those that it inherits included. */
    private static List<String> testsOf(Class<?> type) {
        List<String> tests = new ArrayList<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            Stream.concat(Stream.of(at), Arrays.stream(at.getInterfaces()))
                    .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                    .filter(Symbols::isMarkedAsTest)
                    .forEach(method -> tests.add(method.getName()));
        }
        return tests;
    }

    private static boolean isMarkedAsTest(AnnotatedElement method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType() == Test.class
                        || annotation.annotationType() == Property.class
                        || annotation.annotationType().getName().startsWith("org.junit.jupiter.")
                                && annotation.annotationType().getSimpleName().endsWith("Test"));
    }

    /** The text of a file of the project. */
    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
