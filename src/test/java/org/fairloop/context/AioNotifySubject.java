package org.fairloop.context;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fairloop.bridge.Scheduler;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;

/**
 * {@link AioNotify} and {@code spec/AioNotify.tla}: the mapping between the two, for worlds without store buffers.
 *
 * <table>
 *   <caption>Where each variable of the specification is read</caption>
 *   <tr><td>memory</td><td>{@link AioNotify#isNotified}, {@link AioNotify#notifyMe}, {@link BottomHalves#isScheduled}; the
 *       data are fields of the clients</td></tr>
 *   <tr><td>called</td><td>the controlled pollers: those that were woken up and have not returned for it</td></tr>
 *   <tr><td>pc</td><td>the stop of each thread</td></tr>
 *   <tr><td>next</td><td>the poller at whose stop a notifier is</td></tr>
 *   <tr><td>known, ran</td><td>what the clients have read</td></tr>
 *   <tr><td>buffer, owed</td><td>hidden, see {@link #hidden}</td></tr>
 * </table>
 *
 * <p>Where the grain differs: a fence is part of the volatile access before it or after it, so it is no step here. After
 * ClearFlag the thread is at the look already, and after the last SetFlag at the question; it is said to be at the fence until
 * the fence is taken. The bottom half and its queue are the shipped ones, whose monitor makes each call one step.
 */
final class AioNotifySubject implements Subject {

    // Stops of the clients, with the names of their places.

    private static final String GLANCE = "glance";
    private static final String SCHEDULED = "scheduled";
    private static final String PASS = "pass";
    private static final String SLEEP = "sleep";
    private static final String ASLEEP = "asleep";
    private static final String LOOK = "look";
    private static final String BOTTOM_HALF = "bottomHalf";
    private static final String CALLBACK = "callback";
    private static final String FENCE = "fence";

    private final Scheduler scheduler = new Scheduler();
    private final Map<String, PollingClient> pollers = new TreeMap<>();
    private final Map<String, WakingClient> notifiers = new TreeMap<>();
    private final BottomHalves bottomHalves = new BottomHalves();
    private final BottomHalf bottomHalf = new BottomHalf(null, () -> {});
    private final Map<String, Boolean> ran = new HashMap<>();
    private final Thread controller = Thread.currentThread();
    private final SteppedAioNotify notify;

    /**
     * Makes a handshake and its threads.
     *
     * @param maker makes the handshake, of the shipped class or a twin
     * @param initial an initial state of the specification: says which threads there are. A poller's name begins with p, a
     *     waker's with w, a scheduler's with s
     */
    AioNotifySubject(BrokenAioNotify.Maker maker, State initial) {
        for (String thread : new TreeMap<>(initial.function("pc")).keySet()) {
            if (thread.startsWith("p")) {
                pollers.put(thread, new PollingClient(thread, pollers.size()));
            } else {
                notifiers.put(thread, new WakingClient(thread));
            }
        }
        notifiers.values().stream().filter(it -> it.schedules).forEach(it -> ran.put(it.name, false));
        pollers.values().forEach(PollingClient::knowNothing);
        notify = maker.make(this::stopAt, pollers.values().toArray(Poller[]::new));
    }

    private void stopAt(String stop) {
        if (Thread.currentThread() != controller) {
            scheduler.pause(stop);
        }
    }

    private abstract class Client {
        final String name;
        final Scheduler.Actor actor;

        /** Is a fence still to be taken, which in Java was part of the step before? */
        boolean fences;

        Client(String name) {
            this.name = name;
            this.actor = scheduler.actor(name);
        }

        void begin(Callable<Void> operation) {
            if (!actor.isIdle()) {
                throw new Divergence("cannot begin: " + actor);
            }
            actor.begin(operation);
        }

        void resume() {
            actor.goOn();
            if (actor.isIdle() && actor.outcome().thrown() != null) {
                throw new Divergence(
                        actor + " since it threw " + actor.outcome().thrown());
            }
        }
    }

    /** A poller, and in what it sleeps. */
    private final class PollingClient extends Client implements ChannellessPoller, AioNotify.Sleeper {
        final int number;
        final Map<String, Boolean> known = new HashMap<>();
        boolean called;
        private boolean hasSlept;

        /** Does the system call that is under way return since it was called, or for no reason? */
        boolean returnsForCall;

        PollingClient(String name, int number) {
            super(name);
            this.number = number;
        }

        void knowNothing() {
            notifiers.values().stream().filter(it -> !it.schedules).forEach(it -> known.put(it.name, false));
        }

        Void poll(boolean blocking) {
            if (blocking) {
                notify.sleep(number, this);
            } else {
                scheduler.pause(GLANCE);
                called = false;
            }
            notify.accept(number);
            scheduler.pause(LOOK);
            known.replaceAll((waker, value) -> notifiers.get(waker).data);
            scheduler.pause(BOTTOM_HALF);
            if (bottomHalves.take(bottomHalves.beginWalk()) != null) {
                scheduler.pause(CALLBACK);
                ran.replaceAll((scheduling, value) -> notifiers.get(scheduling).data);
            }
            return null;
        }

        @Override
        public long prepare() {
            hasSlept = false;
            return FOREVER; // what is looked at here makes it glance at most
        }

        @Override
        public boolean hasReason() {
            if (notify.isNotified(number)) {
                return true;
            }
            scheduler.pause(SCHEDULED);
            return bottomHalves.hasUrgent();
        }

        @Override
        public void sleep(long timeoutNanos) {
            if (timeoutNanos == 0) {
                scheduler.pause(PASS);
                called = false;
            } else {
                scheduler.pause(SLEEP);
                scheduler.pause(ASLEEP);
                if (returnsForCall) {
                    called = false;
                }
            }
            hasSlept = true;
        }

        String place() {
            if (actor.isIdle()) {
                return "away";
            }
            String stop = actor.stop();
            boolean again = hasSlept && (stop.equals(SteppedAioNotify.FLAG) || stop.equals(SCHEDULED));
            return fences ? FENCE : again ? stop + "Again" : stop;
        }

        @Override
        public void wakeup() {
            called = true;
        }

        @Override
        public void poll(long timeoutNanos, Ready ready) {
            throw new UnsupportedOperationException();
        }
    }

    /** Who calls wakeup(), or schedules. */
    private final class WakingClient extends Client {
        final boolean schedules;
        boolean data;

        /** The number of the poller in whose stop the loop is, from 1. */
        private int next = 1;

        private String lastStop = "";

        WakingClient(String name) {
            super(name);
            this.schedules = name.startsWith("s");
        }

        Void wakeUp() {
            data = !data;
            if (schedules) {
                notify.stopBeforeSchedule();
                if (bottomHalves.add(bottomHalf) && !notify.isWakeupStanding()) {
                    notify.wakeup();
                }
            } else {
                notify.wakeup();
            }
            return null;
        }

        /** Counts how often it comes to the same stop. */
        void count() {
            String stop = actor.isIdle() ? "idle" : actor.stop();
            next = stop.equals(lastStop) ? next + 1 : 1;
            lastStop = stop;
        }

        String place() {
            return actor.isIdle() ? "idle" : fences ? FENCE : actor.stop();
        }
    }

    @Override
    public void perform(Step step) {
        PollingClient poller = pollers.get(step.action().thread());
        if (poller != null) {
            perform(poller, step);
        } else {
            perform(notifiers.get(step.action().thread()), step);
        }
    }

    private void perform(PollingClient poller, Step step) {
        switch (step.action().name()) {
            case "Poll" -> {
                boolean blocking = !step.to().function("pc").get(poller.name).equals(GLANCE);
                poller.begin(() -> poller.poll(blocking));
            }
            case "FenceAfterClear" -> poller.fences = false;
            case "ClearFlag" -> {
                poller.resume();
                poller.fences = true;
            }
            default -> {
                poller.returnsForCall = step.action().name().equals("Return");
                poller.resume();
            }
        }
    }

    private void perform(WakingClient notifier, Step step) {
        switch (step.action().name()) {
            case "Begin" -> notifier.begin(notifier::wakeUp);
            case "FenceAfterSet" -> {
                notifier.fences = false;
                return;
            }
            default -> {
                notifier.resume();
                notifier.fences = step.to().function("pc").get(notifier.name).equals(FENCE)
                        && SteppedAioNotify.ASK.equals(notifier.actor.stop());
            }
        }
        notifier.count();
    }

    @Override
    public Map<String, Object> visible() {
        Map<String, Object> memory = new HashMap<>();
        pollers.values()
                .forEach(it -> memory.put(List.of("notified", it.name).toString(), notify.isNotified(it.number)));
        memory.put(List.of("notifyMe").toString(), notify.notifyMe());
        memory.put(List.of("scheduled").toString(), bottomHalves.isScheduled(bottomHalf));
        notifiers.values().forEach(it -> memory.put(List.of("data", it.name).toString(), it.data));
        Set<Object> called = new HashSet<>();
        Map<String, Object> known = new HashMap<>();
        Map<String, Object> pc = new HashMap<>();
        Map<String, Object> next = new HashMap<>();
        pollers.values().forEach(it -> {
            if (it.called) {
                called.add(it.name);
            }
            known.put(it.name, new HashMap<>(it.known));
            pc.put(it.name, it.place());
        });
        notifiers.values().forEach(it -> {
            pc.put(it.name, it.place());
            next.put(it.name, it.next);
        });
        return Map.of(
                "memory", memory, "called", called, "pc", pc, "next", next, "known", known, "ran", new HashMap<>(ran));
    }

    @Override
    public Map<String, Object> visible(State state) {
        Map<String, Object> visible = new LinkedHashMap<>(state.values());
        visible.keySet().removeAll(hidden().keySet());
        return visible;
    }

    @Override
    public Map<String, String> hidden() {
        return Map.of(
                "buffer", "there are no store buffers in these worlds",
                "owed", "auxiliary: no step reads it");
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
