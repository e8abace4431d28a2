package org.fairloop.modelcheck;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.rmi.NoSuchObjectException;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tlc2.tool.TLCState;
import tlc2.tool.TLCStateVec;
import tlc2.tool.WorkerException;
import tlc2.tool.distributed.InternRMI;
import tlc2.tool.distributed.NextStateResult;
import tlc2.tool.distributed.RMIFilenameToStreamResolver;
import tlc2.tool.distributed.TLCApp;
import tlc2.tool.distributed.TLCServer;
import tlc2.tool.distributed.TLCServerRMI;
import tlc2.tool.distributed.TLCWorker;
import tlc2.tool.distributed.fp.IFPSetManager;
import tlc2.util.FP64;
import tlc2.util.LongVec;
import util.UniqueString;

/**
 * The main class of the process that works for a {@link DistributedServer}, and one of its threads there: TLC's own worker,
 * which takes the steps from the states that it is given, but for three things. It checks the properties of every step, see
 * {@link DistributedApp}; it tells the server what is wrong; and it notices within seconds that the server is gone.
 */
final class DistributedWorker extends TLCWorker {

    /** What a line begins with that is for people. */
    static final String SAYS = "@!@!@SAYS ";

    /** What these words begin with if something went wrong. */
    static final String ERROR = "error: ";

    private static final String CHECKED = "The model is checked.";

    private static final int DONE = ExitStatus.GOOD.code();
    private static final int SERVER_LOST = ExitStatus.FAILED.code();
    private static final int NO_SERVER = ExitStatus.UNUSABLE.code();

    private static final long serialVersionUID = 1;

    private static final int CONNECT_MILLIS = 10_000;

    private final transient DistributedVerdict verdict;
    private final transient CountDownLatch exits;

    private DistributedWorker(
            int number,
            DistributedApp app,
            IFPSetManager fingerprints,
            String host,
            DistributedVerdict verdict,
            CountDownLatch exits)
            throws RemoteException {
        super(number, app, fingerprints, host);
        this.verdict = verdict;
        this.exits = exits;
    }

    /**
     * Works until the model is checked.
     *
     * @param args the host of the server, its port, and the number of threads
     */
    public static void main(String[] args) {
        ExecutorService parent = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "parent");
            thread.setDaemon(true);
            return thread;
        });
        parent.execute(TlcMain::endWithTheParent);
        int exitStatus;
        try {
            exitStatus = work(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        } catch (Exception | Error e) {
            exitStatus = say(SERVER_LOST, e.toString());
        }
        System.exit(exitStatus);
    }

    private static int work(String host, int port, int threads) throws Exception {
        InetAddress own;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), CONNECT_MILLIS);
            own = socket.getLocalAddress();
        } catch (UnknownHostException e) {
            return say(NO_SERVER, "there is no host " + host);
        } catch (ConnectException | SocketTimeoutException e) {
            return say(NO_SERVER, "no server listens at " + host + ", port " + port + "; start it first");
        } catch (IOException e) {
            return say(NO_SERVER, host + ", port " + port + " cannot be reached: " + e.getMessage());
        }
        new Sockets(own, 0).install();
        TLCServerRMI server;
        CountDownLatch exits = new CountDownLatch(threads);
        try {
            server = lookup(LocateRegistry.getRegistry(host, port));
            // In the order that TLC's own worker does it in: names get their numbers from the server.
            FP64.Init(server.getIrredPolyForFP());
            UniqueString.setSource((InternRMI) server);
            RMIFilenameToStreamResolver files = new RMIFilenameToStreamResolver();
            files.setTLCServer(server);
            DistributedApp app = new DistributedApp(
                    new TLCApp(server.getSpecFileName(), server.getConfigFileName(), server.getCheckDeadlock(), files));
            IFPSetManager fingerprints = server.getFPSetManager();
            for (int i = 0; i < threads; i++) {
                server.registerWorker(new DistributedWorker(
                        i, app, fingerprints, own.getHostAddress(), (DistributedVerdict) server, exits));
            }
        } catch (RemoteException e) {
            if (isChecked(exits, threads)) {
                return say(DONE, CHECKED); // so fast that the server did not come to answer the last one
            }
            return say(
                    NO_SERVER,
                    host + ", port " + port + " is no server of models, or has just ended: "
                            + (e.getCause() == null ? e : e.getCause()));
        }
        say(DONE, "Works for " + host + ", port " + port);
        return await(server, exits, threads);
    }

    /** The server is there some time before it takes workers: it looks at the initial states first. */
    private static TLCServerRMI lookup(Registry registry) throws RemoteException, InterruptedException {
        while (true) {
            try {
                return (TLCServerRMI) registry.lookup(TLCServer.SERVER_WORKER_NAME);
            } catch (NotBoundException e) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    /** Waits until the server is gone: before that it may have something to ask, also when it has said that all is done. */
    private static int await(TLCServerRMI server, CountDownLatch exits, int threads) throws InterruptedException {
        while (true) {
            exits.await(1, TimeUnit.SECONDS);
            try {
                server.isDone();
            } catch (RemoteException e) {
                return isChecked(exits, threads)
                        ? say(DONE, CHECKED)
                        : say(SERVER_LOST, "the server was lost before it was done");
            }
        }
    }

    /** The server tells each worker to exit that it knows of then; one that comes later it tells nothing. */
    private static boolean isChecked(CountDownLatch exits, int threads) {
        return exits.getCount() < threads;
    }

    private static int say(int exitStatus, String words) {
        System.out.println(SAYS + (exitStatus == DONE ? "" : ERROR) + words);
        System.out.flush();
        return exitStatus;
    }

    @Override
    public NextStateResult getNextStates(TLCState[] states) throws WorkerException, RemoteException {
        try {
            return super.getNextStates(states);
        } catch (WorkerException e) {
            if (verdict.isFirst(String.valueOf(e.getMessage()))) {
                // Without its cause, which may be something that cannot be sent.
                throw new WorkerException(e.getMessage(), e.state1, e.state2, false);
            }
            // Somebody else was first, and the search is over.
            return new NextStateResult(new TLCStateVec[] {new TLCStateVec()}, new LongVec[] {new LongVec()}, 0, 0);
        }
    }

    @Override
    public void exit() throws NoSuchObjectException {
        UnicastRemoteObject.unexportObject(this, true);
        exits.countDown();
    }
}
