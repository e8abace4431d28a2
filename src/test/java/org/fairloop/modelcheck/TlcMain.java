package org.fairloop.modelcheck;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The main class of TLC's own process. It starts TLC, which reports its progress only once a minute, and adds a line of
 * progress each second, and at the end the {@link Epilogue}; and it ends the process when the parent that holds the other
 * end of its standard input is gone.
 */
final class TlcMain {

    /** What a line of progress begins with; generated and distinct states follow. */
    static final String PROGRESS = "@!@!@PROGRESS ";

    /** What the line begins with that says how much memory the process had at most; the kilobytes follow. */
    static final String MEMORY = "@!@!@MEMORY ";

    private static final Path STATUS = Path.of("/proc/self/status");

    private static final Pattern MOST_RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    /** What the line begins with that says that there is a checkpoint; its folder follows. */
    static final String CHECKPOINT = "@!@!@CHECKPOINT ";

    /** The property with the folder for checkpoints, with that for the number of the next, and the milliseconds between two. */
    static final String CHECKPOINT_PLACE = "fairloop.checkpoint.place";

    static final String CHECKPOINT_NEXT = "fairloop.checkpoint.next";

    static final String CHECKPOINT_PERIOD = "fairloop.checkpoint.period";

    /** All is said, and the end of the input means nothing any more. */
    private static volatile boolean ending;

    private TlcMain() {}

    /** Runs TLC with its own arguments. TLC ends the process, with its exit status. */
    public static void main(String[] args) throws ReflectiveOperationException {
        ScheduledExecutorService service = Executors.newScheduledThreadPool(4, task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        service.execute(TlcMain::endWithTheParent);
        service.scheduleWithFixedDelay(TlcMain::report, 1, 1, TimeUnit.SECONDS);
        service.scheduleWithFixedDelay(
                new TlcNudge(), TlcNudge.PERIOD_MILLIS, TlcNudge.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        addEpilogue();
        long period = Long.getLong(CHECKPOINT_PERIOD, 0);
        if (period > 0) {
            service.scheduleWithFixedDelay(new TlcCheckpoint(), period, period, TimeUnit.MILLISECONDS);
        }
        Method main = Class.forName("tlc2.TLC").getMethod("main", String[].class);
        main.invoke(null, (Object) Arrays.copyOf(args, args.length));
    }

    /** TLC ends the JVM itself, so this has to listen to what it says, and to be the JVM's last act. */
    private static void addEpilogue() {
        PrintStream out = System.out;
        TlcOutput said = new TlcOutput();
        System.setOut(new PrintStream(new LineTee(out, said::line), true, Charset.defaultCharset()));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                ending = true;
                                System.out.flush();
                                mostMemory().ifPresent(kilobytes -> out.println(MEMORY + kilobytes));
                                out.println(Epilogue.MARK + TlcEpilogue.of(said));
                            } catch (RuntimeException | LinkageError e) {
                                // TLC has come to no verdict, or it is another TLC: then there is none.
                            }
                        },
                        "epilogue"));
    }

    /** The most memory that this process had, where the system says so: Linux does. */
    private static Optional<String> mostMemory() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .map(MOST_RESIDENT::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group(1))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Passes on what it gets, and hands out its lines. */
    static final class LineTee extends FilterOutputStream {

        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final Consumer<String> lines;

        LineTee(OutputStream out, Consumer<String> lines) {
            super(out);
            this.lines = lines;
        }

        @Override
        public synchronized void write(int b) throws IOException {
            out.write(b);
            take(b);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            for (int i = offset; i < offset + length; i++) {
                take(bytes[i]);
            }
        }

        private void take(int b) {
            if (b == '\n') {
                lines.accept(line.toString(Charset.defaultCharset()).stripTrailing());
                line.reset();
            } else {
                line.write(b);
            }
        }
    }

    /**
     * Reads the input, until the parent closes it: if it dies, or when it has the epilogue. A JVM that ends waits 0.3 s for a
     * thread that reads.
     */
    static void endWithTheParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody sends anything; what counts is the end.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        if (!ending) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** TLC's internals, by reflection: a TLC that has them under other names shows no progress, and works. */
    private static void report() {
        try {
            Object checker =
                    Class.forName("tlc2.TLCGlobals").getField("mainChecker").get(null);
            if (checker != null) {
                System.out.println(PROGRESS + call(checker, "getStatesGenerated") + " "
                        + call(checker, "getDistinctStatesGenerated"));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Not ready yet, or another TLC.
        }
    }

    private static Object call(Object checker, String method) throws ReflectiveOperationException {
        return checker.getClass().getMethod(method).invoke(checker);
    }
}
