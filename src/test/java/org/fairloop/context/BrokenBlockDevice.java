package org.fairloop.context;

import java.nio.channels.FileChannel;
import java.util.concurrent.Semaphore;

/**
 * The broken twin of {@link BlockDevice}. It differs from it by one overridden step, and has the name of the operator
 * {@code Broken…} that replaces one operator of {@code spec/ReleasingWait.tla} in {@code model-check/MCReleasingWait.tla}.
 */
final class BrokenBlockDevice {

    private BrokenBlockDevice() {}

    /** A helper gives one hold back around its wait, however many its caller has, and leaves the rest to a home thread. */
    static final class ReleasesOnce extends BlockDevice {

        private final AioContext context;

        private final Semaphore handled = new Semaphore(0);

        private volatile boolean ownsAsleep;

        private volatile boolean mended;

        ReleasesOnce(AioContext context, FileChannel channel, int workers) {
            super(context, channel, workers);
            this.context = context;
        }

        @Override
        void waitOnce(boolean blocking) {
            if (mended) {
                super.waitOnce(blocking);
                return;
            }
            context.release();
            ownsAsleep = context.isOwner();
            handled.acquireUninterruptibly();
            ownsAsleep = false;
            context.acquire();
        }

        /** Does a helper sleep whose caller still owns the context? */
        boolean ownsAsleep() {
            return ownsAsleep && handled.hasQueuedThreads();
        }

        /** By the home thread: it has polled, and wakes up the one who waits. */
        void handled() {
            handled.release();
        }

        /** Lets a helper that hangs go on as the shipped one does, so that its thread can end. */
        void mend() {
            mended = true;
            handled.release();
        }
    }
}
