package org.fairloop.context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.fairloop.bridge.Action;
import org.fairloop.bridge.EverySchedule;
import org.fairloop.bridge.Lanes;
import org.fairloop.bridge.Scheduler;

/**
 * A loop that is started and closed under the control of a scheduler: its thread and all others stop before each step, in the
 * queue of the lock, in the system call, and where they wait for the loop's thread to end. When nobody can go on although
 * somebody has not come to the end, it hangs, and that is seen at once.
 */
final class IoThreadPlay implements AutoCloseable {

    private static final String LOOP = "loop";
    private static final String ASLEEP = "asleep";
    private static final String JOINS = "joins";

    private final Scheduler scheduler = new Scheduler();
    private final Thread controller = Thread.currentThread();
    private final ControlledPoller poller = new ControlledPoller(scheduler);
    private final Map<String, Scheduler.Actor> actors = new LinkedHashMap<>();
    private final Map<String, Runnable> parts = new LinkedHashMap<>();
    private final List<Lanes.Row> rows = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();
    private String violation;

    final AioContext context = new Stepped();
    final Loop loop;

    private final ControlledFifoLock lock = (ControlledFifoLock) context.lock;

    /** How to make the loop: the shipped class or a twin. */
    interface Maker {
        Loop make(IoThreadPlay play);
    }

    private IoThreadPlay(Maker maker) {
        loop = maker.make(this);
    }

    /**
     * Plays a scene by every schedule with a bounded number of preemptions.
     *
     * @param mostPreemptions the bound
     * @param maker makes the loop
     * @param scene says with {@link #part} which threads there are and what they do
     * @return the number of schedules
     * @throws AssertionError if it hangs, or something else is wrong
     */
    static int everySchedule(int mostPreemptions, Maker maker, Consumer<IoThreadPlay> scene) {
        return EverySchedule.explore(mostPreemptions, schedules -> {
            try (IoThreadPlay play = new IoThreadPlay(maker)) {
                scene.accept(play);
                play.parts.put(LOOP, play.loop::loop);
                play.parts.keySet().forEach(name -> play.actors.put(name, play.scheduler.actor(name)));
                play.run(schedules);
            }
        });
    }

    /** Adds a thread to the scene. */
    void part(String name, Runnable what) {
        parts.put(name, what);
    }

    /** Closes the loop; it must have ended then. */
    void closeLoop(String who) {
        loop.close();
        if (loop.isLaunched && !hasEnded(LOOP)) {
            violate("close() by " + who + " has returned, and the loop has not ended");
        }
        loop.isClosed = true;
    }

    /** A callback of the loop begins. */
    void callback() {
        if (loop.isClosed) {
            violate("a callback begins although the loop is closed");
        }
    }

    private void violate(String what) {
        if (violation == null) {
            violation = what;
        }
    }

    private void run(EverySchedule schedules) {
        List<String> enabled = enabled();
        while (!enabled.isEmpty() && violation == null) {
            String name = schedules.next(enabled);
            String from = place(name);
            goOn(name);
            Map<String, Object> places = new TreeMap<>();
            actors.keySet().forEach(it -> places.put(it, place(it)));
            rows.add(new Lanes.Row(Action.of("leaves " + from, name), places));
            enabled = enabled();
        }
        if (violation == null) {
            actors.keySet().stream()
                    .filter(name -> !hasEnded(name) && !(name.equals(LOOP) && !loop.isLaunched))
                    .forEach(name -> violate("it hangs: nobody can go on, and " + name + " is at " + place(name)));
            thrown.forEach(it -> violate("thrown: " + it));
        }
        if (violation != null) {
            throw new AssertionError(violation + "\n" + Lanes.print(Map.of(), rows));
        }
    }

    private List<String> enabled() {
        return actors.keySet().stream().filter(this::canGoOn).toList();
    }

    private boolean canGoOn(String name) {
        Scheduler.Actor actor = actors.get(name);
        if (hasEnded(name)) {
            return false;
        }
        if (actor.isIdle()) {
            return !name.equals(LOOP) || loop.isLaunched;
        }
        return switch (actor.stop()) {
            case ControlledFifoLock.QUEUED -> isNext(name) || !lock.kicked();
            case ASLEEP -> poller.mustReturn();
            case JOINS -> !loop.isLaunched || hasEnded(LOOP);
            default -> true;
        };
    }

    private boolean isNext(String name) {
        return lock.getOwner() == null && lock.queue().get(0).equals(name);
    }

    private void goOn(String name) {
        Scheduler.Actor actor = actors.get(name);
        if (actor.isIdle()) {
            actor.begin(() -> {
                parts.get(name).run();
                return null;
            });
        } else {
            lock.order = lock.queue().contains(name) && isNext(name)
                    ? ControlledFifoLock.Order.COME_IN
                    : ControlledFifoLock.Order.CONTEND;
            actor.resume();
        }
        if (hasEnded(name) && actor.outcome().thrown() != null) {
            violate(name + " has thrown " + actor.outcome().thrown());
        }
    }

    private boolean hasEnded(String name) {
        Scheduler.Actor actor = actors.get(name);
        return actor.isIdle() && actor.outcome() != null;
    }

    private String place(String name) {
        Scheduler.Actor actor = actors.get(name);
        return hasEnded(name) ? "the end" : actor.isIdle() ? "the start" : actor.stop();
    }

    private void stopAt(String stop) {
        if (Thread.currentThread() != controller) {
            scheduler.pause(stop);
        }
    }

    @Override
    public void close() {
        scheduler.close();
    }

    /** The shipped context with stops also before the steps that the specification does not tell apart. */
    private final class Stepped extends SteppedAioContext {

        Stepped() {
            super(
                    onContention -> new ControlledFifoLock(scheduler, onContention),
                    IoThreadPlay.this.poller,
                    IoThreadPlay.this::stopAt);
        }

        @Override
        public boolean isClosed() {
            stop("isClosed");
            return super.isClosed();
        }

        @Override
        public void acquire() {
            stop("acquire");
            super.acquire();
        }

        @Override
        boolean round(boolean blocking) {
            stop("round");
            return super.round(blocking);
        }

        @Override
        void kick() {
            stop("kick");
            super.kick();
        }

        @Override
        public void release() {
            stop("release");
            super.release();
        }
    }

    /** The shipped loop, with an actor in place of its thread. */
    static class Loop extends IoThread {
        private final IoThreadPlay play;
        private boolean isLaunched;
        private boolean isClosed;

        Loop(IoThreadPlay play) {
            super(play.context, LOOP, (thread, thrown) -> play.thrown.add(thrown));
            this.play = play;
        }

        @Override
        final void launch() {
            isLaunched = true;
        }

        @Override
        void askToEnd() {
            play.stopAt("askToEnd");
            super.askToEnd();
        }

        @Override
        boolean isInALoop() {
            return Thread.currentThread() == play.actors.get(LOOP).thread();
        }

        @Override
        final void awaitEnd() {
            play.scheduler.pause(JOINS);
        }
    }
}
