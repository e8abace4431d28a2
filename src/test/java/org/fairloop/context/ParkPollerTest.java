package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.channels.Pipe;
import org.junit.jupiter.api.Test;

/** {@link Poller#park()} keeps the contract, and has no channels. */
class ParkPollerTest extends PollerContract {

    @Override
    Poller make() {
        return Poller.park();
    }

    /** It says what to use if one has channels. */
    @Test
    void hasNoChannels() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        assertThrows(UnsupportedOperationException.class, () -> poller.watch(pipe.source(), 1, "it"));
        poller.forget(pipe.source());
        pipe.source().close();
        pipe.sink().close();
    }
}
