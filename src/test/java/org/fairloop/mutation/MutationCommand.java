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
import org.fairloop.modelcheck.GeneratedText;
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
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:each mutant that survived is listed",
            "1:one that survived is not listed, or one is listed that there is not",
            "2:PIT's report or the page cannot be read"
        })
public final class MutationCommand implements Callable<Integer> {

    /** The block of the page that this command writes. */
    static final String BLOCK = "scores";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--root",
            paramLabel = "FOLDER",
            defaultValue = "",
            description = "The folder of the project. Default: the present one.")
    private Path root = Path.of("");

    private MutationCommand() {}

    /**
     * Runs the command and ends the process.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, ready to be executed. */
    static CommandLine commandLine() {
        return new CommandLine(new MutationCommand());
    }

    @Override
    public Integer call() {
        try {
            Path page = Survivors.page(root);
            List<Mutant> mutants = Mutant.read(root.resolve("target/pit-reports/mutations.xml"));
            boolean asListed = compare(mutants, Survivors.read(page));
            write(page, mutants);
            return asListed ? 0 : 1;
        } catch (IOException e) {
            command.commandLine().getErr().println("error: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
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
    private void write(Path page, List<Mutant> mutants) throws IOException {
        Map<String, Score> scores = new LinkedHashMap<>();
        Score.parseAll(GeneratedText.read(page, BLOCK)).forEach(score -> scores.put(score.name(), score));
        Score.ofClasses(mutants).forEach(score -> scores.put(score.name(), score));
        String table =
                Score.table(scores.keySet().stream().sorted().map(scores::get).toList());
        GeneratedText.write(page, BLOCK, table);
        command.commandLine().getOut().print(table);
        command.commandLine().getOut().flush();
    }
}
