package org.fairloop.timelimit;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Tests that never end, one of each kind. They are stuck only if the system property {@code test.stuck} is true, and surefire
 * runs them only if asked to: {@code mvn verify -Dtest='Stuck$InPark' -Dtest.stuck=true -Dtest.limit=5}.
 */
final class Stuck {

    private static final boolean ON_PURPOSE = Boolean.getBoolean("test.stuck");

    private Stuck() {}

    private static void await() throws InterruptedException {
        if (ON_PURPOSE) {
            new CountDownLatch(1).await();
        }
    }

    private static void park() {
        while (ON_PURPOSE) {
            LockSupport.park();
        }
    }

    /** Runs nested classes of this one, as surefire does. */
    public static void main(String[] names) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Arrays.stream(names)
                                        .map(name -> DiscoverySelectors.selectClass(Stuck.class.getName() + "$" + name))
                                        .toList())
                                .build(),
                        summary);
        summary.getSummary().printFailuresTo(new PrintWriter(System.out, true), 3);
        System.out.println("succeeded: " + summary.getSummary().getTestsSucceededCount());
        System.exit(summary.getSummary().getTotalFailureCount() > 0 ? 1 : 0);
    }

    static class InAwait {
        @Test
        void awaits() throws InterruptedException {
            await();
        }

        @Test
        void passes() {}
    }

    static class InOneOfSeveral {
        @ParameterizedTest
        @ValueSource(strings = {"first", "second"})
        void awaits(String which) throws InterruptedException {
            if (which.equals("second")) {
                await();
            }
        }
    }

    static class InProperty {
        @Property
        void property(@ForAll boolean any) throws InterruptedException {
            await();
        }
    }

    static class InBeforeAll {
        @BeforeAll
        static void awaits() throws InterruptedException {
            await();
        }

        @Test
        void isNotReached() {}
    }

    static class InAfterAll {
        @Test
        void passes() {}

        @AfterAll
        static void awaits() throws InterruptedException {
            await();
        }
    }

    /** The interrupt of one test must not reach the other. */
    static class Swallowing {
        @Test
        void swallows() {
            try {
                await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Test
        void sleeps() throws InterruptedException {
            Thread.sleep(1);
            System.err.println("Swallowing#sleeps has run");
        }
    }

    static class InStaticInitializer {
        static {
            park();
        }

        @Test
        void isNotReached() {}
    }

    static class InPark {
        @Test
        void parks() {
            park();
        }
    }

    static class InBusyLoop {
        @Test
        void spins() {
            while (ON_PURPOSE) {
                Thread.onSpinWait();
            }
        }
    }

    static class InPropertyThatSpins {
        @Property
        boolean property(@ForAll int any) {
            while (ON_PURPOSE) {
                Thread.onSpinWait();
            }
            return true;
        }
    }

    static class InDeadlock {
        private final Object one = new Object();
        private final Object other = new Object();
        private final CyclicBarrier both = new CyclicBarrier(2);

        @Test
        void deadlocks() {
            Thread thread = new Thread(() -> lock(other, one), "the other thread");
            thread.setDaemon(true);
            thread.start();
            lock(one, other);
        }

        private void lock(Object first, Object second) {
            synchronized (first) {
                try {
                    both.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
                if (ON_PURPOSE) {
                    synchronized (second) {
                        throw new AssertionError("no deadlock");
                    }
                }
            }
        }
    }

    /** Waits for the output of a process, which an interrupt does not end. */
    static class InProcess {
        @Test
        void reads() throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Silent.class.getName())
                    .start();
            if (ON_PURPOSE) {
                process.getInputStream().read();
            }
            process.destroyForcibly();
        }
    }

    /** A process that says nothing, does not end by itself, and holds the lock of a file as long as it lives. */
    static final class Silent {
        static final Path LOCKED = Path.of("locked");

        private Silent() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            try (FileChannel file = FileChannel.open(LOCKED, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                while (lock.isValid()) {
                    new CountDownLatch(1).await();
                }
            }
        }
    }

    /** Needs JDK 21. */
    static class InVirtualThread {
        @Test
        void joins() throws ReflectiveOperationException, InterruptedException {
            Thread virtual = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable) Stuck::park);
            virtual.join();
        }
    }

    /** Passes, and leaves a thread behind that is no daemon. */
    static class LeavingThread {
        @Test
        void leaves() {
            new Thread(Stuck::park, "left behind").start();
        }
    }

    /** Passes, and leaves a hook behind that keeps the JVM from its end. */
    static class InShutdownHook {
        @Test
        void leaves() {
            Runtime.getRuntime().addShutdownHook(new Thread(Stuck::park, "stuck hook"));
        }
    }
}
