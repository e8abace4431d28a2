package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.fairloop.modelcheck.Validate;
import org.fairloop.timelimit.TimeLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The length of a trace is limited by the disk, not by the memory. */
@TimeLimit(minutes = 120, whenSet = "trace.events", reason = "a million events take minutes, and more may be asked for")
class LongTraceTest {

    /** Sets how many events the run records at least; {@code -Dtrace.events=1000000} is the length that is promised. */
    private static final int EVENTS = Integer.getInteger("trace.events", 100_000);

    /** A shorter trace gets a smaller heap, so that it would not fit either if its events were kept. */
    private static final int MEGABYTES = EVENTS >= 1_000_000 ? 512 : 256;

    @TempDir
    Path folder;

    /** The command judges a trace of a million events with a heap of 512 MB. */
    @Test
    void constantMemory() throws IOException, InterruptedException {
        Path file = folder.resolve("long.trace");
        // Each acquisition and its release are four events at least.
        var ending = new RecordedRun(4, EVENTS / 16, 3, Integer.MAX_VALUE - 1000, 1).record(RFifoLock::new, file);
        assertTrue(ending.events() >= EVENTS, ending::toString);
        Process command = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + MEGABYTES + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Validate.class.getName(),
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, command.waitFor(), said);
        assertTrue(said.contains(String.format(Locale.ROOT, "%,d events", ending.events())), said);
        System.out.print("with a heap of " + MEGABYTES + " MB: " + said);
    }
}
