package org.fairloop.demo;

import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.fairloop.context.AioContext;
import org.fairloop.context.EventNotifier;

/**
 * A guest with a queue of reads and one of writes. It puts requests in and rings the doorbell; whoever polls the context takes
 * them out and hands them to the disk; their completions let the guest ask for more.
 */
final class Guest {

    /** The most requests in flight. */
    static final int DEPTH = 16;

    private final Disk disk;

    private final EventNotifier doorbell = new EventNotifier();

    private final Consumer<EventNotifier> ring;

    private final Queue<Integer> reads = new ConcurrentLinkedQueue<>();

    private final Queue<Integer> writes = new ConcurrentLinkedQueue<>();

    private final Semaphore free = new Semaphore(DEPTH);

    private final Thread thread = new Thread(this::ask, "guest");

    /** Made once. */
    private final Runnable done = this::done;

    private volatile boolean stopping;

    /** Written by the owner of the context, read by any thread. */
    private volatile long served;

    /**
     * Makes a guest that does nothing yet. By the owner of the context.
     *
     * @param ring sets the doorbell
     */
    Guest(AioContext context, Disk disk, Consumer<EventNotifier> ring) {
        this.disk = disk;
        this.ring = ring;
        context.setEventNotifier(doorbell, this::serve);
    }

    /** Begins to ask for random blocks. */
    void start() {
        thread.start();
    }

    /** How many requests have been completed. By any thread. */
    long served() {
        return served;
    }

    private void ask() {
        SplittableRandom random = new SplittableRandom(1);
        while (!stopping) {
            free.acquireUninterruptibly();
            (random.nextBoolean() ? reads : writes).add(random.nextInt(Integer.MAX_VALUE));
            ring.accept(doorbell);
        }
    }

    /** In the context. */
    private void serve() {
        doorbell.testAndClear(); // before the look at the queues
        for (Integer block = reads.poll(); block != null; block = reads.poll()) {
            disk.read(block, done);
        }
        for (Integer block = writes.poll(); block != null; block = writes.poll()) {
            disk.write(block, done);
        }
    }

    /** In the context. */
    private void done() {
        served++;
        free.release();
    }

    /** Asks for nothing more. What is in the queues and not yet served is forgotten. */
    void stop() {
        stopping = true;
        free.release();
    }

    void join() throws InterruptedException {
        thread.join();
    }
}
