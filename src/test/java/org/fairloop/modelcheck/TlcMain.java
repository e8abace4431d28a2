package org.fairloop.modelcheck;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The main class of TLC's own process. It starts TLC, which reports its progress only once a minute, and adds a line of
 * progress each second; and it ends the process when the parent that holds the other end of its standard input is gone.
 */
final class TlcMain {

    /** What a line of progress begins with; generated and distinct states follow. */
    static final String PROGRESS = "@!@!@PROGRESS ";

    private TlcMain() {}

    /** Runs TLC with its own arguments. TLC ends the process, with its exit status. */
    public static void main(String[] args) throws ReflectiveOperationException {
        ScheduledExecutorService service = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        service.execute(TlcMain::endWithTheParent);
        service.scheduleWithFixedDelay(TlcMain::report, 1, 1, TimeUnit.SECONDS);
        Method main = Class.forName("tlc2.TLC").getMethod("main", String[].class);
        main.invoke(null, (Object) Arrays.copyOf(args, args.length));
    }

    private static void endWithTheParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody sends anything; what counts is the end.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(1);
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
