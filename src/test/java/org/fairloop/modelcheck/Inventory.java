package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds the list of models against the files beside it. */
final class Inventory {

    private final Layout layout;
    private final List<String> errors = new ArrayList<>();
    private final Map<Model, Cfg> cfgs = new HashMap<>();

    private Inventory(Layout layout) {
        this.layout = layout;
    }

    /**
     * Reads the configurations of all models.
     *
     * @param list the list
     * @param layout where the files are
     * @return what each model asks TLC to check
     * @throws ListError if list and files do not fit together, or a configuration checks nothing
     */
    static Map<Model, Cfg> take(ModelList list, Layout layout) throws ListError {
        Inventory inventory = new Inventory(layout);
        list.models().forEach(inventory::look);
        inventory.lookForStrangers(list);
        inventory.lookAtClaims();
        if (!inventory.errors.isEmpty()) {
            throw new ListError(inventory.errors);
        }
        return inventory.cfgs;
    }

    private void look(Model model) {
        Path tla = layout.worlds().resolve(model.tla());
        Path cfg = layout.worlds().resolve(model.cfg());
        if (!Files.exists(tla)) {
            errors.add(layout.name(tla) + ": missing, but " + layout.name(layout.list()) + " names it for "
                    + model.name() + "; write it, or correct the module there");
        }
        if (!Files.exists(cfg)) {
            errors.add(layout.name(cfg) + ": missing, but " + layout.name(layout.list()) + " lists " + model.name()
                    + "; write it, or take the model off the list");
            return;
        }
        try {
            Cfg asked = Cfg.read(cfg);
            cfgs.put(model, asked);
            lookInside(cfg, model, asked.checks());
        } catch (IOException e) {
            errors.add(layout.name(cfg) + ": cannot be read: " + Commands.whyNot(e));
        } catch (IllegalArgumentException e) {
            errors.add(layout.name(cfg) + ": cannot be understood: " + e.getMessage());
        }
    }

    private void lookInside(Path cfg, Model model, List<String> checks) {
        Expectation expect = model.expect();
        if (expect.kind() == Kind.DEADLOCK) {
            if (!checks.isEmpty()) {
                errors.add(layout.name(cfg) + ": the model must fail by deadlock, but it also checks " + checks
                        + "; take these out: a failing model has exactly one reason to fail");
            }
        } else if (checks.isEmpty()) {
            errors.add(layout.name(cfg) + ": checks nothing; name what it is to check under INVARIANTS or PROPERTIES");
        } else if (!model.mustPass() && checks.size() != 1) {
            errors.add(layout.name(cfg) + ": a failing model checks exactly one property, but this one checks " + checks
                    + "; keep " + expect.violates());
        } else if (!model.mustPass() && !checks.get(0).equals(expect.violates())) {
            errors.add(layout.name(cfg) + ": checks " + checks.get(0) + ", but " + layout.name(layout.list())
                    + " says that " + model.name() + " violates " + expect.violates() + "; make them the same");
        }
    }

    private void lookForStrangers(ModelList list) throws ListError {
        Set<String> known = list.models().stream()
                .flatMap(model -> Stream.of(model.cfg(), model.tla()))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(layout.worlds())) {
            files.filter(file -> isWorld(file.getFileName().toString()))
                    .filter(file -> !known.contains(file.getFileName().toString()))
                    .sorted()
                    .forEach(file -> errors.add(layout.name(file) + ": on disk, but " + layout.name(layout.list())
                            + " has no model for it; list it there, or delete it"));
        } catch (IOException e) {
            throw new ListError(List.of(layout.name(layout.worlds()) + ": cannot be read: " + Commands.whyNot(e)));
        }
    }

    /** The page of a run has the claims, so a table that cannot be read must not come out when all models are done. */
    private void lookAtClaims() {
        try {
            ClaimsTable.read(layout.root().resolve("README.md"));
        } catch (IllegalArgumentException e) {
            errors.add(e.getMessage());
        }
    }

    private static boolean isWorld(String name) {
        return name.endsWith(".cfg") || (name.startsWith("MC") && name.endsWith(".tla"));
    }
}
