package org.fairloop.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.fairloop.bridge.TraceValidator;
import org.fairloop.bridge.Verdict;
import org.fairloop.context.AioContext;
import org.fairloop.context.ContextSeam;
import org.fairloop.context.IoThread;
import org.fairloop.modelcheck.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The demo shows what it says it shows. Runs end when they have shown it; their time is only the last resort. */
class DemoTest {

    private static final int BLOCKS = Pattern.BLOCKS_IN_MIB;
    private static final Duration LAST_RESORT = Duration.ofSeconds(30);
    private static final Duration LONG_PATIENCE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMillis(50);

    @TempDir
    Path folder;

    private Path image() {
        return folder.resolve("disk.img");
    }

    /** Runs until a moment has shown what the test is about. */
    private Dataplane.Outcome run(LockChoice lock, GuestChoice guest, Predicate<Dataplane.Moment> enough)
            throws IOException, InterruptedException {
        Dataplane dataplane =
                new Dataplane(new Dataplane.Settings(lock, guest, 3, LAST_RESORT, image(), BLOCKS, LONG_PATIENCE, 0));
        return dataplane.run(now -> {
            if (enough.test(now)) {
                dataplane.stop();
            }
        });
    }

    private record Result(int status, String out, String err) {}

    private Result command(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Demo.commandLine(Layout.ofThisProject(), image(), PATIENCE);
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        int status = command.execute(args);
        return new Result(status, out.toString(), err.toString());
    }

    private void flipByte(long offset) throws IOException {
        try (FileChannel file = FileChannel.open(image(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, offset);
            one.put(0, (byte) ~one.get(0));
            file.write(one.flip(), offset);
        }
    }

    /** With the fair lock everybody has turns, whatever the guest does; nobody is overtaken, and every byte is right. */
    @ParameterizedTest
    @EnumSource(GuestChoice.class)
    void fairLockGivesTurns(GuestChoice guest) throws Exception {
        Dataplane.Outcome outcome = run(
                LockChoice.FAIR,
                guest,
                now -> (guest == GuestChoice.IDLE || now.served() >= 500)
                        // Who has the next turn has ended the one before, and read in it.
                        && now.members().stream().allMatch(it -> it.turns().taken >= 21));
        assertEquals(List.of(), outcome.wrong());
        assertEquals(List.of(), outcome.overtaken());
        assertEquals(Optional.empty(), outcome.hang());
        assertTrue(outcome.isGood(), outcome::toString);
        for (Dataplane.Member it : outcome.end().members()) {
            assertTrue(it.turns().taken >= 20, it::toString);
        }
        assertTrue(outcome.verified() >= 60);
        assertEquals(
                guest == GuestChoice.BUSY,
                outcome.end().served() > 0,
                () -> "served " + outcome.end().served());
    }

    /** With the lock that is not fair monitors are overtaken, and yet no byte is wrong. */
    @Test
    void unfairLockOvertakes() throws Exception {
        Predicate<Dataplane.Member> starving = it -> it.name().startsWith("monitor") && it.turns().overtaken > 1;
        Dataplane.Outcome outcome = run(
                LockChoice.UNFAIR,
                GuestChoice.BUSY,
                now -> now.members().stream().anyMatch(starving));
        assertTrue(outcome.overtaken().stream().anyMatch(starving), outcome::toString);
        assertFalse(outcome.isGood());
        assertEquals(List.of(), outcome.wrong());
        assertTrue(outcome.hang().isEmpty(), outcome::toString);
    }

    /** Without the callback a monitor hangs; the demo says behind whom, and ends by itself. */
    @Test
    void hangIsReported() {
        Result result = command("--lock", "no-callback", "--monitors", "1", "--size", "1", "--seconds", "30");
        assertEquals(1, result.status, result.out + result.err);
        assertTrue(result.out.contains("monitor-1 waits for the context, which io-thread owns"), result.out);
        assertTrue(result.out.contains("the owner sleeps in poll, and nobody has told it"), result.out);
        assertTrue(result.out.contains("org.fairloop.context.IoThread.turn"), result.out);
    }

    /** What is reported for certain is certain: an owner who sleeps with a request in flight may yet wake up. */
    @Test
    void sleepWithARequestInFlightIsNoCertainHang() throws Exception {
        WatchedLock[] lock = new WatchedLock[1];
        AtomicBoolean inFlight = new AtomicBoolean();
        try (AioContext context =
                ContextSeam.withLock(onContention -> lock[0] = new WatchedLock(LockChoice.NO_CALLBACK, onContention))) {
            HangWatch watch = new HangWatch(context, lock[0], inFlight::get, Set.of("loop", "waiter-1", "waiter-2"), 0);
            IoThread loop = new IoThread(context, "loop");
            loop.start();
            while (lock[0].taken() == 0) {
                Thread.onSpinWait();
            }
            List<Thread> waiters = Stream.of("waiter-1", "waiter-2")
                    .map(name -> new Thread(
                            () -> {
                                context.acquire();
                                context.release();
                            },
                            name))
                    .toList();
            waiters.forEach(Thread::start);
            Optional<HangWatch.Hang> found = watch.look();
            while (found.isEmpty()
                    || !found.get().why().startsWith("sleeps in poll")
                    || found.get().waits().size() < waiters.size()) {
                assertTrue(waiters.stream().allMatch(Thread::isAlive), "a waiter got the context: no hang");
                found = watch.look();
            }
            assertEquals(
                    Set.of(
                            "waiter-1 waits for the context, which loop owns",
                            "waiter-2 waits for the context, which loop owns"),
                    Set.copyOf(found.get().waits()));
            inFlight.set(true);
            assertTrue(watch.look().orElseThrow().why().startsWith("has not released it"));
            inFlight.set(false);
            assertTrue(watch.look().orElseThrow().why().startsWith("sleeps in poll"));
            loop.close();
            for (Thread waiter : waiters) {
                waiter.join();
            }
            assertEquals(Optional.empty(), watch.look());
        }
    }

    /** The beginning of a run is recorded, and is a behaviour of the specification. */
    @Test
    void traceIsAccepted() {
        Path trace = folder.resolve("demo.trace");
        Result result = command("--size", "1", "--seconds", "1", "--trace", trace.toString(), "--trace-events", "2000");
        assertEquals(0, result.status, result::toString);
        assertTrue(result.out.contains("trace: "), result.out);
        Verdict verdict = TraceValidator.judge(trace, Path.of("model-check"), Path.of("spec"));
        assertInstanceOf(Verdict.Accepted.class, verdict, verdict::toString);
    }

    /** A byte that was changed between two runs is found, and named. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4, 16, 2048, Pattern.BLOCK - 1})
    void corruptedImageIsFound(int at) throws IOException {
        Image.open(image(), BLOCKS).channel().close();
        flipByte(17L * Pattern.BLOCK + at);
        Result result = command("--size", "1", "--seconds", "0.01");
        assertEquals(1, result.status);
        assertTrue(result.err.contains("block 17, version 0: byte " + at + " is 0x"), result.err);
    }

    /** A read that finds another byte than was written is reported, whichever of the two ways of reading it was. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void corruptedReadIsFound(boolean synchronous) throws IOException {
        Image image = Image.open(image(), BLOCKS);
        try (AioContext context = new AioContext();
                Disk disk = new Disk(context, image)) {
            flipByte(3L * Pattern.BLOCK + 100);
            context.acquire();
            if (synchronous) {
                disk.readNow(3);
            } else {
                disk.read(3, () -> {});
            }
            while (disk.inFlight() > 0) {
                context.poll(true);
            }
            context.release();
            assertEquals(1, disk.wrong().size(), disk.wrong()::toString);
            assertTrue(disk.wrong().get(0).startsWith("block 3, version 0: byte 100 is 0x"), disk.wrong()::toString);
        }
    }

    /** A write that is lost is found by the next read, since that expects the new version. */
    @Test
    void lostWriteIsFound() throws IOException {
        Image image = Image.open(image(), BLOCKS);
        image.versions()[5]++;
        try (AioContext context = new AioContext();
                Disk disk = new Disk(context, image)) {
            context.acquire();
            disk.readNow(5);
            context.release();
            assertEquals(List.of("block 5, version 1: byte 15 is 0x00, not 0x01"), disk.wrong());
        }
    }

    /** An image is used again, with what the last run wrote, if it is of the right size. */
    @Test
    void imageStays() throws IOException {
        Image image = Image.open(image(), BLOCKS);
        try (AioContext context = new AioContext();
                Disk disk = new Disk(context, image)) {
            context.acquire();
            disk.write(7, () -> {});
            while (disk.inFlight() > 0) {
                context.poll(true);
            }
            context.release();
        }
        Image again = Image.open(image(), BLOCKS);
        again.channel().close();
        assertEquals(1, again.versions()[7]);
        Image larger = Image.open(image(), 2 * BLOCKS);
        larger.channel().close();
        assertEquals(0, larger.versions()[7]);
        assertEquals(2 * BLOCKS, larger.versions().length);
    }

    /** Wrong arguments are refused with status 2, and the message names the option. */
    @ParameterizedTest
    @ValueSource(
            strings = {"--lock=none", "--monitors=0", "--seconds=0", "--seconds=NaN", "--size=0", "--guest=sleepy"})
    void wrongArgumentsAreRefused(String argument) {
        Result result = command(argument);
        assertEquals(2, result.status);
        assertTrue(result.err.contains(argument.substring(0, argument.indexOf('='))), result.err);
        assertTrue(result.err.contains("--help"), result.err);
    }

    /** A trace replaces an earlier trace, and no other file: what the file held stays. */
    @Test
    void aTraceReplacesNoOtherFile() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "root:x:0:0");
        for (Path file : List.of(other, folder)) {
            Result result = command("--seconds=0.01", "--size=1", "--trace=" + file);
            assertEquals(2, result.status, result::toString);
            assertTrue(result.err.startsWith("error: --trace does not replace " + file), result.err);
        }
        assertEquals("root:x:0:0", Files.readString(other));
        Path earlier = Files.writeString(folder.resolve("earlier"), "{\"format\":1}\n");
        Result result = command("--seconds=0.01", "--size=1", "--trace=" + earlier);
        assertTrue(result.status <= 1, result::toString);
        assertTrue(Files.readString(earlier).startsWith("{\"format\":2,"), result::toString);
    }
}
