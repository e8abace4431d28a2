package org.fairloop.context;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.fairloop.internal.Headroom;

/**
 * A file that worker threads read and write for the users of a context.
 *
 * <p>Any number of requests may be in flight, and they end in any order. A buffer belongs to the device from the submission of its
 * request to the end. A transfer moves all bytes between the position and the limit of the buffer and advances the position. A
 * transfer is short only at the end of the file.
 *
 * <h2>Synchronous transfers keep the context</h2>
 *
 * {@link #read(ByteBuffer, long)} and {@link #write(ByteBuffer, long)} poll the context until a worker has ended the request, and
 * <em>keep</em> the context all the while. They do not release it around the wait: a caller that holds the context twice would
 * hang (M5 in the museum). Workers end requests without the context. So a synchronous transfer works at any depth of
 * holding, and in completions and other callbacks (a nested poll). Other threads get the context when the caller releases it,
 * in order of arrival. Specification: {@code spec/ReleasingWait.tla}, where this helper stands beside helpers that release the
 * context.
 *
 * <p>A synchronous transfer returns or throws only after its request has ended, since the worker may use the buffer until then. It
 * returns after that end even if another callback overflows in a nested poll.
 *
 * <h2>Lack of stack or memory</h2>
 *
 * A synchronous transfer throws a {@link StackOverflowError} before it has submitted its request, unless enough stack is left to
 * wait for the worker. If a poll throws a {@link StackOverflowError} or an {@link OutOfMemoryError}, further polls could fail in the
 * same way and lose the work of other callbacks. The transfer then waits for its worker without polling. It throws the error when the
 * request has ended.
 *
 * <p>A worker survives every error. A request whose transfer fails ends with that failure. If a worker has no memory to schedule
 * a completion, it tries again until it succeeds.
 *
 * <p>No thread can interrupt a worker, since an interrupt would close the channel for all requests.
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

    /*
     * Overview.
     *
     * A worker serves each request in three steps:
     *
     *   performed   it writes the result and sets this flag
     *   tell        it schedules the completion, which wakes the context
     *   ended       it sets this flag, and is done with the request
     *
     * The caller of a synchronous transfer polls until the completion has run, as in spec/AioContext.tla. But the completion may be
     * lost: a callback that polls near the end of its stack takes it and overflows. So the completion does nothing that the caller
     * needs. If the caller sees `performed` before a poll, the caller waits until `ended`, and then polls without sleeping. It gives the
     * completion up when no bottom half is scheduled any more, or after LATE_POLLS polls. A poll that began before `performed`
     * does not sleep on: either the wakeup ends it, or it has accepted the wakeup and returns after its callbacks.
     *
     * If a poll lacks stack or memory, or the context is closed, the caller waits until `ended` without polling.
     *
     * After submit has changed its first field it calls nothing, so it fails before it has accepted the request, or not at all.
     */

    /** A broken poller throws in each round of a wait, and memory is finite. */
    private static final int MOST_SUPPRESSED = 100;

    /** So many polls of a caller whose request has ended do not miss its completion, unless very much is scheduled before it. */
    private static final int LATE_POLLS = 100;

    /** How long a worker without stack or memory waits before it tries again. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AioContext context;

    private final FileChannel channel;

    private final Runnable atClose = this::drain;

    private final Thread[] workers;

    // The rest is guarded by this.

    /** The requests that no worker has taken, linked by {@link Request#next}; or null. */
    private Request first;

    private Request last;

    /** How many requests no worker has ended. */
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
        this.workers = new Thread[workers];
        for (int i = 0; i < workers; i++) {
            this.workers[i] = new Worker("block-device-worker-" + i);
        }
        context.addAtClose(atClose);
        try {
            for (Thread worker : this.workers) {
                worker.start();
            }
        } catch (Throwable noThread) {
            drain(); // ends those that were started
            context.removeAtClose(atClose);
            throw noThread;
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
     * @throws IllegalStateException if the device or the context is closed, or the channel was not opened for reading
     * @throws RuntimeException or {@link Error}: what the poller or other callbacks threw meanwhile, thrown when the read has ended, the
     *     first with the next hundred suppressed in it; suppressed in the failure of this read, if there is one
     * @throws StackOverflowError before anything has changed, if the stack is too short to wait
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
     * @throws IllegalStateException if the device or the context is closed, or the channel was not opened for writing
     * @throws RuntimeException or {@link Error}: what the poller or other callbacks threw meanwhile, thrown when the write has ended, the
     *     first with the next hundred suppressed in it; suppressed in the failure of this write, if there is one
     * @throws StackOverflowError before anything has changed, if the stack is too short to wait
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
        Headroom.forContext();
        submit(request); // Submit
        Throwable ofOthers = null;
        boolean lacks = false;
        int latePolls = 0;
        while (!request.completed && !lacks && !context.isClosed()) {
            boolean over = request.performed;
            if (over) {
                awaitEnd(request); // its completion is scheduled then
                if (latePolls++ == LATE_POLLS || !context.bottomHalves.hasUrgent()) {
                    break; // the completion is lost
                }
            }
            try {
                waitOnce(!over);
            } catch (Throwable thrown) { // the buffer is the worker's until the request has ended
                lacks = thrown instanceof VirtualMachineError;
                ofOthers = keep(ofOthers, thrown);
            }
        }
        awaitEnd(request);
        int bytes;
        try {
            bytes = request.result(); // Finish
        } catch (Throwable own) {
            if (ofOthers != null) {
                keep(own, ofOthers);
            }
            throw own;
        }
        AioContext.rethrow(ofOthers);
        return bytes;
    }

    /** Joins two failures if there is memory for that; else it drops the later one. */
    private static Throwable keep(Throwable first, Throwable later) {
        try {
            return first == null || first.getSuppressed().length < MOST_SUPPRESSED
                    ? AioContext.join(first, later)
                    : first;
        } catch (VirtualMachineError lack) {
            return first;
        }
    }

    /** Keeps the context while it waits, see above. */
    void waitOnce(boolean blocking) {
        context.round(blocking);
    }

    private synchronized void submit(Request request) {
        if (closed || context.isClosed()) { // SubmitFails
            throw new IllegalStateException(closed ? "the device is closed" : "the context is closed");
        }
        notifyAll(); // before the change: from here on nothing may fail
        if (last == null) {
            first = request;
        } else {
            last.next = request;
        }
        last = request;
        inFlight++;
    }

    /** Returns the next request for a worker, or null when there will be none. */
    private synchronized Request next() {
        while (first == null && !closed) {
            await();
        }
        Request next = first;
        if (next != null) {
            first = next.next;
            next.next = null;
            last = first == null ? null : last;
        }
        return next;
    }

    /** Schedules the completion first: a thread that sees nothing in flight finds the completion scheduled. */
    private void end(Request request) {
        request.performed = true;
        tell(request);
        synchronized (this) {
            request.ended = true;
            inFlight--;
            notifyAll();
        }
    }

    /** Schedules the completion of a request, and so wakes the context. */
    private void tell(Request request) {
        Task task = request.task;
        boolean told = false;
        while (!told) {
            try {
                if (task == null) {
                    task = request.newTask();
                }
                context.scheduleTask(task);
                told = true;
            } catch (VirtualMachineError lack) {
                task = null; // may be scheduled or not: only the first task of a request runs the completion
                LockSupport.parkNanos(REST_NANOS);
            } catch (Throwable ofPoller) { // the task is scheduled, and the worker must serve others
                Thread thread = Thread.currentThread();
                AioContext.report(thread.getUncaughtExceptionHandler(), thread, ofPoller);
                told = true;
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

    /** Waits for this object's state to change, and returns whether the thread was interrupted. */
    private boolean await() {
        try {
            wait();
            return false;
        } catch (Throwable interrupt) { // also one for whose exception there is no memory
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

        final Task task = newTask();

        /** The request that was submitted after this one. Guarded by the device. */
        Request next;

        /** Written by the worker before it sets {@link #performed}. */
        private int bytes;

        private Throwable failure;

        /** Is the transfer over, and its result written? Set by the worker, read by the caller that waits. */
        volatile boolean performed;

        /** Has the completion begun? Guarded by the ownership of the context. */
        boolean completed;

        /** Is the worker done with it? Guarded by the device. */
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

        Task newTask() {
            return context.newTask(this::complete);
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
            if (!completed) {
                completed = true;
                completion.done(bytes, failure);
            }
        }

        int result() throws IOException {
            if (failure instanceof IOException) {
                throw new IOException(this + " failed: " + reason(), failure);
            }
            if (failure instanceof NonReadableChannelException || failure instanceof NonWritableChannelException) {
                throw new IllegalStateException(this + " failed: " + reason(), failure);
            }
            AioContext.rethrow(failure);
            return bytes;
        }

        private String reason() {
            String message = failure.getMessage();
            if (message != null && !message.isBlank()) {
                return message;
            }
            if (failure instanceof AsynchronousCloseException) {
                return "the channel was closed during the transfer";
            }
            if (failure instanceof ClosedChannelException) {
                return "the channel is closed";
            }
            if (failure instanceof NonReadableChannelException) {
                return "the channel was not opened for reading";
            }
            if (failure instanceof NonWritableChannelException) {
                return "the channel was not opened for writing";
            }
            return failure.getClass().getName();
        }

        @Override
        public String toString() {
            return operation.name().toLowerCase(Locale.ROOT) + " at " + offset;
        }
    }

    /** A thread that no other thread can interrupt. */
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
