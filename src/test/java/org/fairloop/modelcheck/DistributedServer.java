package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.TLCGlobals;
import tlc2.output.EC;
import tlc2.output.MP;
import tlc2.tool.WorkerException;
import tlc2.tool.distributed.TLCApp;
import tlc2.tool.distributed.TLCServer;
import tlc2.tool.distributed.fp.IFPSetManager;
import tlc2.tool.distributed.fp.NonDistributedFPSetManager;
import tlc2.tool.fp.FPSet;
import tlc2.tool.fp.FPSetConfiguration;
import tlc2.tool.fp.FPSetFactory;
import tlc2.util.FP64;
import util.ToolIO;

/**
 * The main class of the process that serves a model to {@link DistributedWorker}s: TLC's own server, which holds the states
 * and hands out which of them to go on from. What it prints and its exit status are those of TLC on one machine.
 */
final class DistributedServer extends TLCServer implements DistributedVerdict {

    /** What the line begins with that says how many threads of workers there are. */
    static final String WORKERS = "@!@!@WORKERS ";

    /** The port for objects is behind that of the registry, in which the workers find the first of them. */
    static final int PORTS = 2;

    private static final long serialVersionUID = 1;

    private static final String LISTENS = "@!@!@STARTMSG " + EC.TLC_DISTRIBUTED_SERVER_RUNNING + ":";

    private static final Pattern INVARIANT = Pattern.compile("Error: (?:Invariant|Implied-init) (.+) is violated\\.");
    private static final Pattern STEP = Pattern.compile("Error: Implied-action (.+) is violated\\.");
    private static final String DEADLOCK = "Error: deadlock reached.";

    private static final int REPORT_MILLIS = 200;

    private static final int DEADLOCKS = 11;
    private static final int VIOLATES_INVARIANT = 12;
    private static final int VIOLATES_STEP = 13;
    private static final int NO_VERDICT = 255;

    private final transient AtomicReference<String> wrong = new AtomicReference<>();
    /** Whether workers can find it, and how many have. */
    private transient volatile boolean listens;

    private int workers = -1;

    private DistributedServer(TLCApp app) throws IOException, NotBoundException {
        super(app);
    }

    /**
     * Serves a model until it is checked.
     *
     * @param args the address to listen at, the port of the registry, the module, its configuration, and a folder for TLC's
     *     files
     */
    public static void main(String[] args) {
        int exitStatus;
        try {
            exitStatus = serve(args);
        } catch (Exception | Error e) {
            System.out.println(e);
            exitStatus = NO_VERDICT;
        }
        System.out.flush();
        System.exit(exitStatus);
    }

    private static int serve(String[] args) throws Exception {
        int port = Integer.getInteger(TLCServer.class.getName() + ".port");
        new Sockets(InetAddress.getByName(args[0]), port + 1).install();
        ScheduledExecutorService service = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        service.execute(TlcMain::endWithTheParent);
        TLCGlobals.tool = true;
        TLCGlobals.chkptDuration = 0;
        TLCGlobals.metaDir = args[3] + "/";
        TLCGlobals.setNumWorkers(0);
        FP64.Init(0); // as on one machine
        TLCApp app = new TLCApp(args[1], args[2].replaceFirst("\\.cfg$", ""), true, null, new FPSetConfiguration());
        int exitStatus = checkBeforeServing(app);
        if (exitStatus != 0) {
            return exitStatus;
        }
        DistributedServer server = new DistributedServer(app);
        service.scheduleWithFixedDelay(server::report, 0, REPORT_MILLIS, TimeUnit.MILLISECONDS);
        return server.check();
    }

    /** What TLC's server does not do, or does without a verdict. */
    private static int checkBeforeServing(TLCApp app) {
        if (!app.tool.livenessIsTrue()) {
            System.out.println("several machines check invariants and step properties only, and this model has others");
            return NO_VERDICT;
        }
        int assumptions = app.tool.checkAssumptions();
        if (assumptions != EC.NO_ERROR) {
            return EC.ExitStatus.errorConstantToExitStatus(assumptions);
        }
        AtomicReference<String> violated = new AtomicReference<>();
        app.getInitStates(state -> {
            try {
                app.checkState(null, state);
            } catch (WorkerException e) {
                Matcher invariant = INVARIANT.matcher(e.getMessage());
                if (invariant.matches() && violated.compareAndSet(null, invariant.group(1))) {
                    MP.printError(
                            EC.TLC_INVARIANT_VIOLATED_INITIAL, new String[] {invariant.group(1), state.toString()});
                }
            }
            return state;
        });
        return violated.get() == null ? 0 : VIOLATES_INVARIANT;
    }

    private int check() throws IOException, InterruptedException, NotBoundException {
        TlcOutput said = new TlcOutput();
        Consumer<String> lines = line -> {
            said.line(line);
            listens |= line.startsWith(LISTENS);
        };
        ToolIO.out = new PrintStream(new TlcMain.LineTee(System.out, lines), true, Charset.defaultCharset());
        modelCheck();
        String message = wrong.get();
        if (message == null) {
            return said.hasErrors() ? NO_VERDICT : 0;
        }
        if (said.counterexample() == null) {
            System.out.println("the worker that found something wrong was lost: " + message);
            return NO_VERDICT;
        }
        Matcher invariant = INVARIANT.matcher(message);
        if (invariant.matches()) {
            MP.printError(EC.TLC_INVARIANT_VIOLATED_BEHAVIOR, invariant.group(1));
            return VIOLATES_INVARIANT;
        }
        Matcher step = STEP.matcher(message);
        if (step.matches()) {
            MP.printError(EC.TLC_ACTION_PROPERTY_VIOLATED_BEHAVIOR, step.group(1));
            return VIOLATES_STEP;
        }
        if (message.equals(DEADLOCK)) {
            MP.printError(EC.TLC_DEADLOCK_REACHED);
            return DEADLOCKS;
        }
        MP.printError(EC.GENERAL, message);
        return NO_VERDICT;
    }

    /** TLC's own ends the JVM when it is closed, without a verdict. The worker gets a copy. */
    private static final class Fingerprints extends NonDistributedFPSetManager {

        private static final long serialVersionUID = 1;

        Fingerprints(FPSet fingerprints, TLCServer server) throws IOException {
            super(fingerprints, SERVER_NAME, server.trace);
        }

        @Override
        public void close(boolean cleanup) {
            // The process ends, and whoever has started it deletes the files.
        }
    }

    @Override
    protected IFPSetManager getFPSetManagerImpl(TLCApp app, String folder, int servers) throws IOException {
        return new Fingerprints(
                FPSetFactory.getFPSet(app.getFPSetConfiguration()).init(1, folder, app.getFileName()), this);
    }

    @Override
    public boolean isFirst(String message) {
        return wrong.compareAndSet(null, message);
    }

    /** Nobody gets anything but modules and configurations. A worker asks for classes, too, and then takes its own. */
    @Override
    public byte[] getFile(String name) throws RemoteException {
        if (!name.matches("\\w+\\.(tla|cfg)")) {
            throw new IllegalArgumentException("not a module and not a configuration: " + name);
        }
        return super.getFile(name);
    }

    private void report() {
        int now = getWorkerCount();
        if (now != workers && listens && isRunning()) {
            workers = now;
            System.out.println(WORKERS + now);
        }
        System.out.println(TlcMain.PROGRESS + getStatesGenerated() + " " + fpSetManager.size());
    }
}
