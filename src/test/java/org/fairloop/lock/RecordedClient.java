package org.fairloop.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * What each thread of a recorded run does: it locks and tries, nests at random, and unlocks what it does not own. That is fixed
 * by the seed.
 *
 * @param acquisitions how many successful calls, at least
 * @param holds how deep it nests
 * @param seed what it does
 */
record RecordedClient(int acquisitions, int holds, long seed) {

    /** The calls of a lock that is recorded. */
    interface Calls {

        /** Waits for the lock; tells false if it gave up. */
        boolean lock();

        boolean tryLock();

        void unlock();

        /** Says that the calling thread will make no more calls. */
        void ended();
    }

    /** Ends a thread of a run that hangs. */
    static final class Hung extends Error {
        private static final long serialVersionUID = 1;
    }

    /** What callbacks throw. */
    static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Thrown() {
            super("from the callback", null, false, false);
        }
    }

    /** For a callback: throws one time in twenty. */
    static void throwSometimes(Random random) {
        if (random.nextInt(20) == 0) {
            throw new Thrown();
        }
    }

    /** Starts threads that use the lock, and say what should not have come of it. */
    List<Thread> start(int threads, Calls lock, Queue<String> failures) {
        List<Thread> started = new ArrayList<>();
        for (String name : RecordedLock.names(threads)) {
            Thread thread = new Thread(() -> use(lock, failures), name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((in, thrown) -> {
                if (!(thrown instanceof Thrown)) {
                    failures.add(in.getName() + ": " + thrown);
                }
            });
            started.add(thread);
        }
        started.forEach(Thread::start);
        return started;
    }

    /** Uses the lock, and says what should not have come of it. */
    private void use(Calls lock, Queue<String> failures) {
        try {
            Random random = new Random(seed + Thread.currentThread().getName().hashCode());
            int done = 0;
            while (done < acquisitions) {
                if (random.nextInt(20) == 0) {
                    unlockWhatIsNotOwned(lock);
                }
                done += enterAndLeave(lock, random);
            }
        } catch (Hung e) {
            // The run ends here, and Ending says so.
        } catch (Throwable e) {
            failures.add(Thread.currentThread().getName() + ": " + e);
        } finally {
            lock.ended();
        }
    }

    private static void unlockWhatIsNotOwned(Calls lock) {
        try {
            lock.unlock();
        } catch (IllegalMonitorStateException expected) {
            return;
        }
        throw new AssertionError("unlock() by a thread that is not the owner did not fail");
    }

    private int enterAndLeave(Calls lock, Random random) {
        int held = 0;
        int depth = 1;
        while (depth < holds && random.nextBoolean()) {
            depth++;
        }
        for (int i = 0; i < depth; i++) {
            if (random.nextInt(4) > 0 ? lock.lock() : lock.tryLock()) {
                held++;
            }
            if (held > 0 && random.nextInt(4) == 0) {
                Thread.yield(); // so that others come while the lock is taken
            }
        }
        for (int i = 0; i < held; i++) {
            lock.unlock();
        }
        return held;
    }
}
