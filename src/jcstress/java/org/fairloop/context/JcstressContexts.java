package org.fairloop.context;

import org.fairloop.lock.FifoLock;

/** Makes the contexts that are tested: of the shipped class, or of the broken twin that {@code fairloop.twin} names. */
final class JcstressContexts {

    private static final String TWIN = System.getProperty("fairloop.twin");

    private JcstressContexts() {}

    static AioContext make(Poller poller) {
        return TWIN == null
                ? new AioContext(poller, System::nanoTime, () -> {})
                : BrokenAioContext.twin(TWIN).make(FifoLock::create, poller, stop -> {});
    }
}
