package org.fairloop.exhaustion;

import java.util.Arrays;
import java.util.List;

/** Prints what a catalogue's operations leave behind: {@code ExhaustionTable CATALOGUE [SHORTAGE...]}. */
public final class ExhaustionTable {

    private ExhaustionTable() {}

    /**
     * Prints the tables.
     *
     * @param args the class name of the catalogue, and the names of the shortages, all if there are none
     * @throws ClassNotFoundException if there is no such catalogue
     */
    public static void main(String[] args) throws ClassNotFoundException {
        Class<? extends Operation.Catalogue> catalogue = Class.forName(args[0]).asSubclass(Operation.Catalogue.class);
        List<Shortage> shortages = args.length == 1
                ? List.of(Shortage.values())
                : Arrays.stream(args).skip(1).map(Shortage::valueOf).toList();
        for (Shortage shortage : shortages) {
            System.out.println(args[0] + ", " + shortage + ", Java " + System.getProperty("java.version"));
            String reason = Exhaustion.unsupported(shortage);
            if (reason == null) {
                Exhaustion.sweep(shortage, catalogue, true).forEach(System.out::println);
            } else {
                System.out.println("  skipped: " + reason);
            }
        }
    }
}
