package org.fairloop.timelimit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the threads of this JVM do, as {@code jstack -l} and {@code jcmd Thread.dump_to_file} tell it. */
final class ThreadDump {

    private static final Pattern VIRTUAL = Pattern.compile("#\\d+ \".*\" virtual\\b.*", Pattern.DOTALL);

    private ThreadDump() {}

    /**
     * Returns a dump of all threads with the locks and monitors that they hold, the deadlocks among them, and, from JDK 21 on,
     * the virtual threads.
     *
     * @param scratch a folder for a file of which nothing stays
     */
    static String ofAllThreads(Path scratch) {
        return command("threadPrint", "-l") + virtualThreads(scratch);
    }

    /** Returns the stacks of the virtual threads. The JDK writes them to no place but a file. */
    private static String virtualThreads(Path scratch) {
        if (Runtime.version().feature() < 21) {
            return "";
        }
        try {
            Path file = Files.createTempFile(scratch, "all", ".threads").toAbsolutePath();
            try {
                String said = command("threadDumpToFile", "-overwrite", file.toString());
                String virtual = Pattern.compile("\\R\\R")
                        .splitAsStream(Files.readString(file))
                        .filter(VIRTUAL.asMatchPredicate())
                        .collect(Collectors.joining("\n\n"));
                return "Virtual threads: " + (virtual.isEmpty() ? "none. " + said : "\n\n" + virtual + "\n");
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return "The virtual threads cannot be shown: " + e + "\n";
        }
    }

    /** Gives HotSpot a command that {@code jcmd} knows. */
    private static String command(String name, String... arguments) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            return (String) server.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    name,
                    new Object[] {arguments},
                    new String[] {String[].class.getName()});
        } catch (JMException e) {
            return "This JVM cannot show its threads: " + e + "\n";
        }
    }
}
