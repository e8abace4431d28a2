package org.fairloop.context;

import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fairloop.bridge.Scheduler;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;

/**
 * {@link AioContext} and {@code spec/AioContext.tla}: the mapping between the two, for every world.
 *
 * <table>
 *   <caption>Where each variable of the specification is read</caption>
 *   <tr><td>owner, nesting, queue, asleep, kicked</td><td>the controlled lock</td></tr>
 *   <tr><td>notified, closed</td><td>the fields</td></tr>
 *   <tr><td>event</td><td>{@link EventNotifier#isSet}, or what the controlled poller says of the channel</td></tr>
 *   <tr><td>collected</td><td>{@link Handlers#isAnyReady}, if the descriptor is a channel</td></tr>
 *   <tr><td>request</td><td>"scheduled" if its bottom half is; else what the client knows: submitted, done when the bottom
 *       half has run, and none again when the client has seen that</td></tr>
 *   <tr><td>owed</td><td>the requests with a worker that is stopped in {@code scheduleTask}, before the wakeup; and the setter of
 *       the notifier, if it is stopped in {@code set}</td></tr>
 *   <tr><td>stack</td><td>the stop of each thread, below it that of the poll whose handler it is in</td></tr>
 *   <tr><td>outcome</td><td>hidden, see {@link #hidden}</td></tr>
 * </table>
 *
 * <p>Where the grain differs, Java's steps are coarser or finer in these cases; why that is sound is in {@code docs/divergences.md}:
 *
 * <ul>
 *   <li>Glance is prepare and the system call, neither of which sleeps; so is Prepare that leads to "accept".
 *   <li>EndPoll and RunHandler are the rest of the round, timers included, of which there are none.
 *   <li>WakeUp lets all setters go on that are stopped before their wakeup, since the specification counts them as one.
 *   <li>An owner that closes the context takes it once more; the view does not count that hold.
 * </ul>
 */
final class AioContextSubject implements Subject {

    // Stops of the clients, with the names of their places.

    private static final String OUTSIDE = "outside";

    private static final String INSIDE = "inside";

    private static final String WAITING = "waiting";

    private static final String QUEUED_TO_CLOSE = "queuedToClose";

    private static final String FINISH = "finish";

    /** The setter of the notifier has set it and not yet woken up. */
    private static final String SET = "set";

    private static final String NOBODY = "Nobody";

    /** The setter's name in the specification. */
    private static final List<Object> SETTER = List.of(NOBODY, 0);

    private final Scheduler scheduler = new Scheduler();
    private final ControlledPoller poller = new ControlledPoller(scheduler);
    private final Descriptor descriptor;
    private final Map<String, Client> clients = new TreeMap<>();
    private final Map<String, Request> requests = new TreeMap<>();
    private final Workers setters = new Workers("setter");
    private final AioContext context;
    private final ControlledFifoLock lock;

    /**
     * Makes a context and its threads.
     *
     * @param maker makes the context, of the shipped class or a twin
     * @param isChannel is the descriptor a channel, or else a notifier?
     * @param initial an initial state of the specification: says which threads there are. A loop's name begins with l
     */
    AioContextSubject(BrokenAioContext.Maker maker, boolean isChannel, State initial) {
        context = maker.make(onContention -> new ControlledFifoLock(scheduler, onContention), poller, this::stopAt);
        lock = (ControlledFifoLock) context.lock;
        descriptor = isChannel ? new Channel() : new Notifier();
        lock.unlocksAtOnce = true;
        lock.lock();
        descriptor.watch();
        lock.unlock();
        lock.unlocksAtOnce = false;
        context.accept(); // of what watching has notified
        poller.poll(0, context.handlers);
        context.addAtClose(this::awaitWorkers);
        initial.function("request").keySet().forEach(name -> requests.put(name, new Request(name)));
        initial.function("stack").keySet().forEach(thread -> clients.put(thread, new Client(thread)));
    }

    /** A stop of the class; it is one of the subject's only if the specification has it. */
    private void stopAt(String stop) {
        if (stop.equals(SteppedAioContext.WAKEUP)) {
            if (setters.has(Thread.currentThread())) {
                scheduler.pause(SET);
            }
        } else if (!clients.isEmpty()) { // else it is being set up
            scheduler.pause(stop);
        }
    }

    /** What a poll finds ready, and whose handler is called. */
    private interface Descriptor {

        /** Sets the handler, as the owner. */
        void watch();

        /** Something happens to the descriptor. */
        void become();

        boolean isReady();

        boolean isCollected();
    }

    /** A notifier, whose setter is a thread of its own. */
    private final class Notifier implements Descriptor {
        private final EventNotifier notifier = new EventNotifier();

        @Override
        public void watch() {
            context.handlers.set(context, notifier, () -> handle(notifier::testAndClear));
        }

        @Override
        public void become() {
            setters.begin(notifier::set);
        }

        @Override
        public boolean isReady() {
            return notifier.isSet();
        }

        @Override
        public boolean isCollected() {
            return false; // that is no more than a moment in runHandlers
        }
    }

    /** A channel, which the controlled poller watches. */
    private final class Channel implements Descriptor {
        private final FakeChannel channel = new FakeChannel();

        @Override
        public void watch() {
            context.handlers.set(poller, channel, () -> handle(this::take), null);
        }

        /** Takes the event. A handler that goes on to poll also asks to be called by its polls for the next event. */
        private void take() {
            poller.channelIsReady = false;
            if (clients.get(Thread.currentThread().getName()).goesOn) {
                watch();
            }
        }

        @Override
        public void become() {
            poller.channelIsReady = true;
        }

        @Override
        public boolean isReady() {
            return poller.channelIsReady;
        }

        @Override
        public boolean isCollected() {
            return context.handlers.isAnyReady();
        }
    }

    /** The name of a channel; its readiness is in the poller. */
    private static final class FakeChannel extends AbstractSelectableChannel {
        FakeChannel() {
            super(null);
        }

        @Override
        public int validOps() {
            return SelectionKey.OP_READ;
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }

    /** The handler: takes the event, and perhaps goes on to use the context. */
    private void handle(Runnable takesEvent) {
        takesEvent.run();
        Client client = clients.get(Thread.currentThread().getName());
        if (client.goesOn) {
            client.level = 2;
            scheduler.pause(INSIDE);
            client.useOnce();
            client.level = 1;
        }
    }

    /** A loop or a caller, and what it is told to do. */
    private final class Client {
        final String name;
        final Scheduler.Actor actor;
        final boolean isLoop;

        /** The step that it takes from "inside". */
        String whatNext;

        /** Is its next poll blocking? */
        boolean blocks;

        /** Does the next handler that it runs use the context? */
        boolean goesOn;

        /** 2 in a handler that uses the context, else 1. */
        int level = 1;

        /** Is it in close()? */
        boolean closes;

        /** Was it the owner when it called close()? */
        boolean ownsAlready;

        Client(String name) {
            this.name = name;
            this.actor = scheduler.actor(name);
            this.isLoop = name.startsWith("l");
        }

        /** As {@link IoThread}, or as a user of {@link BlockDevice}. */
        Void turn() {
            try {
                context.acquire();
            } catch (IllegalStateException e) {
                requireClosed(e);
                return null;
            }
            scheduler.pause(INSIDE);
            int holds = 1;
            if (isLoop) {
                context.round(true);
            } else {
                for (; whatNext.equals("AcquireAgain"); holds++) {
                    context.acquire();
                    scheduler.pause(INSIDE);
                }
                useOnce();
            }
            for (; holds > 0; holds--) {
                context.release();
            }
            return null;
        }

        /** A synchronous request, as {@link BlockDevice} serves it; or closes the context. */
        void useOnce() {
            if (whatNext.equals("Close")) {
                close();
                return;
            }
            Request request = requests.get(List.of(name, level).toString());
            if (context.isClosed()) {
                return; // the device refuses it
            }
            request.submitted = true;
            scheduler.pause(WAITING);
            while (!request.done && !context.isClosed()) {
                context.round(blocks);
                scheduler.pause(WAITING);
            }
            request.awaitEnd();
            request.done = false;
        }

        Void close() {
            ownsAlready = context.isOwner();
            closes = true;
            context.close();
            closes = false;
            lock.unlocksAtOnce = false;
            return null;
        }

        private void requireClosed(IllegalStateException refusal) {
            if (!context.isClosed()) {
                throw refusal;
            }
        }

        void begin(Callable<Void> operation) {
            if (!actor.isIdle()) {
                throw new Divergence("cannot begin: " + actor);
            }
            actor.begin(operation);
            requireNothingThrown();
        }

        void resume() {
            actor.goOn();
            requireNothingThrown();
        }

        private void requireNothingThrown() {
            if (actor.isIdle() && actor.outcome().thrown() != null) {
                throw new Divergence(
                        actor + " since it threw " + actor.outcome().thrown());
            }
        }

        /** The place in the specification that its stop stands for: all stops have the names of their places. */
        String place() {
            if (actor.isIdle()) {
                return OUTSIDE;
            }
            return closes && actor.stop().equals(ControlledFifoLock.QUEUED) ? QUEUED_TO_CLOSE : actor.stop();
        }

        List<String> stack() {
            return level == 1 ? List.of(place()) : List.of(SteppedAioContext.HANDLERS, place());
        }

        /** Holds that the specification does not count. */
        int uncountedHolds() {
            return closes && ownsAlready && !actor.isIdle() && actor.stop().equals(FINISH) ? 1 : 0;
        }
    }

    /** In close(), as the owner: waits for the workers, as {@link BlockDevice} does. */
    private void awaitWorkers() {
        scheduler.pause(FINISH);
        requests.values().forEach(Request::awaitEnd);
        lock.unlocksAtOnce = clients.get(Thread.currentThread().getName()).ownsAlready; // that is no step
    }

    /** Threads that stop in the middle of what they do and then go on to its end. */
    private final class Workers {
        private final String name;
        private final List<Scheduler.Actor> actors = new ArrayList<>();

        Workers(String name) {
            this.name = name;
        }

        void begin(Runnable what) {
            Scheduler.Actor actor =
                    actors.stream().filter(Scheduler.Actor::isIdle).findFirst().orElseGet(this::hire);
            actor.begin(Executors.callable(what));
        }

        private Scheduler.Actor hire() {
            Scheduler.Actor actor = scheduler.actor(name);
            actors.add(actor);
            return actor;
        }

        boolean has(Thread thread) {
            return actors.stream().anyMatch(actor -> actor.thread() == thread);
        }

        boolean areBusy() {
            return actors.stream().anyMatch(actor -> !actor.isIdle());
        }

        void goOn() {
            actors.stream().filter(actor -> !actor.isIdle()).forEach(Scheduler.Actor::resume);
        }
    }

    /** A request, and the worker that completes it: scheduled first and then ended, as {@link BlockDevice} has it. */
    private final class Request {
        private final Workers workers;
        private final Task completion = context.newTask(this::run);
        boolean submitted;
        boolean scheduled;
        boolean done;

        Request(String name) {
            workers = new Workers("worker of " + name);
        }

        private void run() {
            scheduled = false;
            done = true;
        }

        void complete() {
            submitted = false;
            scheduled = true;
            workers.begin(() -> context.scheduleTask(completion));
        }

        void wakeUp() {
            workers.goOn();
        }

        boolean isOwed() {
            return workers.areBusy();
        }

        /** Where Java would block, the specification has no step. */
        void awaitEnd() {
            if (submitted || isOwed()) {
                throw new IllegalStateException("the worker has not ended");
            }
        }

        String state() {
            return scheduled ? "scheduled" : done ? "done" : submitted ? "submitted" : "none";
        }
    }

    @Override
    public void perform(Step step) {
        switch (step.action().name()) {
            case "Become" -> descriptor.become();
            case "Complete" -> requestOf(step).complete();
            case "WakeUp" -> {
                if (owedBy(step.from()).contains(SETTER.toString())
                        && !owedBy(step.to()).contains(SETTER.toString())) {
                    setters.goOn();
                } else {
                    requestOf(step).wakeUp();
                }
            }
            case "Rest" -> {} // nothing
            default -> perform(clients.get(step.action().thread()), step);
        }
    }

    private void perform(Client client, Step step) {
        client.whatNext = step.action().name();
        switch (step.action().name()) {
            case "Acquire" -> client.begin(client::turn);
            case "Close" -> {
                if (client.actor.isIdle()) {
                    client.begin(client::close);
                } else {
                    client.resume();
                }
            }
            case "Contend" -> queues(client, ControlledFifoLock.Order.CONTEND);
            case "SleepInQueue" -> queues(client, ControlledFifoLock.Order.SLEEP);
            case "WakeInQueue" -> queues(client, ControlledFifoLock.Order.WAKE);
            case "ComeIn" -> queues(client, ControlledFifoLock.Order.COME_IN);
            case "Release" -> {
                lock.stayAsleep = names(step.to().get("asleep"));
                client.resume();
            }
            case "Poll" -> {
                client.blocks = placeIn(step.to(), client).equals(SteppedAioContext.PREPARE);
                client.resume();
            }
            case "Return" -> {
                if (!poller.mustReturn()) {
                    throw new Divergence("the poller has not been woken up, and sleeps on");
                }
                client.resume();
            }
            case "RunHandler" -> {
                client.goesOn = placeIn(step.to(), client).equals(INSIDE);
                client.resume();
            }
            default -> client.resume();
        }
    }

    private void queues(Client client, ControlledFifoLock.Order order) {
        lock.order = order;
        client.resume();
    }

    /** The request that Complete or WakeUp is about. */
    private Request requestOf(Step step) {
        Map<String, Object> before = step.from().function("request");
        Map<String, Object> after = step.to().function("request");
        Set<String> owed = owedBy(step.from());
        owed.removeAll(owedBy(step.to()));
        return requests.entrySet().stream()
                .filter(it ->
                        owed.contains(it.getKey()) || !before.get(it.getKey()).equals(after.get(it.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> owedBy(State state) {
        return names(state.get("owed"));
    }

    private static Set<String> names(Object set) {
        Set<String> names = new HashSet<>();
        ((Set<?>) set).forEach(it -> names.add(it.toString()));
        return names;
    }

    private static String placeIn(State state, Client client) {
        List<?> stack = (List<?>) state.function("stack").get(client.name);
        return (String) stack.get(stack.size() - 1);
    }

    @Override
    public Map<String, Object> visible() {
        Map<String, Object> visible = new HashMap<>();
        visible.put("owner", lock.getOwner() == null ? NOBODY : lock.getOwner().getName());
        visible.put(
                "nesting",
                lock.nesting()
                        - clients.values().stream()
                                .mapToInt(Client::uncountedHolds)
                                .sum());
        visible.put("queue", lock.queue());
        visible.put("asleep", lock.asleep());
        visible.put("kicked", lock.kicked());
        visible.put("notified", context.isNotified());
        visible.put("closed", context.closed);
        visible.put("event", descriptor.isReady());
        visible.put("collected", descriptor.isCollected());
        visible.put("request", ofEach(requests, Request::state));
        Set<Object> owed = requests.entrySet().stream()
                .filter(it -> it.getValue().isOwed())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
        if (setters.areBusy()) {
            owed.add(SETTER.toString());
        }
        visible.put("owed", owed);
        visible.put("stack", ofEach(clients, Client::stack));
        return visible;
    }

    private static <T> Map<String, Object> ofEach(Map<String, T> all, Function<T, Object> value) {
        return all.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> value.apply(entry.getValue())));
    }

    @Override
    public Map<String, Object> visible(State state) {
        Map<String, Object> visible = new LinkedHashMap<>(state.values());
        visible.keySet().removeAll(hidden().keySet());
        visible.put("owed", owedBy(state));
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
