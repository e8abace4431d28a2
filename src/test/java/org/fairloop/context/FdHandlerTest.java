package org.fairloop.context;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handlers of channels: H1, H2, and channels that are closed under the poller's feet. */
class FdHandlerTest {

    private final Crew crew = new Crew();
    private final List<String> log = new ArrayList<>();
    private AioContext context;
    private Pipe one;
    private Pipe other;

    AioContext make(Poller poller, LongSupplier clock, Runnable woken) {
        return new AioContext(poller, clock, woken);
    }

    private static Pipe open() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        return pipe;
    }

    @BeforeEach
    void acquire() throws IOException {
        context = make(Poller.selector(), System::nanoTime, () -> {});
        context.acquire();
        one = open();
        other = open();
    }

    @AfterEach
    void close() throws IOException {
        context.close();
        context.release();
        for (Pipe pipe : List.of(one, other)) {
            pipe.source().close();
            pipe.sink().close();
        }
        crew.join();
    }

    private static void put(Pipe pipe) {
        try {
            assertEquals(1, pipe.sink().write(ByteBuffer.wrap(new byte[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(Pipe pipe) {
        try {
            assertEquals(1, pipe.source().read(ByteBuffer.allocate(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who sets or removes a handler wakes the poller up, since what it watches is another thing now. */
    @Test
    void aChangeWakesThePollerUp() {
        context.setFdHandler(one.source(), () -> {}, null);
        assertTrue(context.isNotified(), "set");
        context.poll(false);
        assertFalse(context.isNotified());
        context.setFdHandler(one.source(), null, null);
        assertTrue(context.isNotified(), "removed");
    }

    /** A readable channel is progress, in each poll until it is read. */
    @Test
    void readable() {
        context.setFdHandler(one.source(), () -> log.add("readable"), null);
        assertFalse(context.poll(false));
        put(one);
        assertTrue(context.poll(false), "a poll that does not sleep does not look");
        assertTrue(context.poll(true));
        assertTrue(context.poll(true));
        take(one);
        assertFalse(context.poll(false));
        assertEquals(List.of("readable", "readable", "readable"), log);
    }

    /** Whoever sets or removes a handler wakes up. */
    @Test
    void settingAHandlerIsAWakeup() {
        int[] woken = {0};
        try (AioContext it = make(Poller.selector(), System::nanoTime, () -> woken[0]++)) {
            it.acquire();
            it.setFdHandler(one.source(), () -> log.add("readable"), null);
            assertEquals(1, woken[0]);
            it.setFdHandler(one.source(), null, null);
            assertEquals(2, woken[0]);
            it.release();
        }
    }

    /** A writable channel, and the replacement and removal of handlers. */
    @Test
    void writableReplacedRemoved() {
        context.setFdHandler(one.sink(), null, () -> log.add("old"));
        assertTrue(context.poll(true));
        context.setFdHandler(one.sink(), null, () -> log.add("new"));
        assertTrue(context.poll(true));
        context.setFdHandler(one.sink(), null, null);
        assertNull(
                context.poller.attachment(one.sink()), "a channel without a handler is watched: polls would not sleep");
        assertFalse(context.poll(false));
        context.setFdHandler(one.sink(), null, null);
        context.setFdHandler(one.sink(), null, () -> log.add("again"));
        context.setFdHandler(one.sink(), null, null);
        context.setFdHandler(one.sink(), null, () -> log.add("again"));
        assertTrue(context.poll(true));
        assertEquals(List.of("old", "new", "again"), log);
    }

    /** A connection is accepted, made, written and read by handlers. */
    @Test
    void sockets() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open();
                SocketChannel client = SocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.configureBlocking(false);
            client.configureBlocking(false);
            context.setFdHandler(
                    server,
                    () -> {
                        try (SocketChannel peer = server.accept()) {
                            peer.write(ByteBuffer.wrap(new byte[] {42}));
                            log.add("accepted");
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    null);
            ByteBuffer received = ByteBuffer.allocate(1);
            context.setFdHandler(
                    client,
                    () -> {
                        try {
                            client.read(received);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        context.setFdHandler(client, null, null);
                    },
                    () -> {
                        try {
                            if (client.isConnectionPending() && client.finishConnect()) {
                                log.add("connected");
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            client.connect(server.getLocalAddress());
            while (received.hasRemaining()) {
                context.poll(true);
            }
            assertEquals(42, received.get(0));
            assertTrue(log.contains("accepted") && log.contains("connected"), log.toString());
        }
    }

    /** Of the two callbacks of a channel, that one is called for which it is ready. */
    @Test
    void calledForWhatIsReady() throws IOException {
        Object[] watched = {null};
        int[] ready = {0};
        Poller reports = new ChannellessPoller() {
            @Override
            public void watch(SelectableChannel channel, int operations, Object attachment) {
                watched[0] = attachment;
            }

            @Override
            public void poll(long timeoutNanos, Ready to) {
                to.add(watched[0], ready[0]);
            }

            @Override
            public void wakeup() {}
        };
        try (AioContext it = make(reports, System::nanoTime, () -> {});
                SocketChannel channel = SocketChannel.open()) {
            it.acquire();
            it.setFdHandler(channel, () -> log.add("readable"), () -> log.add("writable"));
            for (int operations : new int[] {OP_READ, OP_WRITE, OP_READ | OP_WRITE}) {
                ready[0] = operations;
                assertTrue(it.poll(false));
                log.add("end of round");
            }
            it.release();
        }
        assertEquals(
                List.of("readable", "end of round", "writable", "end of round", "readable", "writable", "end of round"),
                log);
    }

    /** H1: of two channels that are ready, the handler that is called first can remove the other. */
    @Test
    void removedByAnotherOfTheSameRound() {
        context.setFdHandler(
                one.source(),
                () -> {
                    log.add("one");
                    take(one);
                    context.setFdHandler(other.source(), null, null);
                },
                null);
        context.setFdHandler(
                other.source(),
                () -> {
                    log.add("other");
                    take(other);
                    context.setFdHandler(one.source(), null, null);
                },
                null);
        put(one);
        put(other);
        assertTrue(context.poll(true));
        assertFalse(context.poll(false));
        assertEquals(1, log.size(), log.toString());
    }

    /** H1: of the two callbacks of one channel, the one that is called first can remove both. */
    @Test
    void removedByItsOtherCallback() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel peer = server.accept()) {
                client.configureBlocking(false);
                peer.write(ByteBuffer.wrap(new byte[1]));
                context.setFdHandler(client, () -> log.add("arrived"), null);
                while (log.isEmpty()) {
                    context.poll(true);
                }
                context.setFdHandler(
                        client,
                        () -> {
                            log.add("readable");
                            context.setFdHandler(client, null, null);
                        },
                        () -> log.add("writable"));
                while (!log.contains("readable")) {
                    context.poll(true);
                }
                assertEquals(List.of("arrived", "readable"), log);
            }
        }
    }

    /** H2: a nested poll dispatches the event that the outer round has not come to, which does not do so again. */
    @Test
    void nestedPoll() {
        Runnable nests = () -> {
            context.setFdHandler(one.source(), null, null);
            context.setFdHandler(other.source(), () -> log.add("inner"), null);
            while (!log.contains("inner")) {
                context.poll(true);
            }
            take(other);
            log.add("end of outer");
        };
        context.setFdHandler(one.source(), nests, null);
        put(one);
        put(other);
        assertTrue(context.poll(true));
        assertFalse(context.poll(false));
        assertEquals(List.of("inner", "end of outer"), log);
    }

    /** H2: a nested poll in a handler consumes what was found ready together with it. */
    @Test
    void nestedPollOfTheSameRound() {
        int[] nested = {0};
        for (Pipe pipe : List.of(one, other)) {
            context.setFdHandler(
                    pipe.source(),
                    () -> {
                        take(pipe); // fails if it is called for an event that was handled already
                        if (nested[0]++ == 0) {
                            assertTrue(context.poll(true));
                        }
                    },
                    null);
        }
        put(one);
        put(other);
        assertTrue(context.poll(true));
        assertEquals(2, nested[0]);
        assertFalse(context.poll(false));
    }

    /** H2: of a channel that is ready for both, a nested poll in the first callback handles the other, which is not called twice then. */
    @Test
    void nestedPollBetweenTheTwoCallbacks() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel channel = SocketChannel.open(server.getLocalAddress());
                    SocketChannel peer = server.accept()) {
                assertEquals(1, peer.write(ByteBuffer.allocate(1)));
                channel.configureBlocking(false);
                context.setFdHandler(
                        channel,
                        () -> {
                            log.add("readable");
                            try {
                                channel.read(ByteBuffer.allocate(1));
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                            assertTrue(context.poll(false));
                            log.add("end of readable");
                        },
                        () -> log.add("writable"));
                while (!log.contains("end of readable")) { // it may be writable before what was sent arrives
                    log.clear();
                    context.poll(true);
                }
                assertEquals(List.of("readable", "writable", "end of readable"), log);
                context.poll(false);
                assertEquals("writable", log.get(log.size() - 1), "it is writable still");
            }
        }
    }

    /** H2: no nested poll calls the outer callback, even after it has called the other one. */
    @Test
    void nestedPollsLeaveTheOuterCallbackAlone() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel channel = SocketChannel.open(server.getLocalAddress());
                    SocketChannel peer = server.accept()) {
                assertEquals(1, peer.write(ByteBuffer.allocate(1)));
                channel.configureBlocking(false);
                context.setFdHandler(
                        channel,
                        () -> {
                            log.add("readable");
                            if (Collections.frequency(log, "readable") == 1) {
                                context.poll(false);
                                context.poll(false);
                                log.add("end of readable");
                            }
                        },
                        () -> log.add("writable"));
                while (!log.contains("end of readable")) { // it may be writable before what was sent arrives
                    log.clear();
                    context.poll(true);
                }
                assertEquals(List.of("readable", "writable", "writable", "end of readable"), log.subList(0, 4));
            }
        }
    }

    /** Looks, before each sleep, whether a channel would end it at once, and has a byte arrive at {@link #other} then. */
    private final class Probed extends DelegatingPoller {
        int sleeps;
        int systemCalls;

        Probed() {
            super(Poller.selector());
        }

        @Override
        public void poll(long timeoutNanos, Ready ready) {
            assertTrue(++systemCalls < 50_000, "a busy loop: poll(true) does not sleep");
            if (timeoutNanos > 0) {
                sleeps++;
                super.poll(0, (attachment, operations) -> {
                    throw new AssertionError("the sleep ends at once for a channel whose handler runs");
                });
                put(other);
            }
            super.poll(timeoutNanos, ready);
        }
    }

    /**
     * H2, N4: a handler that polls before it reads is not called by these polls, which sleep until something else happens; the next
     * poll after its return calls it again.
     */
    @Test
    void polledBeforeItIsRead() {
        final int nestedPolls = 5_000;
        Probed poller = new Probed();
        AioContext it = make(poller, System::nanoTime, () -> {});
        it.acquire();
        it.setFdHandler(other.source(), () -> take(other), null);
        int[] calls = {0};
        it.setFdHandler(
                one.source(),
                () -> {
                    log.add("begin");
                    assertTrue(++calls[0] <= 2, "called by a poll inside it");
                    for (int i = 0; calls[0] == 1 && i < nestedPolls; i++) {
                        assertFalse(it.poll(false));
                        assertTrue(it.poll(true));
                    }
                    log.add("end");
                },
                null);
        put(one);
        it.poll(false); // the wakeups of the two handlers
        assertEquals(List.of("begin", "end"), log);
        assertEquals(nestedPolls, poller.sleeps);
        assertEquals(1 + 2 * nestedPolls, poller.systemCalls);
        assertTrue(it.poll(false), "the level is still ready");
        take(one);
        assertFalse(it.poll(false));
        assertEquals(List.of("begin", "end", "begin", "end"), log);
        it.close();
        it.release();
    }

    /** H2: a poller that reports a channel although it is to watch that for nothing has no handler called inside its own call. */
    @Test
    void reportedAlthoughItIsHeld() throws IOException {
        Object[] watched = {null};
        Poller reports = new ChannellessPoller() {
            @Override
            public void watch(SelectableChannel channel, int operations, Object attachment) {
                watched[0] = attachment;
            }

            @Override
            public void poll(long timeoutNanos, Ready to) {
                to.add(watched[0], OP_READ);
            }

            @Override
            public void wakeup() {}
        };
        try (AioContext it = make(reports, System::nanoTime, () -> {});
                SocketChannel channel = SocketChannel.open()) {
            it.acquire();
            it.setFdHandler(
                    channel,
                    () -> {
                        log.add("called");
                        assertFalse(it.poll(false));
                    },
                    null);
            assertTrue(it.poll(false));
            it.release();
        }
        assertEquals(List.of("called"), log);
    }

    /** H2: a handler that sets itself again may be called by a poll in it, for what arrives then. */
    @Test
    void setsItselfAgain() {
        Runnable[] handler = {null};
        handler[0] = () -> {
            take(one);
            log.add("begin");
            if (log.size() == 1) {
                context.setFdHandler(one.source(), handler[0], null);
                put(one);
                while (log.size() == 1) {
                    context.poll(true);
                }
            }
            log.add("end");
        };
        context.setFdHandler(one.source(), handler[0], null);
        put(one);
        assertTrue(context.poll(true));
        assertEquals(List.of("begin", "begin", "end", "end"), log);
        assertFalse(context.poll(false));
        put(one);
        assertTrue(context.poll(true));
    }

    /** A handler that polls, so that its channel is not watched meanwhile, may close, remove or replace that channel's handler. */
    @Test
    void changedWhileItIsNotWatched() throws IOException {
        Pipe third = open();
        List<Runnable> changes = List.of(
                () -> context.setFdHandler(other.source(), null, null),
                () -> context.setFdHandler(
                        third.source(),
                        () -> {
                            take(third);
                            log.add("new");
                        },
                        null),
                () -> close(one.source()));
        List<Pipe> pipes = List.of(other, third, one);
        for (int i = 0; i < pipes.size(); i++) {
            Runnable change = changes.get(i);
            put(pipes.get(i));
            context.setFdHandler(
                    pipes.get(i).source(),
                    () -> {
                        log.add("old");
                        assertFalse(context.poll(false));
                        change.run();
                    },
                    null);
            assertTrue(context.poll(true));
            assertEquals(pipes.get(i) == third, context.poll(false));
        }
        assertEquals(List.of("old", "old", "new", "old"), log);
        close(third.source());
        close(third.sink());
        assertFalse(context.poll(false));
    }

    /** A poller that once fails to watch a channel again, after its handler has polled, loses no readiness. */
    @Test
    void notWatchedAgainAtOnce() {
        boolean[] fails = {false};
        AioContext it = make(
                new DelegatingPoller(Poller.selector()) {
                    @Override
                    public void watch(SelectableChannel channel, int operations, Object attachment) {
                        if (fails[0]) {
                            fails[0] = false;
                            throw new IllegalStateException("the poller");
                        }
                        super.watch(channel, operations, attachment);
                    }
                },
                System::nanoTime,
                () -> {});
        it.acquire();
        it.setFdHandler(
                one.source(),
                () -> {
                    log.add("called");
                    if (log.size() == 1) {
                        assertFalse(it.poll(false));
                        fails[0] = true;
                    }
                },
                null);
        put(one);
        assertTrue(it.poll(true));
        assertThrows(IllegalStateException.class, () -> it.poll(false));
        assertTrue(it.poll(false), "the channel is not watched any more");
        assertEquals(List.of("called", "called"), log);
        it.close();
        it.release();
    }

    /** A handler that polls and then closes the context leaves nothing to be watched again. */
    @Test
    void closesTheContextWhileItIsNotWatched() {
        AioContext it = make(Poller.selector(), System::nanoTime, () -> {});
        it.acquire();
        it.setFdHandler(
                one.source(),
                () -> {
                    assertFalse(it.poll(false));
                    it.close();
                },
                null);
        put(one);
        assertTrue(it.poll(true));
        it.release();
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** H1: of two channels that are ready, the handler that is called first can close the other. */
    @Test
    void closedByAnotherOfTheSameRound() {
        context.setFdHandler(
                one.source(),
                () -> {
                    log.add("one");
                    take(one);
                    close(other.source());
                },
                null);
        context.setFdHandler(
                other.source(),
                () -> {
                    log.add("other");
                    take(other);
                    close(one.source());
                },
                null);
        put(one);
        put(other);
        assertTrue(context.poll(true));
        assertFalse(context.poll(false));
        assertEquals(1, log.size(), log.toString());
    }

    /** A channel that was found ready and is closed before its handler's turn is no progress. */
    @Test
    void closedBeforeItsTurn() {
        context.setFdHandler(one.source(), () -> log.add("one"), null);
        put(one);
        context.newBottomHalf(() -> close(one.source())).scheduleIdle();
        assertFalse(context.poll(false));
        assertEquals(List.of(), log);
    }

    /** N4: a poll in the handler that closed the other one sleeps: what was found ready of a closed channel is no reason to return. */
    @Test
    void closedBeforeANestedPoll() throws IOException {
        Probed poller = new Probed();
        AioContext it = make(poller, System::nanoTime, () -> {});
        Pipe third = open();
        it.acquire();
        it.setFdHandler(other.source(), () -> take(other), null);
        for (Pipe pipe : List.of(one, third)) {
            Pipe its = pipe;
            it.setFdHandler(
                    pipe.source(),
                    () -> {
                        log.add("called");
                        take(its);
                        close((its == one ? third : one).source());
                        assertTrue(it.poll(true));
                    },
                    null);
            put(pipe);
        }
        assertTrue(it.poll(true));
        assertEquals(List.of("called"), log);
        assertEquals(1, poller.sleeps, "the nested poll did not sleep");
        it.close();
        it.release();
        close(third.source());
        close(third.sink());
    }

    /** Of the two callbacks of one channel, the one that is called first can close it. */
    @Test
    void closedByItsOtherCallback() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel peer = server.accept()) {
                client.configureBlocking(false);
                peer.write(ByteBuffer.wrap(new byte[1]));
                context.setFdHandler(client, () -> log.add("arrived"), null);
                while (log.isEmpty()) {
                    context.poll(true);
                }
                context.setFdHandler(
                        client,
                        () -> {
                            log.add("readable");
                            close(client);
                        },
                        () -> log.add("writable"));
                while (!log.contains("readable")) {
                    context.poll(true);
                }
                assertEquals(List.of("arrived", "readable"), log);
            }
        }
    }

    /** A server channel that another thread closes while the loop sleeps frees its port after a wakeup. */
    @Test
    void closedServerFreesItsPortAfterAWakeup() throws Exception {
        WatchedPoller poller = new WatchedPoller(Poller.selector());
        AioContext shared = make(poller, System::nanoTime, () -> {});
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
        shared.acquire();
        shared.setFdHandler(server, () -> log.add("accepts"), null);
        shared.release();
        IoThread loop = new IoThread(shared, "loop");
        loop.start();
        int[] sleeps = {0};
        crew.await("the loop sleeps for good", () -> {
            sleeps[0] = poller.sleeps();
            return poller.isSleeping() && !shared.isNotified();
        });
        server.close();
        shared.wakeup();
        crew.await("the loop has looked and sleeps again", () -> poller.sleeps() > sleeps[0] && poller.isSleeping());
        crew.await("the port is free", () -> isFree(address));
        crew.does("closer", loop::close);
        shared.close();
    }

    private static boolean isFree(InetSocketAddress address) {
        try (ServerSocketChannel again = ServerSocketChannel.open()) {
            again.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A channel that is closed while it is watched is forgotten, and the loop goes on. */
    @Test
    void closedUnderThePollersFeet() throws IOException {
        context.setFdHandler(one.source(), () -> log.add("one"), null);
        context.setFdHandler(other.source(), () -> log.add("other"), null);
        put(one);
        put(other);
        one.source().close();
        assertTrue(context.poll(true));
        assertEquals(List.of("other"), log);
        context.setFdHandler(one.source(), null, null);
        UncheckedIOException thrown = assertThrows(
                UncheckedIOException.class, () -> context.setFdHandler(one.source(), () -> log.add("one"), null));
        assertTrue(thrown.getMessage().contains("cannot watch"), thrown.getMessage());
    }

    /** A channel is closed by another thread, again and again, while the loop sleeps with it. */
    @Test
    void closedByAnotherThread() throws Exception {
        WatchedPoller poller = new WatchedPoller(Poller.selector());
        AioContext shared = new AioContext(poller, System::nanoTime, () -> {});
        IoThread loop = new IoThread(shared, "loop");
        loop.start();
        for (int i = 0; i < 50; i++) {
            Pipe pipe = open();
            EventNotifier watched = new EventNotifier();
            shared.execute(() -> {
                shared.setFdHandler(pipe.source(), () -> {}, null);
                watched.set();
            });
            crew.await("the channel is watched", watched::testAndClear);
            crew.await("the loop sleeps", poller::isSleeping);
            put(pipe);
            pipe.source().close();
            pipe.sink().close();
            EventNotifier alive = new EventNotifier();
            shared.execute(alive::set);
            crew.await("the loop is alive", alive::testAndClear);
        }
        crew.does("closer", loop::close);
        shared.close();
    }

    /** Handlers that can never be called, and channels in blocking mode, are refused, and nothing changes. */
    @Test
    void refused() throws IOException {
        assertEquals(
                one.source() + " can never be writable",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> context.setFdHandler(one.source(), null, () -> log.add("never")))
                        .getMessage());
        assertEquals(
                one.sink() + " can never be readable",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> context.setFdHandler(one.sink(), () -> log.add("never"), null))
                        .getMessage());
        Pipe blocking = Pipe.open();
        assertThrows(IllegalBlockingModeException.class, () -> context.setFdHandler(blocking.source(), () -> {}, null));
        blocking.source().close();
        blocking.sink().close();
        context.setFdHandler(one.source(), () -> log.add("readable"), null);
        assertThrows(
                IllegalArgumentException.class,
                () -> context.setFdHandler(one.source(), () -> log.add("new"), () -> log.add("never")));
        put(one);
        assertTrue(context.poll(true));
        assertEquals(List.of("readable"), log);
    }
}
