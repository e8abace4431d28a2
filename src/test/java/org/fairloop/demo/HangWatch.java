package org.fairloop.demo;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.fairloop.context.AioContext;
import org.fairloop.context.ContextSeam;

/**
 * Looks, from outside, whether the threads of a run wait for each other for ever.
 *
 * <p>What it reports is no guess from a time-out. In this order it sees: somebody is in the queue; no notification stands; the
 * owner sleeps in the poller; nothing is in flight and no deadline is set that could end the sleep; and from one look to
 * the next nobody has had a turn. A waiter that calls back would have left a notification or caused a turn.
 *
 * <p>The guess is there too, for bugs that are not the one shown here: somebody waits, and for very long nobody has had a turn.
 */
final class HangWatch {

    private static final int FAR_TOO_LONG = 20;

    private static final int FRAMES = 12;

    private final AioContext context;

    private final WatchedLock lock;

    private final BooleanSupplier inFlight;

    private final Set<String> names;

    private final long patienceNanos;

    private long turns;

    private long since = System.nanoTime();

    /**
     * What was found.
     *
     * @param waits a line for each thread that waits: for what and for whom
     * @param why the owner will not release
     * @param dump of the threads of the run
     */
    record Hang(List<String> waits, String why, List<String> dump) {}

    /**
     * Makes a watch.
     *
     * @param inFlight whether a request is under way that will end the owner's sleep
     * @param names of the threads of the run
     * @param patienceNanos the time between two looks that are compared: longer than a waiter needs to call back
     */
    HangWatch(AioContext context, WatchedLock lock, BooleanSupplier inFlight, Set<String> names, long patienceNanos) {
        this.context = context;
        this.lock = lock;
        this.inFlight = inFlight;
        this.names = names;
        this.patienceNanos = patienceNanos;
    }

    /** Takes a look; the runner calls it now and then. */
    Optional<Hang> look() {
        boolean queued = lock.hasQueuedThreads();
        boolean notified = ContextSeam.isNotified(context);
        long now = System.nanoTime();
        long before = turns;
        turns = lock.taken();
        if (!queued || turns != before) {
            since = now;
            return Optional.empty();
        }
        if (now - since < patienceNanos) {
            return Optional.empty();
        }
        List<ThreadInfo> threads = dump();
        boolean forEver = !notified
                && !inFlight.getAsBoolean()
                && context.nextDeadline().isEmpty()
                && ownerSleeps(threads)
                && lock.taken() == turns;
        if (forEver) {
            return Optional.of(describe(threads, "sleeps in poll, and nobody has told it: it will not wake up"));
        }
        return now - since < FAR_TOO_LONG * patienceNanos
                ? Optional.empty()
                : Optional.of(describe(threads, "has not released it for " + seconds(now - since) + " s"));
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    private List<ThreadInfo> dump() {
        List<ThreadInfo> found = new ArrayList<>();
        for (ThreadInfo it : ManagementFactory.getThreadMXBean().dumpAllThreads(false, true)) {
            if (names.contains(it.getThreadName())) {
                found.add(it);
            }
        }
        return found;
    }

    private static boolean ownerSleeps(List<ThreadInfo> threads) {
        List<String> owners = threads.stream()
                .map(ThreadInfo::getLockOwnerName)
                .filter(name -> name != null)
                .distinct()
                .toList();
        return owners.size() == 1
                && threads.stream()
                        .anyMatch(it ->
                                it.getThreadName().equals(owners.get(0)) && ContextSeam.isInPoller(it.getStackTrace()));
    }

    private static Hang describe(List<ThreadInfo> threads, String why) {
        List<String> waits = new ArrayList<>();
        List<String> dump = new ArrayList<>();
        for (ThreadInfo it : threads) {
            if (it.getLockOwnerName() != null) {
                waits.add(it.getThreadName() + " waits for the context, which " + it.getLockOwnerName() + " owns");
            }
            dump.add("\"" + it.getThreadName() + "\" " + it.getThreadState()
                    + (it.getLockName() == null ? "" : ", waits for " + it.getLockName())
                    + (it.getLockOwnerName() == null ? "" : ", owned by \"" + it.getLockOwnerName() + "\""));
            StackTraceElement[] stack = it.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
                dump.add("    at " + stack[i]);
            }
        }
        return new Hang(waits, why, dump);
    }
}
