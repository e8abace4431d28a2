package org.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fairloop.bridge.Oracle;

/** The finite worlds of the specification, and the texts that the course quotes. */
final class World {

    private static final Path SPEC = Path.of("spec");

    private World() {}

    /** Loads a world that is a file. */
    static Oracle load(String config) {
        return Oracle.load(SPEC.resolve("MCBoundedBuffer.tla"), SPEC.resolve(config + ".cfg"));
    }

    /** Loads a world of another size, with more lines for its configuration. */
    static Oracle load(List<String> producers, List<String> consumers, int capacity, String... more) {
        return Oracle.loadWorld(SPEC.resolve("MCBoundedBuffer.tla"), """
                SPECIFICATION Spec
                CONSTANTS
                  Producers = {%s}
                  Consumers = {%s}
                  Nobody = Nobody
                  Capacity = %d
                %s
                """.formatted(
                        String.join(", ", producers), String.join(", ", consumers), capacity, String.join("\n", more)));
    }

    /** What a test has seen is what the file says; with {@code -Dseen=write} the file is written. */
    static void assertSeen(String file, String text) {
        try {
            Path seen = Path.of("seen", file);
            if (System.getProperty("seen", "").equals("write")) {
                Files.writeString(seen, text);
            } else if (!Files.readString(seen).equals(text)) {
                throw new AssertionError(
                        seen + " is stale. Write it with: mvn -f docs/course/bounded-buffer test -Dseen=write, and then"
                                + " the page that quotes it with: mvn test -Dtest=CourseTest -Dfairloop.docs=write. Seen was:\n"
                                + text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
