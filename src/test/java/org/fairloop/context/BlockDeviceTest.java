package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The block device: every request ends, its result goes to who asked, and whoever waits keeps the context. */
class BlockDeviceTest {

    private static final int SIZE = 4096;

    @TempDir
    Path folder;

    private final Crew crew = new Crew();
    private final AioContext context = new AioContext();
    private FaultyChannel channel;
    private BlockDevice device;

    @BeforeEach
    void open() throws IOException {
        FileChannel file = FileChannel.open(
                folder.resolve("disk"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = at(i);
        }
        assertEquals(SIZE, file.write(ByteBuffer.wrap(bytes), 0));
        channel = new FaultyChannel(file);
        device = new BlockDevice(context, channel, 3);
    }

    @AfterEach
    void close() {
        crew.does("closer", () -> {
            context.close();
            device.close();
            device.close();
        });
        crew.join();
        assertFalse(channel.isOpen());
    }

    private static byte at(long offset) {
        return (byte) (offset * 31 + offset / 256);
    }

    private static void assertContent(ByteBuffer buffer, long offset) {
        for (int i = 0; i < buffer.position(); i++) {
            assertEquals(at(offset + i), buffer.get(i), "at " + (offset + i));
        }
    }

    private void owned(Crew.Work work) {
        crew.does("owner", () -> {
            context.acquire();
            try {
                work.run();
            } finally {
                context.release();
            }
        });
    }

    private int read(long offset, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        int n = device.read(buffer, offset);
        assertEquals(n, buffer.position());
        assertContent(buffer, offset);
        return n;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("a worker was interrupted", e);
        }
    }

    /** What was written is read, synchronously. */
    @Test
    void readsAndWrites() {
        owned(() -> {
            assertEquals(100, read(17, 100));
            assertEquals(3, device.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 50));
            ByteBuffer buffer = ByteBuffer.allocate(3);
            assertEquals(3, device.read(buffer, 50));
            assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), buffer.flip());
            assertEquals(0, device.read(ByteBuffer.allocate(0), 0));
            assertThrows(IllegalArgumentException.class, () -> device.read(buffer, -1));
        });
    }

    /** A read is short where the file ends, and only there: transfers that are cut short are continued. */
    @Test
    void shortTransfers() {
        channel.fault = offset -> 7;
        owned(() -> {
            assertEquals(100, read(0, 100));
            assertEquals(10, read(SIZE - 10, 100));
            assertEquals(0, read(SIZE, 100));
            assertEquals(20, device.write(ByteBuffer.wrap(new byte[20]), SIZE));
        });
    }

    /** A transfer of nothing, before the end of the file, is continued, too. */
    @Test
    void emptyTransfers() {
        AtomicInteger transfers = new AtomicInteger();
        channel.fault = offset -> transfers.getAndIncrement() % 2 * 50;
        owned(() -> assertEquals(100, read(0, 100)));
        assertEquals(4, transfers.get());
    }

    /** The workers do not keep the JVM from ending, and end with the device. */
    @Test
    void workersEnd() {
        AtomicReference<Thread> worker = new AtomicReference<>();
        channel.fault = offset -> {
            worker.set(Thread.currentThread());
            return Integer.MAX_VALUE;
        };
        owned(() -> read(0, 1));
        assertTrue(worker.get().isDaemon());
        device.close();
        crew.await("the worker ends", () -> !worker.get().isAlive());
    }

    /** A device has at least one worker. */
    @Test
    void refusesToHaveNoWorkers() {
        assertThrows(IllegalArgumentException.class, () -> new BlockDevice(context, channel, 0));
    }

    /** A device that is closed says so, before its context is. */
    @Test
    void closedDevice() {
        device.close();
        owned(() -> assertEquals(
                "the device is closed",
                assertThrows(IllegalStateException.class, () -> read(0, 1)).getMessage()));
    }

    /** Who closes the device waits for the requests in flight; an interrupt does not end that, and is kept. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingWaitsForTheWorkers(boolean interrupted) {
        CountDownLatch gate = new CountDownLatch(1);
        channel.fault = offset -> {
            await(gate);
            return Integer.MAX_VALUE;
        };
        List<String> log = new CopyOnWriteArrayList<>();
        device.read(ByteBuffer.allocate(10), 0, (bytes, failure) -> log.add(bytes + " " + failure));
        Crew.Member closer = crew.starts("closer", () -> {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            device.close();
            assertEquals(interrupted, Thread.interrupted());
        });
        crew.await("the closer waits, or has closed", () -> closer.isParked() || !closer.thread.isAlive());
        boolean waited = closer.thread.isAlive();
        gate.countDown();
        closer.finishes();
        assertTrue(waited, "closed, although a request was in flight");
        owned(() -> context.poll(false));
        assertEquals(List.of("10 null"), log);
    }

    /** The synchronous methods need the context. */
    @Test
    void ownersOnly() {
        String message = assertThrows(IllegalMonitorStateException.class, () -> device.read(ByteBuffer.allocate(1), 0))
                .getMessage();
        assertTrue(message.startsWith("read() by"), message);
    }

    /** The waiting helper works at every depth of holding, and keeps the context. */
    @Test
    void waitsAtEveryDepth() {
        owned(() -> {
            context.acquire();
            context.acquire();
            assertEquals(100, read(0, 100));
            assertTrue(context.isOwner());
            context.release();
            context.release();
            assertTrue(context.isOwner());
        });
    }

    /** While the caller waits, nobody else owns the context, although others want it; they get it afterwards. */
    @Test
    void keepsTheContext() {
        CountDownLatch others = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        channel.fault = offset -> {
            await(others);
            return Integer.MAX_VALUE;
        };
        Crew.Member reader = crew.starts("reader", () -> {
            context.acquire();
            read(0, 100);
            returned.set(true);
            context.release();
        });
        crew.await("the reader owns the context", context.lock::isLocked);
        crew.starts("other", () -> {
            context.acquire();
            assertTrue(returned.get(), "let in while the other waited for its read");
            context.release();
        });
        crew.await("the other waits", context.lock::hasQueuedThreads);
        others.countDown();
        reader.finishes();
        crew.join();
    }

    /** Requests complete in any order, each with its own result, inside poll and by the owner. */
    @Test
    void completesInAnyOrder() {
        CountDownLatch[] gates = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
        channel.fault = offset -> {
            await(gates[(int) (offset / 1000)]);
            return Integer.MAX_VALUE;
        };
        List<Integer> order = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            int request = i;
            ByteBuffer buffer = ByteBuffer.allocate(100 + i);
            device.read(buffer, i * 1000L, (bytes, failure) -> {
                assertTrue(context.isOwner());
                assertNull(failure);
                assertEquals(100 + request, bytes);
                assertContent(buffer, request * 1000L);
                order.add(request);
            });
        }
        for (int i : new int[] {2, 0, 1}) {
            gates[i].countDown();
            int before = order.size();
            owned(() -> {
                while (order.size() == before) {
                    context.poll(true);
                }
            });
        }
        assertEquals(List.of(2, 0, 1), order);
    }

    /** A completion may itself read synchronously, to any depth. */
    @Test
    void completionReads() {
        List<Integer> results = new ArrayList<>();
        owned(() -> {
            device.read(ByteBuffer.allocate(10), 0, (bytes, failure) -> {
                try {
                    results.add(read(100, 20));
                    device.read(ByteBuffer.allocate(30), 0, (n, f) -> {
                        try {
                            results.add(read(200, 40));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        results.add(n);
                    });
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                results.add(bytes);
            });
            while (results.size() < 4) {
                context.poll(true);
            }
        });
        assertEquals(List.of(20, 10, 40, 30), results);
    }

    /** An error is reported to who asked, with what was asked, and to nobody else. */
    @Test
    void errors() {
        channel.fault = offset -> {
            if (offset == 13) {
                throw new IOException("bad sector");
            }
            return Integer.MAX_VALUE;
        };
        owned(() -> {
            IOException thrown = assertThrows(IOException.class, () -> device.read(ByteBuffer.allocate(10), 13));
            assertEquals("read at 13 failed: bad sector", thrown.getMessage());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> device.read(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0));
            List<Throwable> reported = new ArrayList<>();
            device.write(ByteBuffer.allocate(10), 13, (bytes, failure) -> reported.add(failure));
            while (reported.isEmpty()) {
                context.poll(true);
            }
            assertEquals("bad sector", reported.get(0).getMessage());
            assertEquals(10, read(0, 10));
        });
    }

    /** A channel that somebody closed is an error of each request, and the workers survive. */
    @Test
    void channelClosedByOthers() {
        owned(() -> {
            channel.close();
            for (int i = 0; i < 10; i++) {
                Throwable thrown = assertThrows(IOException.class, () -> device.read(ByteBuffer.allocate(10), 0));
                assertTrue(thrown.getCause() instanceof ClosedChannelException, thrown.toString());
                assertEquals("read at 0 failed: the channel is closed", thrown.getMessage());
            }
        });
    }

    /** A failure without a message is named, and each way in which a channel is of no use is explained. */
    @Test
    void failuresWithoutAMessage() {
        owned(() -> {
            assertEquals(
                    "read at 7 failed: the channel was closed during the transfer",
                    messageOf(new AsynchronousCloseException()));
            assertEquals("read at 7 failed: java.io.EOFException", messageOf(new EOFException()));
            assertEquals("read at 7 failed: java.io.IOException", messageOf(new IOException(" ")));
        });
    }

    private String messageOf(IOException failure) {
        channel.fault = offset -> {
            throw failure;
        };
        Exception thrown = assertThrows(IOException.class, () -> device.read(ByteBuffer.allocate(10), 7));
        assertSame(failure, thrown.getCause());
        return thrown.getMessage();
    }

    /** A channel that was not opened for reading, or for writing, says so. */
    @Test
    void channelsForOneDirection() throws IOException {
        Path disk = folder.resolve("disk");
        try (BlockDevice readable = new BlockDevice(context, FileChannel.open(disk, StandardOpenOption.READ), 1);
                BlockDevice writable = new BlockDevice(context, FileChannel.open(disk, StandardOpenOption.WRITE), 1)) {
            owned(() -> {
                assertEquals(
                        "write at 5 failed: the channel was not opened for writing",
                        assertThrows(IllegalStateException.class, () -> readable.write(ByteBuffer.allocate(1), 5))
                                .getMessage());
                assertEquals(
                        "read at 6 failed: the channel was not opened for reading",
                        assertThrows(IllegalStateException.class, () -> writable.read(ByteBuffer.allocate(1), 6))
                                .getMessage());
            });
        }
    }

    /** What others' callbacks throw does not end the wait: the worker still has the buffer. */
    @Test
    void othersThrow() {
        CountDownLatch gate = new CountDownLatch(1);
        channel.fault = offset -> {
            await(gate);
            return Integer.MAX_VALUE;
        };
        owned(() -> {
            IllegalStateException theirs = new IllegalStateException("theirs");
            context.execute(() -> {
                context.execute(gate::countDown);
                throw theirs;
            });
            ByteBuffer buffer = ByteBuffer.allocate(10);
            assertSame(theirs, assertThrows(IllegalStateException.class, () -> device.read(buffer, 0)));
            assertEquals(10, buffer.position(), "the read had not ended");
        });
    }

    /** A transfer needs no task of the context to end: it returns in a context that loses all that is scheduled. */
    @Test
    void returnsThoughTheContextLosesTasks() throws IOException {
        AioContext forgetful = new AioContext() {
            @Override
            Task nextBottomHalf(int walk) {
                super.nextBottomHalf(walk);
                return null;
            }
        };
        crew.does("owner", () -> {
            try (BlockDevice its = new BlockDevice(forgetful, channel, 1)) {
                forgetful.acquire();
                assertEquals(10, its.read(ByteBuffer.allocate(10), 0));
                forgetful.release();
            }
            forgetful.close();
        });
    }

    /** A transfer returns when its worker had ended before a callback overflowed in nested polls. */
    @Test
    void aCallbackOverflowsInNestedPolls() {
        AtomicReference<Thread> worker = new AtomicReference<>();
        CountDownLatch gate = new CountDownLatch(1);
        channel.fault = offset -> {
            worker.set(Thread.currentThread());
            await(gate);
            return Integer.MAX_VALUE;
        };
        AtomicReference<Throwable> overflow = new AtomicReference<>();
        owned(() -> {
            context.execute(() -> {
                gate.countDown();
                crew.await("the worker has ended", () -> isIdle(worker.get()));
                pollAtTheEndOfTheStack(overflow);
            });
            assertEquals(10, read(0, 10));
        });
        assertTrue(overflow.get() instanceof StackOverflowError, "no nested poll overflowed: " + overflow.get());
    }

    private static boolean isIdle(Thread worker) {
        if (worker == null || worker.getState() != Thread.State.WAITING) {
            return false;
        }
        for (StackTraceElement frame : worker.getStackTrace()) {
            if (frame.getMethodName().equals("next")) {
                return true;
            }
        }
        return false;
    }

    /** Polls with as little stack as there is, then with more and more, until a poll returns. */
    private boolean pollAtTheEndOfTheStack(AtomicReference<Throwable> overflow) {
        boolean polled;
        try {
            polled = pollAtTheEndOfTheStack(overflow);
        } catch (StackOverflowError end) {
            polled = false;
        }
        if (polled) {
            return true;
        }
        try {
            context.poll(false);
            return true;
        } catch (StackOverflowError thrown) {
            overflow.set(thrown);
            return false;
        }
    }

    /** After a poll that lacks stack or memory, a transfer waits for its worker asleep, and throws the error when it has ended. */
    @Test
    void aPollThatLacksStackIsTheLast() {
        AtomicInteger polls = new AtomicInteger();
        StackOverflowError lack = new StackOverflowError();
        AioContext narrow = new AioContext(
                new DelegatingPoller(Poller.park()) {
                    @Override
                    public void poll(long timeoutNanos, Ready ready) {
                        polls.incrementAndGet();
                        throw lack;
                    }
                },
                System::nanoTime,
                () -> {});
        CountDownLatch gate = new CountDownLatch(1);
        channel.fault = offset -> {
            await(gate);
            return Integer.MAX_VALUE;
        };
        BlockDevice its = new BlockDevice(narrow, channel, 1);
        Crew.Member reader = crew.starts("reader", () -> {
            narrow.acquire();
            ByteBuffer buffer = ByteBuffer.allocate(10);
            assertSame(lack, assertThrows(StackOverflowError.class, () -> its.read(buffer, 0)));
            assertEquals(10, buffer.position(), "the read had not ended");
            narrow.release();
        });
        try {
            crew.await("the reader sleeps", reader::isParked);
        } finally {
            gate.countDown();
        }
        reader.finishes();
        assertEquals(1, polls.get());
        its.close();
        narrow.close();
    }

    /** A completion that cannot be scheduled for lack of memory is scheduled later, and runs once, whether the failed try scheduled it or not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void schedulesACompletionAgain(boolean scheduledFirst) {
        AtomicInteger tries = new AtomicInteger();
        AioContext full = new AioContext() {
            @Override
            boolean scheduleTask(Task task) {
                if (tries.incrementAndGet() < 3) {
                    if (scheduledFirst) {
                        super.scheduleTask(task);
                    }
                    throw new OutOfMemoryError("try " + tries);
                }
                return super.scheduleTask(task);
            }
        };
        List<String> log = new CopyOnWriteArrayList<>();
        BlockDevice its = new BlockDevice(full, channel, 1);
        its.read(ByteBuffer.allocate(10), 0, (bytes, failure) -> log.add(bytes + " " + failure));
        its.read(ByteBuffer.allocate(20), 0, (bytes, failure) -> log.add(bytes + " " + failure));
        crew.does("closer", () -> {
            its.close();
            full.close();
        });
        assertEquals(List.of("10 null", "20 null"), log);
    }

    /** A worker that lacks memory wakes the caller later; a wakeup that fails otherwise is reported, and the worker goes on. */
    @Test
    void wakesTheCallerAgain() {
        AtomicInteger tries = new AtomicInteger();
        List<String> reported = new CopyOnWriteArrayList<>();
        channel.fault = offset -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown.getMessage()));
            return Integer.MAX_VALUE;
        };
        AioContext full = new AioContext() {
            @Override
            boolean scheduleTask(Task task) {
                int number = tries.incrementAndGet();
                if (number == 1) {
                    throw new OutOfMemoryError("no memory to wake");
                }
                boolean accepted = super.scheduleTask(task);
                if (number == 3) {
                    throw new IllegalStateException("a broken poller");
                }
                return accepted;
            }
        };
        crew.does("owner", () -> {
            try (BlockDevice its = new BlockDevice(full, channel, 1)) {
                full.acquire();
                for (int i = 0; i < 3; i++) {
                    assertEquals(10, its.read(ByteBuffer.allocate(10), 0));
                }
                full.release();
            }
            full.close();
        });
        assertEquals(4, tries.get(), "each read is told once, and the first once more");
        assertEquals(List.of("a broken poller"), reported);
    }

    /** A worker survives an error in its transfer, which goes to the caller. */
    @Test
    void aWorkerSurvivesErrors() {
        OutOfMemoryError lack = new OutOfMemoryError("no direct memory");
        AtomicReference<Thread> worker = new AtomicReference<>();
        channel.fault = offset -> {
            worker.set(Thread.currentThread());
            throw lack;
        };
        owned(() -> {
            try (BlockDevice its = new BlockDevice(context, channel, 1)) {
                for (int i = 0; i < 10; i++) {
                    assertSame(lack, assertThrows(OutOfMemoryError.class, () -> its.read(ByteBuffer.allocate(10), 0)));
                }
                assertTrue(worker.get().isAlive());
            }
        });
    }

    /** A poller that is broken does not keep a transfer from ending, nor fills the memory while it lasts. */
    @Test
    void thePollerFails() {
        AtomicInteger polls = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        AioContext broken = new AioContext(
                new DelegatingPoller(Poller.park()) {
                    @Override
                    public void poll(long timeoutNanos, Ready ready) {
                        if (polls.incrementAndGet() == 1_000) {
                            gate.countDown();
                        }
                        throw new IllegalStateException("poll " + polls);
                    }
                },
                System::nanoTime,
                () -> {});
        channel.fault = offset -> {
            await(gate);
            return Integer.MAX_VALUE;
        };
        crew.does("owner", () -> {
            try (BlockDevice its = new BlockDevice(broken, channel, 1)) {
                broken.acquire();
                ByteBuffer buffer = ByteBuffer.allocate(10);
                Throwable first = assertThrows(IllegalStateException.class, () -> its.read(buffer, 0));
                assertEquals("poll 1", first.getMessage());
                assertEquals(100, first.getSuppressed().length);
                assertEquals(10, buffer.position(), "the read had not ended");
                broken.release();
            }
            broken.close();
        });
    }

    /** A transfer that fails says so, whatever others threw meanwhile. */
    @Test
    void othersThrowAndTheTransferFails() {
        IOException own = new IOException("no space left");
        channel.fault = offset -> {
            throw own;
        };
        owned(() -> {
            IllegalStateException theirs = new IllegalStateException("theirs");
            context.execute(() -> {
                throw theirs;
            });
            IOException failed = assertThrows(IOException.class, () -> device.read(ByteBuffer.allocate(10), 0));
            assertSame(own, failed.getCause());
            assertEquals(List.of(theirs), List.of(failed.getSuppressed()));
        });
    }

    /** A worker that is interrupted loses no one's channel. */
    @Test
    void interruptedWorker() {
        AtomicInteger interrupted = new AtomicInteger();
        channel.fault = offset -> {
            Thread.currentThread().interrupt();
            interrupted.incrementAndGet();
            return Integer.MAX_VALUE;
        };
        owned(() -> {
            for (int i = 0; i < 10; i++) {
                assertEquals(10, read(0, 10));
            }
        });
        assertEquals(10, interrupted.get());
        assertTrue(channel.isOpen());
    }

    /** A caller that is interrupted waits for its request all the same, and keeps its status. */
    @Test
    void interruptedCaller() {
        owned(() -> {
            Thread.currentThread().interrupt();
            assertEquals(10, read(0, 10));
            assertTrue(Thread.interrupted());
        });
        assertTrue(channel.isOpen());
    }

    /** When the context is closed, requests in flight end, their completions run before close returns, and new ones are refused. */
    @Test
    void contextClosed() {
        CountDownLatch gate = new CountDownLatch(1);
        channel.fault = offset -> {
            await(gate);
            return Integer.MAX_VALUE;
        };
        List<String> log = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            device.read(ByteBuffer.allocate(10), 0, (bytes, failure) -> {
                log.add(bytes + " " + failure);
                assertThrows(
                        IllegalStateException.class,
                        () -> device.read(ByteBuffer.allocate(1), 0, (n, f) -> log.add("late")));
            });
        }
        Crew.Member closer = crew.starts("closer", () -> {
            context.close();
            assertEquals(5, log.size(), "completions are missing: " + log);
        });
        crew.await("the closer waits for the workers", closer::isParked);
        gate.countDown();
        closer.finishes();
        assertEquals(List.of("10 null", "10 null", "10 null", "10 null", "10 null"), log);
        assertThrows(IllegalStateException.class, () -> device.write(ByteBuffer.allocate(1), 0, (n, f) -> {}));
    }

    /** Who closes waits also for a worker that has yet to schedule a completion, which then runs before close returns (X1). */
    @Test
    void contextClosedBeforeACompletionIsScheduled() throws IOException {
        CountDownLatch scheduling = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AioContext slow = new AioContext() {
            @Override
            boolean scheduleTask(Task task) {
                scheduling.countDown();
                await(gate);
                return super.scheduleTask(task);
            }
        };
        List<String> log = new CopyOnWriteArrayList<>();
        try (BlockDevice its = new BlockDevice(slow, FileChannel.open(folder.resolve("disk")), 1)) {
            its.read(ByteBuffer.allocate(10), 0, (bytes, failure) -> log.add(bytes + " " + failure));
            await(scheduling);
            Crew.Member closer = crew.starts("closer", slow::close);
            crew.await("the closer waits, or has closed", () -> closer.isParked() || !closer.thread.isAlive());
            boolean waited = closer.thread.isAlive();
            gate.countDown();
            closer.finishes();
            assertTrue(waited, "closed, although a completion was not scheduled yet");
            assertEquals(List.of("10 null"), log);
        } finally {
            gate.countDown();
        }
    }

    /** A caller that waits for its request when the context is closed gets its result, and keeps its interrupt. */
    @Test
    void contextClosedWhileACallerWaits() {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        channel.fault = offset -> {
            working.countDown();
            await(gate);
            return Integer.MAX_VALUE;
        };
        Crew.Member reader = crew.starts("reader", () -> {
            context.acquire();
            Thread.currentThread().interrupt();
            assertEquals(10, read(0, 10));
            assertTrue(Thread.interrupted(), "the interrupt is lost");
            assertThrows(IllegalStateException.class, () -> read(0, 10));
            context.release();
        });
        crew.await("a worker has the reader's request", () -> working.getCount() == 0);
        crew.starts("closer", context::close);
        crew.await("the reader waits for the worker", reader::isParked);
        gate.countDown();
        crew.join();
    }

    /** A completion may close the context, or the device, that it belongs to. */
    @Test
    void completionCloses() {
        List<String> log = new ArrayList<>();
        owned(() -> {
            device.read(ByteBuffer.allocate(10), 0, (bytes, failure) -> {
                device.close();
                context.close();
                log.add("closed");
            });
            device.read(ByteBuffer.allocate(20), 0, (bytes, failure) -> log.add("other"));
            while (log.size() < 2) {
                context.round(true);
            }
        });
        assertTrue(log.contains("closed") && log.contains("other"), log.toString());
    }
}
