package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The table of claims in the README. */
public final class ClaimsTable {

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private static final Pattern ROW = Pattern.compile("\\| [A-Z]\\d+ \\|.*");

    private static final Pattern RULE = Pattern.compile("\\|(?: *-+ *\\|)+");

    private static final int CELLS = 7;

    /** The line before the table. */
    static final String MARK = "<!-- claims: checked by ClaimsTest -->";

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
     * @return its rows; none if there is no such file, or no table in it
     * @throws IllegalArgumentException if a line of the table is no row with an id and seven cells, or a row is outside the table
     */
    public static List<Claim> read(Path readme) {
        try {
            return Files.exists(readme) ? read(Files.readAllLines(readme)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the table that follows the mark: a head, a rule and the rows. */
    static List<Claim> read(List<String> lines) {
        int begin = lines.indexOf(MARK) + 1;
        while (begin > 0 && begin < lines.size() && lines.get(begin).isBlank()) {
            begin++;
        }
        int end = begin;
        while (begin > 0 && end < lines.size() && lines.get(end).strip().startsWith("|")) {
            end++;
        }
        for (int i = 0; i < lines.size(); i++) {
            if ((i < begin || i >= end) && ROW.matcher(lines.get(i).strip()).matches()) {
                throw new IllegalArgumentException(
                        "README.md, line " + (i + 1) + ": a claim outside the table, which begins behind " + MARK
                                + " and has no gaps: " + lines.get(i));
            }
        }
        if (begin == 0) {
            return List.of();
        }
        if (end - begin < 2 || !RULE.matcher(lines.get(begin + 1).strip()).matches()) {
            throw new IllegalArgumentException(
                    "README.md, line " + (begin + 1) + ": a head and a rule of a table must follow " + MARK);
        }
        List<Claim> claims = new ArrayList<>();
        for (int i = begin + 2; i < end; i++) {
            claims.add(row(lines.get(i).strip(), i + 1));
        }
        return claims;
    }

    private static Claim row(String line, int number) {
        List<String> cells =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (!ROW.matcher(line).matches() || cells.size() != CELLS + 2) {
            throw new IllegalArgumentException("README.md, line " + number
                    + ": a row of the claims table has an id such as L1 and seven cells, but this one is: " + line);
        }
        return new Claim(
                cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5), cells.get(6), cells.get(7));
    }
}
