package org.fairloop.modelcheck;

import java.net.BindException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code model-check/explore}. */
@Command(
        name = "explore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Steps through the finite world of a model by hand. It serves a page to this machine alone: what each thread may"
                    + " do, as buttons; the lanes of what was done; and whether the invariants hold.",
            "",
            "The page shows the steps as text, too, to be saved as a file. A test replays it on the Java class, if one follows"
                    + " this specification step by step: " + Explore.REPLAY,
            ""
        },
        exitCodeList = {
            "0:never: the page is served until the command is ended",
            "1:never: the page shows what holds, and judges nothing",
            "2:there is no such model, it does not load, or the port is taken"
        })
public final class Explore implements Callable<ExitStatus> {

    /** How a schedule is replayed. */
    static final String REPLAY = "mvn test -Dtest=ExploredScheduleTest -Dschedule=FILE";

    private static final int MOST_PORT = 65_535;

    private final Layout layout;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "MODEL", description = "The model; ./model-check/run --list has all of them.")
    private String name;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "0", description = "Default: one that is free.")
    private int port;

    /**
     * Makes the command.
     *
     * @param layout where the models are
     */
    Explore(Layout layout) {
        this.layout = layout;
    }

    /**
     * Runs the command until it is interrupted.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        Commands.main(commandLine(Layout.ofThisProject()), args);
    }

    /** The command, ready to be executed. */
    static CommandLine commandLine(Layout layout) {
        return Commands.line(new Explore(layout), "./model-check/explore", layout);
    }

    @Override
    public ExitStatus call() throws Exception {
        if (port < 0 || port > MOST_PORT) {
            throw wrong("--port needs a number from 0 to " + MOST_PORT);
        }
        Model model = ModelList.read(layout).model(name);
        try (Explorer explorer = load(model);
                ExploreServer server = new ExploreServer(model, explorer, port)) {
            command.commandLine().getOut().println("Open " + server.address() + " in a browser; Ctrl-C ends it.");
            command.commandLine().getOut().flush();
            new CountDownLatch(1).await();
            return ExitStatus.GOOD;
        } catch (BindException e) {
            throw wrong("the port " + port + " cannot be used: " + e.getMessage()
                    + "; leave out --port for one that is free");
        }
    }

    private Explorer load(Model model) {
        try {
            return new Explorer(layout, model);
        } catch (IllegalArgumentException e) {
            String why = e.getMessage().replaceAll("java\\.lang\\.\\w+: [^\\n]*", "TLC's parser fails");
            throw new ListError(List.of(model.name() + " does not load: " + why));
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(command.commandLine(), what);
    }
}
