package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.TwinCatalogue;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A helper that waits for its request returns, however often its caller holds the context (M5 in the museum). */
class WaitingHelperTest {

    @TempDir
    Path folder;

    private final Crew crew = new Crew();
    private final AioContext context = new AioContext();
    private FileChannel channel;
    private volatile boolean stop;

    @BeforeEach
    void open() throws IOException {
        channel = FileChannel.open(
                folder.resolve("disk"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        assertEquals(100, channel.write(ByteBuffer.allocate(100), 0));
    }

    @AfterEach
    void close() {
        crew.does("closer", context::close);
        crew.join();
    }

    /** The shipped helper returns at every depth, with a home thread beside it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void waitsAtEveryDepth(int depth) {
        BlockDevice device = new BlockDevice(context, channel, 1);
        Crew.Member caller = starts(depth, device, () -> {});
        caller.finishes();
        ends(device);
    }

    /** The twin that gives one hold back returns at depth 1, too: whoever tests with one hold sees nothing. */
    @Test
    void twinPassesAtDepthOne() {
        BrokenBlockDevice.ReleasesOnce device = new BrokenBlockDevice.ReleasesOnce(context, channel, 1);
        Crew.Member caller = starts(1, device, device::handled);
        caller.finishes();
        ends(device);
    }

    /** At depth 2 the twin comes to a state that nobody can leave: it sleeps and owns what the home thread waits for. */
    @Test
    void twinIsKilledAtDepthTwo() {
        BrokenBlockDevice.ReleasesOnce device = new BrokenBlockDevice.ReleasesOnce(context, channel, 1);
        Crew.Member caller = starts(2, device, device::handled);
        crew.await("the helper sleeps and owns the context", device::ownsAsleep);
        assertTrue(caller.thread.isAlive());
        assertTrue(context.lock.hasQueuedThreads(), "the home thread got in");
        device.mend();
        caller.finishes();
        ends(device);
    }

    /** The catalogue says that this test kills the twin. */
    @Test
    void theCatalogueNamesIt() {
        Twin twin = TwinCatalogue.read(Layout.ofThisProject()).of("ReleasingWait").stream()
                .filter(each -> each.java().none() == null)
                .findFirst()
                .orElseThrow();
        assertEquals(
                BrokenBlockDevice.ReleasesOnce.class.getName().replace('$', '.'),
                twin.java().type());
        assertEquals("waitsAtEveryDepth", twin.kills().get("contract"));
    }

    /** A caller that holds the context and reads, while a home thread waits for the context, to poll when it gets it. */
    private Crew.Member starts(int depth, BlockDevice device, Runnable afterPoll) {
        Crew.Member caller = crew.starts("caller", () -> {
            for (int i = 0; i < depth; i++) {
                context.acquire();
            }
            crew.await("the home thread waits", context.lock::hasQueuedThreads);
            assertEquals(10, device.read(ByteBuffer.allocate(10), 0));
            for (int i = 0; i < depth; i++) {
                assertTrue(context.isOwner(), "not all holds were restored");
                context.release();
            }
            assertFalse(context.isOwner(), "more holds than before");
        });
        crew.await("the caller owns the context", context.lock::isLocked);
        crew.starts("home", () -> {
            while (!stop) {
                context.acquire();
                if (!stop) {
                    context.poll(true);
                }
                context.release();
                afterPoll.run();
            }
        });
        return caller;
    }

    private void ends(BlockDevice device) {
        stop = true;
        context.wakeup();
        crew.join();
        crew.does("closer", device::close);
    }
}
