package org.fairloop.demo;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.fairloop.context.AioContext;

/** A thread that now and then needs something of the disk: acquire, read and wait for it, release. */
final class Monitor {

    private static final long PAUSE_NANOS = 1_000_000;

    private final AioContext context;

    private final Disk disk;

    private final int seed;

    private final Thread thread;

    private volatile boolean stopping;

    Monitor(AioContext context, Disk disk, int number, Thread.UncaughtExceptionHandler onException) {
        this.context = context;
        this.disk = disk;
        this.seed = number;
        this.thread = new Thread(this::run, name(number));
        thread.setUncaughtExceptionHandler(onException);
    }

    static String name(int number) {
        return "monitor-" + number;
    }

    String name() {
        return thread.getName();
    }

    void start() {
        thread.start();
    }

    private void run() {
        SplittableRandom random = new SplittableRandom(seed);
        while (!stopping) {
            context.acquire();
            try {
                if (!stopping) {
                    disk.readNow(random.nextInt(Integer.MAX_VALUE));
                }
            } finally {
                context.release();
            }
            LockSupport.parkNanos(PAUSE_NANOS); // a monitor is no second loop
        }
    }

    /** Asks it to end as soon as it has the context. */
    void stop() {
        stopping = true;
    }

    void join() throws InterruptedException {
        thread.join();
    }
}
