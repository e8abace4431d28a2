package org.fairloop.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.fairloop.modelcheck.LinePlot;

/** Throughput, and the time from one owner to the next, against the number of threads. */
final class Pictures {

    private Pictures() {}

    static void draw(Scores scores, Path folder) throws IOException {
        LinePlot throughput = new LinePlot("Sections a microsecond, all threads", "threads", "sections/µs");
        LinePlot latency = new LinePlot("Nanoseconds from section to section", "threads", "ns");
        for (LockContender each : LockContender.values()) {
            for (int crowd : Case.CROWDS) {
                String key = Case.contended(each) + " × " + crowd;
                if (scores.has(key)) {
                    throughput.add(each.toString(), crowd, scores.of(key).median());
                    latency.add(each.toString(), crowd, 1_000 / scores.of(key).median());
                }
            }
        }
        throughput.write(folder.resolve("throughput.svg"));
        latency.write(folder.resolve("latency.svg"));
    }
}
