package org.fairloop.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.fairloop.context.AioContext;
import org.fairloop.context.ContextSeam;
import org.fairloop.context.EventNotifier;
import org.fairloop.context.IoThread;
import org.fairloop.context.RecordedAioContext;
import org.fairloop.lock.FifoLock;

/** One run of the demo: a loop that serves a guest, and monitors that want the same context. */
final class Dataplane {

    private static final String LOOP = "io-thread";

    private static final Duration LOOK = Duration.ofMillis(100);

    /**
     * What to run.
     *
     * @param lock of the context
     * @param guest busy or idle
     * @param monitors how many
     * @param length of the run
     * @param image the file, made if it is not there
     * @param blocks of the image
     * @param patience see {@link HangWatch}
     * @param traced how many events are recorded, from the beginning; 0 for a run that is not recorded
     */
    record Settings(
            LockChoice lock,
            GuestChoice guest,
            int monitors,
            Duration length,
            Path image,
            int blocks,
            Duration patience,
            int traced) {

        List<String> monitorNames() {
            return IntStream.rangeClosed(1, monitors).mapToObj(Monitor::name).toList();
        }
    }

    /**
     * How far a run is.
     *
     * @param seconds since it began
     * @param served requests of the guest
     * @param members the threads that share the context
     */
    record Moment(double seconds, long served, List<Member> members) {}

    /**
     * A thread that shares the context.
     *
     * @param name of the thread
     * @param turns what is known of it
     */
    record Member(String name, WatchedLock.Turns turns) {}

    /**
     * How a run ended.
     *
     * @param end the last moment
     * @param verified blocks, those included that were still in flight at the last moment
     * @param hang if there was one
     * @param wrong what was read and not right, and what was thrown
     * @param trace of a run that was recorded
     */
    record Outcome(
            Moment end,
            long verified,
            Optional<HangWatch.Hang> hang,
            List<String> wrong,
            Optional<RecordedAioContext> trace) {

        /** Those who waited while some other thread had more turns than order of arrival allows. */
        List<Member> overtaken() {
            return end.members.stream()
                    .filter(it -> it.turns.overtaken > WatchedLock.ALLOWED)
                    .toList();
        }

        boolean isGood() {
            return hang.isEmpty() && wrong.isEmpty() && overtaken().isEmpty();
        }
    }

    private final Settings settings;

    private final CountDownLatch stopped = new CountDownLatch(1);

    /** What threads of the run have thrown. */
    private final ConcurrentLinkedQueue<String> thrown = new ConcurrentLinkedQueue<>();

    Dataplane(Settings settings) {
        this.settings = settings;
    }

    /** Ends the run early. By any thread. */
    void stop() {
        stopped.countDown();
    }

    /**
     * Runs until the time is over, the run is stopped, or it hangs.
     *
     * @param progress told now and then
     * @throws Image.WrongByteException if the image is damaged
     * @throws IOException if the image cannot be used
     */
    Outcome run(Consumer<Moment> progress) throws IOException, InterruptedException {
        Image image = Image.open(settings.image, settings.blocks);
        WatchedLock[] made = new WatchedLock[1];
        Function<Runnable, FifoLock> lock = onContention -> made[0] = new WatchedLock(settings.lock, onContention);
        Optional<RecordedAioContext> trace = settings.traced == 0
                ? Optional.empty()
                : Optional.of(new RecordedAioContext(
                        lock, List.of(LOOP), settings.monitorNames(), Guest.DEPTH, settings.traced));
        AioContext context = trace.map(RecordedAioContext::context).orElseGet(() -> ContextSeam.withLock(lock));
        try (context;
                Disk disk = new Disk(context, image)) {
            return new Run(context, trace, made[0], disk).run(progress);
        }
    }

    /** The threads of a run. */
    private final class Run {
        final AioContext context;
        final Optional<RecordedAioContext> trace;
        final WatchedLock lock;
        final Disk disk;
        final Guest guest;
        final IoThread loop;
        final List<Monitor> monitors;
        final Set<String> names = new LinkedHashSet<>();
        final long start = System.nanoTime();

        Run(AioContext context, Optional<RecordedAioContext> trace, WatchedLock lock, Disk disk) {
            this.context = context;
            this.trace = trace;
            this.lock = lock;
            this.disk = disk;
            context.acquire();
            try {
                guest = new Guest(
                        context,
                        disk,
                        trace.<Consumer<EventNotifier>>map(it -> it::set).orElse(EventNotifier::set));
            } finally {
                context.release();
            }
            loop = new IoThread(context, LOOP, Dataplane.this::report);
            monitors = IntStream.rangeClosed(1, settings.monitors)
                    .mapToObj(number -> new Monitor(context, disk, number, Dataplane.this::report))
                    .toList();
            names.add(LOOP);
            monitors.forEach(it -> names.add(it.name()));
        }

        Outcome run(Consumer<Moment> progress) throws InterruptedException {
            trace.ifPresent(RecordedAioContext::begin);
            loop.start();
            if (settings.guest == GuestChoice.BUSY) {
                guest.start();
            }
            monitors.forEach(Monitor::start);
            Optional<HangWatch.Hang> hang = watch(progress);
            trace.ifPresent(RecordedAioContext::end);
            lock.end();
            Moment end = moment();
            end();
            List<String> wrong = new ArrayList<>(disk.wrong());
            wrong.addAll(thrown);
            return new Outcome(end, disk.verified(), hang, wrong, trace);
        }

        private Optional<HangWatch.Hang> watch(Consumer<Moment> progress) throws InterruptedException {
            HangWatch watch =
                    new HangWatch(context, lock, () -> disk.inFlight() > 0, names, settings.patience.toNanos());
            Optional<HangWatch.Hang> hang = Optional.empty();
            long left = settings.length.toNanos();
            while (left > 0 && hang.isEmpty() && !stopped.await(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS)) {
                progress.accept(moment());
                hang = watch.look();
                left = settings.length.toNanos() - (System.nanoTime() - start);
            }
            return hang;
        }

        private Moment moment() {
            return new Moment(
                    (System.nanoTime() - start) / 1e9,
                    guest.served(),
                    names.stream().map(name -> new Member(name, lock.of(name))).toList());
        }

        /** Works also if the threads hang: to stop the loop wakes it up, and then the others have their turns. */
        private void end() throws InterruptedException {
            monitors.forEach(Monitor::stop);
            guest.stop();
            guest.join();
            loop.close();
            for (Monitor monitor : monitors) {
                monitor.join();
            }
            disk.close();
            context.close(); // completes what was in flight
        }
    }

    private void report(Thread thread, Throwable it) {
        thrown.add(thread.getName() + ": " + it);
    }
}
