package org.fairloop.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The threads of one test. Each does what the test tells it, one thing at a time, so that a test reads as a trace; the
 * test's own thread never calls anything that may wait for ever.
 *
 * <p>Nothing here sleeps for a fixed time: a test waits for a state that it names. If the state does not come, the test
 * fails with the name and a dump of the threads. It fails early if every busy thread waits, without a time limit, in
 * {@value #STILL_LOOKS} looks in a row, a millisecond or more apart: nobody is left then who could wake them.
 */
final class TestThreads {

    /** The one deadline of all tests; the system property {@code test.deadline} sets it, in seconds. */
    static final Duration DEADLINE = Duration.ofSeconds(Long.getLong("test.deadline", 60));

    private static final int STILL_LOOKS = 1_500;

    private static final long LOOK_NANOS = 1_000_000;

    private final List<Actor> actors = new ArrayList<>();

    private boolean abandoned;

    /**
     * Starts a thread that waits for orders.
     *
     * @param name its name
     * @return the thread
     */
    Actor actor(String name) {
        Actor actor = new Actor(name);
        actors.add(actor);
        return actor;
    }

    /**
     * Waits for a state.
     *
     * @param what the state in words, as in "not reached: …"
     * @param state tells whether it is reached
     * @throws AssertionError if it is not reached and the threads are stuck, or after the deadline
     */
    void await(String what, BooleanSupplier state) {
        long start = System.nanoTime();
        int still = 0;
        while (!state.getAsBoolean()) {
            still = isStill() ? still + 1 : 0;
            if (still > STILL_LOOKS) {
                throw notReached(what, "every busy thread waits, and nobody is left to wake one");
            }
            if (System.nanoTime() - start > DEADLINE.toNanos()) {
                throw notReached(what, "gave up after " + DEADLINE.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /**
     * Waits for a state that a busy thread brings about and then stays busy in.
     *
     * @throws AssertionError also if the thread finishes instead
     */
    void awaitWhileBusy(Actor actor, String what, BooleanSupplier state) {
        await(what, () -> !actor.isBusy() || state.getAsBoolean());
        if (!actor.isBusy()) {
            throw new AssertionError("not reached: " + what + "; " + actor + " has finished instead: " + actor.order);
        }
    }

    /** Waits until a busy thread waits for something, without a time limit. */
    void awaitAsleep(Actor actor) {
        awaitWhileBusy(actor, actor + " sleeps", () -> actor.thread.getState() == Thread.State.WAITING);
    }

    /** Ends and joins all threads; each must have finished what it was told. */
    void join() {
        if (abandoned) {
            return; // the test has failed already
        }
        abandon();
        await("every thread has finished", () -> actors.stream().noneMatch(actor -> actor.thread.isAlive()));
    }

    /** Ends those threads that can be ended. Those that are stuck are daemons. */
    void abandon() {
        abandoned = true;
        actors.forEach(actor -> actor.orders.add(new FutureTask<>(actor::end)));
    }

    /** Nobody here runs, and somebody should. An actor without orders waits, too, but for the test. */
    private boolean isStill() {
        return actors.stream().anyMatch(Actor::isBusy)
                && actors.stream()
                        .filter(Actor::isBusy)
                        .allMatch(actor -> actor.thread.getState() == Thread.State.WAITING);
    }

    private AssertionError notReached(String what, String why) {
        StringBuilder dump = new StringBuilder("not reached: " + what + "; " + why);
        for (Actor actor : actors) {
            Thread thread = actor.thread;
            dump.append("\n  ").append(actor).append(actor.isBusy() ? " is busy, " : " has no orders, ");
            dump.append(thread.getState()).append(" on ").append(LockSupport.getBlocker(thread));
            if (actor.isBusy()) {
                for (StackTraceElement frame : thread.getStackTrace()) {
                    dump.append("\n      at ").append(frame);
                }
            }
        }
        abandon();
        return new AssertionError(dump.toString());
    }

    /** A thread that does what it is told. */
    final class Actor {

        final Thread thread;

        private final BlockingQueue<FutureTask<?>> orders = new LinkedBlockingQueue<>();

        private FutureTask<?> order;

        private boolean ended;

        private Actor(String name) {
            thread = new Thread(this::obey, name);
            thread.setDaemon(true);
            thread.start();
        }

        private void obey() {
            while (!ended) {
                try {
                    orders.take().run();
                } catch (InterruptedException e) {
                    // A test left its interrupt behind. There is nothing to end here but by end().
                }
            }
        }

        private Void end() {
            ended = true;
            return null;
        }

        /** Begins something and does not wait for its end. */
        void starts(Runnable what) {
            start(new FutureTask<>(what, null));
        }

        private void start(FutureTask<?> next) {
            if (isBusy()) {
                throw new IllegalStateException(this + " is busy");
            }
            order = next;
            orders.add(next);
        }

        /**
         * Waits for the end of what was begun.
         *
         * @return its result, null if it has none
         * @throws RuntimeException what it threw
         */
        Object finishes() {
            await(this + " finishes", () -> order.isDone());
            try {
                return order.get();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                if (e.getCause() instanceof RuntimeException exception) {
                    throw exception;
                }
                throw new IllegalStateException(e.getCause());
            }
        }

        /** Does something from beginning to end. */
        void does(Runnable what) {
            starts(what);
            finishes();
        }

        /** Asks something and waits for the answer. */
        @SuppressWarnings("unchecked")
        <T> T answers(Callable<T> question) {
            start(new FutureTask<>(question));
            return (T) finishes();
        }

        /** Asks whether, and waits for the answer. */
        boolean tells(BooleanSupplier question) {
            return answers(question::getAsBoolean);
        }

        /** Tells whether what was begun has not ended. */
        boolean isBusy() {
            return order != null && !order.isDone();
        }

        @Override
        public String toString() {
            return thread.getName();
        }
    }
}
