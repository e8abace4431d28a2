package org.fairloop.context;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A thread that runs a context's loop: acquire, poll, release, for ever.
 *
 * <p>It releases the context after <em>each</em> poll, so that those who wait for it get their turn. Several such threads may
 * run the same context.
 *
 * <p>What a callback throws goes to the exception handler, and the loop goes on. An interrupt does not end the loop, and is
 * forgotten when the callback that might have wanted it has returned. The loop ends when it is closed, or its context is.
 *
 * <h2>A poller that fails</h2>
 *
 * If the context's poller fails, the round goes on and the exception handler is told, as for a callback. If the poller fails again
 * and again, the loop rests between its rounds: 1 ms after the first failure in a row, twice as long after each further one, 1 s at
 * most. Bottom halves, tasks and timers are late by that time at most. The loop does not own the context while it rests, and
 * {@link #close()}, {@link #stop()} and {@link AioContext#close()} end the rest. Exceptions of callbacks cause no rest.
 *
 * <h2>A callback that ends the JVM</h2>
 *
 * {@link System#exit} does not return to its caller, so a callback that calls it keeps the context until the JVM has ended. A shutdown
 * hook that waits for the context or for the loop would then wait forever, and the JVM would never end. So a hook must not call
 * {@link AioContext#acquire()}, {@link AioContext#close()} or {@link #close()}. It may call {@link #stop()},
 * {@link AioContext#wakeup()}, {@link AioContext#execute} and {@link AioContext#tryAcquire} with a time limit. The library itself
 * installs no hook. A task that runs {@code new Thread(() -> System.exit(0)).start()} returns, and leaves the context free for hooks.
 *
 * <p>All methods may be called by any thread at any time, also inside the loop's own callbacks.
 */
public class IoThread implements AutoCloseable {

    private static final long SHORTEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The exponent above which the rest is longer than the longest one. */
    private static final int MOST_DOUBLINGS = 10;

    /** Marks the threads that run some loop, see close(). */
    private static final class Loop extends Thread {
        Loop(Runnable what, String name) {
            super(what, name);
        }
    }

    private final AioContext context;

    private final Thread.UncaughtExceptionHandler onException;

    private final Loop thread;

    /** Where the loop rests while the context's poller fails. */
    private final Poller bed = Poller.park();

    /** How often in a row the poller had failed when the last turn ended. Used by the loop's thread only. */
    private int failures;

    /** Guarded by this. */
    private boolean started;

    /** Set once, by close() or stop(); read by the loop each time that it owns the context. */
    private volatile boolean stopping;

    /**
     * Makes a loop that does not run yet, and that hands exceptions to its thread's uncaught-exception handler.
     *
     * @param context what to poll; not closed with the loop
     * @param name of the thread
     */
    public IoThread(AioContext context, String name) {
        this(
                context,
                name,
                (thread, thrown) -> thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown));
    }

    /**
     * Makes a loop that does not run yet.
     *
     * @param context what to poll; not closed with the loop
     * @param name of the thread
     * @param onException told what callbacks throw. What it throws itself is ignored, as the JVM does
     */
    @SuppressWarnings("this-escape") // the thread is started later
    public IoThread(AioContext context, String name, Thread.UncaughtExceptionHandler onException) {
        this.context = Objects.requireNonNull(context, "context");
        this.onException = Objects.requireNonNull(onException, "onException");
        this.thread = new Loop(this::loop, name);
    }

    /**
     * Starts the loop.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public synchronized void start() {
        if (started || stopping) {
            throw new IllegalStateException(started ? "started already" : "closed already");
        }
        started = true;
        launch();
    }

    // The small methods are the steps that broken twins override, one at a time, and where a test takes the thread's
    // place.

    void launch() {
        thread.start();
    }

    void loop() {
        while (mayPoll() && !context.isClosed()) {
            try {
                turn();
            } catch (Throwable thrown) {
                AioContext.report(onException, thread, thrown);
            }
            Thread.interrupted(); // whom it was meant for has returned
            if (failures > 0) {
                rest(restNanos(failures));
            }
        }
    }

    /** How long the loop rests when the poller has failed so often in a row. */
    long restNanos(int failures) {
        return Math.min(SHORTEST_REST_NANOS << Math.min(failures - 1, MOST_DOUBLINGS), LONGEST_REST_NANOS);
    }

    /** Rests without the context, but not once the loop or the context is to end. */
    void rest(long nanos) {
        Runnable getUp = bed::wakeup;
        context.addAtClose(getUp);
        try {
            if (mayPoll() && !context.isClosed()) {
                bed.poll(nanos, (attachment, operations) -> {});
            }
        } finally {
            context.removeAtClose(getUp);
        }
    }

    /** One turn: acquire, poll, release. Never a second poll before the release (M11 in the museum). */
    private void turn() {
        try {
            context.acquire();
        } catch (IllegalStateException e) {
            return; // the context was closed while this thread waited for its turn
        }
        try {
            if (mayPoll()) { // again, since another may have polled away the wakeup of stop() before this thread's turn
                context.round(true);
            }
        } finally {
            failures = context.failedWaits();
            context.release();
        }
    }

    boolean mayPoll() {
        return !stopping;
    }

    /** Asks the loop to end, and does not wait for that. No callback starts in it once its present poll has returned. */
    public void stop() {
        askToEnd();
        wakeLoop();
    }

    synchronized void askToEnd() {
        stopping = true;
    }

    /** After it was asked to end: whoever is woken must find that. */
    void wakeLoop() {
        context.wakeup();
        bed.wakeup();
    }

    /**
     * Ends the loop, and waits until its thread has ended, with two exceptions, in which the thread could not end, or not without
     * the danger that two wait for each other: called by a thread that runs a loop itself, this one or another, or by the owner of
     * the context, it only asks the loop to end, as {@link #stop()} does. The loop then starts no callback after its present poll;
     * if the caller owns the context, there is none under way but its own.
     *
     * <p>An interrupt does not end the wait; the status is kept.
     */
    @Override
    public void close() {
        stop();
        if (mayJoin()) {
            join();
        }
    }

    boolean mayJoin() {
        return !isInALoop() && !context.isOwner();
    }

    boolean isInALoop() {
        return Thread.currentThread() instanceof Loop;
    }

    private void join() {
        boolean interrupted = false;
        while (true) {
            try {
                awaitEnd();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns at once if the thread was never started. */
    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    /**
     * Tells whether the loop's thread is alive.
     *
     * @return whether it was started and has not ended
     */
    public boolean isRunning() {
        return thread.isAlive();
    }
}
