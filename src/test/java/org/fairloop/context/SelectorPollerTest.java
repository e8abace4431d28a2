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
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link Poller#selector()} keeps the contract, and watches channels. */
class SelectorPollerTest extends PollerContract {

    private Pipe pipe;

    @Override
    Poller make() {
        return Poller.selector();
    }

    @BeforeEach
    void openPipe() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
    }

    @AfterEach
    void closePipe() throws IOException {
        pipe.source().close();
        pipe.sink().close();
    }

    private List<String> ready() {
        List<String> ready = new ArrayList<>();
        poller.poll(0, (attachment, operations) -> ready.add(attachment + " " + operations));
        return ready;
    }

    /** A channel is reported while it is ready, and only for what it is watched for. */
    @Test
    void reportsReadiness() throws IOException {
        poller.watch(pipe.source(), OP_READ, "source");
        assertEquals(List.of(), ready());
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        assertEquals(List.of("source " + OP_READ), ready());
        assertEquals(List.of("source " + OP_READ), ready());
        pipe.source().read(ByteBuffer.allocate(1));
        assertEquals(List.of(), ready());
        poller.watch(pipe.sink(), OP_WRITE, "sink");
        assertEquals(List.of("sink " + OP_WRITE), ready());
    }

    /** A ready channel ends a sleep. */
    @Test
    void readinessEndsASleep() {
        poller.watch(pipe.source(), OP_READ, "source");
        Crew.Member member = crew.starts("poller", () -> {
            List<Object> ready = new ArrayList<>();
            while (ready.isEmpty()) { // it may return for no reason
                poller.poll(Poller.FOREVER, (attachment, operations) -> ready.add(attachment));
            }
            assertEquals(List.of("source"), ready);
        });
        crew.await("the poller sleeps", () -> isAsleep(member));
        crew.does("writer", () -> pipe.sink().write(ByteBuffer.wrap(new byte[1])));
        member.finishes(); // before the pipe is closed
    }

    /** A channel that is watched for nothing keeps its attachment, is not reported, and ends no sleep. */
    @Test
    void watchesForNothing() throws IOException {
        poller.watch(pipe.source(), OP_READ, "source");
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        assertEquals(List.of("source " + OP_READ), ready());
        poller.watch(pipe.source(), 0, "source");
        assertEquals("source", poller.attachment(pipe.source()));
        assertEquals(List.of(), ready());
        Crew.Member member = crew.starts(
                "poller",
                () -> poller.poll(Poller.FOREVER, (attachment, operations) -> {
                    throw new AssertionError(attachment + " is ready for " + operations);
                }));
        crew.await("the poller sleeps", () -> isAsleep(member));
        poller.wakeup();
        member.finishes();
        poller.watch(pipe.source(), OP_READ, "source");
        assertEquals(List.of("source " + OP_READ), ready());
    }

    /** A channel can be watched again at once, although its cancelled key lingers. */
    @Test
    void watchesAgain() {
        poller.watch(pipe.sink(), OP_WRITE, "old");
        poller.forget(pipe.sink());
        assertNull(poller.attachment(pipe.sink()));
        assertEquals(List.of(), ready());
        poller.watch(pipe.sink(), OP_WRITE, "old");
        poller.forget(pipe.sink());
        poller.watch(pipe.sink(), OP_WRITE, "new");
        assertEquals(List.of("new " + OP_WRITE), ready());
    }

    /** A channel that is closed is forgotten, and harms nobody. */
    @Test
    void survivesAClosedChannel() throws IOException {
        poller.watch(pipe.sink(), OP_WRITE, "sink");
        pipe.sink().close();
        assertEquals(List.of(), ready());
        poller.forget(pipe.sink());
        assertThrows(UncheckedIOException.class, () -> poller.watch(pipe.sink(), OP_WRITE, "sink"));
    }

    /** A timeout of 0 is not rounded up: of many polls, one at least is shorter than the shortest sleep. */
    @Test
    void zeroStaysZero() {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 1_000 && shortest >= 1_000_000; i++) {
            long start = System.nanoTime();
            ready();
            shortest = Math.min(shortest, System.nanoTime() - start);
        }
        assertTrue(shortest < 1_000_000, "the shortest poll took " + shortest + " ns");
    }

    /** A poller that is closed watches nothing any more, and leaves the channels open. */
    @Test
    void closingLetsChannelsGo() {
        poller.watch(pipe.source(), OP_READ, "source");
        assertTrue(pipe.source().isRegistered());
        poller.close();
        assertFalse(pipe.source().isRegistered());
        assertTrue(pipe.source().isOpen());
    }

    /** Timeouts are rounded up to the selector's milliseconds, the longest too. */
    @Test
    void roundsUp() {
        assertEquals(1, SelectorPoller.toMillis(1));
        assertEquals(1, SelectorPoller.toMillis(1_000_000));
        assertEquals(2, SelectorPoller.toMillis(1_000_001));
        assertEquals(Long.MAX_VALUE / 1_000_000 + 1, SelectorPoller.toMillis(Long.MAX_VALUE - 1));
    }
}
