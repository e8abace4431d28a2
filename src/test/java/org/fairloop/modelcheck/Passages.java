package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairloop.modelcheck.ClaimsTable.Claim;
import org.fairloop.modelcheck.Museum.Exhibit;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import picocli.CommandLine;

/**
 * What the generated blocks of documents say, see {@link GeneratedText}: TLC's counterexamples, verdicts, and pieces of the
 * sources.
 *
 * <table>
 *   <caption>The keys of blocks</caption>
 *   <tr><td>{@code run MODEL}</td><td>the command that runs the model, its verdict, and the counterexample as lanes</td></tr>
 *   <tr><td>{@code lanes MODEL}</td><td>the counterexample alone</td></tr>
 *   <tr><td>{@code verdict MODEL…}</td><td>what the list says of models, which {@code ./model-check/run} checks</td></tr>
 *   <tr><td>{@code cfg MODEL}</td><td>the model's configuration</td></tr>
 *   <tr><td>{@code tla MODULE OPERATOR…}</td><td>operators of a specification, with their comments</td></tr>
 *   <tr><td>{@code java CLASS.MEMBER…}</td><td>members of classes, with their comments</td></tr>
 *   <tr><td>{@code file PATH}</td><td>a text file, whole</td></tr>
 *   <tr><td>{@code claims ID…}</td><td>rows of the README's table of claims</td></tr>
 *   <tr><td>{@code evidence TWIN…}</td><td>what kills broken twins</td></tr>
 *   <tr><td>{@code spoilt TRACE LINE OLD NEW}</td><td>what the validator says of a trace of which one line was changed</td></tr>
 * </table>
 *
 * <p>Each model runs once in this JVM, whoever asks for it.
 */
public final class Passages {

    /** The run of each model, under way or done. A thread that asks for a run under way waits for that run alone. */
    private static final ConcurrentMap<String, FutureTask<Result>> RUNS = new ConcurrentHashMap<>();

    private final Layout layout;
    private final Excerpts excerpts;
    private final Map<String, Model> models;
    private final Map<String, Twin> twins;
    private final Map<String, Claim> claims;
    private final Map<String, Map<String, List<String>>> lanes;

    /**
     * Reads what the blocks speak of.
     *
     * @param layout where it is
     */
    public Passages(Layout layout) {
        this.layout = layout;
        this.excerpts = new Excerpts(layout);
        try {
            this.models = byName(ModelList.read(layout).models(), Model::name);
        } catch (ListError e) {
            throw new IllegalStateException(e);
        }
        this.twins = byName(TwinCatalogue.read(layout).twins(), Twin::twin);
        this.claims = byName(ClaimsTable.read(layout.root().resolve("README.md")), Claim::id);
        this.lanes = Museum.read(layout).exhibits().stream().collect(Collectors.toMap(Exhibit::shows, Exhibit::lanes));
    }

    private static <T> Map<String, T> byName(List<T> list, Function<T, String> name) {
        Map<String, T> byName = new LinkedHashMap<>();
        list.forEach(each -> byName.put(name.apply(each), each));
        return byName;
    }

    /**
     * A model.
     *
     * @param name its name
     * @return the model
     * @throws AssertionError if there is none
     */
    public Model model(String name) {
        return get(models, name, "model-check/models.yaml has no model");
    }

    private static <T> T get(Map<String, T> map, String name, String none) {
        if (!map.containsKey(name)) {
            throw new AssertionError(none + " " + name);
        }
        return map.get(name);
    }

    /**
     * Runs the models that blocks will need, side by side.
     *
     * @param keys the keys of the blocks, of any kind
     */
    public void prepare(Collection<String> keys) {
        List<Callable<Result>> runs = keys.stream()
                .map(key -> key.split(" "))
                .filter(words -> words[0].equals("run") || words[0].equals("lanes"))
                .map(words -> words[1])
                .distinct()
                .<Callable<Result>>map(name -> () -> result(name))
                .toList();
        ExecutorService pool = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(), task -> new Thread(task, "runs a model for a document"));
        try {
            for (Future<Result> run : pool.invokeAll(runs)) {
                get(run);
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            pool.shutdownNow();
        }
    }

    private static Result get(Future<Result> run) {
        try {
            return run.get();
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while TLC runs");
    }

    /**
     * What a block says.
     *
     * @param key its key
     * @return lines of text, each ended by a line feed
     * @throws AssertionError if there is no such thing, or TLC's verdict is not what the list says
     */
    public String of(String key) {
        String[] words = key.split(" ");
        List<String> names = Arrays.asList(words).subList(1, words.length);
        return switch (words[0]) {
            case "run" -> fenced("", run(model(words[1])));
            case "lanes" -> fenced("", lanes(model(words[1])));
            case "verdict" -> names.stream().map(name -> verdict(model(name))).collect(Collectors.joining());
            case "cfg" ->
                fenced("", read(layout.worlds().resolve(model(words[1]).cfg())));
            case "tla" ->
                fenced("tla", pieces(names.subList(1, names.size()), name -> excerpts.operator(words[1], name)));
            case "java" -> fenced("java", pieces(names, excerpts::java));
            case "file" -> fenced(language(words[1]), read(layout.root().resolve(words[1])));
            case "claims" -> names.stream().map(this::claim).collect(Collectors.joining());
            case "evidence" -> evidence(names);
            case "spoilt" -> fenced("", spoilt(words[1], Integer.parseInt(words[2]), words[3], words[4]));
            default -> throw new AssertionError("nobody can generate " + key);
        };
    }

    private static String fenced(String language, String text) {
        return "```" + language + "\n" + text + (text.endsWith("\n") ? "" : "\n") + "```\n";
    }

    private static String language(String file) {
        String ending = file.substring(file.lastIndexOf('.') + 1);
        return List.of("java", "tla", "xml").contains(ending) ? ending : "";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pieces(List<String> names, Function<String, Optional<String>> piece) {
        return names.stream()
                .map(name -> piece.apply(name)
                        .orElseThrow(() -> new AssertionError("there is no " + name))
                        .stripTrailing())
                .collect(Collectors.joining("\n\n", "", "\n"));
    }

    /** Returns what a model came to. Its first caller runs TLC, a later caller waits for that run. */
    private Result result(String name) {
        FutureTask<Result> mine = new FutureTask<>(() -> {
            try (TlcRun tlc = new TlcRun(layout)) {
                return tlc.run(model(name));
            }
        });
        FutureTask<Result> first = RUNS.putIfAbsent(name, mine);
        if (first == null) {
            mine.run();
        }
        return get(first == null ? mine : first);
    }

    private Result asListed(Model model) {
        Result result = result(model.name());
        if (!result.isAsListed()) {
            throw new AssertionError(model.name() + ": " + result.mismatches());
        }
        return result;
    }

    /** What the command prints, less the table, the time that it took, and where to see more. */
    private String run(Model model) {
        Result result = asListed(model);
        String verdict = String.format(
                Locale.ROOT,
                "$ ./model-check/run %s\n%1$s: %s, %,d states\n",
                model.name(),
                result.verdict(),
                result.observed().distinct());
        return result.observed().counterexample() == null ? verdict : verdict + "\n" + lanes(model);
    }

    private String lanes(Model model) {
        return CounterexampleLanes.print(
                model, asListed(model).observed().counterexample(), lanes.getOrDefault(model.name(), Map.of()));
    }

    private static String verdict(Model model) {
        Expectation expect = model.expect();
        String verdict = model.mustPass()
                ? String.format(
                        Locale.ROOT,
                        "passes, all of its %,d states looked at",
                        expect.passes().distinct())
                : String.format(
                        "fails, as it must%s%s",
                        expect.kind() == Kind.DEADLOCK ? ", by deadlock" : ": `" + expect.violates() + "`",
                        expect.trace() == null
                                ? ""
                                : ", after " + expect.trace().size() + " steps");
        return "- `" + model.name() + "` " + verdict + ". " + model.question() + "\n";
    }

    private String claim(String id) {
        Claim claim = get(claims, id, "the README claims no");
        return String.format(
                "- **%s**: %s. In the specification %s, checked in %s; broken by %s; kept by %s; tested by %s.\n",
                claim.id(),
                claim.claim(),
                claim.specification(),
                claim.model(),
                claim.twin(),
                claim.java(),
                claim.test());
    }

    /** What the catalogue says of twins; that it is true is for the kill matrix to show. */
    private String evidence(List<String> names) {
        StringBuilder text = new StringBuilder("| twin | evidence | verdict |\n| --- | --- | --- |\n");
        for (String name : names) {
            Twin twin = get(twins, name, "model-check/twins.yaml has no twin");
            twin.kills()
                    .forEach((evidence, by) -> text.append(
                            String.format("| `%s` | %s | killed: %s |\n", name, evidence, by.replace("|", "\\|"))));
            twin.blind()
                    .forEach((evidence, reason) -> text.append(
                            String.format("| `%s` | %s | blind: %s |\n", name, evidence, reason.replace("|", "\\|"))));
            if (twin.java().none() != null) {
                text.append(String.format(
                        "| `%s` | all that runs Java | nothing to run: %s |\n",
                        name, twin.java().none()));
            }
        }
        return text.toString();
    }

    /** What a reader sees who changes one word in a line of a trace and has it validated. */
    private String spoilt(String trace, int line, String old, String by) {
        String copy = "target/spoilt.trace";
        List<String> lines = read(layout.root().resolve(trace)).lines().collect(Collectors.toList());
        if (!lines.get(line - 1).contains(old)) {
            throw new AssertionError(trace + ", line " + line + ": no " + old);
        }
        lines.set(line - 1, lines.get(line - 1).replaceFirst(old, by));
        try {
            Files.createDirectories(layout.results());
            Files.write(layout.root().resolve(copy), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StringWriter out = new StringWriter();
        CommandLine command = Validate.commandLine(layout).setOut(new PrintWriter(out, true));
        int exitStatus = command.execute(layout.root().resolve(copy).toString());
        if (exitStatus != 1) {
            throw new AssertionError(copy + " is not rejected: " + out);
        }
        return Stream.of(
                        String.format("$ sed '%ds/%s/%s/' %s > %s", line, old, by, trace, copy),
                        "$ ./model-check/validate " + copy,
                        out.toString().replace(layout.root() + "/", ""))
                .collect(Collectors.joining("\n"));
    }
}
