package org.fairloop.matrix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fairloop.matrix.Matrix.Cell;
import org.fairloop.modelcheck.GeneratedText;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.TwinCatalogue.Twin;

/**
 * The pages that show the matrix. Reasons are the catalogue's; that something kills, and how long the witness is, only a run can
 * say, so whoever writes a page takes it from a run or from what the page has of an earlier one.
 */
final class MatrixPage {

    static final String SUMMARY = "kill matrix, summary";
    static final String TABLE = "kill matrix";
    static final String REASONS = "reasons";
    static final String FINDINGS = "findings";

    /** Where the page is, from the root of the project. */
    static final String NAME = "docs/kill-matrix.md";

    private static final Pattern ROW = Pattern.compile("- `(\\w+)`: (.*)");

    private static final Pattern FINDING = Pattern.compile("(\\w+) “([^”]*)”(?: \\((\\d+)\\))?");

    /**
     * What a run has seen of a cell.
     *
     * @param twin the row
     * @param column the column
     * @param by what the finding named
     */
    record Seen(String twin, String column, String by) {

        static Seen of(Cell cell) {
            return new Seen(cell.twin().twin(), cell.column(), cell.by());
        }
    }

    private final Matrix matrix;
    private final Path page;
    private final Path readme;

    MatrixPage(Matrix matrix, Layout layout) {
        this.matrix = matrix;
        this.page = layout.root().resolve(NAME);
        this.readme = layout.root().resolve("README.md");
    }

    /** What runs have seen, as the page has it, with the lengths of the witnesses: 0 where that has no meaning. */
    Map<Seen, Integer> recorded() throws IOException {
        Map<Seen, Integer> seen = new LinkedHashMap<>();
        GeneratedText.read(page, FINDINGS).lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                FINDING.matcher(row.group(2))
                        .results()
                        .forEach(it -> seen.put(
                                new Seen(row.group(1), it.group(1), it.group(2)), witness(it.group(1), it.group(3))));
            }
        });
        return seen;
    }

    private static int witness(String column, String length) {
        return length == null || !Matrix.hasWitness(column) ? 0 : Integer.parseInt(length);
    }

    /** Writes what runs have seen. */
    void write(Map<Seen, Integer> seen) throws IOException {
        for (String key : List.of(SUMMARY, TABLE, REASONS, FINDINGS)) {
            GeneratedText.write(page, key, block(key, seen));
        }
        GeneratedText.write(readme, SUMMARY, block(SUMMARY, seen));
    }

    /** Compares both pages with the catalogue; the kills are those that runs have seen. */
    void check() throws IOException {
        Map<Seen, Integer> seen = recorded();
        matrix.cells().stream()
                .filter(cell -> cell.kills() && !isSeen(cell, seen))
                .findFirst()
                .ifPresent(cell -> {
                    throw new AssertionError(String.format(
                            "%s is stale: no run has seen that %s kills %s by “%s”; run ./model-check/matrix %3$s",
                            NAME, cell.column(), cell.twin().twin(), cell.by()));
                });
        GeneratedText.check(page, key -> block(key, seen));
        String summary = block(SUMMARY, seen);
        String now = GeneratedText.read(readme, SUMMARY);
        if (!now.equals(summary)) {
            throw new AssertionError(
                    "README.md is stale: run ./model-check/matrix\nit says\n" + now + "and should say\n" + summary);
        }
    }

    private String block(String key, Map<Seen, Integer> seen) {
        return switch (key) {
            case SUMMARY -> summary(seen);
            case TABLE -> table(seen);
            case REASONS -> reasons();
            case FINDINGS -> findings(seen);
            default -> throw new AssertionError("nobody can generate " + key);
        };
    }

    private static boolean isSeen(Cell cell, Map<Seen, Integer> seen) {
        return seen.containsKey(Seen.of(cell));
    }

    private String summary(Map<Seen, Integer> seen) {
        Set<String> specifications =
                matrix.twins().stream().map(Twin::of).collect(Collectors.toCollection(LinkedHashSet::new));
        StringBuilder text = new StringBuilder(header("twins of", "twins"));
        List<String> fewest = new ArrayList<>();
        for (String of : specifications) {
            text.append(counts(
                    "`" + of + "`",
                    matrix.cells().stream()
                            .filter(cell -> cell.twin().of().equals(of))
                            .toList(),
                    seen));
        }
        text.append(counts("all", matrix.cells(), seen));
        for (Twin twin : matrix.twins()) {
            if (twin.java().none() == null && twin.kills().size() <= 2) {
                fewest.add("`" + twin.twin() + "` ("
                        + String.join(", ", twin.kills().keySet()) + ")");
            }
        }
        long kills = matrix.cells().stream().filter(cell -> isSeen(cell, seen)).count();
        long blind = matrix.cells().stream().filter(cell -> !cell.kills()).count();
        return String.format(
                        "%d broken twins, %d kinds of evidence: %d kills, and %d blind cells, each with its reason.\n\n%s",
                        matrix.twins().size(), Matrix.COLUMNS.size(), kills, blind, text)
                + (fewest.isEmpty()
                        ? ""
                        : "\nOf those with a half in Java, killed by no more than two: " + String.join(", ", fewest)
                                + ".\n");
    }

    private static String counts(String name, List<Cell> cells, Map<Seen, Integer> seen) {
        StringBuilder row = new StringBuilder("| " + name + " | " + cells.size() / Matrix.COLUMNS.size());
        for (String column : Matrix.COLUMNS) {
            long kills = cells.stream()
                    .filter(cell -> cell.column().equals(column) && isSeen(cell, seen))
                    .count();
            row.append(" | ").append(kills == 0 ? "—" : kills);
        }
        return row + " |\n";
    }

    private static String header(String... first) {
        int columns = first.length + Matrix.COLUMNS.size();
        return "| " + String.join(" | ", first) + " | " + String.join(" | ", Matrix.COLUMNS) + " |\n|"
                + " --- |".repeat(columns) + "\n";
    }

    private String table(Map<Seen, Integer> seen) {
        List<String> reasons = distinctReasons();
        StringBuilder text = new StringBuilder(header("twin", "of", "breaks"));
        for (Twin twin : matrix.twins()) {
            text.append("| `")
                    .append(twin.twin())
                    .append("` | ")
                    .append(twin.of())
                    .append(" | ")
                    .append(twin.breaks());
            matrix.cells().stream()
                    .filter(cell -> cell.twin() == twin)
                    .forEach(cell -> text.append(" | ")
                            .append(
                                    cell.kills()
                                            ? killed(seen.get(Seen.of(cell)))
                                            : "blind " + (1 + reasons.indexOf(cell.reason()))));
            text.append(" |\n");
        }
        return text.toString();
    }

    private static String killed(Integer witness) {
        if (witness == null) {
            return "?"; // not seen, or no more
        }
        return witness > 0 ? "**killed** (" + witness + ")" : "**killed**";
    }

    private List<String> distinctReasons() {
        return matrix.cells().stream()
                .filter(cell -> !cell.kills())
                .map(Cell::reason)
                .distinct()
                .toList();
    }

    private String reasons() {
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (String reason : distinctReasons()) {
            text.append(number++).append(". ").append(reason).append("\n");
        }
        return text.toString();
    }

    private String findings(Map<Seen, Integer> seen) {
        StringBuilder text = new StringBuilder();
        for (Twin twin : matrix.twins()) {
            text.append("- `").append(twin.twin()).append("`: ");
            text.append(matrix.cells().stream()
                    .filter(cell -> cell.twin() == twin && isSeen(cell, seen))
                    .map(cell -> finding(cell, seen.get(Seen.of(cell))))
                    .collect(Collectors.joining(", ")));
            text.append("\n");
        }
        return text.toString();
    }

    private static String finding(Cell cell, int witness) {
        return cell.column() + " “" + cell.by() + "”" + (witness > 0 ? " (" + witness + ")" : "");
    }
}
