package org.fairloop.lock;

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * An uncontrolled run of several threads on one {@link HandoffLock}, written to a trace: what {@link RecordedClient} does, and
 * some give up after a while. How the threads interleave is not fixed: that is the point.
 *
 * @param threads how many
 * @param acquisitions how many successful calls of each thread, at least
 * @param holds how deep they nest
 * @param seed what the threads do
 */
record RecordedHandoffRun(int threads, int acquisitions, int holds, long seed) {

    /** So many looks in a row, a millisecond or more apart, at threads that do nothing, and a run hangs. */
    private static final int STILL_LOOKS = 1_500;

    private static final long LOOK_NANOS = 1_000_000;

    /**
     * How a run ended.
     *
     * @param steps how many were recorded
     * @param hung whether nobody went on
     * @param failures what ended threads early, or reached an exception handler and should not have
     */
    record Ending(int steps, boolean hung, List<String> failures) {}

    /**
     * Runs.
     *
     * @param maker makes the shipped class or a twin
     * @param file where the trace is written
     * @return how it ended
     */
    Ending record(BrokenHandoffLock.Maker maker, Path file) {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        Random whetherToThrow = new Random(seed);
        RecordedHandoffLock lock = new RecordedHandoffLock(maker, () -> RecordedClient.throwSometimes(whetherToThrow));
        List<Thread> started = new RecordedClient(acquisitions, holds, seed).start(threads, lock, failures);
        boolean hung = hangs(lock, started);
        if (hung) {
            lock.end();
            started.forEach(Thread::interrupt);
        }
        lock.write(RecordedLock.names(threads), holds, file);
        return new Ending(lock.steps(), hung, List.copyOf(failures));
    }

    /** Waits for the end of all threads, or tells that they do not go on. */
    private static boolean hangs(RecordedHandoffLock lock, List<Thread> threads) {
        int still = 0;
        int steps = 0;
        while (threads.stream().anyMatch(Thread::isAlive)) {
            still = lock.steps() == steps ? still + 1 : 0;
            if (still > STILL_LOOKS) {
                return true;
            }
            steps = lock.steps();
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }
}
