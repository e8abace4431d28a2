package org.fairloop.context;

import static org.fairloop.context.ManualClock.MILLI;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.fairloop.bridge.Action;
import org.fairloop.bridge.Lanes;
import org.fairloop.bridge.Schedule;
import org.fairloop.bridge.Scheduler;
import org.fairloop.lock.FifoLock;

/**
 * A context with bottom halves, timers and notifiers under the control of a scheduler: a loop that polls, also in its callbacks,
 * and two threads that schedule, cancel, delete, arm, disarm and set at any moment. It keeps its own account of what was asked
 * for, and compares whenever a callback begins, when a poll returns, and while the loop sleeps:
 *
 * <ul>
 *   <li>a callback runs only if it was asked for and that was not taken back: B2, B3, H1; once for each time: H2;
 *   <li>a bottom half and a timer run at most once a poll: B4;
 *   <li>a timer does not fire before its deadline: T1;
 *   <li>what was asked for before a poll took the notification has had its callback when that poll returns: B1, T2;
 *   <li>the loop does not sleep while something is to be called and nobody is about to wake it: B1, T2, N2;
 *   <li>left alone, it calls everything that was asked for, and then sleeps for ever: B1, T2, N4.
 * </ul>
 *
 * <p>The account is exact, since at most one thread runs at a time, and none stops between what it asks for and the account of
 * that.
 */
final class CallbacksPlay implements AutoCloseable {

    /** The lanes of a schedule: the loop, the others, and the clock. */
    static final List<String> LANES = List.of("loop", "other 1", "other 2", "clock");

    private static final int LOOP = 0;
    private static final int CLOCK = 3;

    /** So many times each thread may be asked to go on when nothing is asked for any more. */
    private static final int PATIENCE = 500;

    private static final int MOST_POLLS = 2;

    /** In one of its callbacks, or between two polls: the loop does what it is told. */
    private static final String ACTS = "acts";

    private static final String SLEEP = "sleep";
    private static final String ASLEEP = "asleep";

    private final Scheduler scheduler = new Scheduler();
    private final Thread controller = Thread.currentThread();
    private final Consumer<String> tally;
    private final PlayedPoller poller = new PlayedPoller();
    private final AioContext context;
    private final List<Thing> things = new ArrayList<>();
    private final List<Asked> bottomHalves = new ArrayList<>();
    private final List<Alarm> timers = new ArrayList<>();
    private final List<Signal> notifiers = new ArrayList<>();
    private final Scheduler.Actor loop;
    private final List<Scheduler.Actor> others;
    private final Deque<Round> rounds = new ArrayDeque<>();
    private final List<Lanes.Row> rows = new ArrayList<>();
    private long now = Long.MAX_VALUE - 7 * MILLI;

    /** What the loop does next where it acts; null: it goes on. */
    private Runnable order;

    /** The first claim that failed. */
    private String violation;

    private CallbacksPlay(BrokenAioContext.Maker maker, Consumer<String> tally) {
        this.tally = tally;
        context = maker.make(FifoLock::create, poller, new SteppedAioContext.Stops() {
            @Override
            public void at(String stop) {
                if (Thread.currentThread() != controller) {
                    if (stop.equals(SteppedAioContext.ACCEPT)) {
                        rounds.peek().note();
                    }
                    scheduler.pause(stop);
                }
            }

            @Override
            public long now() {
                return now;
            }
        });
        for (String name : List.of("b1", "b2")) {
            bottomHalves.add(new Asked(name));
        }
        for (String name : List.of("t1", "t2")) {
            timers.add(new Alarm(name));
        }
        for (String name : List.of("n1", "n2")) {
            notifiers.add(new Signal(name));
        }
        things.addAll(bottomHalves);
        things.addAll(timers);
        things.addAll(notifiers);
        loop = scheduler.actor(LANES.get(LOOP));
        others = List.of(scheduler.actor(LANES.get(1)), scheduler.actor(LANES.get(2)));
        loop.begin(() -> {
            context.acquire();
            while (true) {
                act();
            }
        });
    }

    /**
     * Plays a schedule on a fresh context, and then leaves the context alone until it sleeps.
     *
     * @param tally told of each callback that ran: of what, and how deep the polls were nested
     * @return what failed, if something did
     */
    static Optional<Schedule.Failure<Found>> failure(
            BrokenAioContext.Maker maker, Schedule schedule, Consumer<String> tally) {
        List<Schedule.Choice> taken = new ArrayList<>();
        try (CallbacksPlay play = new CallbacksPlay(maker, tally)) {
            for (Schedule.Choice choice : schedule.choices()) {
                if (play.violation == null && play.take(choice)) {
                    taken.add(choice);
                }
            }
            play.comeToRest();
            Schedule itself = new Schedule(taken);
            return play.violation == null
                    ? Optional.empty()
                    : Optional.of(new Schedule.Failure<>(
                            itself, new Found(play.violation, itself, Lanes.print(Map.of(), play.rows))));
        }
    }

    /**
     * A failure.
     *
     * @param violation the claim that failed and what was seen
     * @param schedule the choices that were taken
     * @param lanes the run
     */
    record Found(String violation, Schedule schedule, String lanes) {}

    // What is called back, and the account of what was asked for.

    /** Something with a callback. */
    private abstract class Thing {
        final String name;

        /** Grows each time that it is asked for, or that this is taken back. */
        int number;

        Thing(String name) {
            this.name = name;
        }

        /** Must a poll that begins to walk now call it? */
        abstract boolean isDue();

        /** Must it be called some time? */
        boolean isOutstanding() {
            return isDue();
        }

        abstract String state();

        /** The callback begins. */
        void called() {
            tally.accept(getClass().getSimpleName() + " " + rounds.size());
            Round round = rounds.peek();
            if (!round.called.add(name) && !(this instanceof Signal)) {
                violate("B4: " + name + " runs twice in one poll");
            }
            act();
        }
    }

    private final class Asked extends Thing {
        BottomHalf it;
        boolean urgent;
        boolean idle;
        boolean deleted;

        Asked(String name) {
            super(name);
            make();
        }

        private void make() {
            BottomHalf[] made = {null};
            made[0] = context.newBottomHalf(() -> {
                if (made[0] != it || deleted) {
                    violate("B3: " + name + " runs although it was deleted");
                } else if (!urgent && !idle) {
                    violate("B2: " + name + " runs although nobody asks for it");
                }
                forget();
                called();
            });
            it = made[0];
            deleted = false;
        }

        private void forget() {
            number++;
            urgent = false;
            idle = false;
        }

        void schedule() {
            if (!deleted && !urgent) {
                number++;
                urgent = true;
                idle = false;
            }
            it.schedule();
        }

        void scheduleIdle() {
            if (!deleted && !urgent && !idle) {
                number++;
                idle = true;
            }
            it.scheduleIdle();
        }

        void cancel() {
            forget();
            it.cancel();
        }

        /** One that was deleted comes anew. */
        void deleteOrMake() {
            if (deleted) {
                make();
            } else {
                forget();
                deleted = true;
                it.delete();
            }
        }

        @Override
        boolean isDue() {
            return urgent;
        }

        @Override
        boolean isOutstanding() {
            return urgent || idle;
        }

        @Override
        String state() {
            return deleted ? "deleted" : urgent ? "scheduled" : idle ? "idle" : "-";
        }
    }

    private final class Alarm extends Thing {
        final AioTimer it = context.newTimer(this::fires);
        boolean armed;
        long deadline;

        Alarm(String name) {
            super(name);
        }

        private void fires() {
            if (!armed) {
                violate("T1: " + name + " fires although it is not armed");
            } else if (deadline - now > 0) {
                violate("T1: " + name + " fires " + (deadline - now) + " ns early");
            }
            number++;
            armed = false;
            called();
        }

        void arm(int millis) {
            number++;
            armed = true;
            deadline = now + millis * MILLI;
            it.arm(deadline);
        }

        void disarm() {
            number++;
            armed = false;
            it.disarm();
        }

        @Override
        boolean isDue() {
            return armed && deadline - now <= 0;
        }

        @Override
        boolean isOutstanding() {
            return armed;
        }

        @Override
        String state() {
            return armed ? "in " + (deadline - now) / MILLI + " ms" : "-";
        }
    }

    private final class Signal extends Thing {
        final EventNotifier it = new EventNotifier();
        boolean set;

        /** Whose callback is attached; 0: none is. */
        int attached;

        private int attachments;

        Signal(String name) {
            super(name);
        }

        private void handles(int attachment) {
            if (attachment != attached) {
                violate("H1: the handler of " + name + " is called although it was removed");
            } else if (!set) {
                violate("H2: the handler of " + name + " is called twice for one event");
            }
            number++;
            set = false;
            it.testAndClear();
            called();
        }

        void set() {
            number++;
            set = true;
            it.set();
        }

        /** By the owner. */
        void attach() {
            number++;
            int attachment = ++attachments;
            attached = attachment;
            context.setEventNotifier(it, () -> handles(attachment));
        }

        /** By the owner. */
        void detach() {
            number++;
            attached = 0;
            context.setEventNotifier(it, null);
        }

        @Override
        boolean isDue() {
            return set && attached > 0;
        }

        @Override
        String state() {
            return (attached > 0 ? "attached" : "-") + (set ? ", set" : "");
        }
    }

    /** A poll under way. */
    private final class Round {
        final Set<String> called = new HashSet<>();
        private final Map<Thing, Integer> due = new LinkedHashMap<>();

        /** It takes the notification: what must have its callback when it returns? */
        void note() {
            things.stream().filter(Thing::isDue).forEach(it -> due.put(it, it.number));
        }

        void returns() {
            due.forEach((it, number) -> {
                if (it.number == number) {
                    violate((it instanceof Alarm ? "T2: " : "B1: ") + "the poll returns, and " + it.name
                            + " has not been called");
                }
            });
        }
    }

    private void violate(String what) {
        if (violation == null) {
            violation = what;
        }
    }

    // What the threads do.

    /** The loop does what it is told until it is told to go on. */
    private void act() {
        scheduler.pause(ACTS);
        while (order != null) {
            Runnable next = order;
            order = null;
            next.run();
            scheduler.pause(ACTS);
        }
    }

    private void poll(boolean blocking) {
        rounds.push(new Round());
        context.poll(blocking);
        rounds.pop().returns();
    }

    private boolean take(Schedule.Choice choice) {
        int lane = choice.thread() % LANES.size();
        String name = switch (lane) {
            case LOOP -> goOn(choice.alternative());
            case CLOCK -> tick(choice.alternative());
            default -> goOn(others.get(lane - 1), choice.alternative());
        };
        if (name == null) {
            return false;
        }
        note(lane, name);
        return true;
    }

    private void note(int lane, String name) {
        check();
        Map<String, Object> after = new TreeMap<>();
        things.forEach(it -> after.put(it.name, it.state()));
        after.put("loop", loop.isIdle() ? "ended" : loop.stop());
        rows.add(new Lanes.Row(Action.of(name, LANES.get(lane)), after));
    }

    private String tick(int alternative) {
        int millis = List.of(1, 2, 10).get(alternative % 3);
        now += millis * MILLI;
        return "tick " + millis;
    }

    private String goOn(Scheduler.Actor other, int alternative) {
        if (!other.isIdle()) {
            String stop = other.stop();
            other.resume();
            return "leaves " + stop;
        }
        Deed deed = anyonesDeed(alternative);
        other.begin(() -> {
            deed.what.run();
            return null;
        });
        return deed.name;
    }

    private String goOn(int alternative) {
        String stop = loop.stop();
        Deed deed = null;
        if (stop.equals(ACTS)) {
            deed = rounds.isEmpty() ? pollsOr(alternative) : inCallback(alternative);
            order = deed == null ? null : deed.what;
        }
        resumeLoop();
        return deed == null ? "leaves " + stop : deed.name;
    }

    private void resumeLoop() {
        loop.resume();
        if (loop.isIdle()) {
            violate("the loop has ended: " + loop.outcome().thrown());
        }
    }

    private record Deed(String name, Runnable what) {}

    /** What a callback does: mostly nothing more. */
    private Deed inCallback(int alternative) {
        return alternative % 3 < 2 ? null : pollsOr(alternative / 3);
    }

    private Deed pollsOr(int alternative) {
        Signal signal = notifiers.get(alternative / 5 % 2);
        return switch (alternative % 5) {
            case 0, 1 -> rounds.size() < MOST_POLLS ? new Deed("poll(true)", () -> poll(true)) : null;
            case 2 -> rounds.size() < MOST_POLLS ? new Deed("poll(false)", () -> poll(false)) : null;
            case 3 ->
                signal.attached == 0 || alternative / 10 % 2 == 0
                        ? new Deed("attach " + signal.name, signal::attach)
                        : new Deed("detach " + signal.name, signal::detach);
            default -> anyonesDeed(alternative / 5);
        };
    }

    private Deed anyonesDeed(int alternative) {
        int which = alternative / 9;
        Asked bottomHalf = bottomHalves.get(which % 2);
        Alarm timer = timers.get(which % 2);
        Signal signal = notifiers.get(which % 2);
        int millis = which / 2 % 4;
        return switch (alternative % 9) {
            case 0, 1 -> new Deed("schedule " + bottomHalf.name, bottomHalf::schedule);
            case 2 -> new Deed("schedule " + bottomHalf.name + " as idle", bottomHalf::scheduleIdle);
            case 3 -> new Deed("cancel " + bottomHalf.name, bottomHalf::cancel);
            case 4 -> new Deed("delete or make " + bottomHalf.name, bottomHalf::deleteOrMake);
            case 5, 6 -> new Deed("arm " + timer.name + " in " + millis + " ms", () -> timer.arm(millis));
            case 7 -> new Deed("disarm " + timer.name, timer::disarm);
            default -> new Deed("set " + signal.name, signal::set);
        };
    }

    // What must hold.

    /** Does the loop sleep, and nobody is about to wake it? */
    private boolean isLeftAsleep() {
        return !loop.isIdle()
                && loop.stop().equals(ASLEEP)
                && !poller.mustReturn()
                && others.stream().allMatch(Scheduler.Actor::isIdle);
    }

    private void check() {
        if (isLeftAsleep()) {
            things.stream()
                    .filter(Thing::isDue)
                    .forEach(it -> violate((it instanceof Alarm ? "T2: " : "B1: ") + "the loop sleeps, and " + it.name
                            + " is to be called"));
        }
    }

    /** Nobody asks for anything any more, and time passes. */
    private void comeToRest() {
        others.forEach(other -> goOnUntil(other, "an operation does not end"));
        for (int i = 0; i < PATIENCE && violation == null; i++) {
            if (!isLeftAsleep()) {
                String stop = loop.stop();
                boolean polls = stop.equals(ACTS) && rounds.isEmpty();
                order = polls ? () -> poll(true) : null;
                resumeLoop();
                note(LOOP, polls ? "poll(true)" : "leaves " + stop);
            } else if (poller.timeout != Poller.FOREVER) {
                now = poller.sleepsSince + poller.timeout;
                note(CLOCK, "tick");
            } else if (bottomHalves.stream().anyMatch(it -> it.idle) && !poller.sawIdle) {
                context.wakeup(); // those that were scheduled as idle during the sleep wake nobody
                note(CLOCK, "wakeup");
            } else {
                things.stream()
                        .filter(Thing::isOutstanding)
                        .forEach(it -> violate((it instanceof Alarm ? "T2: " : "B1: ") + it.name + " is never called"));
                return;
            }
        }
        violate("N4: the loop does not come to rest");
    }

    private void goOnUntil(Scheduler.Actor other, String complaint) {
        for (int i = 0; !other.isIdle(); i++) {
            if (i > PATIENCE) {
                violate(complaint);
                return;
            }
            other.resume();
        }
        if (other.outcome() != null && other.outcome().thrown() != null) {
            violate("an operation has thrown " + other.outcome().thrown());
        }
    }

    /** Sleeps by stopping. It is told to return for a reason or without one. */
    private final class PlayedPoller implements ChannellessPoller {
        long timeout;
        long sleepsSince;

        /** Was something scheduled as idle when the sleep began? */
        boolean sawIdle;

        private boolean woken;

        /** Does the poller's promise make the poll under way return? */
        boolean mustReturn() {
            return woken || (timeout != FOREVER && now - sleepsSince >= timeout);
        }

        @Override
        public void poll(long timeoutNanos, Ready ready) {
            timeout = timeoutNanos;
            sleepsSince = now;
            if (timeoutNanos > 0) {
                sawIdle = bottomHalves.stream().anyMatch(it -> it.idle);
                scheduler.pause(SLEEP);
                scheduler.pause(ASLEEP);
            }
            woken = false;
        }

        @Override
        public void wakeup() {
            woken = true;
        }
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
