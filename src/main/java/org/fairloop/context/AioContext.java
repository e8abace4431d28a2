package org.fairloop.context;

import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.fairloop.internal.Headroom;
import org.fairloop.lock.FifoLock;

/**
 * An event loop's state that threads share by turns.
 *
 * <p>Who wants to use it acquires it, polls it, and releases it:
 *
 * <pre>{@code
 * context.acquire();
 * try {
 *     while (!done) {           // own condition: never the result of poll
 *         context.poll(true);   // may sleep, owning the context
 *     }
 * } finally {
 *     context.release();
 * }
 * }</pre>
 *
 * <p>The owner keeps the context while it sleeps in {@link #poll}. That is no obstacle to the others: whoever has to wait
 * in {@link #acquire()} bumps the owner out of its sleep, and turns are taken strictly in order of arrival
 * ({@link FifoLock}). A loop that releases after each poll, such as {@link IoThread}, and any number of callers thus share
 * the context without anybody waiting for ever.
 *
 * <h2>What is dispatched</h2>
 *
 * {@link BottomHalf Bottom halves}, {@linkplain #execute tasks}, {@linkplain #setFdHandler handlers of channels},
 * {@linkplain #setEventNotifier handlers of notifiers} and {@link AioTimer timers}: all run inside {@code poll}, by the
 * thread that owns the context. They may use everything here, {@code poll} and {@link #close()} included.
 *
 * <h2>A poll in a callback</h2>
 *
 * A callback may poll, and may call what polls, such as {@link BlockDevice#read}. This nested poll dispatches all that is ready, with
 * one exception: it calls a callback that is still running only if that callback was asked for again since it began.
 *
 * <table>
 *   <caption>What asks for a callback again</caption>
 *   <tr><td>a bottom half</td><td>{@link BottomHalf#schedule()}</td></tr>
 *   <tr><td>a timer</td><td>{@link AioTimer#arm}</td></tr>
 *   <tr><td>the handler of a notifier</td><td>{@link EventNotifier#testAndClear()} and then {@link EventNotifier#set()}, or
 *       {@link #setEventNotifier} for this notifier</td></tr>
 *   <tr><td>a callback of a channel</td><td>{@link #setFdHandler} for this channel</td></tr>
 * </table>
 *
 * <p>So a handler may poll before it drains its channel or clears its notifier. The nested poll neither calls the handler nor
 * returns for that readiness: a blocking one sleeps until something else happens. Once the handler has returned, the next poll finds
 * the readiness that is left. A handler that waits in a nested poll for more input of its own channel must first set a
 * handler again, usually another one for that time.
 *
 * <p>QEMU calls such a handler again in each nested poll, without end, while the level is ready. A level cannot tell input that was
 * left from input that is new. A rule that guessed would recurse or hang by chance, so the handler of a channel must ask.
 *
 * <h2>Exceptions</h2>
 *
 * A poll goes on when a callback throws, or the poller. Once the round is complete the first exception is thrown to the caller of
 * {@code poll}, with the later ones suppressed in it.
 *
 * <h2>Interrupts</h2>
 *
 * An interrupt ends neither {@code acquire} nor {@code poll}, and does not keep {@code poll} from sleeping; the status is kept
 * for callbacks and callers to see. To end a poll, use {@link #wakeup()}. {@link #acquireInterruptibly} and {@link #tryAcquire}
 * are there for those who may want to give up.
 *
 * <h2>A callback that does not return</h2>
 *
 * It keeps the context, so every {@link #acquire()} and {@link #close()} waits for it. {@link System#exit} is such a call:
 * {@link IoThread} says what a shutdown hook may do.
 *
 * <h2>A foreign loop</h2>
 *
 * Another event loop can drive the context. It gives the constructor a <em>woken</em> hook, which tells it to come soon, sleeps
 * until {@link #nextDeadline()} at most, and then acquires, calls {@code poll(false)} and releases. Each time it comes it must ask
 * for the deadline again. It sees bottom halves, tasks, notifiers and timers, since each of these wakes it up. It does
 * <em>not</em> see channels: these are watched by the context's own poller, that is, in polls only. A loop that needs them polls
 * in a thread of its own.
 *
 * <p>Specification: {@code spec/AioContext.tla}, and {@code spec/EventLoop.tla} for what {@code wakeup} and {@code poll} promise.
 */
public class AioContext implements Executor, AutoCloseable {

    /*
     * Overview.
     *
     * A round of poll is these steps, each a method of the name of an action in spec/AioContext.tla:
     *
     *   prepare          how long may the round sleep? Not at all if there is a reason not to.
     *   sleep            the system call, the lock held: Sleep, then Return, or Stir if for no reason. It collects the
     *                    channels that are ready. Back to prepare while there is no reason to go on (Look).
     *   accept           clear the flag, before anything is looked at (M2 in the museum).
     *   runBottomHalves  then runHandlers, then runTimers.
     *
     * Three choices carry the weight:
     *
     *  - The flag of AioNotify and the poller's own wakeup are two things. The flag is what holds: it is set first and always, it
     *    is cleared by accept only, and no round sleeps without having looked at it. The poller's wakeup only ends a sleep that
     *    has begun, and is left out while nobody sleeps or is about to. It may be swallowed (by a poll that does not sleep) or
     *    come late (after the accept), harmless both: in the first case the flag is still set; in the second a later sleep ends
     *    for no reason and is begun again.
     *  - The contention callback of the lock is wakeup. With claim L4 of FifoLock this makes the kick reliable: who comes to own
     *    the context has been told of each thread that waits, or will be, and the flag keeps it until it polls.
     *  - Nothing is lost when rounds nest. What is scheduled, ready or due stands in queues shared by all rounds, and is
     *    taken off before its callback runs.
     *
     * Closing is in two parts. `closed` is set at once, by any thread, so that sleepers return, and no round starts a callback any
     * more. The rest is done as the owner, when the turn comes: accepted tasks run, and everything else is dropped.
     *
     * The small methods are the steps that broken twins override, one at a time.
     */

    /** The number of the one poller of the notification: whoever owns the context. */
    private static final int POLLER = 0;

    /** After so many callbacks, a walk looks whether a thread waits or a timer is due. */
    private static final int CALLBACKS_PER_LOOK = 64;

    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Any two deadlines that are no farther from a recent now can be compared by their difference. */
    private static final long FARTHEST_NANOS = Long.MAX_VALUE / 4;

    /** Who owns the context. Spec: owner, nesting, queue. */
    final FifoLock lock;

    final Poller poller;

    final LongSupplier clock;

    final BottomHalves bottomHalves = new BottomHalves();

    final Handlers handlers = new Handlers();

    final Timers timers = new Timers();

    private final Runnable woken;

    /** The notification: of one poller, since only the owner polls. */
    final AioNotify notify;

    private final AioNotify.Sleeper sleeper = new OwnersSleep();

    /** Set once, by close(), by any thread. Spec: closed. */
    volatile boolean closed;

    /** The owner, for messages. Written by the owner; a thread may always ask the lock whether that is itself. */
    private volatile Thread owner;

    /** What the poller and the callbacks of the innermost round have thrown. Guarded by the ownership. */
    private Throwable failure;

    /** Is a close by the owner under way? Guarded by the ownership. */
    private boolean closing;

    /** How many rounds in a row could not wait, since the poller failed. Guarded by the ownership. */
    private int failedWaits;

    /** What must end before the context is closed. Guarded by itself. */
    private final ArrayList<Runnable> atClose = new ArrayList<>();

    /** Makes a context that sleeps in a selector, with {@link System#nanoTime()} as its clock. */
    public AioContext() {
        this(Poller.selector(), System::nanoTime, () -> {});
    }

    /**
     * Makes a context.
     *
     * @param poller what it sleeps in; closed with the context
     * @param clock nanoseconds, which may start and wrap around anywhere
     * @param woken told of each wakeup, by any thread and at any moment, that a poll is worth while: see "A foreign loop". It must not block
     *     and must not use the context; what it throws goes to the thread's handler of uncaught exceptions
     */
    public AioContext(Poller poller, LongSupplier clock, Runnable woken) {
        this(FifoLock::create, poller, clock, woken);
    }

    /** The seam for tests and for the demo: another lock. It is given its contention callback. */
    @SuppressWarnings("this-escape") // the callback is first called when somebody waits for the lock
    AioContext(Function<Runnable, FifoLock> lock, Poller poller, LongSupplier clock, Runnable woken) {
        this.poller = Objects.requireNonNull(poller, "poller");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.woken = Objects.requireNonNull(woken, "woken");
        this.notify = new AioNotify(poller);
        this.lock = lock.apply(this::wakeup);
    }

    /**
     * Takes the context, in order of arrival; the owner may take it again. While it waits, it bumps the owner out of
     * {@link #poll}.
     *
     * @throws IllegalStateException if the context is closed; the caller does not hold it (once more) then
     */
    public void acquire() {
        Headroom.forContext(); // the kick needs some, and the lock does not say if the kick had none
        lock.lock(); // Acquire, AcquireAgain, Contend, SleepInQueue, WakeInQueue, ComeIn
        comeIn();
    }

    /**
     * Takes the context as {@link #acquire()} does, but an interrupt ends the wait.
     *
     * @throws InterruptedException if the caller was interrupted before or while it waited; it does not hold the context (once
     *     more) then, and its place in the queue is given up
     * @throws IllegalStateException if the context is closed; the caller does not hold it (once more) then
     */
    public void acquireInterruptibly() throws InterruptedException {
        Headroom.forContext();
        lock.lockInterruptibly();
        comeIn();
    }

    /**
     * Takes the context as {@link #acquireInterruptibly()} does, but gives up after some time.
     *
     * @param time how long to wait; if it is 0 or less, nobody is bumped
     * @param unit the unit of time
     * @return whether the context was taken
     * @throws InterruptedException if the caller was interrupted before or while it waited; it does not hold the context (once
     *     more) then, and its place in the queue is given up
     * @throws IllegalStateException if the context is closed; the caller does not hold it (once more) then
     */
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        Headroom.forContext();
        boolean acquired = lock.tryLock(time, unit);
        if (acquired) {
            comeIn();
        }
        return acquired;
    }

    private void comeIn() {
        if (closed) {
            lock.unlock();
            throw isClosedAlready();
        }
        owner = Thread.currentThread();
    }

    /**
     * Gives one hold back. The last one frees the context for the next in the queue. Works on a closed context, too.
     *
     * @throws IllegalMonitorStateException if the caller is not the owner; the message names both threads, and nothing
     *     has changed
     */
    public void release() {
        requireOwner("release");
        if (lock.getHoldCount() == 1) {
            owner = null;
        }
        lock.unlock(); // Release
    }

    /**
     * Waits for something to do, if {@code blocking}, and does it: one round.
     *
     * <ul>
     *   <li><b>N1, N2</b> a {@link #wakeup()} before or during a blocking poll makes it return;
     *   <li><b>N3</b> {@code poll(false)} never sleeps;
     *   <li><b>N4</b> {@code poll(true)} does not return for no reason: it sleeps until a wakeup, something ready, or a deadline.
     * </ul>
     *
     * <p>A poll starts the bottom halves and tasks that were scheduled before it came to them, then the handlers, then the timers.
     * After every 64 callbacks it looks whether a thread waits for the context or a timer is due, and then leaves the rest of the
     * bottom halves and tasks to the next poll. So a thread that waits for a context that is released after each poll waits for at
     * most 64 callbacks, and not for all that are queued. The next poll does not sleep, and goes on in order.
     *
     * <p>A wakeup is a reason to return but no progress, and so is a bottom half scheduled as idle. Who waits for something
     * therefore polls until that <em>is</em> so, whatever this method returns. May be called by callbacks (a nested poll).
     *
     * @param blocking whether to wait until there is something to do
     * @return whether a bottom half, a task, a handler or a timer ran
     * @throws IllegalMonitorStateException if the caller does not own the context; the message names both threads
     * @throws IllegalStateException if the context is closed: nothing will ever happen in it. A poll under way when it is closed
     *     returns as usual
     * @throws RuntimeException or {@link Error}: the first that the poller or a callback threw. A task whose callback could not be
     *     started, for lack of stack or memory, is not run again: its error is among these
     * @throws StackOverflowError if too little stack is left, and the poll has not begun
     */
    public boolean poll(boolean blocking) {
        Headroom.forContext();
        requireOwner("poll"); // Poll
        if (closed) {
            throw isClosedAlready();
        }
        return round(blocking);
    }

    /** A poll that does nothing, instead of complaining, if the context is closed. */
    boolean round(boolean blocking) {
        Throwable ofOuterRound = failure;
        failure = null;
        try {
            awaitReason(blocking);
            accept(); // Accept
            boolean progress = runBottomHalves(); // RunBottomHalves
            progress |= runHandlers(); // RunHandler
            progress |= runTimers();
            rethrow(failure);
            return progress; // EndPoll
        } finally {
            failure = ofOuterRound;
        }
    }

    /** If the system call fails, the round goes on: its callbacks may be all that somebody waits for. */
    private void awaitReason(boolean blocking) {
        try {
            if (blocking) {
                notify.sleep(POLLER, sleeper); // Prepare, Sleep, Return, Stir, Look
            } else {
                sleep(prepare(false)); // Glance
            }
            failedWaits = 0;
        } catch (Throwable thrown) {
            failedWaits += failedWaits == Integer.MAX_VALUE ? 0 : 1;
            failure = join(failure, thrown);
        }
    }

    /** How many rounds in a row could not wait, since the poller failed? A loop must not go on at full speed then. By the owner. */
    int failedWaits() {
        return failedWaits;
    }

    // The steps of a round. Each is taken by the owner.

    /** How long the round may sleep, in nanoseconds. */
    long prepare(boolean blocking) {
        return !blocking || hasReason() ? 0 : Math.max(0, untilDeadline());
    }

    /** Sleeps, unless the timeout is 0. Either way it looks which channels are ready. */
    void sleep(long timeoutNanos) {
        handlers.watchAgain(poller);
        unwatchHeld();
        poller.poll(timeoutNanos, handlers);
    }

    /** A channel whose callback runs must not end the sleep of a poll in that callback. */
    void unwatchHeld() {
        handlers.unwatchHeld(poller);
    }

    /** Is there a reason to go on without sleeping (again)? */
    boolean hasReason() {
        return isNotified() || closed || mustNotSleep() || untilDeadline() <= 0;
    }

    /** Is something scheduled or ready? */
    boolean mustNotSleep() {
        return bottomHalves.hasUrgent() || handlers.isAnyReady();
    }

    /** The time until the next deadline; {@link Poller#FOREVER} without one. */
    long untilDeadline() {
        if (timers.isEmpty() && !bottomHalves.hasIdle()) {
            return Poller.FOREVER; // without a look at the clock, which costs more than all the rest
        }
        return untilDeadline(now());
    }

    private long untilDeadline(long now) {
        return Math.min(timers.untilEarliest(now), bottomHalves.untilIdle(now));
    }

    /** Takes the notification. Whatever it was sent for is looked at after this. */
    void accept() {
        notify.accept(POLLER);
    }

    /** Does a wakeup stand that no poll has accepted? Spec: notified. */
    boolean isNotified() {
        return notify.isNotified(POLLER);
    }

    /** The owner, as a poller. */
    private final class OwnersSleep implements AioNotify.Sleeper {
        @Override
        public long prepare() {
            return AioContext.this.prepare(true);
        }

        @Override
        public boolean hasReason() {
            return AioContext.this.hasReason();
        }

        @Override
        public void sleep(long timeoutNanos) {
            AioContext.this.sleep(timeoutNanos);
        }
    }

    /** Runs what was scheduled before this step, or the first of them; see {@link #leavesRest}. */
    boolean runBottomHalves() {
        boolean progress = false;
        int walk = bottomHalves.beginWalk();
        int ran = 0;
        Task it = nextBottomHalf(walk);
        while (it != null) {
            progress |= !bottomHalves.tookIdle();
            call(it.callback);
            it = leavesRest(++ran) ? null : nextBottomHalf(walk);
        }
        return progress;
    }

    /** Does a walk end after so many callbacks? The rest is urgent, so the next poll does not sleep. */
    boolean leavesRest(int ran) {
        return ran % CALLBACKS_PER_LOOK == 0 && (lock.hasQueuedThreads() || isTimerDue());
    }

    private boolean isTimerDue() {
        return !timers.isEmpty() && timers.untilEarliest(now()) <= 0;
    }

    /** Takes the next of those that were scheduled before the walk began. */
    Task nextBottomHalf(int walk) {
        return closed ? null : bottomHalves.take(walk);
    }

    /** Runs the handlers of the channels and notifiers that are ready. */
    boolean runHandlers() {
        boolean progress = false;
        handlers.collectNotifiers();
        for (Handler it = nextHandler(); it != null; it = nextHandler()) {
            int ready = consume(it); // before the call: a nested poll must not dispatch it again
            int consumed = it.consumed;
            if (isReady(it, it.onReadable, ready & Handler.READABLE)) {
                callHeld(it, it.onReadable, Handler.READABLE);
                progress = true;
            }
            if (it.consumed != consumed) {
                continue; // the first has polled, and its poll has dispatched what is ready for the second
            }
            if (isReady(it, it.onWritable, ready & Handler.WRITABLE)) { // asked now: the first may have removed it
                callHeld(it, it.onWritable, Handler.WRITABLE);
                progress = true;
            }
        }
        return progress;
    }

    /** Runs one of a handler's callbacks. A poll in the callback does not call it again. */
    private void callHeld(Handler it, Runnable callback, int which) {
        hold(it, which);
        try {
            call(callback);
        } finally {
            handlers.letGo(it, which);
        }
    }

    /** Takes a callback that is about to run out of what nested polls call. */
    void hold(Handler it, int which) {
        handlers.hold(it, which);
    }

    /** Takes the next of those that are ready. */
    Handler nextHandler() {
        return closed ? null : handlers.take();
    }

    /** Takes the readiness off a handler. */
    int consume(Handler it) {
        int ready = it.ready;
        it.ready = 0;
        it.consumed++;
        return ready;
    }

    /** Is one of a handler's callbacks to be called now? */
    boolean isReady(Handler it, Runnable callback, int ready) {
        return callback != null && ready != 0 && !it.isStale() && !closed;
    }

    /** Fires the timers that are due and were armed before this step. */
    boolean runTimers() {
        if (timers.isEmpty()) {
            return false;
        }
        boolean progress = false;
        long now = now();
        long end = timers.endOfWalk();
        for (AioTimer it = nextTimer(now, end); it != null; it = nextTimer(now, end)) {
            call(it.callback);
            progress = true;
        }
        return progress;
    }

    /** Takes the next of those that are due and were armed before the walk began. */
    AioTimer nextTimer(long now, long endOfWalk) {
        return closed ? null : timers.take(now, endOfWalk);
    }

    /** Runs a callback, and keeps what it throws until the round is complete. */
    void call(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable thrown) {
            failure = join(failure, thrown);
        }
    }

    static Throwable join(Throwable first, Throwable later) {
        if (first == null) {
            return later;
        }
        if (first != later) {
            try {
                first.addSuppressed(later);
            } catch (OutOfMemoryError | StackOverflowError lacking) {
                // The first one counts.
            }
        }
        return first;
    }

    /** Hands an exception over as the JVM would if the thread ended with it; what the handler itself throws is ignored, too. */
    static void report(Thread.UncaughtExceptionHandler handler, Thread thread, Throwable thrown) {
        try {
            handler.uncaughtException(thread, thrown);
        } catch (Throwable ignored) {
            // The contract of UncaughtExceptionHandler.
        }
    }

    /** Throws what a callback threw, as it is, even if it is a checked exception that was smuggled out of it. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        if (thrown != null) {
            throw (T) thrown;
        }
    }

    /**
     * Ends the {@link #poll} under way, or else the next one: a notification is kept until a poll returns for it. By any
     * thread, with or without the context. Does nothing once the context is closed.
     *
     * <p>What the {@link Poller} or the hook throws goes to the thread's handler of uncaught exceptions, here and in all other
     * methods that wake the poller up: {@link #acquire}, {@link #execute}, {@link BottomHalf#schedule}, {@link AioTimer#arm},
     * {@link #close} and those that set handlers. The notification stands, and the next wakeup by any thread calls the poller again.
     *
     * @throws StackOverflowError if too little stack is left; nothing has changed then
     */
    public void wakeup() {
        if (!closed) {
            kick();
        }
    }

    /**
     * Contend, WakeUp. The hook is called always: a foreign loop sleeps where nobody here can see it. What the poller or the hook
     * throws must not end a close, or a task's or a request's way here: it goes where uncaught exceptions go.
     */
    void kick() {
        Headroom.forAcquire(); // so that the stack ends before the flag is set; callers have made sure of more
        try {
            notify.wakeup();
        } catch (Throwable thrown) {
            reportUncaught(thrown);
        }
        tell();
    }

    private void tell() {
        try {
            woken.run();
        } catch (Throwable thrown) {
            reportUncaught(thrown);
        }
    }

    private static void reportUncaught(Throwable thrown) {
        Thread thread = Thread.currentThread();
        report(thread.getUncaughtExceptionHandler(), thread, thrown);
    }

    // Bottom halves, tasks and timers.

    /**
     * Makes a bottom half that is not scheduled. By any thread.
     *
     * @param callback run in this context
     * @return a bottom half of this context
     */
    public BottomHalf newBottomHalf(Runnable callback) {
        return new BottomHalf(this, callback);
    }

    /** Complete, then WakeUp. */
    void schedule(BottomHalf it) {
        Headroom.forContext();
        if (!closed && bottomHalves.add(it)) {
            wakeAfterSchedule();
        }
    }

    /** A wakeup that stands does for this one, too: the poll that accepts it looks at what is scheduled after that. */
    void wakeAfterSchedule() {
        if (notify.isWakeupStanding()) {
            joinWakeup();
        } else {
            wakeup();
        }
    }

    void joinWakeup() {
        if (!closed) {
            tell();
        }
    }

    void cancel(BottomHalf it) {
        bottomHalves.cancel(it);
    }

    void delete(BottomHalf it) {
        bottomHalves.delete(it);
    }

    void scheduleIdle(BottomHalf it) {
        Headroom.forContext();
        if (!closed) {
            bottomHalves.addIdle(it, now() + IDLE_NANOS);
        }
    }

    /**
     * Runs a task in the context, once, in a later poll. By any thread; tasks of one thread run in order.
     *
     * <p>If this method returns, the task is accepted: a poll runs the task or, if no thread polls any more, {@link #close()} does. To
     * run an accepted task, the context needs no more memory. If this method throws, the task is not accepted and never runs. So a
     * wakeup that fails does not make this method throw, see {@link #wakeup()}.
     *
     * <p>The queue has no bound. Each task in it takes 24 bytes beside the task's own object, and 4 bytes more while a poll runs it
     * and those behind it (twice as much without compressed pointers). If tasks may come faster than they run, the caller must limit
     * them, for example by a {@link java.util.concurrent.Semaphore} that each task releases.
     *
     * @throws RejectedExecutionException if the context is closed
     * @throws StackOverflowError if too little stack is left
     * @throws OutOfMemoryError if there is no memory for the task's place in the queue
     */
    @Override
    public void execute(Runnable task) {
        if (closed || !scheduleTask(newTask(task))) {
            throw new RejectedExecutionException("the context is closed");
        }
    }

    /** Makes a task that is not scheduled. By any thread. */
    Task newTask(Runnable callback) {
        return new Task(callback);
    }

    /**
     * Schedules a task, also while the context is being closed.
     *
     * @return false if the context does not run tasks any more
     */
    boolean scheduleTask(Task task) {
        Headroom.forContext(); // so that no accepted task is one without a wakeup, and execute does not throw
        boolean accepted = bottomHalves.addTask(task); // Complete
        if (accepted) {
            wakeAfterSchedule(); // WakeUp
        }
        return accepted;
    }

    /**
     * Makes a timer that is not armed. By any thread.
     *
     * @param callback run in this context
     * @return a timer of this context
     */
    public AioTimer newTimer(Runnable callback) {
        return new AioTimer(this, callback);
    }

    void arm(AioTimer it, long deadline) {
        Headroom.forContext();
        if (!closed && timers.arm(it, nearEnough(deadline))) {
            wakeAfterArm();
        }
    }

    private long nearEnough(long deadline) {
        long now = now();
        return now + Math.max(-FARTHEST_NANOS, Math.min(deadline - now, FARTHEST_NANOS));
    }

    void wakeAfterArm() {
        wakeup();
    }

    /**
     * Reads the clock of this context.
     *
     * @return nanoseconds; only differences mean anything
     */
    public long now() {
        return clock.getAsLong();
    }

    /**
     * Tells a foreign loop when it should poll at the latest, if it is not woken before that. By any thread.
     *
     * @return on the clock of this context; that of the earliest timer, at most 10 ms off if a bottom half is scheduled as idle,
     *     now if one is scheduled or a notifier with a handler is set; nothing without any of these. For the owner inside the handler
     *     of a notifier, that notifier does not count, since the owner's polls would not call the handler
     */
    public OptionalLong nextDeadline() {
        long now = now(); // once: the caller may stand still at any place, and the deadline does not move
        if (bottomHalves.hasUrgent() || handlers.isAnyNotifierSet(isOwner())) {
            return OptionalLong.of(now);
        }
        long until = untilDeadline(now);
        return until == Poller.FOREVER ? OptionalLong.empty() : OptionalLong.of(now + until);
    }

    // Channels and notifiers.

    /**
     * Sets what to do when a channel is ready, in place of what was set before; with two nulls, the channel is watched no
     * more. Readiness is a level: each poll calls a callback until the reason for it is gone, except for a poll inside that
     * callback, see "A poll in a callback". A callback that was replaced or removed is not called again, not even in the round
     * under way (H1).
     *
     * <p>A channel that the owner closes, for example in a callback, is not called for any more, not even in the round under way. Its
     * handler needs no removal. If another thread closes the channel, a callback that is about to start may still run, and finds
     * the channel closed.
     *
     * <p>A {@link java.nio.channels.Selector} keeps the operating system's side of a closed channel until its next system call. So if
     * another thread closes a channel while the loop sleeps, the port of a server stays in use, and the peer of a connection
     * sees no end, until the loop wakes up. To free them at once, close the channel in the context, for example by {@link #execute},
     * or call {@link #wakeup()} after the close.
     *
     * @param channel in non-blocking mode
     * @param onReadable called when the channel can be read, or accept a connection; or null
     * @param onWritable called when the channel can be written, or finish to connect; or null
     * @throws IllegalMonitorStateException if the caller does not own the context; the message names both threads
     * @throws IllegalStateException if the context is closed
     * @throws IllegalArgumentException if the channel can never be ready for one of the callbacks
     * @throws java.nio.channels.IllegalBlockingModeException if the channel is in blocking mode
     * @throws UnsupportedOperationException if the poller has no channels
     * @throws java.io.UncheckedIOException if the channel is closed
     */
    public void setFdHandler(SelectableChannel channel, Runnable onReadable, Runnable onWritable) {
        requireOwner("setFdHandler");
        if (closed) {
            throw isClosedAlready();
        }
        handlers.set(poller, channel, onReadable, onWritable);
        wakeup();
    }

    /**
     * Sets what to do when a notifier is set, in place of what was set before.
     *
     * <p>Each poll calls the handler until the notifier is cleared, except for a poll inside the handler, see "A poll in a callback".
     * The handler of a notifier that another callback of the same round clears is not called. If another thread clears the notifier, a
     * handler that is about to start may still run.
     *
     * @param notifier the notifier
     * @param handler called in each poll until the notifier is cleared; or null, to detach it from the context
     * @throws IllegalMonitorStateException if the caller does not own the context; the message names both threads
     * @throws IllegalStateException if the context is closed, or the notifier is attached to another one
     */
    public void setEventNotifier(EventNotifier notifier, Runnable handler) {
        requireOwner("setEventNotifier");
        if (closed) {
            throw isClosedAlready();
        }
        handlers.set(this, notifier, handler);
        wakeup();
    }

    // Closing.

    /**
     * Closes the context: sleepers return, callers are turned away, accepted tasks and requests are run to their end, and
     * everything else is dropped. Once this has returned, no callback starts any more (X1). By any thread at any time, also in a
     * callback, and again. It waits for its turn as {@link #acquire()} does, so for the callback that is running to return. A close
     * by a callback that a close runs returns at once: the close around it does the rest. So many tasks that each close the context
     * do not nest.
     *
     * <p>A lack of memory or stack does not keep this method from running all accepted tasks.
     *
     * @throws RuntimeException or {@link Error}: the first that a task threw; the context is closed then, too
     */
    @Override
    public void close() {
        Headroom.forContext();
        closed = true; // Close
        kick(); // Announce: unlike wakeup(), which does nothing any more
        lock.lock(); // ComeIn
        owner = Thread.currentThread();
        if (closing) {
            release();
            return;
        }
        Throwable ofRound = failure;
        failure = null;
        closing = true;
        try {
            finish(); // CloseAsOwner
            rethrow(failure);
        } finally {
            closing = false;
            failure = ofRound;
            release();
        }
    }

    /**
     * The rest of closing, as the owner. What was done by an earlier close is not done again, but each waits until it is done. It
     * allocates nothing, so that a lack of memory does not end it.
     */
    private void finish() {
        for (Runnable it = nextAtClose(); it != null; it = nextAtClose()) {
            call(it);
        }
        for (Task it = nextTask(); it != null; it = nextTask()) {
            call(it.callback);
        }
        handlers.clear(this);
        timers.close();
        call(poller::close);
    }

    /** Takes the next of the tasks that were accepted, and after the last one accepts no more. */
    Task nextTask() {
        return bottomHalves.takeTaskOrClose();
    }

    /** Has something run when the context closes, before its last tasks do. */
    void addAtClose(Runnable it) {
        synchronized (atClose) {
            atClose.add(it);
        }
    }

    private Runnable nextAtClose() {
        synchronized (atClose) {
            return atClose.isEmpty() ? null : atClose.remove(0);
        }
    }

    void removeAtClose(Runnable it) {
        synchronized (atClose) {
            atClose.remove(it);
        }
    }

    /**
     * Tells whether the context was closed, or is being closed.
     *
     * @return whether {@link #close()} was called
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Tells whether the caller owns the context.
     *
     * @return whether the calling thread has acquired it and not released it
     */
    public boolean isOwner() {
        return lock.isHeldByCurrentThread();
    }

    void requireOwner(String what) {
        if (!isOwner()) {
            Thread thread = owner;
            throw new IllegalMonitorStateException(
                    what + "() by \"" + Thread.currentThread().getName()
                            + "\", but the owner of the context is "
                            + (thread == null ? "nobody" : '"' + thread.getName() + '"'));
        }
    }

    private static IllegalStateException isClosedAlready() {
        return new IllegalStateException("the context is closed");
    }

    /**
     * Names the context and the state of its lock.
     *
     * @return for people
     */
    @Override
    public String toString() {
        return "AioContext[" + lock + (isNotified() ? ", notified" : "") + (closed ? ", closed" : "") + "]";
    }
}
