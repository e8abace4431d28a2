package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A folder with the modules, where configurations are made by a program, so that they lie in nobody's way. */
final class Workshop {

    private Workshop() {}

    /**
     * Makes a workshop.
     *
     * @param layout where the models are
     * @param name its name below target
     * @return the same for the workshop
     */
    static Layout make(Layout layout, String name) throws IOException {
        Layout workshop = new Layout(layout.root().resolve("target").resolve(name));
        copyModules(layout.worlds(), workshop.worlds());
        copyModules(layout.spec(), workshop.spec());
        return workshop;
    }

    private static void copyModules(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> modules = Files.list(from)) {
            for (Path module :
                    modules.filter(each -> each.toString().endsWith(".tla")).toList()) {
                Files.copy(module, to.resolve(module.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * Adds a model.
     *
     * @param workshop where
     * @param like a model of the list
     * @param name what to append to its name
     * @param expect what is expected of it
     * @param cfg the text of the configuration
     * @return the new model, otherwise like the other one
     */
    static Model add(Layout workshop, Model like, String name, Expectation expect, String cfg) throws IOException {
        Model model = new Model(
                like.name() + "_" + name,
                like.module(),
                like.tier(),
                like.question(),
                like.claims(),
                like.twin(),
                expect,
                like.untaken());
        Files.writeString(workshop.worlds().resolve(model.cfg()), cfg);
        return model;
    }
}
