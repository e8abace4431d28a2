package org.fairloop.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A thread of which one can know that the operating system has put it to sleep. Linux only: it is the state that the kernel
 * tells of the thread, found by its name, and read again until it says so.
 */
final class Sleeper {

    private static final Path TASKS = Path.of("/proc/self/task");

    private final Path status;

    /**
     * Finds a thread that has begun to run.
     *
     * @param name what its name begins with, and no other; 15 characters at most, since the system shows no more
     */
    Sleeper(String name) {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            List<Path> found = tasks.filter(task -> read(task.resolve("comm")).startsWith(name))
                    .toList();
            if (found.size() != 1) {
                throw new IllegalStateException(found.size() + " threads are named " + name);
            }
            status = found.get(0).resolve("stat");
        } catch (IOException e) {
            throw new UncheckedIOException("this benchmark needs Linux", e);
        }
    }

    /** Waits until the thread sleeps. */
    void awaitSleep() {
        while (!isAsleep()) {
            Thread.onSpinWait();
        }
    }

    private boolean isAsleep() {
        String line = read(status);
        return line.charAt(line.lastIndexOf(')') + 2) == 'S';
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
