package org.fairloop.context;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.fairloop.lock.FifoLock;

/**
 * An uncontrolled run of a loop and some callers on one context, written to a trace: the callers hold the context once or twice,
 * submit a request and poll until it is done; a descriptor becomes ready now and then, and its handler submits requests that
 * nobody waits for; workers complete them all.
 *
 * <p>What each thread does is fixed by the seed. How the threads interleave is not: that is the point.
 *
 * <p>A run ends when all callers have. One in which nothing happens is ended by a time limit. For a twin that is no verdict, so that the
 * limit may be short; for the shipped class it is a failure, so that it must be longer than any pause of the machine.
 *
 * @param callers how many
 * @param turns of each caller
 * @param events how many are recorded, or a few more
 * @param seed what the threads do
 * @param patience how long nothing may happen
 */
record RecordedContextRun(int callers, int turns, int events, long seed, Duration patience) {

    /** For the shipped class. */
    static final Duration LONG = Duration.ofSeconds(60);

    /** For twins, some of which hang. */
    static final Duration SHORT = Duration.ofSeconds(1);

    static final int SLOTS = 3;

    private static final int WORKERS = 2;

    /**
     * How a run ended.
     *
     * @param events how many events were recorded
     * @param failures what was thrown, and whether it was ended since nothing happened any more
     */
    record Ending(long events, List<String> failures) {}

    /**
     * Runs.
     *
     * @param maker makes the shipped class or a twin
     * @param file where the trace is written
     * @return how it ended; all threads have
     */
    Ending record(BrokenAioContext.Maker maker, Path file) {
        List<String> names =
                IntStream.rangeClosed(1, callers).mapToObj(i -> "c" + i).toList();
        RecordedAioContext recorded =
                new RecordedAioContext(maker, FifoLock::create, Poller.park(), List.of("io"), names, SLOTS, events);
        try {
            Clients clients = new Clients(recorded, names);
            clients.run();
            return new Ending(recorded.write(file), List.copyOf(clients.failures));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while threads were using the context", e);
        }
    }

    /** What a worker does: it schedules the completion, wakes up, and has ended. */
    private record Job(Task completion, CountDownLatch ended) {

        Job(Task completion) {
            this(completion, new CountDownLatch(1));
        }

        void awaitEnd() {
            try {
                ended.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while a worker was ending", e);
            }
        }
    }

    /** The threads of a run. */
    private final class Clients {
        final RecordedAioContext recorded;
        final AioContext context;
        final EventNotifier descriptor = new EventNotifier();
        final Semaphore mayBecomeReady = new Semaphore(1);
        final BlockingQueue<Job> submitted = new LinkedBlockingQueue<>();
        final Queue<String> failures = new ConcurrentLinkedQueue<>();
        final List<Thread> users = new ArrayList<>();
        final List<Thread> others = new ArrayList<>();
        final IoThread loop;
        volatile boolean stopping;

        /** Requests of the handler that are under way. Guarded by the ownership of the context, as is the next. */
        int aside;

        final Random inHandler = new Random(seed);

        Clients(RecordedAioContext recorded, List<String> names) {
            this.recorded = recorded;
            context = recorded.context();
            context.lock.lock();
            context.handlers.set(context, descriptor, this::handle);
            context.lock.unlock();
            loop = new IoThread(context, "io", (thread, thrown) -> failures.add("io: " + thrown));
            names.forEach(name -> users.add(thread(name, () -> use(new Random(seed + name.hashCode())))));
            for (int i = 1; i <= WORKERS; i++) {
                others.add(thread("worker" + i, this::work));
            }
            others.add(thread("setter", this::setDescriptor));
        }

        private Thread thread(String name, Runnable what) {
            Thread thread = new Thread(what, name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((in, thrown) -> failures.add(name + ": " + thrown));
            return thread;
        }

        void run() throws InterruptedException {
            recorded.begin();
            loop.start();
            users.forEach(Thread::start);
            others.forEach(Thread::start);
            join();
            recorded.end();
            stopping = true;
            mayBecomeReady.release();
            loop.stop();
            context.close(); // whoever hangs is turned away
            for (Thread it : users) {
                it.join();
            }
            for (int i = 0; i < WORKERS; i++) {
                submitted.add(new Job(context.newTask(() -> {}))); // to see that it is over
            }
            for (Thread it : others) {
                it.join();
            }
            loop.close();
        }

        /** Waits for the callers, as long as anything happens. */
        private void join() throws InterruptedException {
            for (Thread it : users) {
                int before;
                do {
                    before = recorded.steps();
                    it.join(patience.toMillis());
                } while (it.isAlive() && recorded.steps() != before);
                if (it.isAlive()) {
                    failures.add("nothing happened for " + patience.toSeconds() + " s: " + it.getName() + " is "
                            + it.getState() + " at " + Arrays.toString(it.getStackTrace()) + ", and the context is "
                            + context);
                    return;
                }
            }
        }

        /** Of a caller. */
        private void use(Random random) {
            for (int i = 0; i < turns && !stopping; i++) {
                int holds = 1 + random.nextInt(2);
                int held = 0;
                try {
                    while (held < holds) {
                        context.acquire();
                        held++;
                    }
                    request(random);
                } catch (IllegalStateException e) {
                    if (!context.isClosed()) {
                        throw e;
                    }
                } finally {
                    for (; held > 0; held--) {
                        context.release();
                    }
                }
                if (random.nextInt(4) == 0) {
                    Thread.yield();
                }
            }
        }

        /** As {@link BlockDevice} does, it goes on when the worker has ended, and not as soon as the request is done. */
        private void request(Random random) {
            boolean[] done = new boolean[1];
            Job job = new Job(context.newTask(() -> done[0] = true));
            submitted.add(job);
            while (!done[0] && !context.isClosed()) {
                context.poll(random.nextInt(4) > 0);
            }
            if (done[0]) {
                job.awaitEnd();
            }
        }

        private void work() {
            try {
                while (!stopping) {
                    Job job = submitted.take();
                    context.scheduleTask(job.completion);
                    job.ended.countDown();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void setDescriptor() {
            Random random = new Random(seed);
            while (!stopping) {
                mayBecomeReady.acquireUninterruptibly();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    recorded.set(descriptor);
                }
            }
        }

        /** In the context. */
        private void handle() {
            descriptor.testAndClear();
            if (inHandler.nextInt(8) == 0) {
                context.wakeup(); // for the next poll
            }
            if (aside < SLOTS && inHandler.nextBoolean()) {
                aside++;
                submitted.add(new Job(context.newTask(this::done)));
            } else {
                mayBecomeReady.release();
            }
        }

        /** In the context. */
        private void done() {
            aside--;
            mayBecomeReady.release();
        }
    }
}
