package org.fairloop.lock;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fair mutex that tells a recorder of each step, with the mutex held, so that the order told is the order in which the
 * steps took place. Threads run as they please.
 *
 * <p>Every sixteenth wait ends at once without a signal: a spurious wake-up, which the JVM is allowed but does not make
 * often. A wait that can be interrupted ends by an interrupt that came before it, and by no other.
 *
 * <p>It also notices, with certainty and without any clock, that a run hangs: each thread that has not ended yet sleeps
 * on the condition, and nobody is left to signal. Then it wakes all of them with {@link RecordedClient.Hung}.
 */
final class RecordingMutex implements Lock {

    /** What is told, with the mutex held. */
    interface Recorder {
        /** The mutex was taken. */
        void entered();

        /** The mutex is about to be given up. */
        void leaving();

        /** The condition is about to be waited for. */
        void waiting();

        /** The mutex was taken again after the wait. */
        void retaken();
    }

    private static final int SPURIOUS = 16;

    private final ReentrantLock mutex = new ReentrantLock(true);
    private final Condition delegate = mutex.newCondition();
    private final Recorder recorder;

    /** Threads that may still take a step. Guarded by mutex, as all below. */
    private int running;

    private int waits;
    private int wakingThemselves;
    private boolean hung;

    /** Those that sleep and were not signalled, the first to sleep first; those that wake by themselves are left out. */
    private final Set<String> sleepers = new LinkedHashSet<>();

    /**
     * Makes a mutex.
     *
     * @param threads how many threads will take steps; each says when it has {@linkplain #ended() ended}
     * @param recorder who is told
     */
    RecordingMutex(int threads, Recorder recorder) {
        this.running = threads;
        this.recorder = recorder;
    }

    @Override
    public void lock() {
        mutex.lock();
        if (!hung) {
            recorder.entered();
        }
    }

    @Override
    public void unlock() {
        if (!hung) {
            recorder.leaving();
        }
        mutex.unlock();
    }

    /** The names of the threads that are known to sleep. To be asked with the mutex held. */
    Set<String> sleepers() {
        return sleepers;
    }

    /** Says that the calling thread will take no more steps. */
    void ended() {
        mutex.lock();
        try {
            running--;
            noticeHang(0);
        } finally {
            mutex.unlock();
        }
    }

    /** Whether the run has ended because nobody was left to signal. */
    boolean hung() {
        mutex.lock();
        try {
            return hung;
        } finally {
            mutex.unlock();
        }
    }

    private void noticeHang(int aboutToSleep) {
        int asleep = mutex.getWaitQueueLength(delegate) + aboutToSleep;
        if (asleep > 0 && asleep == running && wakingThemselves == 0) {
            hung = true;
            delegate.signalAll();
        }
    }

    @Override
    public Condition newCondition() {
        return new Turn();
    }

    /** The one condition of this mutex. */
    private final class Turn implements UninterruptibleCondition {

        @Override
        public void awaitUninterruptibly() {
            if (++waits % SPURIOUS == 0) {
                wakesByItself(0);
                return;
            }
            throwIfHung();
            sleepers.add(Thread.currentThread().getName());
            recorder.waiting();
            noticeHang(1);
            throwIfHung();
            delegate.awaitUninterruptibly();
            throwIfHung();
            recorder.retaken();
        }

        @Override
        public void await() throws InterruptedException {
            if (Thread.interrupted()) {
                wakesByItself(0);
                throw new InterruptedException();
            }
            awaitUninterruptibly();
        }

        @Override
        public long awaitNanos(long nanos) {
            long deadline = System.nanoTime() + nanos;
            wakesByItself(nanos);
            return deadline - System.nanoTime();
        }

        private void wakesByItself(long nanos) {
            throwIfHung();
            recorder.waiting();
            wakingThemselves++;
            try {
                delegate.awaitNanos(nanos);
            } catch (InterruptedException e) {
                throw new AssertionError("nobody else interrupts a recorded run", e);
            } finally {
                wakingThemselves--;
            }
            throwIfHung();
            recorder.retaken();
        }

        private void throwIfHung() {
            if (hung) {
                throw new RecordedClient.Hung();
            }
        }

        @Override
        public void signalAll() {
            sleepers.clear();
            delegate.signalAll();
        }

        /** Wakes the first to sleep. If that one wakes by itself, one sleeper fewer is known; none is made up. */
        @Override
        public void signal() {
            sleepers.stream().findFirst().ifPresent(sleepers::remove);
            delegate.signal();
        }
    }

    @Override
    public void lockInterruptibly() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryLock() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }
}
