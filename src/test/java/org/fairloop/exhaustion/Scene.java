package org.fairloop.exhaustion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * One operation that a thread, the <em>victim</em>, calls once while it lacks stack or memory, and what is asked afterwards.
 *
 * <p>A scene is used once. The harness makes it with plenty of stack and memory, calls {@link #arrange()} in the victim, takes the
 * resource away, calls {@link #operate()} in the victim, gives the resource back, calls {@link #undo()} in the victim, and asks
 * another thread {@link #isUsable()} until the answer is true or the deadline is over.
 *
 * <p>Nothing that runs while memory is short may allocate, except the operation itself: the helper threads, {@link #undo()}
 * and {@link #isUsable()} run on a full heap as well.
 */
public abstract class Scene {

    static final long PAUSE_NANOS = 20_000;

    private final List<Thread> helpers = new ArrayList<>();

    private volatile Thread victim;

    private volatile boolean operating;

    private volatile boolean over;

    /** Is called first, with plenty of stack and memory. Starts the helper threads and returns when they are in place. */
    protected void prepare() {}

    /** Is called by the victim before stack or memory is short. */
    protected void arrange() {}

    /**
     * Is called by the victim, once, short of stack or memory.
     *
     * @throws Exception if the operation throws one that is not a failure, such as {@link InterruptedException}
     */
    protected abstract void operate() throws Exception;

    /** Is called by the victim after the operation has returned or thrown. Gives back what the victim still holds. */
    protected void undo() {}

    /**
     * Tells whether the object works as one on which no operation has failed. Is called by another thread until it returns
     * true, and may block.
     *
     * @return whether the object is usable now
     */
    protected abstract boolean isUsable();

    /**
     * Names a promise that the operation has broken although the object is usable.
     *
     * @return the broken promise, or {@code null}
     */
    protected String complaint() {
        return null;
    }

    /**
     * Describes the object. Objects that are broken in the same way have the same description.
     *
     * @return the state, in a few words
     */
    protected String state() {
        return "";
    }

    /**
     * Starts a helper thread, a daemon.
     *
     * @param name the name in reports
     * @param body what the helper does; it ends in each run in which the object is not broken
     * @return the thread
     */
    protected final Thread start(String name, Runnable body) {
        Thread helper = new Thread(null, body, name, 1 << 20);
        helper.setDaemon(true);
        helpers.add(helper);
        helper.start();
        return helper;
    }

    /**
     * Tells whether the operation has ended, by a return or an exception, and its effects are undone.
     *
     * @return whether the operation is over
     */
    protected final boolean isOver() {
        return over;
    }

    /** Interrupts the victim. */
    protected final void interruptVictim() {
        victim.interrupt();
    }

    /** Waits until the victim sleeps in its operation, or the operation is over. Allocates nothing. */
    protected final void awaitVictim() {
        while (!over && !(operating && isAsleep(victim))) {
            pause();
        }
    }

    /**
     * Waits until a thread sleeps.
     *
     * @param thread the thread
     */
    protected static void awaitSleep(Thread thread) {
        while (!isAsleep(thread)) {
            pause();
        }
    }

    /** Lets other threads run for a moment. Allocates nothing. */
    protected static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Is the thread in {@link LockSupport#park}, or has it ended? */
    private static boolean isAsleep(Thread thread) {
        if (thread == null) {
            return false;
        }
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING || state == Thread.State.TERMINATED;
    }

    final void begin(Thread thread) {
        victim = thread;
    }

    final void operating() {
        operating = true;
    }

    final void end() {
        over = true;
    }

    /** Has the operation ended, and have the helpers? Allocates nothing. */
    final boolean isQuiet() {
        if (!over) {
            return false;
        }
        for (int i = 0; i < helpers.size(); i++) {
            if (helpers.get(i).isAlive()) {
                return false;
            }
        }
        return true;
    }

    /** Says what is broken, if nothing has become usable within the deadline. */
    final String describe(String state) {
        StringBuilder text = new StringBuilder(over ? "" : "the operation never ends; ");
        for (Thread helper : helpers) {
            if (helper.isAlive()) {
                text.append(helper.getName()).append(" hangs; ");
            }
        }
        return text.append(state).toString().strip().toLowerCase(Locale.ROOT);
    }
}
