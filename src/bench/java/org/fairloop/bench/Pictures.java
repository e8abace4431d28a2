package org.fairloop.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Throughput, and the time from one owner to the next, against the number of threads. */
final class Pictures {

    private Pictures() {}

    static void draw(Scores scores, Path folder) throws IOException {
        XYChart throughput = chart("Sections a microsecond, all threads", "sections/µs");
        XYChart latency = chart("Nanoseconds from section to section", "ns");
        for (LockContender each : LockContender.values()) {
            List<Integer> threads = new ArrayList<>();
            List<Double> rates = new ArrayList<>();
            List<Double> times = new ArrayList<>();
            for (int crowd : Case.CROWDS) {
                String key = Case.contended(each) + " × " + crowd;
                if (scores.has(key)) {
                    threads.add(crowd);
                    rates.add(scores.of(key).median());
                    times.add(1_000 / scores.of(key).median());
                }
            }
            if (!threads.isEmpty()) {
                throughput.addSeries(each.toString(), threads, rates);
                latency.addSeries(each.toString(), threads, times);
            }
        }
        if (!throughput.getSeriesMap().isEmpty()) {
            save(throughput, folder.resolve("throughput"));
            save(latency, folder.resolve("latency"));
        }
    }

    private static XYChart chart(String title, String unit) {
        XYChart chart = new XYChartBuilder()
                .width(720)
                .height(420)
                .title(title)
                .xAxisTitle("threads")
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setXAxisLogarithmic(false);
        chart.getStyler().setYAxisLogarithmic(true);
        return chart;
    }

    private static void save(XYChart chart, Path file) throws IOException {
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    }
}
