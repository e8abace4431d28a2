package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run shows that it goes on. */
class ProgressTest {

    private static final Model MODEL = new Model(
            "M",
            "MCM",
            Tier.QUICK,
            "?",
            null,
            null,
            new Expectation(new Expectation.World(5L, null), null, null, null, null),
            null);

    private final StringWriter written = new StringWriter();

    private Progress progress(int columns) {
        Progress progress = new Progress(new PrintWriter(written), columns, 2);
        begin(progress);
        return progress;
    }

    private static void begin(Progress progress) {
        progress.begin(MODEL);
        progress.update(MODEL, 3_000, 2_000, false);
    }

    /** On a terminal one line is written over and never wraps. */
    @Test
    void writesOverOneLine() {
        try (Progress progress = progress(20)) {
            progress.tick();
        }
        assertEquals(0, written.toString().chars().filter(c -> c == '\n').count());
        assertTrue(written.toString().contains("\r\u001b[K[0/2] M: 2,000 stat"), written::toString);
    }

    /** Elsewhere a model that takes long makes a line now and then, with its states and states a second. */
    @Test
    void writesWholeLinesElsewhere() {
        try (Progress progress = new Progress(new PrintWriter(written), 0, 2)) {
            synchronized (progress) { // or it ticks by itself in between, on a machine that is slow enough
                begin(progress);
                progress.tick();
                progress.update(MODEL, 3_000, 2_000, true);
                progress.tick();
            }
        }
        List<String> lines = written.toString().lines().map(String::strip).toList();
        assertTrue(lines.get(0).matches("M: 2,000 states, [\\d,]+/s"), lines::toString);
        assertEquals("M: checking liveness of 2,000 states", lines.get(1));
    }

    /** A tick that comes too late shows nothing. */
    @Test
    void endsForGood() {
        Progress progress = progress(20);
        progress.close();
        String all = written.toString();
        progress.tick();
        assertEquals(all, written.toString());
    }
}
