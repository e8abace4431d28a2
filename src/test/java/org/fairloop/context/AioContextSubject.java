package org.fairloop.context;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fairloop.bridge.Scheduler;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;

/**
 * {@link AioContext} and {@code spec/AioContext.tla}: the mapping between the two, for worlds in which handlers do not read
 * and nobody closes.
 *
 * <table>
 *   <caption>Where each variable of the specification is read</caption>
 *   <tr><td>owner, nesting, queue, asleep, kicked</td><td>the controlled lock</td></tr>
 *   <tr><td>notified, closed</td><td>the fields</td></tr>
 *   <tr><td>event</td><td>{@link EventNotifier#isSet}</td></tr>
 *   <tr><td>request</td><td>"scheduled" if its bottom half is; else what the client knows: submitted, done when the bottom
 *       half has run, and none again when the client has seen that</td></tr>
 *   <tr><td>owed</td><td>the requests with a worker that is stopped in {@code schedule}, before the wakeup</td></tr>
 *   <tr><td>stack</td><td>the stop of each thread, see {@link #place}</td></tr>
 *   <tr><td>outcome</td><td>hidden, see {@link #hidden}</td></tr>
 * </table>
 *
 * <p>Where the grain differs, the fewest possible steps are coarser or finer:
 *
 * <ul>
 *   <li>The descriptor is a notifier, which the poll looks at when the specification does: in runHandlers. Its setter is
 *       stopped for ever before it wakes the poller up; that the poller returns all the same is what a system call
 *       does for a descriptor. More wakeups would only help.
 *   <li>Return from "glance" is prepare and the system call, neither of which sleeps.
 *   <li>Prepare that leads to "accept" is prepare and a system call with timeout 0, at once. Prepare that leads to
 *       "sleep" stops before the system call, also one with timeout 0, since Java looks at the flag and the event earlier than
 *       the specification, in Prepare as well as in Return. That the timeout is 0 in just these cases is compared.
 *   <li>Stir returns from the system call and comes, through hasReason, to the next prepare. If something is scheduled,
 *       hasReason leads to "accept", and no prepare is left: then the system call is only about to return after Stir, and
 *       returns in the step Prepare. Nothing else can come of it, since only the owner runs what is scheduled.
 *   <li>EndPoll and RunHandler are the rest of the round, timers included, of which there are none.
 *   <li>WakeUp lets all workers of the request go on that are stopped before their wakeup, since the specification
 *       counts them as one.
 * </ul>
 */
final class AioContextSubject implements Subject {

    // Stops of the clients, with the names of their places.

    private static final String INSIDE = "inside";

    private static final String WAITING = "waiting";

    private static final String LEAVING = "leaving";

    private static final String NOBODY = "Nobody";

    private final Scheduler scheduler = new Scheduler();
    private final EventNotifier descriptor = new EventNotifier();
    private final ControlledPoller poller = new ControlledPoller(scheduler, descriptor::isSet);
    private final Map<String, Client> clients = new TreeMap<>();
    private final Map<String, Request> requests = new TreeMap<>();
    private final Thread controller = Thread.currentThread();
    private final AioContext context;
    private final ControlledFifoLock lock;
    private final boolean isSetUp;

    /**
     * Makes a context and its threads.
     *
     * @param maker makes the context, of the shipped class or a twin
     * @param initial an initial state of the specification: says which threads there are. A loop's name begins with l
     */
    AioContextSubject(BrokenAioContext.Maker maker, State initial) {
        context = maker.make(onContention -> new ControlledFifoLock(scheduler, onContention), poller, this::stopAt);
        lock = (ControlledFifoLock) context.lock;
        lock.lock();
        context.handlers.set(context, descriptor, descriptor::testAndClear);
        lock.unlock();
        for (String thread : initial.function("stack").keySet()) {
            Request request = new Request(thread);
            requests.put(request.name, request);
            clients.put(thread, new Client(thread, request));
        }
        isSetUp = true;
    }

    /** The setter of the descriptor is stopped here for ever. */
    private static final class StoppedForEver extends Error {
        private static final long serialVersionUID = 1;
    }

    private void stopAt(String stop) {
        if (!stop.equals(SteppedAioContext.WAKEUP)) {
            scheduler.pause(stop);
        } else if (isSetUp && Thread.currentThread() == controller) {
            throw new StoppedForEver();
        }
    }

    /** A loop or a caller, and what it is told to do. */
    private final class Client {
        final Scheduler.Actor actor;
        final Request request;
        final boolean isLoop;

        /** Does it acquire the context once more, or submit its request? */
        boolean acquiresAgain;

        /** Is its next poll blocking? */
        boolean blocks;

        /** Is it in the system call, about to return for no reason? */
        boolean stirs;

        Client(String thread, Request request) {
            this.actor = scheduler.actor(thread);
            this.request = request;
            this.isLoop = thread.startsWith("l");
        }

        /** As {@link IoThread}. */
        Void loop() {
            context.acquire();
            scheduler.pause(INSIDE);
            context.poll(true);
            scheduler.pause(LEAVING);
            context.release();
            return null;
        }

        /** As {@link BlockDevice} and its user. */
        Void call() {
            int holds = 0;
            do {
                context.acquire();
                holds++;
                scheduler.pause(INSIDE);
            } while (acquiresAgain);
            request.submitted = true;
            scheduler.pause(WAITING);
            while (!request.done) {
                context.poll(blocks);
                scheduler.pause(WAITING);
            }
            request.done = false;
            for (; holds > 0; holds--) {
                scheduler.pause(LEAVING);
                context.release();
            }
            return null;
        }

        void begin() {
            if (!actor.isIdle()) {
                throw new Divergence("cannot begin: " + actor);
            }
            Callable<Void> turn = isLoop ? this::loop : this::call;
            actor.begin(turn);
        }

        void resume() {
            if (actor.isIdle()) {
                throw new Divergence("nothing to go on with: " + actor);
            }
            actor.resume();
            if (actor.isIdle() && actor.outcome().thrown() != null) {
                throw new Divergence(
                        actor + " since it threw " + actor.outcome().thrown());
            }
        }

        void queues(ControlledFifoLock.Order order) {
            lock.order = order;
            resume();
        }
    }

    /** A request, and those who complete it. */
    private final class Request {
        final String name;
        final BottomHalf bottomHalf = context.newBottomHalf(this::end);
        final List<Scheduler.Actor> workers = new ArrayList<>();
        final String thread;
        boolean submitted;
        boolean done;

        Request(String thread) {
            this.thread = thread;
            this.name = List.of(thread, 1).toString();
        }

        private void end() {
            done = true;
        }

        void complete() {
            submitted = false;
            Scheduler.Actor worker =
                    workers.stream().filter(Scheduler.Actor::isIdle).findFirst().orElseGet(this::hire);
            worker.begin(() -> {
                bottomHalf.schedule();
                return null;
            });
        }

        private Scheduler.Actor hire() {
            Scheduler.Actor worker = scheduler.actor("worker of " + thread);
            workers.add(worker);
            return worker;
        }

        boolean isOwed() {
            return workers.stream().anyMatch(worker -> !worker.isIdle());
        }

        void wakeUp() {
            workers.stream().filter(worker -> !worker.isIdle()).forEach(Scheduler.Actor::resume);
        }

        String state() {
            return bottomHalf.isScheduled() ? "scheduled" : done ? "done" : submitted ? "submitted" : "none";
        }
    }

    @Override
    public void perform(Step step) {
        switch (step.action().name()) {
            case "Become" -> become();
            case "Complete" -> requestOf(step).complete();
            case "WakeUp" -> requestOf(step).wakeUp();
            default -> perform(clients.get(step.action().thread()), step);
        }
    }

    private void perform(Client client, Step step) {
        switch (step.action().name()) {
            case "Acquire" -> client.begin();
            case "AcquireAgain", "Submit" -> {
                client.acquiresAgain = step.action().name().equals("AcquireAgain");
                client.resume();
            }
            case "Contend" -> client.queues(ControlledFifoLock.Order.CONTEND);
            case "SleepInQueue" -> client.queues(ControlledFifoLock.Order.SLEEP);
            case "WakeInQueue" -> client.queues(ControlledFifoLock.Order.WAKE);
            case "ComeIn" -> client.queues(ControlledFifoLock.Order.COME_IN);
            case "Release" -> {
                lock.stayAsleep = names(step.to().get("asleep"));
                client.resume();
            }
            case "Poll" -> {
                client.blocks = placeIn(step.to(), client).equals(SteppedAioContext.PREPARE);
                client.resume();
            }
            case "Prepare" -> prepare(client, step);
            case "Sleep" -> {
                poller.enters = true;
                client.resume();
            }
            case "Return" -> comeBack(client);
            case "Stir" -> stir(client, step.from());
            default -> client.resume(); // Accept, RunBottomHalves, RunHandler, EndPoll, Finish
        }
    }

    private void become() {
        try {
            descriptor.set();
            throw new Divergence("the setter did not come to its wakeup");
        } catch (StoppedForEver stopped) {
            // as it must
        }
    }

    private void prepare(Client client, Step step) {
        client.stirs = false;
        poller.passesAtZero = !placeIn(step.to(), client).equals(ControlledPoller.SLEEP);
        client.resume();
        boolean hasReason = step.from().get("notified").equals(true)
                || step.from().get("event").equals(true)
                || step.from().function("request").containsValue("scheduled");
        long expected = hasReason ? 0 : Poller.FOREVER;
        if (!client.actor.isIdle()
                && client.actor.stop().equals(ControlledPoller.SLEEP)
                && poller.timeout() != expected) {
            throw new Divergence("the poll may sleep for " + poller.timeout() + " ns, not " + expected);
        }
    }

    private void comeBack(Client client) {
        if (client.actor.isIdle()) {
            throw new Divergence("nothing returns: " + client.actor);
        }
        boolean glances = client.actor.stop().equals(SteppedAioContext.GLANCE);
        if (!glances && !poller.mustReturn()) {
            throw new Divergence("the poller has not been woken up, and sleeps on");
        }
        poller.passesAtZero = true;
        poller.enters = false;
        client.resume();
    }

    private void stir(Client client, State from) {
        if (from.function("request").containsValue("scheduled")) {
            client.stirs = true;
        } else {
            client.resume();
        }
    }

    /** The request that Complete or WakeUp is about. */
    private Request requestOf(Step step) {
        Map<String, Object> before = step.from().function("request");
        Map<String, Object> after = step.to().function("request");
        Set<String> owed = names(step.from().get("owed"));
        owed.removeAll(names(step.to().get("owed")));
        return requests.values().stream()
                .filter(it -> owed.contains(it.name) || !before.get(it.name).equals(after.get(it.name)))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> names(Object set) {
        Set<String> names = new HashSet<>();
        ((Set<?>) set).forEach(it -> names.add(it.toString()));
        return names;
    }

    private static String placeIn(State state, Client client) {
        List<?> stack = (List<?>) state.function("stack").get(client.request.thread);
        return (String) stack.get(stack.size() - 1);
    }

    @Override
    public Map<String, Object> visible() {
        Map<String, Object> visible = new HashMap<>();
        visible.put("owner", lock.owner() == null ? NOBODY : lock.owner().getName());
        visible.put("nesting", lock.nesting());
        visible.put("queue", lock.queue());
        visible.put("asleep", lock.asleep());
        visible.put("kicked", lock.kicked());
        visible.put("notified", context.isNotified());
        visible.put("closed", context.closed);
        visible.put("event", descriptor.isSet());
        visible.put("request", ofEach(requests, Request::state));
        visible.put(
                "owed",
                requests.values().stream()
                        .filter(Request::isOwed)
                        .map(it -> List.of(it.thread, 1))
                        .collect(Collectors.toSet()));
        visible.put("stack", ofEach(clients, client -> List.of(place(client))));
        return visible;
    }

    /** The place in the specification that a stop stands for: all stops have the names of their places. */
    private static String place(Client client) {
        if (client.actor.isIdle()) {
            return "outside";
        }
        return client.stirs ? SteppedAioContext.PREPARE : client.actor.stop();
    }

    private static <T> Map<String, Object> ofEach(Map<String, T> all, Function<T, Object> value) {
        return all.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> value.apply(entry.getValue())));
    }

    @Override
    public Map<String, Object> visible(State state) {
        Map<String, Object> visible = new LinkedHashMap<>(state.values());
        visible.keySet().removeAll(hidden().keySet());
        return visible;
    }

    @Override
    public Map<String, String> hidden() {
        return Map.of("outcome", "the clients make no call that fails");
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
