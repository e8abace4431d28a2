package org.fairloop.modelcheck;

import java.nio.file.Path;

/**
 * Where things are in the project.
 *
 * @param root the folder of the project
 */
public record Layout(Path root) {

    /**
     * The layout of the project that a command was started for.
     *
     * @return the layout; {@code model-check/.launch} names its root
     */
    public static Layout ofThisProject() {
        return new Layout(Path.of(System.getProperty("fairloop.root", "")).toAbsolutePath());
    }

    /**
     * The finite worlds.
     *
     * @return a folder
     */
    public Path worlds() {
        return root.resolve("model-check");
    }

    /**
     * The specifications.
     *
     * @return a folder
     */
    public Path spec() {
        return root.resolve("spec");
    }

    /**
     * The list of models.
     *
     * @return a file
     */
    public Path list() {
        return worlds().resolve("models.yaml");
    }

    /**
     * What a run leaves behind.
     *
     * @return a folder
     */
    public Path results() {
        return root.resolve("target").resolve("model-check");
    }

    /**
     * How a message names a file.
     *
     * @param file a file of the project
     * @return its path from the root of the project
     */
    public String name(Path file) {
        return root.relativize(file).toString();
    }
}
