package org.fairloop.lock;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.fairloop.internal.Headroom;

/**
 * The reference implementation of {@link FifoLock}: tickets on an ordinary mutex and a condition.
 *
 * <p>This is the one to read. It follows QEMU's {@code RFifoLock} of 2013 and adds {@code tryLock} and waits that can be
 * given up. The contention callback runs with the internal mutex held. A release wakes every waiter, so its cost grows
 * with their number; {@link HandoffLock} is the one to run.
 *
 * <p>Virtual threads may hold the lock and wait for it. Thread dumps show its owner, and what waiters wait for, as they
 * do for {@link ReentrantLock}.
 *
 * <p>The lock is not serializable, although its superclass is: to write it throws
 * {@link NotSerializableException}. {@link HandoffLock} is serializable.
 *
 * <p>Specification: {@code spec/RFifoLock.tla}.
 */
public class RFifoLock extends AbstractOwnableSynchronizer implements FifoLock {

    /*
     * Overview.
     *
     * As in a bakery: whoever comes takes the number `tail`, and is served when `head` shows it.
     *
     *   lock:    take a ticket;
     *            until it is the ticket's turn: call back, wait for the signal;
     *            own the lock.
     *   unlock:  give a hold back; with the last one, advance head and signal everybody;
     *   give up: those behind move up by one ticket, and tail goes back by one.
     *
     * `mutex` guards every field, so all that happens between two of its operations is one step: an action of
     * spec/RFifoLock.tla, whose name stands beside it. The order in which threads get the mutex is the order of
     * arrival (the doorway is takeTicket), so the mutex has to be fair, or an arriving thread might never get that far.
     *
     * Three choices carry the weight:
     *
     *  - A lock with no owner but with waiters (head != tail) is reserved: a newcomer takes a ticket like everybody
     *    else, and tryLock fails.
     *  - contend() is inside the loop. A waiter that is woken out of turn calls back again, because the owner that has
     *    just come in has not been told about it, and may go to sleep while it owns the lock. That is also why
     *    a release signals all and not one (claim L4).
     *  - The owner who locks again takes no ticket. Its own turn would never come.
     *
     * Who gives up thus leaves no ticket behind that somebody would have to skip. It does so only after it has found that it is
     * not its turn; else it takes the lock (claim L8).
     *
     * Errors (claim L12).  Each operation first makes sure of the stack that it may need (Headroom), and allocates its ticket
     * before it takes a number. A wait allocates, too: if that fails, the thread leaves the queue as it does after a timeout.
     *
     * Tickets are compared for equality only and may wrap. The small methods below lock, tryLock and unlock are the
     * steps that the broken twins of the test suite override, one at a time.
     */

    private static final long serialVersionUID = 1;

    /** None: to write a lock fails. */
    private static final ObjectStreamField[] serialPersistentFields = {};

    /** To wait for ever. */
    private static final long FOREVER = Long.MAX_VALUE;

    /** Guards every field; fair. Spec: mutex. */
    final Lock mutex;

    /** Signalled when head advances: the turn has passed on. */
    final Condition turn;

    /** Run by whoever must wait, with the mutex. */
    final Runnable onContention;

    /** The ticket whose turn it is. Advanced by the owner that leaves. Guarded by mutex. Spec: head. */
    int head;

    /** The next ticket to be taken. Advanced by whoever takes it. Guarded by mutex. Spec: tail. */
    int tail;

    /** The tickets of those who wait, in order. Guarded by mutex. Spec: ticket. */
    private final ArrayList<Ticket> waiting = new ArrayList<>(8); // else ensureCapacity may do nothing

    /**
     * The owner's holds; 0 while nobody owns. Guarded by mutex, and written by the owner only, who may thus read it
     * without. The owner itself is the exclusive owner thread of the superclass. Spec: nesting, owner.
     */
    int nesting;

    /** Is the thread that holds the mutex in the callback? Guarded by mutex. Not in the spec: it only finds misuse. */
    private boolean callingBack;

    /** The ticket of one that waits. Guarded by mutex. */
    static final class Ticket {
        final Thread thread = Thread.currentThread();

        int number;
    }

    /** Makes a free lock without a contention callback. */
    public RFifoLock() {
        this(() -> {});
    }

    /**
     * Makes a free lock.
     *
     * @param onContention run by threads that have to wait, with the internal mutex held; see {@link FifoLock}
     */
    @SuppressWarnings("this-escape") // the condition only names the lock as what its waiters wait for
    public RFifoLock(Runnable onContention) {
        this.mutex = new ReentrantLock(true);
        this.turn = new ParkCondition(mutex, this);
        this.onContention = Objects.requireNonNull(onContention, "onContention");
    }

    /** The seam for tests: the mutex and its condition decide who goes next, or record who went. */
    RFifoLock(Lock mutex, Runnable onContention, int firstTicket) {
        this.mutex = mutex;
        this.turn = mutex.newCondition();
        this.onContention = Objects.requireNonNull(onContention, "onContention");
        this.head = firstTicket;
        this.tail = firstTicket;
    }

    @Override
    public void lock() {
        Headroom.forAcquire();
        enter(); // EnterLock
        try {
            if (isReentry()) {
                reenter(); // Reenter
                return;
            }
            Ticket mine = newTicket();
            mine.number = takeTicket(); // TakeTicket
            if (!isTurnOf(mine.number)) {
                waiting.add(mine);
                do {
                    contend(); // Contend, ContendThrows
                    try {
                        await(); // Await, WakeSpuriously, Retake
                    } catch (VirtualMachineError failed) {
                        leave(mine, failed);
                    }
                } while (!isTurnOf(mine.number)); // LookAgain
                waiting.remove(mine);
            }
            own();
        } finally {
            mutex.unlock(); // Leave
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        lockInTime(FOREVER);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return lockInTime(unit.toNanos(time));
    }

    /** As lock(), but an interrupt or the end of the time ends the wait. */
    private boolean lockInTime(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            return tryLock();
        }
        Headroom.forAcquire();
        long deadline = nanos == FOREVER ? FOREVER : System.nanoTime() + nanos;
        enter();
        try {
            if (isReentry()) {
                reenter();
                return true;
            }
            Ticket mine = newTicket();
            mine.number = takeTicket();
            if (!isTurnOf(mine.number) && !awaitTurn(mine, deadline)) {
                return false;
            }
            own();
            return true;
        } finally {
            mutex.unlock();
        }
    }

    private static long left(long deadline) {
        return deadline == FOREVER ? FOREVER : deadline - System.nanoTime();
    }

    private boolean awaitTurn(Ticket mine, long deadline) throws InterruptedException {
        long left = 0;
        InterruptedException interrupted = null;
        waiting.add(mine);
        do {
            contend();
            try {
                left = awaitInTime(left(deadline));
            } catch (InterruptedException e) {
                interrupted = e;
            } catch (VirtualMachineError failed) {
                leave(mine, failed);
            }
            if (isTurnOf(mine.number)) {
                waiting.remove(mine);
                if (interrupted != null) {
                    Thread.currentThread().interrupt(); // it came too late to end the wait
                }
                return true;
            }
        } while (left > 0 && interrupted == null);
        abandon(mine); // Abandon
        if (interrupted != null) {
            throw interrupted;
        }
        return false;
    }

    /** Gives up after a wait that has failed, unless the turn has come. */
    private void leave(Ticket mine, VirtualMachineError failed) {
        if (!isTurnOf(mine.number)) {
            abandon(mine);
            throw failed;
        }
    }

    @Override
    public boolean tryLock() {
        Headroom.forAcquire();
        enter(); // EnterTryLock
        try {
            if (isReentry()) {
                reenter(); // Reenter
                return true;
            }
            if (!isAvailable()) {
                return false; // TryLockFails
            }
            takeTicket(); // TryLockSucceeds: the ticket taken is the one whose turn it is
            own();
            return true;
        } finally {
            mutex.unlock(); // Leave
        }
    }

    @Override
    public void unlock() {
        Headroom.forRelease();
        enter(); // EnterUnlock
        try {
            if (!mayRelease()) { // ReleaseFails
                throw Misuse.notOwner("unlock()", owner());
            }
            if (nesting > 1) {
                releaseInner(); // ReleaseInner
            } else {
                releaseOutermost(); // ReleaseOutermost
            }
        } finally {
            mutex.unlock(); // Leave
        }
    }

    private void enter() {
        ParkCondition.lock(mutex);
        if (callingBack) {
            mutex.unlock();
            throw Misuse.inCallback();
        }
    }

    // The steps. Each runs with the mutex held.

    boolean isReentry() {
        return owner() == Thread.currentThread();
    }

    void reenter() {
        if (nesting == Integer.MAX_VALUE) {
            throw Misuse.tooManyHolds();
        }
        nesting++;
    }

    int takeTicket() {
        return tail++;
    }

    /** Allocates a ticket, and its place among those who wait. */
    private Ticket newTicket() {
        waiting.ensureCapacity(waiting.size() + 1);
        return new Ticket();
    }

    boolean isTurnOf(int ticket) {
        return ticket == head;
    }

    /** Runs the callback. Whatever it throws, the caller goes on waiting with its ticket (claim L9). */
    void contend() {
        callingBack = true;
        try {
            onContention.run();
        } catch (Throwable thrown) {
            Misuse.reportUncaught(thrown);
        } finally {
            callingBack = false;
        }
    }

    void await() {
        turn.awaitUninterruptibly();
    }

    /** Tells how many nanoseconds of the time are left. */
    long awaitInTime(long nanos) throws InterruptedException {
        if (nanos == FOREVER) {
            turn.await();
            return FOREVER;
        }
        return turn.awaitNanos(nanos);
    }

    /** Those behind move up by one, so that no ticket is missing in the row, and nobody has to be woken. */
    void abandon(Ticket mine) {
        int place = waiting.indexOf(mine);
        waiting.remove(place);
        for (int i = place; i < waiting.size(); i++) {
            moveUp(waiting.get(i));
        }
        tail--;
    }

    void moveUp(Ticket behind) {
        behind.number--;
    }

    void own() {
        setExclusiveOwnerThread(Thread.currentThread());
        nesting = 1;
    }

    /** No ticket is out: the owner's is, as long as it owns. */
    boolean isAvailable() {
        return head == tail;
    }

    boolean mayRelease() {
        return owner() == Thread.currentThread();
    }

    void releaseInner() {
        nesting--;
    }

    void releaseOutermost() {
        setExclusiveOwnerThread(null);
        nesting = 0;
        head++;
        signal();
    }

    /** Wakes all, and not one: each must look for itself, and call back for the new owner. */
    void signal() {
        turn.signalAll();
    }

    /** The owner, or null. Written with the mutex held; a thread may always ask whether that is itself. */
    final Thread owner() {
        return getExclusiveOwnerThread();
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return owner() == Thread.currentThread();
    }

    @Override
    public int getHoldCount() {
        return isHeldByCurrentThread() ? nesting : 0;
    }

    @Override
    public boolean isLocked() {
        mutex.lock();
        try {
            return owner() != null;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean hasQueuedThreads() {
        return getQueueLength() > 0;
    }

    @Override
    public int getQueueLength() {
        mutex.lock();
        try {
            return queued();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public Thread getOwner() {
        mutex.lock();
        try {
            return owner();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public List<Thread> getQueuedThreads() {
        mutex.lock();
        try {
            return waiting.stream().map(ticket -> ticket.thread).toList();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("newCondition: this lock has no conditions");
    }

    @Override
    public String toString() {
        mutex.lock();
        try {
            return super.toString() + Misuse.state(owner(), queued());
        } finally {
            mutex.unlock();
        }
    }

    /** The tickets taken, less the owner's. Right also when the counters have wrapped. */
    private int queued() {
        return tail - head - (owner() == null ? 0 : 1);
    }

    /**
     * Refuses to write the lock.
     *
     * @param out not written to
     * @throws NotSerializableException always
     */
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("RFifoLock is not serializable; HandoffLock is");
    }
}
