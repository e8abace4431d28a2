package org.fairloop.lock;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fairloop.bridge.Scheduler;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;

/**
 * {@link HandoffLock} and {@code spec/HandoffLock.tla}: the mapping between the two.
 *
 * <table>
 *   <caption>Where each variable of the specification is read</caption>
 *   <tr><td>count, busy</td><td>the field state</td></tr>
 *   <tr><td>queue</td><td>the field queue, from its first to its last, by the names of the threads</td></tr>
 *   <tr><td>status</td><td>the field of the thread's Waiter, from when it is queued until it owns or has given up</td></tr>
 *   <tr><td>permit</td><td>kept here: unparking is under control</td></tr>
 *   <tr><td>owner, nesting</td><td>{@code getOwner()}, and the field nested, which does not count the first hold</td></tr>
 *   <tr><td>kicked</td><td>has the callback run since the last outermost release?</td></tr>
 *   <tr><td>pc</td><td>the stop of each thread; all stops have the names of their places</td></tr>
 *   <tr><td>inside</td><td>counted by the client: calls that returned, less {@code unlock()} calls that have begun</td></tr>
 *   <tr><td>buffer, grantee, next</td><td>hidden, see {@link #hidden}</td></tr>
 * </table>
 *
 * <p>lock() is called as the timed tryLock(), which alone can give up; the contract suite shows that the others do the same.
 */
final class HandoffLockSubject implements Subject {

    private static final String NOBODY = "Nobody";

    private static final String ASLEEP = "asleep";

    /** No place of the specification: no step is taken there before it can be. */
    private static final String TRIES_AGAIN = "triesAgain";

    private static final List<String> STATUS = List.of("awake", "parked", "granted");

    private final Scheduler scheduler = new Scheduler();
    private final Map<String, Client> clients = new TreeMap<>();
    private final HandoffLock lock;
    private boolean kicked;

    private final ThrowingCallback throwing = new ThrowingCallback();

    /**
     * Makes a lock and its threads.
     *
     * @param maker makes the lock, of the shipped class or a twin
     * @param initial an initial state of the specification: says which threads there are
     */
    HandoffLockSubject(BrokenHandoffLock.Maker maker, State initial) {
        lock = maker.make(new Stops(), this::onContention);
        initial.function("pc").keySet().forEach(thread -> clients.put(thread, new Client(thread)));
    }

    private void onContention() {
        kicked = true;
        throwing.call();
    }

    /** The lock under control. */
    private final class Stops implements SteppedHandoffLock.Control {

        @Override
        public void at(String stop) {
            scheduler.pause(stop);
        }

        @Override
        public boolean givesUp(boolean would) {
            return current().givesUp;
        }

        @Override
        public boolean parks() {
            Client me = current();
            if (!me.permit) {
                scheduler.pause(ASLEEP);
            }
            me.permit &= me.wakesForNoReason;
            return true;
        }

        @Override
        public boolean permits(Thread thread) {
            clients.get(thread.getName()).permit = true;
            return true;
        }

        @Override
        public void triesAgain() {
            scheduler.pause(TRIES_AGAIN);
        }

        @Override
        public void stands(Waiter waiter) {
            current().waiter = waiter;
        }

        @Override
        public void released() {
            kicked = false;
        }

        private Client current() {
            return clients.get(Thread.currentThread().getName());
        }
    }

    /** A thread of the test, and what it knows itself. */
    private final class Client {
        final Scheduler.Actor actor;
        int inside;
        Waiter waiter;
        boolean permit;
        boolean givesUp;
        boolean wakesForNoReason;

        Client(String thread) {
            actor = scheduler.actor(thread);
        }

        void begin(Callable<Void> call) {
            if (!actor.isIdle()) {
                throw new Divergence("no call can begin: " + actor);
            }
            actor.begin(call);
        }

        Void lock() throws InterruptedException {
            if (lock.tryLock(1, TimeUnit.HOURS)) {
                inside++;
            } else {
                scheduler.pause("gaveUp");
            }
            return null;
        }

        Void tryLock() {
            if (lock.tryLock()) {
                inside++;
            } else {
                scheduler.pause("failed");
            }
            return null;
        }

        Void unlock() {
            if (inside > 0) {
                inside--;
            }
            try {
                lock.unlock();
            } catch (IllegalMonitorStateException refused) {
                scheduler.pause("refused");
            }
            return null;
        }
    }

    @Override
    public void perform(Step step) {
        Client client = clients.get(step.action().thread());
        switch (step.action().name()) {
            case "TakeFree", "OneTakesFree" -> client.begin(client::tryLock);
            case "Reenter", "TakeTicket", "QueuesBehindOne" -> client.begin(client::lock);
            case "TryLockFails" -> client.begin(client::tryLock);
            case "ReleaseInner", "ReleaseFree", "ReleaseToNext", "ReleaseFails" -> client.begin(client::unlock);
            case "LosePermit" -> client.permit = false;
            case "ContendThrows" -> throwing.contend(client.actor);
            case "GiveUp" -> {
                client.givesUp = true;
                client.actor.goOn();
                client.givesUp = false;
            }
            case "WakeSpuriously" -> {
                client.wakesForNoReason = true;
                client.actor.goOn();
                client.wakesForNoReason = false;
            }
            case "Wake" -> {
                if (!client.permit) {
                    throw new Divergence("no permit: " + client.actor);
                }
                client.actor.goOn();
            }
            default -> client.actor.goOn();
        }
        if (client.actor.isIdle()
                && client.actor.outcome() != null
                && client.actor.outcome().thrown() != null) {
            throw new Divergence(
                    client.actor + " since it threw " + client.actor.outcome().thrown());
        }
    }

    @Override
    public Map<String, Object> visible() {
        Thread owner = lock.getOwner();
        Map<String, Object> visible = new LinkedHashMap<>();
        visible.put("count", lock.state / HandoffLock.TICKET);
        visible.put("busy", (lock.state & HandoffLock.BUSY) != 0);
        visible.put("queue", queue());
        visible.put("status", ofEach(it -> it.waiter == null ? "none" : STATUS.get(it.waiter.status)));
        visible.put("permit", ofEach(it -> it.permit));
        visible.put("owner", owner == null ? NOBODY : owner.getName());
        visible.put("nesting", owner == null ? 0 : lock.nested + 1);
        visible.put("kicked", kicked);
        visible.put("pc", ofEach(it -> it.actor.isIdle() ? "idle" : it.actor.stop()));
        visible.put("inside", ofEach(it -> it.inside));
        return visible;
    }

    private List<Object> queue() {
        List<Object> names = new ArrayList<>();
        Set<Waiter> seen = new HashSet<>();
        for (Waiter waiter = lock.first(); waiter != null && seen.add(waiter); waiter = waiter.behind) {
            names.add(waiter.thread.getName());
        }
        return names;
    }

    private Map<String, Object> ofEach(Function<Client, Object> value) {
        return clients.entrySet().stream()
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
        String local =
                "a local of unlock(). It is compared all the same, a little later: by the stop that it leads to, and "
                        + "by whom it unparks there";
        return Map.of("buffer", "the worlds that are replayed have none", "grantee", local, "next", local);
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
