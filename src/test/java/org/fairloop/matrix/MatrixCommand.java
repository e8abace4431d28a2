package org.fairloop.matrix;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fairloop.bridge.Evidence;
import org.fairloop.matrix.Matrix.Cell;
import org.fairloop.matrix.MatrixPage.Seen;
import org.fairloop.modelcheck.Commands;
import org.fairloop.modelcheck.ExitStatus;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.ListError;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code model-check/matrix}: tries every kind of evidence on every broken twin that it should kill. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tries every kind of evidence on every broken twin of model-check/twins.yaml that it should kill.",
            "",
            "The matrix is written to docs/kill-matrix.md, with a question mark where a twin is not killed as the"
                    + " catalogue says; its summary to README.md; what the tools print, to target/kill-matrix.log.",
            "To look at, it is in target/model-check/matrix.html, too, which needs no server and no network, and leads to the"
                    + " counterexamples of the last ./model-check/run.",
            ""
        },
        exitCodeList = {
            "0:each twin is killed as the catalogue says",
            "1:some twin is not",
            "2:the arguments, the catalogue or a page are wrong; nothing has been run",
            "130:ended by Ctrl-C; no page is changed"
        })
public final class MatrixCommand implements Callable<ExitStatus> {

    private final Layout layout;

    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "0..*",
            paramLabel = "TWIN",
            description = "Only these twins; the rows of the others stay as they are.")
    private List<String> names = List.of();

    @Option(
            names = "--by",
            paramLabel = "KIND",
            description =
                    "Only this kind of evidence: tlc, replay, interleavings, lincheck, trace, contract or jcstress."
                            + " May be given several times.")
    private List<String> kinds = List.of();

    @Option(
            names = "--quick",
            description =
                    "Only the cells that mvn verify tries, too: the fast ones, and one of each other kind. No page"
                            + " is changed.")
    private boolean quick;

    /**
     * Makes the command.
     *
     * @param layout where the catalogue is
     */
    MatrixCommand(Layout layout) {
        this.layout = layout;
    }

    /**
     * Runs the command and ends the process.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        // It ends the process: the twins leave threads behind that nothing can end.
        Commands.main(commandLine(Layout.ofThisProject()), args);
    }

    /** The command, ready to be executed. */
    static CommandLine commandLine(Layout layout) {
        return Commands.line(new MatrixCommand(layout), "./model-check/matrix", layout);
    }

    @Override
    public ExitStatus call() throws Exception {
        PrintWriter out = command.commandLine().getOut();
        Matrix matrix = new Matrix(layout);
        List<String> mistakes = matrix.mistakes();
        if (!mistakes.isEmpty()) {
            throw new ListError(
                    mistakes.stream().map(it -> "model-check/twins.yaml: " + it).toList());
        }
        long start = System.nanoTime();
        Tries tries = new Tries(matrix, out);
        tries.run(chosen(matrix));
        ExitStatus verdict = tries.verdict();
        tries.failures.forEach(it -> out.println("error: " + it));
        out.printf(
                "%d of %d cells killed as listed, %.0f s%n",
                tries.seen.size(), tries.seen.size() + tries.failures.size(), (System.nanoTime() - start) / 1e9);
        out.flush();
        return Commands.afterwards(command.commandLine(), verdict, () -> {
            if (!quick) {
                write(matrix, tries);
            }
        });
    }

    private void write(Matrix matrix, Tries tries) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        MatrixPage page = new MatrixPage(matrix, layout);
        Map<Seen, Integer> seen = page.recorded();
        seen.putAll(tries.seen);
        seen.keySet().removeAll(tries.unseen);
        page.write(seen);
        out.println(MatrixPage.NAME + " and the summary in README.md are written");
        out.println("See it: " + layout.name(MatrixReport.write(layout.results(), matrix, seen)));
    }

    private List<Cell> chosen(Matrix matrix) {
        for (String name : names) {
            if (matrix.twins().stream().map(Twin::twin).noneMatch(name::equals)) {
                throw new ParameterException(
                        command.commandLine(), "no twin is named " + name + "; see model-check/twins.yaml");
            }
        }
        for (String kind : kinds) {
            if (!Matrix.COLUMNS.contains(kind)) {
                throw new ParameterException(
                        command.commandLine(),
                        "--by: no evidence is named " + kind + "; there are " + String.join(", ", Matrix.COLUMNS));
            }
        }
        return (quick ? matrix.quick() : matrix.cells())
                .stream()
                        .filter(Cell::kills)
                        .filter(cell -> kinds.isEmpty() || kinds.contains(cell.column()))
                        .filter(cell ->
                                names.isEmpty() || names.contains(cell.twin().twin()))
                        .toList();
    }

    /** Tries cells, and remembers what came of them. */
    private final class Tries {

        private final Matrix matrix;
        private final PrintWriter out;
        final Map<Seen, Integer> seen = new LinkedHashMap<>();
        final Set<Seen> unseen = new HashSet<>();
        final List<String> failures = new ArrayList<>();
        private int misses;

        Tries(Matrix matrix, PrintWriter out) {
            this.matrix = matrix;
            this.out = out;
        }

        /** First what can go on side by side, then one cell after the other, column by column. */
        void run(List<Cell> cells) throws InterruptedException, ExecutionException, IOException {
            Path log = layout.root().resolve("target").resolve("kill-matrix.log");
            Files.createDirectories(log.getParent());
            PrintStream stdout = System.out;
            PrintStream stderr = System.err;
            try (OutputStream file = Files.newOutputStream(log);
                    PrintStream elsewhere = new PrintStream(file, true);
                    Status status = new Status(out, Integer.getInteger("fairloop.columns", 0), cells.size())) {
                System.setOut(elsewhere);
                System.setErr(elsewhere);
                sideBySide(cells.stream().filter(Matrix::isIndependent).toList(), status);
                cells.stream()
                        .filter(cell -> !Matrix.isIndependent(cell))
                        .sorted(Comparator.comparingInt(Matrix::cost))
                        .forEach(cell -> attempt(cell, status));
            } finally {
                System.setOut(stdout);
                System.setErr(stderr);
            }
        }

        private void sideBySide(List<Cell> cells, Status status) throws InterruptedException, ExecutionException {
            ExecutorService pool =
                    Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
            try {
                List<Future<?>> all = new ArrayList<>();
                cells.forEach(cell -> all.add(pool.submit(() -> attempt(cell, status))));
                for (Future<?> it : all) {
                    it.get();
                }
            } finally {
                pool.shutdownNow();
            }
        }

        private void attempt(Cell cell, Status status) {
            status.begin(cell.toString());
            try {
                Evidence.Kill kill = matrix.kill(cell);
                end(cell, kill);
                String found = kill.found().lines().findFirst().orElse("");
                status.end(cell.toString(), "killed: " + found);
            } catch (AssertionError | RuntimeException | VirtualMachineError e) {
                // The failure of an evidence is no kill, and the others are worth seeing.
                failed(cell, e);
                e.printStackTrace();
                status.end(cell.toString(), "FAILED: " + e.getMessage());
            }
        }

        private synchronized void end(Cell cell, Evidence.Kill kill) {
            seen.put(Seen.of(cell), Matrix.hasWitness(cell.column()) ? kill.witness() : 0);
        }

        private synchronized void failed(Cell cell, Throwable why) {
            unseen.add(Seen.of(cell));
            boolean ofTheTool = why instanceof UncheckedIOException || why instanceof VirtualMachineError;
            failures.add(cell + ": " + (ofTheTool ? Commands.why(why) : why.getMessage()));
            misses += ofTheTool ? 0 : 1;
        }

        /** A file or memory that a cell did not get says nothing about its twin. */
        ExitStatus verdict() {
            if (failures.isEmpty()) {
                return ExitStatus.GOOD;
            }
            return misses > 0 ? ExitStatus.WRONG : ExitStatus.FAILED;
        }
    }
}
