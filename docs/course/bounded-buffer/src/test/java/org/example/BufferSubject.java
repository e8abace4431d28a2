package org.example;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairloop.bridge.ControlledMutex;
import org.fairloop.bridge.Scheduler;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;

/**
 * The mapping between {@link BoundedBuffer} and {@code spec/BoundedBuffer.tla}: how to take a step, and where to read each
 * variable. All the rest is the bridge's.
 */
final class BufferSubject implements Subject {

    private final Scheduler scheduler = new Scheduler();
    private final ControlledMutex mutex = new ControlledMutex(scheduler);
    private final Map<String, Scheduler.Actor> actors = new HashMap<>();

    /** What each consumer must get from the call that it is in. */
    private final Map<String, Object> owed = new HashMap<>();

    private final BoundedBuffer<String> buffer;

    BufferSubject(BrokenBuffers.Maker maker, int capacity, State initial) {
        buffer = maker.make(capacity, mutex);
        initial.function("pc").keySet().forEach(thread -> actors.put(thread, scheduler.actor(thread)));
    }

    @Override
    public void perform(Step step) {
        String thread = step.action().thread();
        Scheduler.Actor actor = actors.get(thread);
        switch (step.action().name()) {
            case "Enter" -> actor.begin(() -> thread.startsWith("p") ? put(thread) : buffer.take());
            case "WakeSpuriously" -> mutex.wakeSpuriously(actor.thread());
            case "Put", "Take" -> {
                owed.put(thread, step.action().name().equals("Put") ? thread : oldest(step.from()));
                mutex.wakesNext(wokenBy(step));
                actor.goOn();
            }
            default -> actor.goOn();
        }
        if (step.action().name().equals("Leave")) {
            checkAnswer(actor, owed.remove(thread));
        }
    }

    private String put(String item) throws InterruptedException {
        buffer.put(item);
        return item;
    }

    private static Object oldest(State state) {
        return ((List<?>) state.get("buffer")).get(0);
    }

    /** Whom the signal wakes is up to the specification: every choice is tried. */
    private Thread wokenBy(Step step) {
        return actors.keySet().stream()
                .filter(thread -> step.from().function("pc").get(thread).equals("asleep")
                        && step.to().function("pc").get(thread).equals("woken"))
                .map(thread -> actors.get(thread).thread())
                .findFirst()
                .orElse(null);
    }

    private static void checkAnswer(Scheduler.Actor actor, Object expected) {
        if (!actor.isIdle()) {
            throw new Divergence("the call does not end: " + actor);
        }
        Scheduler.Outcome outcome = actor.outcome();
        if (outcome.thrown() != null || !outcome.result().equals(expected)) {
            throw new Divergence("the call was to answer " + expected + ", but: " + outcome);
        }
    }

    @Override
    public Map<String, Object> visible() {
        Map<String, Object> pc = new HashMap<>();
        actors.forEach((thread, actor) -> pc.put(thread, place(actor)));
        return Map.of(
                "mutex",
                mutex.holder() == null ? "Nobody" : mutex.holder().getName(),
                "buffer",
                new ArrayList<>(buffer.items),
                "pc",
                pc);
    }

    @Override
    public Map<String, Object> visible(State state) {
        return state.values();
    }

    @Override
    public Map<String, String> hidden() {
        return Map.of();
    }

    /** The place in the specification that a stop stands for. */
    private String place(Scheduler.Actor actor) {
        if (actor.isIdle()) {
            return "idle";
        }
        return switch (actor.stop()) {
            case ControlledMutex.TAKEN -> "look";
            case ControlledMutex.AWAIT -> "await";
            case ControlledMutex.WAITING -> mutex.isAwake(actor.thread()) ? "woken" : "asleep";
            case ControlledMutex.RETAKEN -> "again";
            default -> actor.stop(); // leaving; blocked, which the specification never is
        };
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
