package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** That part of {@code model-check/run} which spreads one model over several machines. */
final class Machines {

    /** The option that names the risk of any address but loopback. */
    static final String RISK = "--allow-remote-code-execution";

    private static final int MOST_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--server",
            description =
                    "Serves one model, without temporal properties, to workers on other machines; see docs/large.md."
                            + " Only properties and numbers of states are compared.")
    private boolean server;

    @Option(
            names = "--worker",
            paramLabel = "HOST",
            description = "Works for the server on that host, with --workers threads. Default: one for each core.")
    private String worker;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address of this machine at which a server listens. Default: 127.0.0.1, for workers on"
                    + " this machine only. Any other one needs " + RISK + ".")
    private String listen = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "10997",
            description = "The port of the server, which also uses the next one. Default: 10997.")
    private int port = 10997;

    @Option(
            names = RISK,
            description =
                    "Lets a server or a worker listen on the network. Whoever can connect to it can send it serialized"
                            + " objects, and so may run code here: nothing asks for a password. See docs/large.md.")
    private boolean risk;

    boolean isServer() {
        return server;
    }

    boolean isWorker() {
        return worker != null;
    }

    /** Refuses what does not fit together, and a network that nobody has said to trust. */
    void check() {
        if (!server && worker == null) {
            for (String option : List.of("--listen", "--port", RISK)) {
                if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                    throw wrong(option + " needs --server or --worker");
                }
            }
            return;
        }
        int ports = server ? DistributedServer.PORTS : 1;
        if (port < 1 || port + ports - 1 > MOST_PORT) {
            throw wrong("--port needs a number from 1 to " + (MOST_PORT - ports + 1));
        }
        String address = server ? listen : worker;
        if (!risk && !isLoopback(address)) {
            throw wrong(
                    (server ? "--listen " : "--worker ") + address + " is not this machine's own 127.0.0.1: whoever can"
                            + " connect could run code here, since Java RMI takes objects from everybody. On a network that you trust"
                            + " add " + RISK);
        }
    }

    /** An address that cannot be found leads nowhere; what uses it says so. */
    private static boolean isLoopback(String address) {
        try {
            return Arrays.stream(InetAddress.getAllByName(address)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return true;
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(command.commandLine(), what);
    }

    /** Waits for workers, and for them to be done. */
    Result serve(Layout layout, List<Model> chosen, Map<Model, Cfg> cfgs, int columns) throws IOException {
        if (chosen.size() != 1) {
            throw wrong("--server needs the name of one model");
        }
        refuseWith("--server", "--worker", "--workers", "--checkpoint", "--resume", "--tla2tools");
        Model model = chosen.get(0);
        InetSocketAddress at = new InetSocketAddress(listen, port);
        for (int i = 0; i < DistributedServer.PORTS; i++) {
            requireFree(new InetSocketAddress(listen, port + i));
        }
        PrintWriter out = command.commandLine().getOut();
        try (TlcRun tlc = new TlcRun(layout);
                Progress progress = new Progress(out, columns, 1)) {
            progress.begin(model);
            Result result = tlc.serve(model, cfgs.get(model), at, new TlcRun.Listener() {
                @Override
                public void progress(long generated, long distinct, boolean checkingLiveness) {
                    progress.update(model, generated, distinct, checkingLiveness);
                }

                @Override
                public void workers(int threads) {
                    out.println(
                            threads > 0
                                    ? "Workers: " + threads + (threads == 1 ? " thread" : " threads")
                                    : "Waiting for workers. On each machine: ./model-check/run --worker "
                                            + at.getAddress().getHostAddress() + " --port " + port
                                            + (risk ? " " + RISK : ""));
                    out.flush();
                }
            });
            progress.end(result);
            return result;
        }
    }

    /**
     * Works for a server until it is done.
     *
     * @param names of models, of which there must be none
     * @param workers the threads to work with, if that was said
     * @return the exit status
     */
    int work(Layout layout, List<String> names, int workers) throws IOException, InterruptedException {
        if (!names.isEmpty()) {
            throw wrong("--worker gets its model from the server");
        }
        refuseWith("--worker", "--server", "--list", "--tier", "--listen", "--checkpoint", "--resume", "--tla2tools");
        int threads = command.commandLine().getParseResult().hasMatchedOption("--workers")
                ? workers
                : Runtime.getRuntime().availableProcessors();
        try (TlcRun tlc = new TlcRun(layout)) {
            return tlc.work(InetSocketAddress.createUnresolved(worker, port), threads, words -> {
                PrintWriter to = words.startsWith(DistributedWorker.ERROR)
                        ? command.commandLine().getErr()
                        : command.commandLine().getOut();
                to.println(words);
                to.flush();
            });
        }
    }

    private void refuseWith(String option, String... others) {
        for (String other : others) {
            if (command.commandLine().getParseResult().hasMatchedOption(other)) {
                throw wrong(option + " does not go with " + other);
            }
        }
    }

    private void requireFree(InetSocketAddress at) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(at);
        } catch (IOException e) {
            throw wrong("cannot listen at " + at.getHostString() + ", port " + at.getPort() + ": " + e.getMessage()
                    + "; give another --port or --listen");
        }
    }
}
