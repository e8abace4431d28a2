package org.fairloop.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The handshake between those who wake up and those who sleep.
 *
 * <p>Any number of pollers, each with a flag of its own, may sleep at the same time, each in one thread at a time, and any
 * thread may wake them all up at any moment. This class knows no lock, and what a poller sleeps in only as a
 * {@link Poller}. It promises each of its pollers:
 *
 * <ul>
 *   <li><b>N1, N2</b> {@link #wakeup()} is sticky: it ends the {@link #sleep} under way, or else the next one, until the
 *       poller has called {@link #accept};
 *   <li><b>N4</b> {@link #sleep} does not return for no reason, also if the system call does;
 *   <li><b>N5</b> while nobody sleeps or is about to, {@link #wakeup()} makes no system call, and nothing is lost for that;
 *   <li><b>N6</b> what a thread did before {@link #wakeup()} is visible to the poller after {@link #accept}.
 * </ul>
 *
 * <p>Specification: {@code spec/AioNotify.tla}.
 */
class AioNotify {

    /*
     * Overview.
     *
     * Each of the two sides writes first and then looks at what the other has written:
     *
     *   wakeup   sets the flags               then reads notifyMe
     *   sleep    raises notifyMe              then reads its flag
     *
     * So at least one of them sees the other: the poller does not sleep, or the system call is made. That holds only if no
     * read overtakes the write before it, which processors do (store buffers) unless there is a fence in between. All
     * accesses here are volatile: these are sequentially consistent among themselves, so that the fences of the specification
     * are in the write, or in the read after it. Release and acquire would not be enough.
     *
     * The third such pair is accept: it clears the flag and then lets its caller look. If the looking overtook the clearing, the
     * clearing could eat the flag of a wakeup that came after the look (M2 in the museum).
     *
     * notifyMe is a number and not a flag: with a flag, one poller that wakes up would answer for another that still sleeps
     * (M1). The flag is set always, also if the system call is not made: a wakeup that is forgotten is right only if its
     * reason is looked at again before each sleep, and who waits for a lock is none that a poller can look at (M10).
     *
     * Who has scheduled something looks at the flags first, and joins a wakeup that stands for all: seesFlag. That is the other
     * side of the third pair, and so the scheduling must be a volatile read-modify-write, or under a monitor: if the look
     * overtook it, the poller could clear the flag and look at what is scheduled in between. wakeup() itself joins none, since
     * nothing but its write publishes what its thread did before (N6).
     *
     * A wakeup can die between the flag and the system call: a poller throws, or the stack ends. Then the flag stands and no thread
     * calls. So a thread that joins must know that each call for the flags that it has seen has been made. A wakeup counts itself in
     * `calls` before it sets a flag, and out once the pollers have been called. If it dies, it leaves the bit DIED behind, and the
     * next wakeup takes that bit away and calls in its place. To join takes flags that are set and `calls` that is 0 after that. If
     * even the counting out fails, for lack of stack, no thread joins any more: that costs time, and no wakeup is lost.
     *
     * Nothing here is weaker than volatile. That costs little: WakeupBenchmark compares.
     *
     * The small methods are the steps that broken twins override, one at a time.
     */

    private static final VarHandle NOTIFIED = MethodHandles.arrayElementVarHandle(boolean[].class);

    private static final VarHandle NOTIFY_ME;

    private static final VarHandle CALLS;

    /** In calls: a wakeup died after it had set a flag. */
    private static final int DIED = 1;

    /** In calls: one wakeup under way. */
    private static final int CALL = 2;

    static {
        try {
            CALLS = MethodHandles.lookup().findVarHandle(AioNotify.class, "calls", int.class);
            NOTIFY_ME = MethodHandles.lookup().findVarHandle(AioNotify.class, "notifyMe", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A poller's part in its sleep. */
    interface Sleeper {

        /** How long the sleep may be, in nanoseconds; 0 if there is a reason not to sleep. */
        long prepare();

        /** Is there a reason not to sleep (again)? The flag, {@link #isNotified}, must be one. */
        boolean hasReason();

        /** Makes the system call, which does not sleep if the timeout is 0. */
        void sleep(long timeoutNanos);
    }

    /** In what each poller sleeps: woken up by any thread. */
    private final Poller[] pollers;

    /** The flag of each poller. Set by wakeup(), by any thread; cleared by its poller only. Spec: notified. */
    private final boolean[] notified;

    /** How many pollers sleep or are about to. Changed by pollers, read by wakeup(). Spec: notifyMe. */
    @SuppressWarnings("unused") // but by NOTIFY_ME
    private int notifyMe;

    /** How many wakeups are under way, times CALL, and whether one has died, as DIED. Not in the spec. */
    @SuppressWarnings("unused") // but by CALLS
    private int calls;

    /**
     * Makes a handshake between pollers and whoever wakes them up.
     *
     * @param pollers in what each of them sleeps; they are known by their numbers, from 0
     */
    AioNotify(Poller... pollers) {
        this.pollers = pollers.clone();
        this.notified = new boolean[pollers.length];
    }

    // Who wakes up: any thread, at any moment.

    /**
     * Ends the present sleep of each poller, or else its next one.
     *
     * @throws RuntimeException or {@link Error}: what a poller threw. The flags are set; the next wakeup by any thread, also one that
     *     would have joined this one, calls the pollers
     */
    void wakeup() { // Begin
        announceCall();
        try {
            for (int poller = 0; poller < notified.length; poller++) {
                setFlag(poller);
            }
            if (mayAnybodySleep()) {
                callPollers();
            }
        } catch (Throwable thrown) {
            endCall(DIED);
            throw thrown;
        }
        endCall(0);
    }

    /** This wakeup calls for those that have died before it, too. */
    private void announceCall() {
        int before;
        do {
            before = calls();
        } while (!CALLS.compareAndSet(this, before, (before & ~DIED) + CALL));
    }

    private void endCall(int died) {
        int before;
        do {
            before = calls();
        } while (!CALLS.compareAndSet(this, before, before - CALL | died));
    }

    private int calls() {
        return (int) CALLS.getVolatile(this);
    }

    /** Has each wakeup that has set a flag called the pollers, as far as they sleep? */
    boolean isEachCallMade() {
        return calls() == 0;
    }

    /**
     * Does a wakeup stand for each poller? Whoever asks this after it has scheduled something may join that one instead of
     * calling {@link #wakeup()}: each poller looks at what is scheduled after it has accepted.
     */
    boolean isWakeupStanding() {
        for (int poller = 0; poller < notified.length; poller++) {
            if (!seesFlag(poller)) {
                return false;
            }
        }
        return isEachCallMade(); // after the flags: who has set them counted itself before
    }

    /** Has the poller yet to accept? Who sees that has scheduled before. */
    boolean seesFlag(int poller) {
        return flag(poller); // SeeFlag: volatile, after a read-modify-write
    }

    /** The flag first: whoever is woken up must find it set. */
    void setFlag(int poller) {
        NOTIFIED.setVolatile(
                notified, flagOf(poller), true); // SetFlag, FenceAfterSet: volatile, as is the read after it
    }

    /** Does anybody sleep, or is about to? Who is not yet about to will see the flag. */
    boolean mayAnybodySleep() {
        return notifyMe() > 0;
    }

    int notifyMe() {
        return (int) NOTIFY_ME.getVolatile(this); // ReadNotifyMe: volatile
    }

    void callPollers() {
        for (int poller = 0; poller < pollers.length; poller++) {
            callPoller(poller);
        }
    }

    /** Ends the system call, if the poller is in it or about to be. */
    void callPoller(int poller) {
        pollers[poller].wakeup(); // CallPoller
    }

    // Who sleeps: the thread that polls as this poller.

    /**
     * Sleeps until there is a reason not to.
     *
     * @param poller its number
     * @param sleeper its part
     */
    void sleep(int poller, Sleeper sleeper) { // Poll
        do {
            long timeout = sleeper.prepare();
            if (timeout > 0) {
                sleepOnce(timeout, sleeper);
            } else {
                sleeper.sleep(0); // Pass
            }
        } while (sleepsAgain(sleeper));
    }

    private void sleepOnce(long timeoutNanos, Sleeper sleeper) {
        raise();
        try {
            // Looks at everything again: whoever has changed something since it was looked at first may not have seen
            // that this poller is about to sleep.
            sleeper.sleep(sleeper.hasReason() ? 0 : timeoutNanos); // Pass, Sleep, Return, Stir
        } finally {
            lower();
        }
    }

    /** One more is about to sleep. Before it looks whether it may. */
    void raise() {
        NOTIFY_ME.getAndAdd(this, 1); // RaiseNotifyMe: volatile read-modify-write, since several pollers count
    }

    /** One less. */
    void lower() {
        NOTIFY_ME.getAndAdd(this, -1); // LowerNotifyMe: volatile read-modify-write
    }

    /** Was this a late return of the system call, or one for no reason? */
    boolean sleepsAgain(Sleeper sleeper) {
        return !sleeper.hasReason();
    }

    /** Was the poller woken up since it accepted the last time? */
    boolean isNotified(int poller) {
        return flag(poller); // LookAtFlag: volatile
    }

    private boolean flag(int poller) {
        return (boolean) NOTIFIED.getVolatile(notified, flagOf(poller));
    }

    /**
     * Takes the notification. Whatever it was sent for is to be looked at after this.
     *
     * @param poller its number
     */
    void accept(int poller) {
        NOTIFIED.setVolatile(
                notified, flagOf(poller), false); // ClearFlag, FenceAfterClear, Look: volatile, as is each look
    }

    /** Which flag is a poller's? */
    int flagOf(int poller) {
        return poller;
    }
}
