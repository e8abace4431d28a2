package org.fairloop.context;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairloop.bridge.IntervalLog;
import org.fairloop.bridge.TraceHeader;
import org.fairloop.bridge.TraceWriter;
import org.fairloop.lock.FifoLock;
import org.fairloop.lock.WrappedFifoLock;

/**
 * A context whose steps are written to a trace while threads use it as they please. For one notifier with a handler that clears
 * it first, tasks and requests of a {@link BlockDevice}, and no closing while it is recorded.
 *
 * <p>A step is recorded when it is over; where it lies among those of other threads, {@link IntervalLog} says. The owner's next step
 * begins there. So the owner is always in one of its steps, and it does not matter where in it the code does what the
 * specification says.
 *
 * <p>The mapping to {@code model-check/MCAioContext_Trace.tla}:
 *
 * <ul>
 *   <li>{@code nesting}: shown, by the owner;
 *   <li>{@code request}: shown where it changes, and by the poll that runs bottom halves for each request under way: whether it has
 *       run. One that a callback submits has the name of a slot;
 *   <li>{@code stack}: shown where the thread knows: queued, inside, in which kind of poll;
 *   <li>{@code owner}, {@code queue}, {@code owed}: not shown, the events say it;
 *   <li>{@code notified}, {@code event}: not shown, since others write them while they are read. What the poll has seen in them
 *       shows by what it does;
 *   <li>{@code asleep}, {@code kicked}: not in the context. A waiter that is never seen to sleep is never in the way, so
 *       SleepInQueue and WakeInQueue are neither shown nor hidden;
 *   <li>{@code outcome}, {@code closed}: never change here.
 * </ul>
 *
 * <p>Hidden are the steps of a poll between Poll and Accept, whose outcome is seen in what comes next: Prepare, Glance, Return, Stir
 * and FindReason. Sleep is an event, and so is LookInVain: a poll that sleeps again is seen to.
 */
public final class RecordedAioContext implements SteppedAioContext.Stops {

    private static final String NOBODY = "Nobody";

    /** Stands for a request in the specification: who sets the event has yet to wake up, too. */
    private static final String SETTER = List.of(NOBODY, 0).toString();

    private static final List<String> HIDDEN = List.of("Prepare", "Glance", "Return", "Stir", "FindReason");

    private final AioContext context;

    private final IntervalLog log;

    private final List<String> loops;

    private final List<String> callers;

    private final List<String> slots;

    private final Set<String> members = new LinkedHashSet<>();

    private final ThreadLocal<Client> clients = ThreadLocal.withInitial(Client::new);

    /** The names of the requests of tasks. Entered by the owner, read by the workers. */
    private final Map<Task, String> requests = new ConcurrentHashMap<>();

    // Guarded by the ownership of the context.

    private final ArrayDeque<String> freeSlots = new ArrayDeque<>();

    /** The requests that were submitted and whose bottom halves have not run. */
    private final Set<String> underWay = new LinkedHashSet<>();

    /** What a thread has come to. Each is used by its own thread only. */
    private final class Client {
        final String name = nameOf(Thread.currentThread());
        final boolean isMember = members.contains(name);

        /** Where its present step begins. */
        int since;

        // In the queue.

        boolean queued;
        boolean contending;

        // In a poll.

        boolean preparing;
        boolean slept;
        boolean dispatching;
        boolean handling;

        /** What RunBottomHalves shows, once that is recorded. */
        Map<String, Object> ran;

        /** The request that it waits for. */
        String request;

        // As a worker, or as one who sets the event.

        String completing;
        String owes;
        boolean setting;
    }

    /**
     * Makes a context.
     *
     * @param lock makes its lock, given the contention callback
     * @param loops the names of the threads that run it
     * @param callers the names of the others that acquire it
     * @param slots how many requests at a time callbacks submit at most
     * @param events how many are recorded, or a few more
     */
    public RecordedAioContext(
            Function<Runnable, FifoLock> lock,
            Collection<String> loops,
            Collection<String> callers,
            int slots,
            int events) {
        this(SteppedAioContext::new, lock, Poller.selector(), loops, callers, slots, events);
    }

    /** The same of the shipped class or a twin, and with another poller. */
    RecordedAioContext(
            BrokenAioContext.Maker maker,
            Function<Runnable, FifoLock> lock,
            Poller poller,
            Collection<String> loops,
            Collection<String> callers,
            int slots,
            int events) {
        this.loops = loops.stream().map(RecordedAioContext::nameOf).toList();
        this.callers = callers.stream().map(RecordedAioContext::nameOf).toList();
        this.slots = IntStream.rangeClosed(1, slots).mapToObj(i -> "slot" + i).toList();
        this.log = new IntervalLog(events);
        members.addAll(this.loops);
        members.addAll(this.callers);
        freeSlots.addAll(this.slots);
        context = maker.make(wakeup -> new Lock(lock.apply(() -> contend(wakeup))), new Sleeper(poller), this);
    }

    /**
     * The context.
     *
     * @return always the same
     */
    public AioContext context() {
        return context;
    }

    /** Begins to record. By the thread that will start the others. */
    public void begin() {
        log.begin();
        if (context.isNotified()) {
            other(clients.get(), Map.of(), "Wakeup");
        }
    }

    /** Ends the recording, before any client does what the specification does not know. By any thread, and again. */
    public void end() {
        log.end();
    }

    /**
     * Whether as much is recorded as was asked for. By any thread.
     *
     * @return whether the run may have gone on
     */
    public boolean isFull() {
        return log.isFull();
    }

    /** How many steps were recorded. By any thread. */
    int steps() {
        return log.count();
    }

    /**
     * Writes the trace. By whoever has seen all threads end.
     *
     * @param file where to
     * @return how many events it has
     */
    public long write(Path file) {
        Map<String, Object> world = new LinkedHashMap<>();
        world.put("Loops", loops);
        world.put("Callers", Stream.concat(callers.stream(), slots.stream()).toList());
        world.put("Slots", slots);
        world.put("Nobody", NOBODY);
        world.put("MaxHolds", 2);
        world.put("IsChannel", false);
        world.put("HandlersRead", false);
        world.put("MayClose", false);
        TraceHeader header = new TraceHeader("AioContext_Trace", "TraceSpec", world, HIDDEN);
        try (TraceWriter trace = new TraceWriter(file, header)) {
            log.merged().forEach(trace::write);
            return trace.events();
        }
    }

    /**
     * Sets the notifier of the context. By any thread.
     *
     * @param notifier attached to this context
     */
    public void set(EventNotifier notifier) {
        Client me = clients.get();
        me.since = log.count();
        me.setting = true;
        notifier.set();
    }

    private static String nameOf(Thread thread) {
        return nameOf(thread.getName());
    }

    private static String nameOf(String thread) {
        return thread.replace('-', '_');
    }

    private static String requestOf(String thread) {
        return List.of(thread, 1).toString();
    }

    /** The request as a value of the bound variable r. */
    private static String boundTo(String request) {
        return request.replace("[", "<<").replace("]", ">>").replace(" ", "");
    }

    /** A step of the owner is over, or of a thread in the queue. */
    private void step(Client me, String action, Map<String, Object> after) {
        step(me, action, Map.of(), after);
    }

    private void step(Client me, String action, Map<String, String> with, Map<String, Object> after) {
        me.since = log.record(me.name, null, List.of(action), with, after, me.since);
    }

    /** A step that no thread of the specification takes is over. */
    private void other(Client me, Map<String, String> with, String... actions) {
        me.since = log.record(null, me.name, List.of(actions), with, Map.of(), me.since);
    }

    private static Map<String, Object> at(Client me, String place) {
        return Map.of("stack", Map.of(me.name, List.of(place)));
    }

    // The poll.

    @Override
    public void at(String stop) {
        Client me = clients.get();
        switch (stop) {
            case SteppedAioContext.PREPARE -> prepare(me);
            case SteppedAioContext.GLANCE -> step(me, "Poll", at(me, "glance"));
            case SteppedAioContext.ACCEPT -> me.preparing = false;
            case SteppedAioContext.BOTTOM_HALVES -> accept(me);
            case SteppedAioContext.HANDLERS -> runBottomHalves(me);
            case SteppedAioContext.OWED -> owe(me);
            case SteppedAioContext.WAKEUP -> beginWakeup(me);
            case SteppedAioContext.CLOSING -> {} // nothing is recorded any more
            default -> throw new IllegalStateException("unknown stop " + stop);
        }
    }

    private void prepare(Client me) {
        if (!me.preparing) {
            step(me, "Poll", at(me, "prepare"));
        } else if (me.slept) {
            step(me, "LookInVain", at(me, "prepare"));
        }
        me.preparing = true;
        me.slept = false;
    }

    private void sleep(Client me) {
        me.slept = true;
        step(me, "Sleep", Map.of());
    }

    private void accept(Client me) {
        step(me, "Accept", Map.of());
        me.dispatching = true;
    }

    /** Once it is known where the walk ends, and before a bottom half runs. */
    private void runBottomHalves(Client me) {
        if (me.ran == null) {
            me.ran = new LinkedHashMap<>();
            underWay.forEach(it -> me.ran.put(it, "submitted"));
            step(me, "RunBottomHalves", Map.of("request", me.ran));
        }
    }

    @Override
    public void took(Task it) {
        Client me = clients.get();
        runBottomHalves(me);
        String request = requests.remove(it);
        if (request != null) {
            me.ran.put(request, "done");
            underWay.remove(request);
            slots.stream().filter(slot -> request.equals(requestOf(slot))).forEach(freeSlots::add);
        }
    }

    @Override
    public void handling() {
        clients.get().handling = true;
    }

    /** Once the handler has cleared the event. */
    private void runHandler(Client me) {
        if (me.handling) {
            me.handling = false;
            me.dispatching = false;
            step(me, "RunHandler", Map.of());
        }
    }

    @Override
    public void dispatched() {
        Client me = clients.get();
        runHandler(me);
        if (me.dispatching) {
            step(me, "EndPoll", Map.of());
        }
        me.dispatching = false;
        me.ran = null;
    }

    // Requests.

    @Override
    public void made(Task task) {
        Client me = clients.get();
        if (!me.isMember || !log.takes(me.since)) {
            return;
        }
        boolean aside = me.ran != null;
        runHandler(me);
        String whose = aside ? freeSlots.remove() : me.name;
        String request = requestOf(whose);
        requests.put(task, request);
        underWay.add(request);
        Map<String, Object> after = Map.of("request", Map.of(request, "submitted"));
        if (aside) {
            step(me, "SubmitAside", Map.of("s", whose), after);
        } else {
            step(me, "Submit", after);
            me.request = request;
        }
    }

    @Override
    public void scheduling(Task it) {
        Client me = clients.get();
        me.since = log.count();
        me.completing = requests.get(it);
    }

    private void owe(Client me) {
        if (me.completing != null) {
            other(me, Map.of("r", boundTo(me.completing)), "Complete");
        }
        me.owes = me.completing;
        me.completing = null;
    }

    private void beginWakeup(Client me) {
        runHandler(me); // or else what is set from now on would seem to be cleared by it
        if (me.setting) {
            me.setting = false;
            other(me, Map.of(), "Become", "StayReady");
            me.owes = SETTER;
        }
        if (!me.isMember) {
            me.since = log.count();
        }
    }

    @Override
    public void wokeUp() {
        Client me = clients.get();
        if (!me.contending) {
            if (me.owes == null) {
                other(me, Map.of(), "Wakeup");
            } else {
                other(me, Map.of("r", boundTo(me.owes)), "WakeUp", "WakeUpAgain");
            }
        }
        me.owes = null;
    }

    /** The contention callback. */
    private void contend(Runnable wakeup) {
        Client me = clients.get();
        if (!me.isMember) {
            wakeup.run();
            return;
        }
        if (!me.queued) {
            me.queued = true;
            step(me, "Acquire", at(me, "queued"));
        } else {
            me.since = log.count();
        }
        me.contending = true;
        wakeup.run();
        me.contending = false;
        step(me, "Contend", Map.of());
    }

    /** A poller that is seen to sleep. */
    private final class Sleeper extends DelegatingPoller {
        Sleeper(Poller poller) {
            super(poller);
        }

        @Override
        public void poll(long timeoutNanos, Ready ready) {
            if (timeoutNanos > 0) {
                sleep(clients.get());
            }
            super.poll(timeoutNanos, ready);
        }
    }

    /** A lock that is seen to be taken and released. */
    private final class Lock implements WrappedFifoLock {
        private final FifoLock lock;

        Lock(FifoLock lock) {
            this.lock = lock;
        }

        @Override
        public FifoLock wrapped() {
            return lock;
        }

        @Override
        public String toString() {
            return lock.toString();
        }

        @Override
        public void lock() {
            Client me = clients.get();
            boolean again = lock.isHeldByCurrentThread();
            me.queued = false;
            me.since = log.count();
            lock.lock();
            if (me.isMember) {
                Map<String, Object> after = new LinkedHashMap<>(at(me, "inside"));
                after.put("nesting", lock.getHoldCount());
                step(me, again ? "AcquireAgain" : me.queued ? "ComeIn" : "Acquire", after);
            }
        }

        @Override
        public void unlock() {
            Client me = clients.get();
            int left = lock.getHoldCount() - 1;
            if (me.isMember && me.request != null) {
                me.request = null;
                step(me, "Finish", Map.of());
            }
            lock.unlock();
            if (me.isMember) {
                step(me, "Release", Map.of("nesting", left));
            }
        }
    }
}
