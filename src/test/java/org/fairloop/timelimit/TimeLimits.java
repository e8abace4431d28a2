package org.fairloop.timelimit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Ends each test that does not end by itself, and names it. The JUnit platform finds this listener in {@code META-INF/services},
 * so it covers every test of every engine. The time that a class spends outside its tests has the same limit.
 *
 * <p>At the limit, the listener prints one sentence and all threads with their locks, writes both to a file in {@code
 * target/time-limit}, and interrupts the thread of the test. If the test then fails, the run goes on with the next test. If the
 * test swallows the interrupt and passes, the run goes on and ends with status {@value #STATUS}. If the test has not ended after
 * a time of grace, the JVM ends with this status at once. So it does if a shutdown hook takes longer than that.
 *
 * <table>
 *   <caption>System properties</caption>
 *   <tr><td>{@code test.limit}</td><td>the limit of each test, in seconds; 0 for none, as a debugger wants it</td></tr>
 *   <tr><td>{@code test.limit.grace}</td><td>the time from the interrupt to the end of the JVM, in seconds</td></tr>
 * </table>
 *
 * <p>A test that needs more time is annotated with {@link TimeLimit}.
 */
public final class TimeLimits implements TestExecutionListener {

    /**
     * The slowest step seen is the run of jcstress before {@code MemoryModelJcstressTest}. It takes more than 5 minutes on two
     * processors with a load of 17.
     */
    private static final Duration DEFAULT = Duration.ofMinutes(30);

    /** The exit status of a JVM with a stuck test, which is that of {@code timeout(1)}. */
    static final int STATUS = 124;

    private static final Duration TICK = Duration.ofMillis(200);

    /** A thread that ignores one interrupt may heed a later one. More would disturb a test that cleans up. */
    private static final int INTERRUPTS = 4;

    private static final Path FOLDER = Path.of("target", "time-limit");

    private static final Duration LIMIT = seconds("test.limit", DEFAULT);
    private static final Duration GRACE = seconds("test.limit.grace", Duration.ofMinutes(1));

    /** Not {@code System.err}: a test may have replaced it, and surefire loses what it has buffered when the JVM is halted. */
    private static final PrintStream ERR = new PrintStream(new FileOutputStream(FileDescriptor.err), true);

    /** Guarded by this. Everything that runs, containers included. */
    private final Map<UniqueId, Running> all = new HashMap<>();

    /** Guarded by this. The tests that passed only after an interrupt. */
    private final List<String> swallowed = new ArrayList<>();

    /** Guarded by this. */
    private boolean ended;

    /** Written before the thread that watches starts. */
    private TestPlan plan;

    static {
        if (!LIMIT.isZero()) {
            Runtime.getRuntime().addShutdownHook(new Thread(TimeLimits::watchTheExit, "time limit of the exit"));
        }
    }

    /** Halts the JVM if another shutdown hook is stuck. Surefire would do so, too, but call it a success. */
    private static void watchTheExit() {
        Thread watchdog = new Thread(
                () -> {
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < GRACE.toNanos()) {
                        LockSupport.parkNanos(TICK.toNanos());
                    }
                    report(
                            "A shutdown hook is stuck: the JVM has not ended " + GRACE.toSeconds()
                                    + " s after it began to exit.",
                            "exit");
                    halt("The JVM ends.");
                },
                "time limit of the exit");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private static Duration seconds(String property, Duration otherwise) {
        return Duration.ofSeconds(Long.getLong(property, otherwise.toSeconds()));
    }

    /** A test or a container between its start and its end. Guarded by the listener. */
    private final class Running {
        final TestIdentifier what;
        final Thread thread = Thread.currentThread();
        final Duration limit;

        /** The children that run. Time counts only for what has none. */
        int children;

        /** For how long it has run since its start, or since its last child ended. */
        Duration spent = Duration.ZERO;

        /** How often it was interrupted, since it exceeded its limit. */
        int interrupts;

        Running(TestIdentifier what) {
            this.what = what;
            this.limit = limitOf(what);
        }

        /** Counts time that has passed. */
        void pass(Duration time) {
            spent = spent.plus(time);
            if (spent.compareTo(limit) <= 0) {
                return;
            }
            if (interrupts == 0) {
                report(
                        String.format(
                                "%s is stuck in the thread %s: it has not ended within its limit of %d s.",
                                name(), thread.getName(), limit.toSeconds()),
                        nameOf(what));
            }
            Duration overrun = spent.minus(limit);
            if (overrun.compareTo(GRACE) > 0) {
                halt(name() + " has not ended " + GRACE.toSeconds() + " s after it was interrupted. The JVM ends.");
            }
            if (overrun.compareTo(GRACE.multipliedBy(interrupts).dividedBy(INTERRUPTS)) >= 0) {
                interrupts++;
                thread.interrupt();
            }
        }

        /** It goes on or ends. An interrupt that it has not noticed is for nobody else. */
        void settle(boolean failed) {
            if (interrupts > 0) {
                Thread.interrupted();
                if (!failed) {
                    ERR.printf("[time limit] %s has swallowed the interrupt. It counts as failed.%n", name());
                    swallowed.add(name());
                }
            }
            spent = Duration.ZERO;
            interrupts = 0;
        }

        String name() {
            return what.isTest() ? nameOf(what) : nameOf(what) + ", outside its tests (" + OUTSIDE + "),";
        }
    }

    static final String OUTSIDE = "static initializer, constructor, @BeforeAll, @AfterAll or extension";

    /** The class and the method, and the parameters or the like if there is more than one test of that name. */
    private String nameOf(TestIdentifier what) {
        if (what.getSource().orElse(null) instanceof ClassSource source) {
            return source.getClassName();
        }
        String parent = what.getParentIdObject()
                .map(plan::getTestIdentifier)
                .filter(it -> it.getParentIdObject().isPresent())
                .map(this::nameOf)
                .orElse("");
        if (what.getSource().orElse(null) instanceof MethodSource source && !parent.contains("#")) {
            return source.getClassName() + "#" + source.getMethodName();
        }
        return (parent + " " + what.getDisplayName()).strip();
    }

    /** The limit that its annotation sets, else that of what it belongs to. */
    private Duration limitOf(TestIdentifier what) {
        return annotation(what.getSource().orElse(null))
                .filter(TimeLimits::applies)
                .map(it -> Duration.ofMinutes(it.minutes()))
                .filter(it -> it.compareTo(LIMIT) > 0)
                .or(() -> parent(what).map(parent -> parent.limit))
                .orElse(LIMIT);
    }

    private static boolean applies(TimeLimit limit) {
        return limit.whenSet().length == 0 || Stream.of(limit.whenSet()).anyMatch(System.getProperties()::containsKey);
    }

    private static Optional<TimeLimit> annotation(TestSource source) {
        if (source instanceof MethodSource method) {
            return AnnotationSupport.findAnnotation(method.getJavaMethod(), TimeLimit.class);
        }
        if (source instanceof ClassSource type) {
            return AnnotationSupport.findAnnotation(type.getJavaClass(), TimeLimit.class);
        }
        return Optional.empty();
    }

    /** Says what is stuck, and where all threads are. The sentence comes first and last: the dump may be long, or may fail. */
    private static void report(String stuck, String name) {
        String sentence = "[time limit] " + stuck;
        ERR.println(sentence);
        try {
            Files.createDirectories(FOLDER);
            String dump =
                    ThreadDump.ofAllThreads(FOLDER) + "\nProcesses that this one has started: " + processes() + "\n";
            ERR.println(dump);
            Path file = FOLDER.resolve(name.replaceAll("[^\\w.#$]+", "_").replaceFirst("(.{200}).*", "$1") + ".txt");
            Files.writeString(file, sentence + "\n" + dump);
            ERR.println("This dump is in " + file + ", too.");
        } catch (IOException | RuntimeException | Error e) {
            ERR.println("The dump of all threads is not complete: " + e);
        }
        ERR.println(sentence);
    }

    private static String processes() {
        return ProcessHandle.current()
                .descendants()
                .map(process -> "\n  " + process.pid() + " "
                        + process.info().commandLine().orElse(""))
                .collect(Collectors.collectingAndThen(Collectors.joining(), list -> list.isEmpty() ? "none" : list));
    }

    /** Ends the JVM and the processes that it has started. No hook runs: it could be stuck, too. */
    private static void halt(String sentence) {
        ERR.printf("[time limit] %s%n", sentence);
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(STATUS);
    }

    /** Starts the thread that watches. */
    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
        if (!LIMIT.isZero()) {
            Thread watchdog = new Thread(this::watch, "time limits of tests");
            watchdog.setDaemon(true);
            watchdog.start();
        }
    }

    /** Ends that thread. Ends the JVM if a test has swallowed an interrupt. */
    @Override
    public synchronized void testPlanExecutionFinished(TestPlan finished) {
        ended = true;
        notifyAll();
        if (!swallowed.isEmpty()) {
            halt("The run fails: tests have swallowed the interrupt at their time limits: "
                    + String.join(", ", swallowed));
        }
    }

    @Override
    public synchronized void executionStarted(TestIdentifier what) {
        parent(what).ifPresent(parent -> {
            parent.settle(false);
            parent.children++;
        });
        all.put(what.getUniqueIdObject(), new Running(what));
    }

    @Override
    public synchronized void executionFinished(TestIdentifier what, TestExecutionResult result) {
        all.remove(what.getUniqueIdObject()).settle(result.getStatus() == TestExecutionResult.Status.FAILED);
        parent(what).ifPresent(parent -> parent.children--);
    }

    private Optional<Running> parent(TestIdentifier what) {
        return what.getParentIdObject().map(all::get);
    }

    /**
     * Counts the time. It adds up short waits of its own, each counted with twice its intended length at most: while the machine
     * sleeps, the process is stopped, or the processors are too busy for this thread, tests get no time either.
     */
    private synchronized void watch() {
        long last = System.nanoTime();
        while (!ended) {
            try {
                wait(TICK.toMillis());
            } catch (InterruptedException e) {
                // Nothing interrupts this thread on purpose, and the watch must go on.
            }
            long now = System.nanoTime();
            Duration passed = Duration.ofNanos(Math.min(now - last, 2 * TICK.toNanos()));
            last = now;
            List.copyOf(all.values()).stream()
                    .filter(running -> running.children == 0)
                    .forEach(running -> running.pass(passed));
        }
    }
}
