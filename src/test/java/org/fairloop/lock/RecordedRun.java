package org.fairloop.lock;

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.fairloop.bridge.TraceWriter;

/**
 * An uncontrolled run of several threads on one lock, written to a trace: they lock and try, nest at random, unlock what
 * they do not own, throw from the callback, and give up, since they are interrupted or do not wait longer.
 *
 * <p>What each thread does is fixed by the seed. How the threads interleave is not: that is the point.
 *
 * @param threads how many
 * @param acquisitions how many successful {@code lock} and {@code tryLock} calls of each thread, at least
 * @param holds how deep they nest
 * @param firstTicket where the tickets begin
 * @param seed what the threads do
 */
record RecordedRun(int threads, int acquisitions, int holds, int firstTicket, long seed) {

    /**
     * How a run ended.
     *
     * @param events how many events were recorded
     * @param head the ticket whose turn it was at the end
     * @param hung whether nobody was left to wake the sleepers
     * @param failures what ended threads early, or reached an exception handler and should not have
     */
    record Ending(long events, int head, boolean hung, List<String> failures) {}

    /**
     * Runs.
     *
     * @param maker makes the shipped class or a twin
     * @param file where the trace is written
     * @return how it ended; all threads have
     */
    Ending record(BrokenRFifoLock.Maker maker, Path file) {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        try (TraceWriter trace = new TraceWriter(file, RecordedLock.header(threads, holds))) {
            Random whetherToThrow = new Random(seed); // asked with the mutex held
            RecordedLock lock = new RecordedLock(
                    maker, () -> RecordedClient.throwSometimes(whetherToThrow), firstTicket, threads, trace);
            List<Thread> started = new RecordedClient(acquisitions, holds, seed).start(threads, lock, failures);
            for (Thread thread : started) {
                thread.join();
            }
            return new Ending(trace.events(), lock.head(), lock.hung(), List.copyOf(failures));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while threads were using the lock", e);
        }
    }
}
