package org.fairloop.context;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * A file that is read and written in a context: workers do the I/O, and requests are completed inside {@link AioContext#poll}.
 *
 * <p>Any number of requests may be in flight, and they complete in any order. A buffer belongs to the device from the
 * submission to the completion. A transfer moves all bytes between the buffer's position and limit and advances the position;
 * it is short only where the file ends.
 *
 * <h2>Waiting, however often the context is held</h2>
 *
 * The synchronous methods poll the context until their own request is done, and <em>keep</em> it all the while. They do not release it
 * around the wait: that works for a caller that holds it once, and hangs for one that holds it twice (M5 in the museum). Nor
 * need they, as workers complete requests without the context. So they may be called at any depth, also by completions and other
 * callbacks (a nested poll). Others get the context when the caller releases it, in order of arrival. Specification:
 * {@code spec/ReleasingWait.tla}, where the helper that keeps the context stands beside those that do not.
 *
 * <p>Nobody can interrupt a worker, since an interrupt would close the channel for everybody.
 */
public class BlockDevice implements AutoCloseable {

    /** What to do when a request has ended; runs in the context. */
    @FunctionalInterface
    public interface Completion {

        /**
         * Takes the result.
         *
         * @param bytes how many were transferred; valid if nothing failed
         * @param failure what went wrong, or null
         */
        void done(int bytes, Throwable failure);
    }

    /** What a worker does: one read or write of the channel. */
    private enum Operation {
        READ {
            @Override
            int transfer(FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
                return channel.read(buffer, offset);
            }
        },
        WRITE {
            @Override
            int transfer(FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
                return channel.write(buffer, offset);
            }
        };

        abstract int transfer(FileChannel channel, ByteBuffer buffer, long offset) throws IOException;
    }

    /** A poller that is broken throws in each round of a wait, and memory is finite. */
    private static final int MOST_SUPPRESSED = 100;

    private final AioContext context;

    private final FileChannel channel;

    private final Runnable atClose = this::drain;

    private final Thread[] workers;

    // The rest is guarded by this.

    private final ArrayDeque<Request> submitted = new ArrayDeque<>();

    /** Requests that a worker has not ended. */
    private int inFlight;

    private boolean closed;

    /**
     * Makes a device and starts its workers.
     *
     * @param context in which requests are completed. When it is closed, so is the device for new requests, and those in
     *     flight are completed first
     * @param channel the file; closed with the device
     * @param workers how many requests a worker each serves at a time, at least 1
     */
    @SuppressWarnings("this-escape") // the workers wait for requests, and see a complete device
    public BlockDevice(AioContext context, FileChannel channel, int workers) {
        this.context = Objects.requireNonNull(context, "context");
        this.channel = Objects.requireNonNull(channel, "channel");
        if (workers < 1) {
            throw new IllegalArgumentException("a device needs at least 1 worker, not " + workers);
        }
        context.addAtClose(atClose);
        this.workers = new Thread[workers];
        for (int i = 0; i < workers; i++) {
            this.workers[i] = new Worker("block-device-worker-" + i);
            this.workers[i].start();
        }
    }

    /**
     * Reads, and waits until that is done. The caller owns the context, and polls it while it waits.
     *
     * @param buffer where to
     * @param offset in the file
     * @return how many bytes were read, less than asked for only where the file ends
     * @throws IOException if the read failed
     * @throws IllegalMonitorStateException if the caller does not own the context
     * @throws IllegalStateException if the device or the context is closed
     * @throws RuntimeException or {@link Error}: what the poller or other callbacks threw meanwhile, thrown when the read has ended, the
     *     first with the next hundred suppressed in it; suppressed in its own failure, if it has one
     */
    public int read(ByteBuffer buffer, long offset) throws IOException {
        return transfer(Operation.READ, buffer, offset);
    }

    /**
     * Writes, and waits until that is done. The caller owns the context, and polls it while it waits.
     *
     * @param buffer what
     * @param offset in the file
     * @return how many bytes were written: all of them
     * @throws IOException if the write failed
     * @throws IllegalMonitorStateException if the caller does not own the context
     * @throws IllegalStateException if the device or the context is closed
     * @throws RuntimeException or {@link Error}: what the poller or other callbacks threw meanwhile, thrown when the write has ended, the
     *     first with the next hundred suppressed in it; suppressed in its own failure, if it has one
     */
    public int write(ByteBuffer buffer, long offset) throws IOException {
        return transfer(Operation.WRITE, buffer, offset);
    }

    /**
     * Reads. By any thread, with or without the context.
     *
     * @param buffer where to
     * @param offset in the file
     * @param completion run in the context, once
     * @throws IllegalStateException if the device or the context is closed; the completion does not run then
     */
    public void read(ByteBuffer buffer, long offset, Completion completion) {
        submit(new Request(Operation.READ, buffer, offset, completion));
    }

    /**
     * Writes. By any thread, with or without the context.
     *
     * @param buffer what
     * @param offset in the file
     * @param completion run in the context, once
     * @throws IllegalStateException if the device or the context is closed; the completion does not run then
     */
    public void write(ByteBuffer buffer, long offset, Completion completion) {
        submit(new Request(Operation.WRITE, buffer, offset, completion));
    }

    private int transfer(Operation operation, ByteBuffer buffer, long offset) throws IOException {
        context.requireOwner(operation == Operation.READ ? "read" : "write");
        Request request = new Request(operation, buffer, offset, (bytes, failure) -> {});
        submit(request); // Submit
        Throwable ofOthers = null;
        while (!request.completed && !context.isClosed()) {
            try {
                waitOnce();
            } catch (Throwable thrown) { // but the buffer is the worker's until the request has ended
                if (ofOthers == null || ofOthers.getSuppressed().length < MOST_SUPPRESSED) {
                    ofOthers = AioContext.join(ofOthers, thrown);
                }
            }
        }
        awaitEnd(request); // at once, unless the context was closed
        int bytes;
        try {
            bytes = request.result(); // Finish
        } catch (Throwable own) {
            if (ofOthers != null) {
                AioContext.join(own, ofOthers);
            }
            throw own;
        }
        AioContext.rethrow(ofOthers);
        return bytes;
    }

    /** Keeps the context while it waits, see above. */
    void waitOnce() {
        context.round(true);
    }

    private synchronized void submit(Request request) {
        if (closed || context.isClosed()) { // SubmitFails
            throw new IllegalStateException(closed ? "the device is closed" : "the context is closed");
        }
        inFlight++;
        submitted.add(request);
        notifyAll();
    }

    /** The next request for a worker, or null when there will be none. */
    private synchronized Request next() {
        while (submitted.isEmpty() && !closed) {
            await();
        }
        return submitted.poll();
    }

    /** The completion is scheduled first: whoever has seen that nothing is in flight finds it there. */
    private void end(Request request) {
        try {
            context.scheduleTask(request.task);
        } finally {
            synchronized (this) {
                request.ended = true;
                inFlight--;
                notifyAll();
            }
        }
    }

    private synchronized void awaitEnd(Request request) {
        boolean interrupted = false;
        while (!request.ended) {
            interrupted |= await();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no more requests, and waits until the workers have ended those there are. */
    private synchronized void drain() {
        closed = true;
        notifyAll();
        boolean interrupted = false;
        while (inFlight > 0) {
            interrupted |= await();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for this object's state to change. */
    private boolean await() {
        try {
            wait();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /**
     * Takes no more requests, waits until the workers have ended those there are, and closes the channel. Their completions run in
     * later polls, or when the context is closed. By any thread, also in a completion, and again.
     */
    @Override
    public void close() {
        drain();
        context.removeAtClose(atClose);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the channel of the device", e);
        }
    }

    private final class Request {
        final Operation operation;
        final ByteBuffer buffer;
        final long offset;
        final Completion completion;
        final Task task = context.newTask(this::complete);

        /** Written by the worker before the bottom half is scheduled. */
        private int bytes;

        private Throwable failure;

        /** Has the completion run? Guarded by the ownership of the context. */
        boolean completed;

        /** Has the worker ended it? Guarded by the device. */
        boolean ended;

        Request(Operation operation, ByteBuffer buffer, long offset, Completion completion) {
            this.operation = operation;
            this.buffer = Objects.requireNonNull(buffer, "buffer");
            this.offset = offset;
            this.completion = Objects.requireNonNull(completion, "completion");
            if (offset < 0) {
                throw new IllegalArgumentException("the offset must not be negative, but is " + offset);
            }
        }

        /** In a worker. */
        void perform() {
            try {
                while (buffer.hasRemaining()) {
                    int n = operation.transfer(channel, buffer, offset + bytes);
                    if (n < 0) {
                        break; // the end of the file
                    }
                    bytes += n;
                }
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }

        /** In the context. */
        private void complete() {
            completed = true;
            completion.done(bytes, failure);
        }

        int result() throws IOException {
            if (failure instanceof IOException) {
                throw new IOException(this + " failed: " + failure.getMessage(), failure);
            }
            AioContext.rethrow(failure);
            return bytes;
        }

        @Override
        public String toString() {
            return operation + " at " + offset;
        }
    }

    /** A thread that nobody can interrupt. */
    private final class Worker extends Thread {
        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        @Override
        public void run() {
            for (Request request = next(); request != null; request = next()) {
                request.perform();
                end(request);
            }
        }

        @Override
        public void interrupt() {
            // An interrupt would close the channel for everybody.
        }
    }
}
