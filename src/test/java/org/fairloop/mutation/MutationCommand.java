package org.fairloop.mutation;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fairloop.modelcheck.Commands;
import org.fairloop.modelcheck.ExitStatus;
import org.fairloop.modelcheck.GeneratedText;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.ListError;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The last step of the profile {@code pit}: compares what PIT has seen with {@code docs/mutation.md}. */
@Command(
        name = "mutation",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the mutants that survived in PIT's run with those that docs/mutation.md says may survive, and writes"
                    + " the scores there. What PIT has not tried stays as it is.",
            ""
        },
        exitCodeList = {
            "0:each mutant that survived is listed",
            "1:one that survived is not listed, or one is listed that there is not",
            "2:PIT's report or the page cannot be read"
        })
public final class MutationCommand implements Callable<ExitStatus> {

    /** The block of the page that this command writes. */
    static final String BLOCK = "scores";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--root",
            paramLabel = "FOLDER",
            description = "The folder of the project. Default: the present one.")
    private Path root;

    private MutationCommand(Layout layout) {
        root = layout.root();
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
        return Commands.line(new MutationCommand(layout), "java " + MutationCommand.class.getName(), layout);
    }

    @Override
    public ExitStatus call() throws Exception {
        Path page = Survivors.page(root);
        List<Mutant> mutants = usable(() -> Mutant.read(root.resolve("target/pit-reports/mutations.xml")));
        Set<Mutant.Name> listed = usable(() -> Survivors.read(page));
        Map<String, Score> scores = usable(() -> Score.parseAll(GeneratedText.read(page, BLOCK)).stream()
                .collect(Collectors.toMap(Score::name, it -> it, (a, b) -> b, LinkedHashMap::new)));
        ExitStatus verdict = compare(mutants, listed) ? ExitStatus.GOOD : ExitStatus.WRONG;
        return Commands.afterwards(command.commandLine(), verdict, () -> write(page, scores, mutants));
    }

    /** What cannot be read is no verdict. */
    private static <T> T usable(Callable<T> read) throws Exception {
        try {
            return read.call();
        } catch (IOException e) {
            throw new ListError(List.of(Commands.why(e)));
        } catch (IllegalArgumentException e) {
            throw new ListError(List.of(e.getMessage()));
        }
    }

    private boolean compare(List<Mutant> mutants, Set<Mutant.Name> listed) {
        PrintWriter err = command.commandLine().getErr();
        boolean asListed = true;
        for (Mutant it : mutants) {
            if (it.survived() && !listed.contains(it.name())) {
                err.println("error: " + it.name() + " (" + it.description() + "): "
                        + (it.status().equals(Mutant.NO_COVERAGE) ? "no test comes by" : "no test notices")
                        + "; write one, or say in docs/mutation.md why there is none");
                asListed = false;
            }
        }
        Map<Mutant.Name, Mutant> known =
                mutants.stream().collect(Collectors.toMap(Mutant::name, it -> it, (a, b) -> a, LinkedHashMap::new));
        Set<String> tried = mutants.stream().map(it -> it.name().outerClass()).collect(Collectors.toSet());
        for (Mutant.Name name : listed) {
            Mutant it = known.get(name);
            if (it == null && tried.contains(name.outerClass())) {
                err.println("error: docs/mutation.md: " + name + ": there is no such mutant any more");
                asListed = false;
            } else if (it != null && it.status().equals(Mutant.KILLED)) {
                err.println("stale: docs/mutation.md: " + name + ": a test kills it now");
            }
        }
        return asListed;
    }

    /** The rows of classes that were not tried stay. */
    private void write(Path page, Map<String, Score> scores, List<Mutant> mutants) throws IOException {
        Score.ofClasses(mutants).forEach(score -> scores.put(score.name(), score));
        String table =
                Score.table(scores.keySet().stream().sorted().map(scores::get).toList());
        GeneratedText.write(page, BLOCK, table);
        command.commandLine().getOut().print(table);
        command.commandLine().getOut().flush();
    }
}
