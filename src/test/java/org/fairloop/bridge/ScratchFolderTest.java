package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files for a while do not stay: not after success, not after a refusal, and not for long after a process was killed. */
class ScratchFolderTest {

    private static final String PREFIX = "scratch-";

    @TempDir
    private Path parent;

    private final String usualTemp = System.getProperty("java.io.tmpdir");

    @BeforeEach
    void setTemp() {
        System.setProperty("java.io.tmpdir", parent.toString());
    }

    @AfterEach
    void restoreTemp() {
        System.setProperty("java.io.tmpdir", usualTemp);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.toList();
        }
    }

    /** Makes a folder, says where it is, and waits to be killed. */
    static final class Killed {

        private Killed() {}

        public static void main(String[] args) throws Exception {
            ScratchFolder folder = ScratchFolder.make(Path.of(args[0]), PREFIX);
            Files.writeString(folder.path().resolve("file"), "something");
            System.out.println(folder.path());
            System.in.read();
        }
    }

    /** The folder of a living process stays, be it this one or another; that of a killed one is deleted by the next. */
    @Test
    void deletesWhatAKilledProcessHasLeft() throws Exception {
        try (ScratchFolder own = ScratchFolder.make(parent, PREFIX)) {
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Killed.class.getName(),
                            parent.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Path left;
            try (BufferedReader lines = other.inputReader()) {
                left = Path.of(lines.readLine());
                try (ScratchFolder next = ScratchFolder.make(parent, PREFIX)) {
                    assertTrue(Files.exists(left.resolve("file")), "the process lives");
                    assertTrue(Files.exists(next.path()));
                }
            } finally {
                other.destroyForcibly();
                other.waitFor();
            }
            assertTrue(Files.exists(left), "nobody has deleted it");
            try (ScratchFolder next = ScratchFolder.make(parent, PREFIX)) {
                assertFalse(Files.exists(left));
                assertTrue(Files.exists(own.path()) && Files.exists(next.path()));
            }
        }
        assertEquals(List.of(), left());
    }

    /** A specification that loads, one that does not, and a world that is refused leave no folder. */
    @Test
    void oraclesLeaveNothing() throws IOException {
        Path fixtures = Path.of("src/test/resources/model-check-fixtures");
        Path module = fixtures.resolve("model-check/MCCounter.tla");
        Path spec = fixtures.resolve("spec");
        try (Oracle oracle = Oracle.loadWorld(module, "SPECIFICATION Spec\nCONSTANT Top = 3\n", spec)) {
            assertEquals(1, oracle.initialStates().size());
            assertEquals(1, left().size());
        }
        assertEquals(List.of(), left());
        for (String world : List.of(
                "SPECIFICATION Spec\nCONSTANT Top = 100\n", "SPECIFICATION Spec\n", "SPECIFICATION Nothing\n", "(*")) {
            assertThrows(RuntimeException.class, () -> Oracle.loadWorld(module, world, spec), world);
            assertEquals(List.of(), left(), world);
        }
        Path config = fixtures.resolve("model-check/MCCounter_Low.cfg");
        assertThrows(IllegalArgumentException.class, () -> Oracle.load(spec.resolve("None.tla"), config, spec));
        assertThrows(IllegalArgumentException.class, () -> Oracle.load(module, config)); // it has no Counter
        assertEquals(List.of(), left());
    }
}
