package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code model-check/bounds}: how small a world may be in which TLC still finds each broken twin. It takes the
 * world of the twin's model and makes one bound after the other smaller, as long as the same property fails in the same way.
 */
@Command(
        name = "bounds",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Finds the smallest world in which TLC finds each broken twin of model-check/twins.yaml, and what it finds with"
                    + " one thread, hold or other bound less.",
            "",
            "With all twins it takes some minutes. The table is written to docs/bounds.md; a test holds it against the"
                    + " quick tier.",
            ""
        },
        exitCodeList = {
            "0:each twin is found",
            "1:a twin is not found in the world of its own model",
            "2:the arguments, a list or the page are wrong"
        })
public final class Bounds implements Callable<ExitStatus> {

    /** The block of the page that this command writes. */
    static final String BLOCK = "bounds";

    private final Layout layout;

    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "0..*",
            paramLabel = "TWIN",
            description = "Only these twins; the rows of the others stay as they are.")
    private List<String> names = List.of();

    /**
     * The smallest world of a twin.
     *
     * @param twin the twin
     * @param of its specification
     * @param smallest the world
     * @param less for each bound that can be less by one, what comes of that
     */
    record Row(String twin, String of, World smallest, Map<String, String> less) {

        private static final String NO_LESS = "—";

        /** The row of a table. */
        String markdown() {
            List<String> cells = new ArrayList<>();
            less.forEach((bound, verdict) ->
                    cells.add(bound + " " + (smallest.bounds().get(bound) - 1) + ": " + verdict));
            return String.format(
                    "| `%s` | %s | %s | %s |\n",
                    twin, of, smallest, cells.isEmpty() ? NO_LESS : String.join("; ", cells));
        }

        /** The row that a line of the table is, without what comes of less. */
        static Optional<Row> parse(String line) {
            String[] cells = line.split("\\s*\\|\\s*");
            return cells.length != 5 || !cells[1].startsWith("`")
                    ? Optional.empty()
                    : Optional.of(new Row(cells[1].replace("`", ""), cells[2], World.parse(cells[3]), Map.of()));
        }
    }

    /**
     * Makes the command.
     *
     * @param layout where the models are
     */
    Bounds(Layout layout) {
        this.layout = layout;
    }

    /**
     * Runs the command and ends the process.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        Commands.main(commandLine(Layout.ofThisProject()), args);
    }

    /** The command, ready to be executed. */
    static CommandLine commandLine(Layout layout) {
        return Commands.line(new Bounds(layout), "./model-check/bounds", layout);
    }

    /** The page with the table. */
    static Path page(Layout layout) {
        return layout.root().resolve("docs/bounds.md");
    }

    @Override
    public ExitStatus call() throws Exception {
        List<Twin> twins = twins();
        Map<String, String> rows = recorded();
        PrintWriter out = command.commandLine().getOut();
        ExecutorService pool =
                Executors.newFixedThreadPool(1 + Runtime.getRuntime().availableProcessors());
        try (TlcRun tlc = new TlcRun(Workshop.make(layout, "bounds"))) {
            Map<Twin, Future<Row>> sweeps = new LinkedHashMap<>();
            for (Twin twin : twins) {
                Model model = model(twin);
                sweeps.put(twin, pool.submit(() -> new Sweep(tlc, twin, model).row()));
            }
            ExitStatus status = ExitStatus.GOOD;
            for (Future<Row> sweep : sweeps.values()) {
                try {
                    Row row = of(sweep);
                    out.print(row.markdown());
                    rows.put(row.twin(), row.markdown());
                } catch (NotFound e) {
                    Commands.error(command.commandLine(), e.getMessage());
                    status = status == ExitStatus.WRONG ? status : e.status;
                }
                out.flush();
            }
            return Commands.afterwards(
                    command.commandLine(), status, () -> GeneratedText.write(page(layout), BLOCK, table(rows)));
        } finally {
            pool.shutdownNow();
        }
    }

    /** A twin that is not found, or for which TLC itself failed. */
    private static final class NotFound extends Exception {
        private static final long serialVersionUID = 1;

        private final ExitStatus status;

        NotFound(ExitStatus status, String message) {
            super(message);
            this.status = status;
        }
    }

    private static Row of(Future<Row> sweep) throws NotFound, InterruptedException, ExecutionException {
        try {
            return sweep.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotFound notFound) {
                throw notFound;
            }
            throw e;
        }
    }

    /** The rows of the page, by twin. */
    private Map<String, String> recorded() {
        Map<String, String> rows = new HashMap<>();
        try {
            GeneratedText.read(page(layout), BLOCK)
                    .lines()
                    .forEach(line -> Row.parse(line).ifPresent(row -> rows.put(row.twin(), line + "\n")));
        } catch (IOException e) {
            throw new ListError(List.of(layout.name(page(layout)) + ": cannot be read: " + Commands.whyNot(e)));
        } catch (IllegalArgumentException e) {
            throw new ListError(List.of(e.getMessage()));
        }
        return rows;
    }

    /** The rows of the twins that there are, in the order of the catalogue. */
    private String table(Map<String, String> rows) {
        StringBuilder table = new StringBuilder(
                "| twin | of | smallest world in which TLC finds it | one less |\n| --- | --- | --- | --- |\n");
        TwinCatalogue.read(layout).twins().forEach(twin -> table.append(rows.getOrDefault(twin.twin(), "")));
        return table.toString();
    }

    private List<Twin> twins() {
        List<Twin> all = TwinCatalogue.read(layout).twins();
        for (String name : names) {
            if (all.stream().noneMatch(twin -> twin.twin().equals(name))) {
                throw new ParameterException(
                        command.commandLine(), "no twin is named " + name + "; see model-check/twins.yaml");
            }
        }
        return all.stream()
                .filter(twin -> names.isEmpty() || names.contains(twin.twin()))
                .toList();
    }

    private Model model(Twin twin) throws ListError {
        return ModelList.read(layout).models().stream()
                .filter(model -> model.name().equals(twin.spec().model()))
                .findFirst()
                .orElseThrow(() -> new ListError(
                        List.of("twins.yaml: no model " + twin.spec().model())));
    }

    /** The search for the smallest world of one twin. */
    private final class Sweep {

        private static final String FOUND = "found";

        /** The exit status of TLC where an assumption does not hold, or something has no value or is not defined. */
        private static final Set<Integer> NO_WORLD = Set.of(10, 75, 76, 77, 151, 255);

        private final TlcRun tlc;
        private final Twin twin;
        private final Model model;
        private final String cfg;
        private final Map<World, String> verdicts = new HashMap<>();
        private int runs;

        Sweep(TlcRun tlc, Twin twin, Model model) throws IOException {
            this.tlc = tlc;
            this.twin = twin;
            this.model = model;
            this.cfg = Files.readString(layout.worlds().resolve(model.cfg()));
        }

        Row row() throws IOException, NotFound {
            World smallest = World.of(cfg);
            if (!verdict(smallest).equals(FOUND)) {
                throw new NotFound(
                        ExitStatus.WRONG,
                        model.name() + ": " + verdict(smallest)
                                + ", but the list says that it must fail; see ./model-check/run " + model.name());
            }
            boolean changed = true;
            while (changed) {
                changed = false;
                for (String bound : smallest.bounds().keySet()) {
                    Optional<World> less = smallest.less(bound);
                    while (less.isPresent() && verdict(less.get()).equals(FOUND)) {
                        smallest = less.get();
                        changed = true;
                        less = smallest.less(bound);
                    }
                }
            }
            Map<String, String> notFound = new LinkedHashMap<>();
            for (String bound : smallest.bounds().keySet()) {
                Optional<World> less = smallest.less(bound);
                if (less.isPresent()) {
                    notFound.put(bound, verdict(less.get()));
                }
            }
            return new Row(twin.twin(), twin.of(), smallest, notFound);
        }

        /** What TLC says about the twin in a world. */
        private String verdict(World world) throws IOException, NotFound {
            String known = verdicts.get(world);
            if (known == null) {
                known = ask(world);
                verdicts.put(world, known);
            }
            return known;
        }

        /** The twin counts as found where it fails as the list says, and the shipped design does not fail. */
        private String ask(World world) throws IOException, NotFound {
            String broken = world.cut(cfg);
            Observation observed = observe(broken);
            if (observed.error() != null) {
                if (!NO_WORLD.contains(observed.exitStatus())) {
                    throw new NotFound(
                            observed.toolFailed() ? ExitStatus.FAILED : ExitStatus.WRONG,
                            model.name() + " in the world " + world + ": " + observed.error());
                }
                return "no such world";
            }
            if (observed.passed()) {
                return "passes";
            }
            Expectation expect = model.expect();
            if (observed.kind() != expect.kind() || !Objects.equals(observed.violated(), expect.violates())) {
                return "fails by " + observed.violated();
            }
            String substitution = twin.spec().replaces() + " <- " + twin.spec().by();
            return observe(broken.replace(substitution, "")).passed() ? FOUND : "the shipped design fails, too";
        }

        private Observation observe(String text) throws IOException {
            Model smaller = Workshop.add(tlc.layout(), model, "Bounds_" + runs++, model.expect(), text);
            return tlc.run(smaller, Cfg.parse(text), 1, (generated, distinct, liveness) -> {})
                    .observed();
        }
    }
}
