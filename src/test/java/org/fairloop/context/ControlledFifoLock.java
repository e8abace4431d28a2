package org.fairloop.context;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fairloop.bridge.Scheduler;
import org.fairloop.bridge.Subject.Divergence;
import org.fairloop.lock.PlainFifoLock;

/**
 * The promise {@code spec/FifoLock.tla} as a lock under the control of a scheduler: a thread in the queue stops before
 * each step, and its next order says which it takes; the owner stops before it unlocks. It does not choose; whoever gives orders keeps the promise.
 *
 * <p>Its fields are handed from thread to thread with control, so they need no protection of their own.
 */
final class ControlledFifoLock implements PlainFifoLock {

    /** In the queue, asleep or awake. */
    static final String QUEUED = "queued";

    /** About to unlock. */
    static final String LEAVING = "leaving";

    /** What a thread in the queue does next. */
    enum Order {
        CONTEND,
        SLEEP,
        WAKE,
        COME_IN
    }

    private final Scheduler scheduler;
    private final Runnable onContention;
    private final List<Thread> queue = new ArrayList<>();
    private final Set<Thread> asleep = new LinkedHashSet<>();
    private Thread owner;
    private int nesting;
    private boolean kicked;

    /** For the thread in the queue that is resumed next. */
    Order order;

    /** Whom the next release leaves asleep. */
    Set<String> stayAsleep = Set.of();

    /** Does a thread unlock without a stop? */
    boolean unlocksAtOnce;

    ControlledFifoLock(Scheduler scheduler, Runnable onContention) {
        this.scheduler = scheduler;
        this.onContention = onContention;
    }

    int nesting() {
        return nesting;
    }

    boolean kicked() {
        return kicked;
    }

    List<String> queue() {
        return queue.stream().map(Thread::getName).toList();
    }

    Set<String> asleep() {
        return Set.copyOf(asleep.stream().map(Thread::getName).toList());
    }

    @Override
    public void lock() {
        Thread thread = Thread.currentThread();
        if (owner == thread) {
            nesting++; // Reenter
        } else if (owner == null && queue.isEmpty()) {
            comeIn(thread); // TakeFree
        } else {
            queue.add(thread); // Arrive
            do {
                scheduler.pause(QUEUED);
            } while (!isIn(thread));
        }
    }

    /** A step in the queue, as ordered. */
    private boolean isIn(Thread thread) {
        switch (order) {
            case CONTEND -> {
                onContention.run();
                kicked = true;
            }
            case SLEEP -> asleep.add(thread);
            case WAKE -> asleep.remove(thread);
            case COME_IN -> {
                if (owner != null || queue.indexOf(thread) != 0) {
                    throw new Divergence(thread.getName() + " comes in although it is not its turn");
                }
                queue.remove(0);
                asleep.remove(thread);
                comeIn(thread);
                return true;
            }
        }
        return false;
    }

    private void comeIn(Thread thread) {
        owner = thread;
        nesting = 1;
    }

    @Override
    public void unlock() {
        if (!isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("not the owner");
        }
        if (!unlocksAtOnce) {
            scheduler.pause(LEAVING);
        }
        nesting--;
        if (nesting == 0) {
            owner = null;
            asleep.removeIf(sleeper -> !stayAsleep.contains(sleeper.getName()));
            kicked = false;
        }
    }

    @Override
    public int getHoldCount() {
        return isHeldByCurrentThread() ? nesting : 0;
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return owner == Thread.currentThread();
    }

    @Override
    public boolean isLocked() {
        return owner != null;
    }

    @Override
    public boolean hasQueuedThreads() {
        return !queue.isEmpty();
    }

    @Override
    public int getQueueLength() {
        return queue.size();
    }

    @Override
    public Thread getOwner() {
        return owner;
    }

    @Override
    public List<Thread> getQueuedThreads() {
        return List.copyOf(queue);
    }
}
