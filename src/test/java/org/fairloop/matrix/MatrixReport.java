package org.fairloop.matrix;

import com.samskivert.mustache.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.fairloop.bridge.Templates;
import org.fairloop.matrix.Matrix.Cell;
import org.fairloop.matrix.MatrixPage.Seen;
import org.fairloop.modelcheck.Pages;
import org.fairloop.modelcheck.TwinCatalogue.Twin;

/**
 * Writes the matrix as a page to look at, {@code target/model-check/matrix.html}: one file that needs no server and no network.
 * Where the page of the models is beside it, it leads to the counterexamples there.
 */
final class MatrixReport {

    private static final Template PAGE = Templates.of(MatrixReport.class, "matrix.mustache");

    private final Matrix matrix;
    private final Map<Seen, Integer> seen;
    private final Set<String> inReport;

    private record Page(
            String title,
            String headline,
            boolean wrong,
            String sums,
            String report,
            Pages.Filter filter,
            List<Column> columns,
            List<Row> twins,
            String style,
            String script) {}

    private record Column(String name, long kills) {}

    private record Row(
            String name,
            String of,
            boolean wrong,
            String breaks,
            String claim,
            String what,
            String halves,
            String model,
            String lanes,
            List<CellView> cells) {}

    /**
     * A cell.
     *
     * @param state killed, blind, or unseen where it should be killed and no run has seen that
     * @param figure what it says in the table
     * @param spoken what a screen reader says instead
     * @param text what is behind it
     */
    private record CellView(
            int number, String twin, String column, String state, String figure, String spoken, String text) {}

    private MatrixReport(Matrix matrix, Map<Seen, Integer> seen, Set<String> inReport) {
        this.matrix = matrix;
        this.seen = seen;
        this.inReport = inReport;
    }

    /**
     * Writes the page.
     *
     * @param folder where the pages are; made if it is not there
     * @param matrix the matrix
     * @param seen what runs have seen, with the lengths of the witnesses: 0 where that has no meaning
     * @return the page
     * @throws IOException if it cannot be written
     */
    static Path write(Path folder, Matrix matrix, Map<Seen, Integer> seen) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(
                folder.resolve(Pages.MATRIX), new MatrixReport(matrix, seen, new Pages(folder).inReport()).html());
    }

    private String html() {
        List<Row> rows = matrix.twins().stream().map(this::row).toList();
        List<Cell> cells = matrix.cells();
        long kills = cells.stream().filter(this::isSeen).count();
        long unseen = cells.stream().filter(Cell::kills).count() - kills;
        return PAGE.execute(new Page(
                "fairloop: what kills which twin",
                unseen == 0
                        ? "Each of " + rows.size() + " broken twins is killed."
                        : unseen + (unseen == 1 ? " kill" : " kills") + " of the catalogue no run has seen.",
                unseen > 0,
                kills + " kills by " + Matrix.COLUMNS.size() + " kinds of evidence; " + (cells.size() - kills - unseen)
                        + " cells are blind, each for a reason.",
                inReport.isEmpty() ? "" : Pages.REPORT,
                new Pages.Filter("Twins", "table.matrix", "twin, claim, reason …", "Twins of", kinds(rows)),
                Matrix.COLUMNS.stream().map(this::column).toList(),
                rows,
                Pages.style() + Templates.text(MatrixReport.class, "matrix.css"),
                Pages.filterScript() + Templates.text(MatrixReport.class, "matrix.js")));
    }

    private boolean isSeen(Cell cell) {
        return cell.kills() && seen.containsKey(Seen.of(cell));
    }

    private Column column(String name) {
        return new Column(
                name,
                matrix.cells().stream()
                        .filter(cell -> cell.column().equals(name) && isSeen(cell))
                        .count());
    }

    private static List<Pages.Kind> kinds(List<Row> rows) {
        List<Pages.Kind> kinds = new ArrayList<>();
        kinds.add(new Pages.Kind("", "all", rows.size()));
        int wrong = (int) rows.stream().filter(Row::wrong).count();
        if (wrong > 0) {
            kinds.add(new Pages.Kind("wrong", "not as listed", wrong));
        }
        rows.stream()
                .collect(Collectors.groupingBy(Row::of, LinkedHashMap::new, Collectors.counting()))
                .forEach((of, count) -> kinds.add(new Pages.Kind(of, of, count.intValue())));
        return kinds;
    }

    private Row row(Twin twin) {
        List<CellView> cells = matrix.cells().stream()
                .filter(cell -> cell.twin() == twin)
                .map(this::view)
                .toList();
        String model = Objects.requireNonNullElse(twin.spec().model(), "");
        return new Row(
                twin.twin(),
                twin.of(),
                cells.stream().anyMatch(cell -> cell.state().equals("unseen")),
                twin.breaks(),
                link("claim-" + twin.breaks(), "claim-" + twin.breaks()),
                twin.what(),
                halves(twin),
                model,
                link("lanes-" + model, "model-" + model),
                cells);
    }

    /** A link into the page of the models, if there is what it promises. */
    private String link(String promises, String to) {
        return inReport.contains(promises) ? Pages.REPORT + "#" + to : "";
    }

    private static String halves(Twin twin) {
        String java = twin.java().none() != null
                ? "there is none: " + twin.java().none()
                : twin.java().type().replaceFirst(".*\\.(?=\\w+\\.\\w+$)", "") + " overrides "
                        + twin.java().overrides() + ".";
        return "In TLA+ " + twin.spec().by() + " replaces " + twin.spec().replaces() + ". In Java " + java;
    }

    private CellView view(Cell cell) {
        String state = isSeen(cell) ? "killed" : cell.kills() ? "unseen" : "blind";
        int witness = seen.getOrDefault(Seen.of(cell), 0);
        String steps = witness > 0 ? " in " + witness + (witness == 1 ? " step" : " steps") : "";
        return new CellView(
                Matrix.COLUMNS.indexOf(cell.column()),
                cell.twin().twin(),
                cell.column(),
                state,
                switch (state) {
                    case "killed" -> witness > 0 ? "" + witness : "killed";
                    case "unseen" -> "?";
                    default -> "blind";
                },
                switch (state) {
                    case "killed" -> cell.column() + ": killed" + steps;
                    case "unseen" -> cell.column() + ": not seen to kill";
                    default -> cell.column() + ": blind";
                },
                switch (state) {
                    case "killed" ->
                        "kills it" + steps + ", and finds “" + cell.by().strip() + "”";
                    case "unseen" ->
                        "should find “" + cell.by() + "”, which no run has seen: ./model-check/matrix "
                                + cell.twin().twin();
                    default -> "cannot see it: " + cell.reason();
                });
    }
}
