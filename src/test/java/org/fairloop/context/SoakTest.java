package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fairloop.timelimit.TimeLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once, with exceptions in callbacks, interrupts, and channels closed under the poller's feet. {@code soak.seconds=60}
 * makes it long; {@code stress.seed} chooses what happens, not when.
 */
@TimeLimit(minutes = 1440, whenSet = "soak.seconds", reason = "a soak takes as long as it is told")
class SoakTest {

    private static final long SECONDS = Long.getLong("soak.seconds", 3);
    private static final long SEED = Long.getLong("stress.seed", 20131009);
    private static final int SIZE = 1 << 20;

    @TempDir
    Path folder;

    /** An exception on purpose. */
    private static final class Injected extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What was asked for and what came of it. */
    private final AtomicLong submitted = new AtomicLong();

    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong tasks = new AtomicLong();
    private final AtomicLong ran = new AtomicLong();
    private final AtomicLong injected = new AtomicLong();

    /** Counted where they come out. One may be seen by a caller and be suppressed in another, but counts once. */
    private final Set<Throwable> caught =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private final Crew crew = new Crew();
    private final AioContext context = new AioContext();
    private BlockDevice device;
    private volatile boolean ending;

    private static byte at(long offset) {
        return (byte) (offset * 31 + offset / 256);
    }

    private void check(ByteBuffer buffer, long offset, int bytes) {
        assertEquals(buffer.position(), bytes);
        for (int i = 0; i < bytes; i++) {
            assertEquals(at(offset + i), buffer.get(i));
        }
    }

    private void maybeThrow(Random random) {
        if (random.nextInt(20) == 0) {
            injected.incrementAndGet();
            throw new Injected();
        }
    }

    private void caught(Throwable thrown) {
        if (!(thrown instanceof Injected)) {
            throw new AssertionError("not injected: " + thrown, thrown);
        }
        caught.add(thrown);
        for (Throwable suppressed : thrown.getSuppressed()) {
            caught(suppressed);
        }
    }

    private void readNow(Random random) {
        ByteBuffer buffer = ByteBuffer.allocate(1 + random.nextInt(512));
        long offset = random.nextInt(SIZE);
        int wanted = (int) Math.min(buffer.capacity(), SIZE - offset);
        submitted.incrementAndGet();
        try {
            assertEquals(wanted, device.read(buffer, offset));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (Injected e) {
            caught(e);
        }
        check(buffer, offset, wanted);
        completed.incrementAndGet();
    }

    private void readLater(Random random, int depth) {
        ByteBuffer buffer = ByteBuffer.allocate(1 + random.nextInt(512));
        long offset = random.nextInt(SIZE);
        submitted.incrementAndGet();
        device.read(buffer, offset, (bytes, failure) -> {
            assertEquals(null, failure);
            check(buffer, offset, bytes);
            completed.incrementAndGet();
            if (!ending && depth < 2 && random.nextInt(4) == 0) {
                readNow(random);
            }
            if (!ending && depth < 2 && random.nextInt(4) == 0) {
                readLater(random, depth + 1);
            }
            maybeThrow(random);
        });
    }

    private void execute(Random random) {
        tasks.incrementAndGet();
        context.execute(() -> {
            ran.incrementAndGet();
            maybeThrow(random);
        });
    }

    /** A pipe that is written and read a few times, and then closed by another thread than the loop's. */
    private void pipe(Random random) throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        context.acquire();
        context.setFdHandler(
                pipe.source(),
                () -> {
                    int read = 0;
                    try {
                        read = pipe.source().read(ByteBuffer.allocate(2));
                    } catch (IOException e) {
                        // Closed under our feet: that is the point.
                    }
                    if (read >= 0) { // the end stays readable, and a read that waits keeps so many exceptions only
                        maybeThrow(random);
                    }
                },
                null);
        if (random.nextBoolean()) {
            context.setFdHandler(pipe.sink(), null, () -> {
                context.setFdHandler(pipe.sink(), null, null);
                maybeThrow(random);
            });
        }
        context.release();
        for (int i = random.nextInt(4); i > 0; i--) {
            pipe.sink().write(ByteBuffer.allocate(3));
        }
        pipe.sink().close();
        pipe.source().close();
    }

    /** Every request is accounted for, and every exception comes out somewhere. */
    @Test
    void soak() throws Exception {
        FileChannel file = FileChannel.open(
                folder.resolve("disk"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = at(i);
        }
        file.write(ByteBuffer.wrap(bytes), 0);
        device = new BlockDevice(context, file, 2);
        Deque<AssertionError> unexpected = new ArrayDeque<>();
        IoThread loop = new IoThread(context, "loop", (thread, thrown) -> {
            try {
                caught(thrown);
            } catch (AssertionError e) {
                synchronized (unexpected) {
                    unexpected.add(e);
                }
            }
        });
        AtomicLong fired = new AtomicLong();
        AioTimer[] timer = {null};
        Thread[] loopThread = {null};
        timer[0] = context.newTimer(() -> {
            fired.incrementAndGet();
            loopThread[0] = Thread.currentThread();
            timer[0].arm(context.now() + TimeUnit.MILLISECONDS.toNanos(3));
        });
        timer[0].arm(context.now());
        loop.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int i = 0; i < 3; i++) {
            Random random = new Random(SEED + i);
            crew.starts("caller " + i, () -> {
                while (System.nanoTime() - end < 0) {
                    switch (random.nextInt(8)) {
                        case 0, 1 -> {
                            context.acquire();
                            try {
                                readNow(random);
                            } finally {
                                context.release();
                            }
                        }
                        case 2, 3 -> readLater(random, 0);
                        case 4 -> execute(random);
                        case 5 -> pipe(random);
                        case 6 -> {
                            context.acquire();
                            context.acquire();
                            try {
                                context.poll(false);
                            } catch (Injected e) {
                                caught(e);
                            } finally {
                                context.release();
                                context.release();
                            }
                        }
                        default -> {
                            Thread.currentThread().interrupt();
                            context.acquire();
                            try {
                                readNow(random);
                            } finally {
                                context.release();
                            }
                            assertTrue(Thread.interrupted(), "the interrupt is lost");
                        }
                    }
                }
            });
        }
        crew.starts("heckler", () -> {
            Random random = new Random(SEED + 100);
            while (System.nanoTime() - end < 0) {
                Thread victim = loopThread[0];
                if (victim != null && random.nextInt(4) == 0) {
                    victim.interrupt();
                }
                context.wakeup();
                Thread.yield();
            }
        });
        crew.join();
        ending = true;
        loop.close();
        try {
            context.close();
        } catch (Injected e) {
            caught(e);
        }
        device.close();
        synchronized (unexpected) {
            if (!unexpected.isEmpty()) {
                throw unexpected.peek();
            }
        }
        assertEquals(submitted.get(), completed.get(), "requests submitted and completed");
        assertEquals(tasks.get(), ran.get(), "tasks accepted and run");
        assertEquals(injected.get(), caught.size(), "exceptions thrown and caught");
        assertTrue(submitted.get() > 0 && tasks.get() > 0 && injected.get() > 0 && fired.get() > 0);
        System.out.printf(
                "soak: %d requests, %d tasks, %d exceptions, %d timer shots%n",
                submitted.get(), tasks.get(), injected.get(), fired.get());
    }
}
