package org.fairloop.exhaustion;

import java.util.List;
import java.util.function.Supplier;

/**
 * An operation that is tried short of stack or memory.
 *
 * @param name the name in tables, without tabs
 * @param scenes makes a new scene for each try
 */
public record Operation(String name, Supplier<Scene> scenes) {

    /** The operations of one object. Needs a constructor without parameters: another JVM makes it by its name. */
    public interface Catalogue {

        /**
         * Lists the operations.
         *
         * @return the operations, in the order of the table
         */
        List<Operation> operations();
    }

    /** The operations whose name contains this are tried. */
    static final String ONLY = System.getProperty("exhaustion.only", "");

    static List<Operation> of(String catalogue) {
        try {
            List<Operation> all = Class.forName(catalogue)
                    .asSubclass(Catalogue.class)
                    .getDeclaredConstructor()
                    .newInstance()
                    .operations();
            return all.stream().filter(each -> each.name().contains(ONLY)).toList();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no catalogue " + catalogue, e);
        }
    }
}
