package org.fairloop.matrix;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.fairloop.bridge.Evidence;
import org.fairloop.context.ContextTwins;
import org.fairloop.lock.LockTwins;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.TlcEvidence;
import org.fairloop.modelcheck.TwinCatalogue;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import org.fairloop.modelcheck.TwinCatalogue.Unseen;
import org.fairloop.modelcheck.TwinsOf;

/** The kill matrix: its rows are all broken twins, its columns all kinds of evidence. */
public final class Matrix {

    /** The kinds of evidence. */
    static final List<String> COLUMNS =
            List.of("tlc", "replay", "interleavings", "lincheck", "trace", "contract", "jcstress");

    private static final String TLC = COLUMNS.get(0);

    /** The same, what takes longest last. */
    private static final List<String> BY_COST =
            List.of(TLC, "contract", "replay", "interleavings", "trace", "lincheck", "jcstress");

    /** The specifications whose twins have a half in Java. */
    private static final List<TwinsOf> SUBJECTS = List.of(
            LockTwins.ofRFifoLock(),
            LockTwins.ofHandoffLock(),
            ContextTwins.ofAioContext(),
            ContextTwins.ofCallbacks(),
            ContextTwins.ofAioNotify(),
            ContextTwins.ofReleasingWait());

    /**
     * A twin and a kind of evidence, and what the catalogue says of the two.
     *
     * @param twin the row
     * @param column the column
     * @param by what the finding must name; null if the evidence is blind
     * @param reason why the evidence is blind; null if it kills
     */
    record Cell(Twin twin, String column, String by, String reason) {

        boolean kills() {
            return by != null;
        }

        @Override
        public String toString() {
            return twin.twin() + ", " + column;
        }
    }

    private final TwinCatalogue catalogue;
    private final Map<String, TwinsOf> subjects = new LinkedHashMap<>();
    private final Evidence tlc = new TlcEvidence();

    /**
     * Reads the catalogue.
     *
     * @param layout where it is
     */
    Matrix(Layout layout) {
        this(TwinCatalogue.read(layout));
    }

    /**
     * Makes the matrix.
     *
     * @param catalogue what is to be seen
     */
    Matrix(TwinCatalogue catalogue) {
        this.catalogue = catalogue;
        SUBJECTS.forEach(subject -> subjects.put(subject.of(), subject));
    }

    /** The rows. */
    List<Twin> twins() {
        return catalogue.twins();
    }

    /** The specifications whose twins have a half in Java. */
    static List<TwinsOf> subjects() {
        return SUBJECTS;
    }

    /** All cells, by rows. */
    List<Cell> cells() {
        return twins().stream().flatMap(this::cells).toList();
    }

    private Stream<Cell> cells(Twin twin) {
        return COLUMNS.stream()
                .map(column -> new Cell(twin, column, twin.kills().get(column), reason(twin, column)));
    }

    /** Why a kind of evidence is blind for a twin, which may be said of the twin or once for all; null if nothing is said. */
    private String reason(Twin twin, String column) {
        if (twin.kills().containsKey(column)) {
            return null;
        }
        if (twin.blind().containsKey(column)) {
            return twin.blind().get(column);
        }
        if (twin.java().none() != null && !column.equals(TLC)) {
            return "there is no half in Java: " + twin.java().none();
        }
        return unseen(twin, column);
    }

    private String unseen(Twin twin, String column) {
        return catalogue.unseen().stream()
                .filter(it -> it.covers(twin.of(), column))
                .map(Unseen::because)
                .findFirst()
                .orElse(null);
    }

    /**
     * The cells that are tried in each build: those that are fast, and of each other column of each specification the first.
     */
    List<Cell> quick() {
        Set<String> seen = new HashSet<>();
        return cells().stream()
                .filter(cell -> cell.kills() && mayGate(cell))
                .filter(cell -> isFast(cell) || seen.add(cell.twin().of() + " " + cell.column()))
                .toList();
    }

    /** What happens when a fence is missing is for the processor to show: a build must not depend on it. */
    static boolean mayGate(Cell cell) {
        return !cell.column().equals("jcstress") || cell.twin().java().none() == null;
    }

    private boolean isFast(Cell cell) {
        TwinsOf subject = subjects.get(cell.twin().of());
        return subject != null && subject.isFast(cell.column());
    }

    /**
     * Whether a cell can be tried beside others: TLC has a process of its own. Lincheck cannot have two in a JVM, and what runs
     * uncontrolled wants the processors for itself.
     */
    static boolean isIndependent(Cell cell) {
        return cell.column().equals(TLC);
    }

    /** Whether the length of a column's witness means anything: what runs uncontrolled has another one each time. */
    static boolean hasWitness(String column) {
        return List.of(TLC, "replay", "interleavings").contains(column);
    }

    /** Cells that cost more are better tried later. */
    static int cost(Cell cell) {
        return BY_COST.indexOf(cell.column());
    }

    /**
     * Tries what the catalogue says of a cell.
     *
     * @return what was found
     * @throws AssertionError if the twin is not killed, or by something else
     */
    Evidence.Kill kill(Cell cell) {
        Evidence.Kill kill = evidence(cell)
                .tryToKill(cell.twin().twin(), cell.by())
                .orElseThrow(() -> new AssertionError(cell.column() + " does not kill "
                        + cell.twin().twin() + ", as model-check/twins.yaml says it does"));
        if (!kill.found().contains(cell.by())) {
            throw new AssertionError(cell + ": killed, but not by \"" + cell.by() + "\": " + kill.found());
        }
        return kill;
    }

    private Evidence evidence(Cell cell) {
        return cell.column().equals(TLC)
                ? tlc
                : subjects.get(cell.twin().of()).evidence(cell.column()).orElseThrow();
    }

    /** What is wrong with the catalogue, in words. */
    List<String> mistakes() {
        List<String> wrong = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Twin twin : twins()) {
            if (!names.add(twin.twin())) {
                wrong.add(twin.twin() + " is listed twice");
            }
            if (twin.kills().isEmpty()) {
                wrong.add(twin.twin() + " is killed by nothing");
            }
            cells(twin).forEach(cell -> mistake(cell, wrong));
            Stream.concat(twin.kills().keySet().stream(), twin.blind().keySet().stream())
                    .filter(column -> !COLUMNS.contains(column))
                    .forEach(column -> wrong.add(twin.twin() + ": there is no evidence named " + column));
        }
        for (Unseen it : catalogue.unseen()) {
            if (cells().stream().noneMatch(cell -> it.because().equals(cell.reason()))) {
                wrong.add(it + " is said of no cell");
            }
        }
        return wrong;
    }

    private void mistake(Cell cell, List<String> wrong) {
        Twin twin = cell.twin();
        if (cell.kills()) {
            if (twin.blind().containsKey(cell.column())) {
                wrong.add(cell + " kills, and is blind");
            }
            TwinsOf subject = subjects.get(twin.of());
            if (!cell.column().equals(TLC)
                    && (subject == null || !subject.columns().contains(cell.column()))) {
                wrong.add(cell + ": there is no such evidence for twins of " + twin.of());
            }
        } else if (cell.reason() == null) {
            wrong.add(cell + " neither kills nor says why it is blind");
        } else if (twin.blind().containsKey(cell.column()) && twin.java().none() != null) {
            wrong.add(cell + " is blind for a reason of its own, though there is no half in Java");
        }
    }
}
