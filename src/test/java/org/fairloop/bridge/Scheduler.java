package org.fairloop.bridge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A deterministic scheduler of real threads, called actors.
 *
 * <p>At most one actor runs at any moment. The controlling thread resumes one, and gets control back when that actor
 * comes to its next stop, {@link #pause}, or to the end of its operation. Whatever happens in between is one step, and
 * all that actors have written is visible to the controlling thread then.
 *
 * <p>Code under test must block nowhere but at stops. If it does all the same, the controlling thread loses patience
 * and gets {@link Stuck}, with the stacks of all actors. Patience is no part of any verdict: whoever runs a check must
 * let {@link Stuck} through.
 */
public final class Scheduler implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Patience patience;
    private final Semaphore control = new Semaphore(0);
    private final Map<Thread, Actor> actors = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** How the controlling thread waits for control. */
    interface Patience {
        /** Waits until there is a permit and takes it, or gives up; whether there was one. */
        boolean hasControl(Semaphore control) throws InterruptedException;
    }

    /** Makes a scheduler without actors. */
    public Scheduler() {
        this(control -> control.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS));
    }

    /**
     * Makes a scheduler without actors.
     *
     * @param patience how long an actor may run until it is taken to be stuck
     */
    Scheduler(Patience patience) {
        this.patience = patience;
    }

    /**
     * Starts an actor, which is idle at first.
     *
     * @param name the name of its thread
     * @return the actor
     */
    public Actor actor(String name) {
        return new Actor(name);
    }

    /**
     * A stop: gives control back, and returns when the calling actor is resumed. Called by the code under test.
     *
     * @param stop where the actor is now
     * @throws IllegalStateException if the caller is not an actor of this scheduler
     */
    public void pause(String stop) {
        Actor actor = actors.get(Thread.currentThread());
        if (actor == null) {
            throw new IllegalStateException(Thread.currentThread() + " is not an actor, and cannot stop at " + stop);
        }
        actor.stop = Objects.requireNonNull(stop);
        actor.awaitTurn();
    }

    /** Ends all actors, in the middle of their operations if need be. */
    @Override
    public void close() {
        closing = true;
        for (Actor actor : actors.values()) {
            actor.end();
        }
    }

    private void await(Actor actor) {
        try {
            if (!patience.hasControl(control)) {
                throw new Stuck(actor, dump());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + actor + " ran", e);
        }
    }

    private String dump() {
        StringBuilder dump = new StringBuilder();
        actors.forEach((thread, actor) -> {
            dump.append("\n").append(actor).append(", ").append(thread.getState());
            for (StackTraceElement element : thread.getStackTrace()) {
                dump.append("\n    at ").append(element);
            }
        });
        return dump.toString();
    }

    /** A thread that does what it is told, step by step. Its methods are for the controlling thread. */
    public final class Actor {

        private final Thread thread;
        private final Semaphore turn = new Semaphore(0);
        private final List<Throwable> uncaught = new ArrayList<>();

        // Handed to and fro with control.
        private Callable<?> operation;
        private boolean running;
        private String stop;
        private Outcome outcome;

        private Actor(String name) {
            thread = new Thread(this::live, name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((ignored, thrown) -> {
                if (!closing) {
                    uncaught.add(thrown);
                }
            });
            actors.put(thread, this);
            thread.start();
        }

        /**
         * Begins an operation and lets it run to its first stop or its end.
         *
         * @param newOperation what to do
         */
        public void begin(Callable<?> newOperation) {
            if (!isIdle()) {
                throw new IllegalStateException(this + " cannot begin another operation");
            }
            operation = newOperation;
            go();
        }

        /**
         * Lets the operation run to its next stop or its end, for a subject.
         *
         * @throws Subject.Divergence if there is no operation: the code has ended where the specification goes on
         */
        public void goOn() {
            if (isIdle()) {
                throw new Subject.Divergence("nothing to go on with: " + this);
            }
            go();
        }

        /** Lets the operation run to its next stop or its end. */
        public void resume() {
            if (isIdle()) {
                throw new IllegalStateException(this + " cannot be resumed");
            }
            go();
        }

        private void go() {
            running = true;
            stop = null;
            turn.release();
            await(this);
            running = false;
        }

        /**
         * Is the actor between two operations?
         *
         * @return whether the last operation has ended
         */
        public boolean isIdle() {
            return operation == null;
        }

        /**
         * Where the actor is.
         *
         * @return the stop, or {@code null} if the actor is idle
         */
        public String stop() {
            return stop;
        }

        /**
         * How the last operation ended.
         *
         * @return the outcome, or {@code null} if none has ended
         */
        public Outcome outcome() {
            return outcome;
        }

        /**
         * What the actor's thread handed to its uncaught-exception handler.
         *
         * @return all of it, in order
         */
        public List<Throwable> uncaught() {
            return List.copyOf(uncaught);
        }

        /**
         * The actor's thread.
         *
         * @return the thread
         */
        public Thread thread() {
            return thread;
        }

        private void live() {
            try {
                turn.acquireUninterruptibly();
                while (!closing) {
                    outcome = outcomeOf(operation);
                    operation = null;
                    awaitTurn();
                }
            } catch (End end) {
                // as close() wants
            }
        }

        private Outcome outcomeOf(Callable<?> call) {
            try {
                return new Outcome(call.call(), null);
            } catch (Throwable thrown) {
                return new Outcome(null, thrown);
            }
        }

        private void awaitTurn() {
            if (!closing) {
                control.release();
                turn.acquireUninterruptibly();
            }
            if (closing) {
                throw new End(); // and again, if a finally block or a handler comes to the next stop
            }
        }

        private void end() {
            if (running) {
                thread.interrupt(); // stuck somewhere else
            }
            turn.release();
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                throw new Stuck(this, dump());
            }
        }

        @Override
        public String toString() {
            return thread.getName() + (running ? ", running" : isIdle() ? ", idle" : ", stopped at " + stop);
        }
    }

    /**
     * How an operation ended.
     *
     * @param result what it returned
     * @param thrown what it threw, or {@code null} if it returned
     */
    public record Outcome(Object result, Throwable thrown) {}

    /** An actor neither stops nor ends: it blocks, or loops, between two stops. */
    public static final class Stuck extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Stuck(Actor actor, String dump) {
            super("no stop and no end in sight: " + actor + "\nAll actors:" + dump);
        }
    }

    /** Ends an actor's operation. */
    private static final class End extends Error {
        private static final long serialVersionUID = 1;

        End() {
            super("the scheduler is closed", null, false, false);
        }
    }
}
