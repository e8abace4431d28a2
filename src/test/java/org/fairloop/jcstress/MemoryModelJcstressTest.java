package org.fairloop.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairloop.timelimit.TimeLimit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tests of the memory model, in {@code src/jcstress/java}, see nothing that is forbidden. */
@TimeLimit(minutes = 1440, whenSet = "jcstress", reason = "the long mode tries every mode of compilation")
class MemoryModelJcstressTest {

    private static Map<String, List<Finding>> findings;

    @BeforeAll
    static void run() {
        assumeTrue(JcstressRun.IS_POSSIBLE, JcstressRun.NEEDS);
        findings = new JcstressRun()
                .run("shipped", JcstressRun.IS_LONG ? "" : JcstressRun.SOUND, null, JcstressRun.IS_LONG).stream()
                        .collect(Collectors.groupingBy(Finding::test, TreeMap::new, Collectors.toList()));
        long samples = all().mapToLong(Finding::samples).sum();
        System.out.printf("jcstress, %s: %d tests, %,d samples%n", mode(), findings.size(), samples);
        all().filter(Finding::isInteresting).forEach(it -> System.out.println("as it should be, " + it));
    }

    private static String mode() {
        return JcstressRun.IS_LONG ? "long" : "quick";
    }

    private static Stream<Finding> all() {
        return findings.values().stream().flatMap(List::stream);
    }

    /** No test has an outcome that is forbidden, or that it says nothing of. */
    @TestFactory
    Stream<DynamicTest> seesNothingForbidden() {
        return findings.entrySet().stream()
                .map(test -> DynamicTest.dynamicTest(test.getKey(), () -> check(test.getValue())));
    }

    private static void check(List<Finding> ofTest) {
        String wrong =
                ofTest.stream().filter(Finding::fails).map(Finding::toString).collect(Collectors.joining("\n"));
        assertTrue(wrong.isEmpty(), wrong + "\nmore in target/jcstress/shipped");
    }

    /** Each test in the source was run, and nothing else. */
    @Test
    void noTestIsForgotten() throws IOException {
        Set<String> written = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/jcstress/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).strip().startsWith("@JCStressTest")) {
                        written.add(name(file, classAfter(lines, i)));
                    }
                }
            }
        }
        written.removeIf(test -> !JcstressRun.IS_LONG && test.contains(".Broken"));
        assertEquals(written, findings.keySet());
        assertTrue(written.size() >= 15, "only " + written + " in src/jcstress/java: has their form changed?");
    }

    private static String name(Path file, String type) {
        String outer = file.getFileName().toString().replace(".java", "");
        return outer.equals(type) ? outer : outer + "." + type;
    }

    private static String classAfter(List<String> lines, int from) {
        return lines.subList(from, lines.size()).stream()
                .filter(line -> line.contains(" class "))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".* class (\\w+).*", "$1");
    }
}
