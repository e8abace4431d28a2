package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The table of claims in the README. */
public final class ClaimsTable {

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private static final int CELLS = 7;

    private ClaimsTable() {}

    /**
     * One row of the table; each cell as it stands there.
     *
     * @param id the id
     * @param claim the sentence
     * @param specification the operators that say it
     * @param model the models in which TLC checks it
     * @param twin the broken twins in which it fails
     * @param java the Java that keeps it
     * @param test the tests that look
     */
    public record Claim(
            String id, String claim, String specification, String model, String twin, String java, String test) {

        /**
         * The names in a cell.
         *
         * @param cell one of the cells
         * @return what stands between backticks; nothing if the cell is empty for a reason
         */
        public static List<String> names(String cell) {
            return isEmpty(cell)
                    ? List.of()
                    : NAME.matcher(cell).results().map(found -> found.group(1)).toList();
        }

        /**
         * Whether a cell is empty, and says why.
         *
         * @param cell one of the cells
         * @return true if it begins with a dash
         */
        public static boolean isEmpty(String cell) {
            return cell.startsWith("—");
        }
    }

    /**
     * Reads the table.
     *
     * @param readme the file
     * @return its rows; none if there is no such file
     * @throws IllegalArgumentException if a row has not seven cells
     */
    public static List<Claim> read(Path readme) {
        try {
            return Files.exists(readme)
                    ? Files.readString(readme)
                            .lines()
                            .filter(line -> line.matches("\\| [A-Z]\\d+ \\|.*"))
                            .map(ClaimsTable::row)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Claim row(String line) {
        List<String> cells =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (cells.size() != CELLS + 2) {
            throw new IllegalArgumentException("README.md: not seven cells: " + cells);
        }
        return new Claim(
                cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5), cells.get(6), cells.get(7));
    }
}
