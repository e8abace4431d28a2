package org.fairloop.lock;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fairloop.bridge.ControlledMutex;
import org.fairloop.bridge.Scheduler;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;

/**
 * {@link RFifoLock} and {@code spec/RFifoLock.tla}: the mapping between the two.
 *
 * <table>
 *   <caption>Where each variable of the specification is read</caption>
 *   <tr><td>head, tail</td><td>the fields, counted from the first ticket, modulo the specification's TicketModulus</td></tr>
 *   <tr><td>nesting</td><td>the field</td></tr>
 *   <tr><td>owner</td><td>the name of {@code owner()}</td></tr>
 *   <tr><td>mutex</td><td>the name of the thread that holds the controlled mutex</td></tr>
 *   <tr><td>pc</td><td>the stop of each thread, see {@link #place}. At {@code mutex.unlock()} nobody can tell what the
 *       call will answer, so "granted", "gaveUp", "failed", "released" and "refused" are all seen as "leaving"; the answer
 *       itself is compared when the call ends</td></tr>
 *   <tr><td>inside</td><td>counted by the client: calls that returned, less {@code unlock()} calls that have begun</td></tr>
 *   <tr><td>kicked</td><td>has the callback run at the present value of head? It is head that an outermost release
 *       moves</td></tr>
 *   <tr><td>ticket</td><td>hidden, see {@link #hidden}</td></tr>
 * </table>
 *
 * <p>lock() is called in one of three {@linkplain Call ways}, of which two can be given up. Where its turn has come for a waiter
 * that looks again, its wait ends with an interrupt, or its time is over, at the same moment: the turn goes first.
 */
final class RFifoLockSubject implements Subject {

    /** A first ticket from which the counters soon pass through 0. */
    static final int SOON_ZERO = -2;

    /** A first ticket from which the counters soon pass from the largest to the smallest int. */
    static final int SOON_OVERFLOW = Integer.MAX_VALUE - 1;

    /** How a thread calls lock(). */
    enum Call {
        /** Waits until its turn comes. */
        LOCK,
        /** By lockInterruptibly(): an interrupt ends the wait. */
        INTERRUPTIBLE,
        /** By tryLock() with a time: its end ends the wait. */
        TIMED
    }

    private static final String NOBODY = "Nobody";

    private static final String LEAVING = ControlledMutex.LEAVING;

    /** About to run the callback. */
    private static final String CONTEND = "contend";

    private final Scheduler scheduler = new Scheduler();
    private final ControlledMutex mutex = new ControlledMutex(scheduler);
    private final Map<String, Client> clients = new TreeMap<>();
    private final RFifoLock lock;
    private final int firstTicket;
    private final int ticketModulus;
    private final Function<String, Call> calls;

    /** The value of head when the callback ran last, or null if it never did. */
    private Integer kickedAt;

    private final ThrowingCallback throwing = new ThrowingCallback();

    /**
     * Makes a lock and its threads, which never give up.
     *
     * @param maker makes the lock, of the shipped class or a twin
     * @param initial an initial state of the specification: says which threads there are and where tickets wrap
     * @param firstTicket where the lock's ticket counters start
     */
    RFifoLockSubject(BrokenRFifoLock.Maker maker, State initial, int firstTicket) {
        this(maker, initial, firstTicket, thread -> Call.LOCK);
    }

    /**
     * Makes a lock and its threads.
     *
     * @param maker makes the lock, of the shipped class or a twin
     * @param initial an initial state of the specification: says which threads there are and where tickets wrap
     * @param firstTicket where the lock's ticket counters start
     * @param calls how each thread, by its name, calls lock()
     */
    RFifoLockSubject(BrokenRFifoLock.Maker maker, State initial, int firstTicket, Function<String, Call> calls) {
        this.calls = calls;
        this.lock = maker.make(mutex, this::onContention, firstTicket);
        this.firstTicket = firstTicket;
        initial.function("pc").keySet().forEach(thread -> clients.put(thread, new Client(thread)));
        // No thread has a ticket at first, and NoTicket == TicketModulus.
        this.ticketModulus =
                (int) initial.function("ticket").values().iterator().next();
    }

    /** A thread of the test, and what it knows itself. */
    private final class Client {
        final Scheduler.Actor actor;
        final Call locks;
        String call = "";
        int inside;
        boolean interrupted;

        Client(String thread) {
            actor = scheduler.actor(thread);
            locks = calls.apply(thread);
        }

        void begin(String name, Callable<String> body) {
            if (!actor.isIdle()) {
                throw new Divergence(name + "() cannot begin: " + actor);
            }
            call = name;
            actor.begin(body);
        }

        String lock() {
            interrupted = false;
            if (!comesIn()) {
                return "gaveUp";
            }
            inside++;
            return Thread.interrupted() == interrupted ? "granted" : "granted, and forgot the interrupt";
        }

        private boolean comesIn() {
            try {
                switch (locks) {
                    case LOCK -> lock.lock();
                    case INTERRUPTIBLE -> lock.lockInterruptibly();
                    case TIMED -> {
                        return lock.tryLock(1, TimeUnit.DAYS);
                    }
                }
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }

        /** Ends the wait by more than a signal. */
        void endsWait() {
            switch (locks) {
                case LOCK -> {}
                case INTERRUPTIBLE -> {
                    interrupted = true;
                    mutex.interrupts(actor.thread());
                }
                case TIMED -> mutex.timesOut(actor.thread());
            }
        }

        String tryLock() {
            if (!lock.tryLock()) {
                return "failed";
            }
            inside++;
            return "granted";
        }

        String unlock() {
            if (inside > 0) {
                inside--;
            }
            try {
                lock.unlock();
            } catch (IllegalMonitorStateException refused) {
                return "refused";
            }
            return "released";
        }

        /** How the last call ended, by the name of the place that the specification has before its end. */
        String answer() {
            Throwable thrown = actor.outcome().thrown();
            return thrown == null ? (String) actor.outcome().result() : "thrown out of with " + thrown;
        }
    }

    private void onContention() {
        scheduler.pause(CONTEND);
        kickedAt = lock.head;
        throwing.call();
    }

    @Override
    public void perform(Step step) {
        Client client = clients.get(step.action().thread());
        switch (step.action().name()) {
            case "EnterLock" -> client.begin("lock", client::lock);
            case "EnterTryLock" -> client.begin("tryLock", client::tryLock);
            case "EnterUnlock" -> client.begin("unlock", client::unlock);
            case "WakeSpuriously" -> {
                if (!mutex.wakeSpuriously(client.actor.thread())) {
                    throw new Divergence("no sleeper to wake: " + client.actor);
                }
                return;
            }
            case "ContendThrows" -> throwing.contend(client.actor);
            case "Abandon" -> {
                client.endsWait();
                client.actor.goOn();
            }
            case "LookAgain" -> {
                if (step.to().function("pc").get(step.action().thread()).equals("granted")) {
                    client.endsWait();
                }
                client.actor.goOn();
            }
            default -> client.actor.goOn();
        }
        if (client.actor.isIdle()) {
            checkAnswer(client, step);
        }
    }

    private static void checkAnswer(Client client, Step step) {
        String expected = (String) step.from().function("pc").get(step.action().thread());
        if (!step.action().name().equals("Leave")) {
            throw new Divergence(client.call + "() ended too early: " + client.answer());
        }
        if (!client.answer().equals(expected)) {
            throw new Divergence(client.call + "() was " + client.answer() + ", the specification says " + expected);
        }
    }

    @Override
    public Map<String, Object> visible() {
        return Map.of(
                "head", ticket(lock.head),
                "tail", ticket(lock.tail),
                "nesting", lock.nesting,
                "owner", nameOf(lock.owner()),
                "mutex", nameOf(mutex.holder()),
                "kicked", kickedAt != null && kickedAt == lock.head,
                "pc", ofEach(this::place),
                "inside", ofEach(client -> client.inside));
    }

    @Override
    public Map<String, Object> visible(State state) {
        Map<String, Object> visible = new LinkedHashMap<>(state.values());
        visible.keySet().removeAll(hidden().keySet());
        Map<String, Object> pc = new HashMap<>(state.function("pc"));
        pc.replaceAll((thread, place) ->
                List.of("granted", "gaveUp", "failed", "released", "refused").contains(place) ? LEAVING : place);
        visible.put("pc", pc);
        return visible;
    }

    @Override
    public Map<String, String> hidden() {
        return Map.of(
                "ticket",
                "a local of lock(). It is compared all the same, a little later: by it the thread finds, when it looks "
                        + "again, that it is its turn or not");
    }

    /** The place in the specification that a stop stands for. */
    private String place(Client client) {
        if (client.actor.isIdle()) {
            return "idle";
        }
        return switch (client.actor.stop()) {
            case ControlledMutex.TAKEN -> client.call;
            case ControlledMutex.WAITING -> mutex.isAwake(client.actor.thread()) ? "woken" : "asleep";
            case ControlledMutex.RETAKEN -> "look";
            default -> client.actor.stop(); // contend, await, leaving; blocked, which the specification never is
        };
    }

    private int ticket(int counter) {
        return Math.floorMod(counter - firstTicket, ticketModulus);
    }

    private Map<String, Object> ofEach(Function<Client, Object> value) {
        return clients.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> value.apply(entry.getValue())));
    }

    private static String nameOf(Thread thread) {
        return thread == null ? NOBODY : thread.getName();
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
