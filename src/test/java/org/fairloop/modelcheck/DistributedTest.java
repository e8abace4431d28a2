package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, as on several machines, come to the verdict of one; and all of them end. */
class DistributedTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ExecutorService pool = Executors.newCachedThreadPool();

    private final List<String> said = new CopyOnWriteArrayList<>();

    private final List<TlcRun> runs = new ArrayList<>();

    @TempDir
    private Path folder;

    private Fixture fixture;

    private InetSocketAddress at;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(folder.resolve("project")).addGrid(100).addGate("Passes(x + y = 50)");
        at = new InetSocketAddress(LOOPBACK, freePort());
    }

    @AfterEach
    void nothingRunsOn() {
        runs.forEach(TlcRun::close);
        pool.shutdownNow();
        assertEquals(
                List.of(),
                ProcessHandle.current()
                        .descendants()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains(folder.toString()))
                        .toList());
    }

    /** One with a free neighbour, and not one of those that the system gives away, which somebody may get meanwhile. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket first = new ServerSocket(port, 1, LOOPBACK);
                    ServerSocket second = new ServerSocket(port + 1, 1, LOOPBACK)) {
                return Math.min(first.getLocalPort(), second.getLocalPort());
            } catch (IOException e) {
                // One of them is not free.
            }
        }
    }

    private TlcRun run() throws IOException {
        TlcRun run = new TlcRun(fixture.layout());
        runs.add(run);
        return run;
    }

    /** A server under way, and what it says. */
    private final class Server implements TlcRun.Listener {

        private final TlcRun run = run();
        private final CompletableFuture<Void> serves = new CompletableFuture<>();
        private final CompletableFuture<Void> works = new CompletableFuture<>();
        private final CompletableFuture<Void> hasTwo = new CompletableFuture<>();
        private final CompletableFuture<Void> hasLostAll = new CompletableFuture<>();
        private final Future<Result> result;

        Server(String name) throws Exception {
            Model model = ModelList.read(fixture.layout())
                    .named(List.of(name), Tier.LARGE)
                    .get(0);
            Cfg cfg = Cfg.read(fixture.layout().worlds().resolve(model.cfg()));
            result = pool.submit(() -> {
                try {
                    return run.serve(model, cfg, at, this);
                } finally {
                    serves.complete(null);
                }
            });
        }

        @Override
        public void progress(long generated, long distinct, boolean checkingLiveness) {
            if (distinct > 500) {
                works.complete(null);
            }
        }

        @Override
        public void workers(int threads) {
            if (threads == 0 && serves.isDone()) {
                hasLostAll.complete(null);
            }
            if (threads == 2) {
                hasTwo.complete(null);
            }
            serves.complete(null);
        }
    }

    private Future<Integer> work(TlcRun run) {
        return pool.submit(() -> run.work(at, 1, said::add));
    }

    /** A server and two workers: as many states as on one machine, and everybody is content. */
    @Test
    void threeProcessesCountAsOneDoes() throws Exception {
        fixture.shutGate();
        Server server = new Server("Grid_Safety");
        server.serves.get();
        Future<Integer> one = work(run());
        Future<Integer> other = work(run());
        server.hasTwo.get();
        fixture.openGate();
        Result result = server.result.get();
        assertTrue(result.isAsListed(), () -> result.mismatches() + " " + result.observed());
        assertEquals(10_201, result.observed().distinct());
        assertEquals(0, one.get(), said::toString);
        assertEquals(0, other.get(), said::toString);
    }

    /** A worker that is killed in the middle is said to be lost, and others finish its work. */
    @Test
    void aKilledWorkerLosesNothing() throws Exception {
        fixture.shutGate();
        Server server = new Server("Grid_Safety");
        server.serves.get();
        TlcRun killed = run();
        Future<Integer> one = work(killed);
        server.works.get();
        killed.close();
        assertThrows(ExecutionException.class, one::get);
        server.hasLostAll.get();
        fixture.openGate();
        Future<Integer> other = work(run());
        Result result = server.result.get();
        assertTrue(result.isAsListed(), () -> result.mismatches() + " " + result.observed());
        assertEquals(0, other.get(), said::toString);
    }

    /** A server listens at the two ports that docs/large.md names, and at one address only. */
    @Test
    void listensWhereItSays() throws Exception {
        Server server = new Server("Grid_Safety");
        server.serves.get();
        for (int port = at.getPort(); port < at.getPort() + DistributedServer.PORTS; port++) {
            assertTrue(listens(LOOPBACK, port), "nobody listens at port " + port);
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                for (InetAddress address : network.inetAddresses().toList()) {
                    assertEquals(address.equals(LOOPBACK), listens(address, port), () -> "at " + address);
                }
            }
        }
        server.run.close();
        assertThrows(ExecutionException.class, server.result::get);
    }

    private static boolean listens(InetAddress address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Workers end when their server is killed. */
    @Test
    void workersNoticeThatTheServerIsGone() throws Exception {
        fixture.shutGate();
        Server server = new Server("Grid_Safety");
        server.serves.get();
        Future<Integer> one = work(run());
        server.works.get();
        server.run.close();
        assertEquals(3, one.get());
        assertEquals("error: the server was lost before it was done", said.get(said.size() - 1));
    }

    /** A wrong step is found also where it leads to a state that is known already, and TLC's words for it are those of one machine. */
    @Test
    void findsAWrongStepBack() throws Exception {
        Server server = new Server("Grid_Broken_Back");
        server.serves.get();
        Future<Integer> one = work(run());
        Result result = server.result.get();
        assertTrue(result.isAsListed(), () -> result.mismatches() + " " + result.observed());
        assertEquals(6, result.observed().counterexample().steps().size());
        assertEquals(0, one.get(), said::toString);
    }

    /** So are a deadlock, */
    @Test
    void findsADeadlock() throws Exception {
        Server server = new Server("Counter_Stops");
        server.serves.get();
        Future<Integer> one = work(run());
        Result result = server.result.get();
        assertTrue(result.isAsListed(), () -> result.mismatches() + " " + result.observed());
        assertEquals(0, one.get(), said::toString);
    }

    /** an invariant that is violated at first, for which nobody needs to work, */
    @Test
    void findsABadBeginning() throws Exception {
        Result result = new Server("Counter_First").result.get();
        assertEquals("PositiveInv", result.observed().violated());
        assertEquals(Kind.INVARIANT, result.observed().kind());
    }

    /** and an invariant that cannot be evaluated is no violation. */
    @Test
    void findsNoVerdictWhereThereIsNone() throws Exception {
        fixture.replace("model-check/MCCounter_Low.cfg", "LowInv", "NonsenseInv")
                .replace(Fixture.LIST, "violates: LowInv", "violates: NonsenseInv");
        Server server = new Server("Counter_Low");
        server.serves.get();
        Future<Integer> one = work(run());
        Result result = server.result.get();
        assertEquals("WRONG: no verdict", result.verdict(), () -> result.mismatches() + " " + result.observed());
        assertEquals(0, one.get(), said::toString);
    }

    /** A model with temporal properties is refused, since nobody would check them. */
    @Test
    void refusesTemporalProperties() {
        Fixture.Outcome outcome = fixture.run("--server", "--port", Integer.toString(at.getPort()), "Counter_Lasso");
        assertEquals(1, outcome.exitStatus());
        outcome.says(
                "error: ", "several machines check invariants and step properties only, and this model has others");
    }

    /** A port in use, a host that is not there and a server that is not there are one line each. */
    @Test
    void saysWhatIsWrongWithTheNetwork() throws Exception {
        String port = Integer.toString(at.getPort());
        try (ServerSocket taken = new ServerSocket(at.getPort(), 1, LOOPBACK)) {
            assertTrue(taken.isBound());
            wrong(
                    "cannot listen at 127.0.0.1, port " + port
                            + ": Address already in use; give another --port or --listen;"
                            + " see ./model-check/run --help",
                    "--server",
                    "--port",
                    port,
                    "Grid_Safety");
        }
        wrong(
                "no server listens at 127.0.0.1, port " + port + "; start it first",
                "--worker",
                "127.0.0.1",
                "--port",
                port);
        wrong("there is no host no-such-host.invalid", "--worker", "no-such-host.invalid");
        wrong("--server needs the name of one model; see ./model-check/run --help", "--server", "Counter");
        wrong(
                "--worker does not go with --tier; see ./model-check/run --help",
                "--worker",
                "localhost",
                "--tier",
                "full");
    }

    /** An address that others can reach is refused, by an error that names the risk and the option that takes it. */
    @Test
    void refusesTheNetworkUnlessToldOtherwise() {
        for (List<String> arguments : List.of(
                List.of("--server", "--listen", "0.0.0.0", "Counter"),
                List.of("--server", "--listen", "192.0.2.1", "Counter"),
                List.of("--server", "--listen", "::", "Counter"),
                List.of("--worker", "192.0.2.1"))) {
            Fixture.Outcome outcome = fixture.run(arguments.toArray(String[]::new));
            assertEquals(2, outcome.exitStatus(), outcome::err);
            assertEquals(1, outcome.err().lines().count(), outcome::err);
            outcome.says("error: ", "could run code here", "--allow-remote-code-execution");
        }
        Fixture.Outcome told = fixture.run("--server", "--listen", "192.0.2.1", Machines.RISK, "Grid_Safety");
        told.says("error: cannot listen at 192.0.2.1, port 10997: ");
        wrong("--listen needs --server or --worker; see ./model-check/run --help", "--listen", "127.0.0.1", "Counter");
        wrong(
                "--port needs a number from 1 to 65534; see ./model-check/run --help",
                "--server",
                "--port",
                "65535",
                "Grid_Safety");
    }

    private void wrong(String message, String... arguments) {
        Fixture.Outcome outcome = fixture.run(arguments);
        assertEquals("error: " + message + "\n", outcome.err());
        assertEquals(2, outcome.exitStatus());
    }
}
