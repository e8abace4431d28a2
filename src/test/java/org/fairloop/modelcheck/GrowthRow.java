package org.fairloop.modelcheck;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What TLC needed for a world.
 *
 * @param family the family
 * @param size the size of its bound
 * @param states the distinct states
 * @param depth the depth of the search
 * @param seconds the time, with the start of TLC
 * @param megabytes the memory of its process at most; 0 if the system does not say
 */
record GrowthRow(String family, int size, long states, int depth, double seconds, long megabytes) {

    /** The head of the table. */
    static final String HEAD =
            "| world | size | states | depth | seconds | MB |\n| --- | ---: | ---: | ---: | ---: | ---: |\n";

    /** The row of the table. */
    String markdown() {
        return String.format(
                Locale.ROOT, "| %s | %d | %,d | %d | %.1f | %d |\n", family, size, states, depth, seconds, megabytes);
    }

    private static Optional<GrowthRow> parse(String line) {
        String[] cells = line.split("\\s*\\|\\s*");
        return cells.length != 7 || !cells[2].matches("\\d+")
                ? Optional.empty()
                : Optional.of(new GrowthRow(
                        cells[1],
                        Integer.parseInt(cells[2]),
                        Long.parseLong(cells[3].replace(",", "")),
                        Integer.parseInt(cells[4]),
                        Double.parseDouble(cells[5]),
                        Long.parseLong(cells[6])));
    }

    /** The rows of a table. */
    static List<GrowthRow> parseAll(String table) {
        return table.lines().map(GrowthRow::parse).flatMap(Optional::stream).toList();
    }
}
