package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {

    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+)");

    /** The library knows nothing but the JDK. */
    @Test
    void theLibraryHasNoDependencies() throws IOException {
        assertEquals(
                List.of(),
                imports("src/main/java", file -> true)
                        .filter(line -> !line.matches(".* (java|org\\.fairloop)\\..*"))
                        .toList());
    }

    /** Nothing but {@code TlcTool} knows the classes of TLC, what extends TLC to several machines, and what TLC itself looks for. */
    @Test
    void onlyTlcToolKnowsTlc() throws IOException {
        assertEquals(
                List.of(),
                imports(
                                "src/test/java",
                                file -> !file.endsWith("bridge/TlcTool.java")
                                        && !file.endsWith("tlc2/module/Gate.java")
                                        && !file.toString().contains("modelcheck/Distributed"))
                        .filter(line -> line.matches(".* (tlc2|tla2sany|util|pcal)\\.(?!module\\.Gate).*"))
                        .toList());
        assertFalse(imports("src/test/java", file -> file.endsWith("bridge/TlcTool.java"))
                .filter(line -> line.contains(" tlc2."))
                .findAny()
                .isEmpty());
    }

    /** The bridge knows of no lock, no event loop and no command. */
    @Test
    void theBridgeIsGeneric() throws IOException {
        assertEquals(
                List.of(),
                imports("src/test/java/org/fairloop/bridge", file -> true)
                        .filter(line -> line.matches(".* org\\.fairloop\\.(?!bridge\\.).*"))
                        .toList());
    }

    /** The lock knows nothing of the event loop. */
    @Test
    void theLockStandsAlone() throws IOException {
        assertEquals(
                List.of(),
                imports("src/main/java/org/fairloop/lock", file -> true)
                        .filter(line -> line.contains(" org.fairloop.context."))
                        .toList());
    }

    /** The imports below a folder, each as {@code file: class}. */
    private static Stream<String> imports(String folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files
                    .filter(file -> file.toString().endsWith(".java") && wanted.test(file))
                    .flatMap(file ->
                            IMPORT.matcher(Symbols.read(file)).results().map(found -> file + ": " + found.group(1)))
                    .toList()
                    .stream();
        }
    }
}
