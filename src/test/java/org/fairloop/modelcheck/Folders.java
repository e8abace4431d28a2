package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.fairloop.bridge.ScratchFolder;

/** Folders with all that is in them. */
final class Folders {

    private Folders() {}

    /** Copies a folder to a place where there is none. */
    static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file)));
        }
    }

    /** What is written to a file. */
    interface Content {

        /** Writes it. */
        void to(Path file) throws IOException;
    }

    /** Writes a file, in a folder that is made if it is not there; if that fails, there is no file. */
    static Path write(Path file, Content content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try {
            content.to(file);
            return file;
        } catch (IOException | RuntimeException | Error e) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException alsoWrong) {
                e.addSuppressed(alsoWrong);
            }
            throw e;
        }
    }

    /** Replaces a file at once, or not at all. */
    static void replace(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        write(part, to -> Files.writeString(to, text));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes a folder, or a file; one that is not there is fine. What cannot be deleted stays, under target. */
    static void delete(Path folder) {
        ScratchFolder.delete(folder);
    }
}
