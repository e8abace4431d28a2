package org.fairloop.bridge;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder for files that one process needs only while it runs. {@link #close} deletes the folder. A process that is killed
 * leaves its folder behind; the next one that makes a folder in the same place deletes what was left.
 *
 * <p>The process holds a lock on a file in its folder, which the system releases when the process ends. A folder is stale if
 * its lock can be taken.
 */
public final class ScratchFolder implements AutoCloseable {

    private static final String LOCK = "lock";

    /** The folders of this JVM. It must not open their locks again: to close such a channel releases the lock. */
    private static final Set<Path> LIVE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private ScratchFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes a folder, and deletes those of the same prefix that killed processes have left.
     *
     * @param parent where it is to be
     * @param prefix how its name begins
     * @return the folder, to be closed
     * @throws IOException if it cannot be made
     */
    public static ScratchFolder make(Path parent, String prefix) throws IOException {
        deleteStale(parent.toRealPath(), prefix);
        Path folder = Files.createTempDirectory(parent.toRealPath(), prefix);
        LIVE.add(folder);
        try {
            // The lock gets its name when it is locked, so that no other process finds it free.
            Path unlocked = folder.resolve(LOCK + ".new");
            FileChannel lock = FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try {
                lock.lock();
                Files.move(unlocked, folder.resolve(LOCK));
                return new ScratchFolder(folder, lock);
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            delete(folder);
            LIVE.remove(folder);
            throw e;
        }
    }

    /**
     * Where it is.
     *
     * @return the folder
     */
    public Path path() {
        return folder;
    }

    private static void deleteStale(Path parent, String prefix) throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(parent)) {
            folders = all.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .filter(each -> !LIVE.contains(each))
                    .toList();
        }
        for (Path each : folders) {
            try (FileChannel lock =
                    FileChannel.open(each.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                if (lock.tryLock() != null) {
                    delete(each);
                }
            } catch (IOException | OverlappingFileLockException e) {
                // The folder has no lock, belongs to another user, or another process has just deleted it.
            }
        }
    }

    /**
     * Deletes a folder, or a file; one that is not there is fine. What cannot be deleted stays.
     *
     * @param folder the folder
     */
    public static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                /** Another process has deleted it: a run that was ending when all were interrupted. */
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // What is left is in a folder for files that may be deleted at any time.
        }
    }

    /** Deletes the folder. */
    @Override
    public void close() {
        delete(folder);
        LIVE.remove(folder);
        try {
            lock.close();
        } catch (IOException e) {
            // The system releases the lock when the process ends.
        }
    }
}
