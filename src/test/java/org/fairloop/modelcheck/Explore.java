package org.fairloop.modelcheck;

import java.io.PrintWriter;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"2:there is no such model, or the port is taken", "130:interrupted, which ends it"})
public final class Explore implements Callable<Integer> {

    /** How a schedule is replayed. */
    static final String REPLAY = "mvn test -Dtest=ExploredScheduleTest -Dschedule=FILE";

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
        System.exit(new CommandLine(new Explore(Layout.ofThisProject())).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter err = command.commandLine().getErr();
        try {
            Model model = ModelList.read(layout).model(name);
            try (Explorer explorer = new Explorer(layout, model);
                    ExploreServer server = new ExploreServer(model, explorer, port)) {
                command.commandLine().getOut().println("Open " + server.address() + " in a browser; Ctrl-C ends it.");
                new CountDownLatch(1).await();
                return CommandLine.ExitCode.OK;
            }
        } catch (ListError e) {
            e.errors().forEach(line -> err.println("error: " + line));
        } catch (BindException e) {
            err.println("error: the port " + port + " is taken; leave out --port for one that is free");
        }
        return CommandLine.ExitCode.USAGE;
    }
}
