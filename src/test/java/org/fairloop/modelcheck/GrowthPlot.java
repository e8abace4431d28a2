package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** States against size, a line for each family. */
final class GrowthPlot {

    private GrowthPlot() {}

    /**
     * Draws the plot.
     *
     * @param file without its ending
     */
    static void draw(List<GrowthRow> rows, Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(860)
                .height(480)
                .title("States of a world")
                .xAxisTitle("threads, holds, callers, loops or pollers")
                .yAxisTitle("distinct states")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("0");
        for (String family : rows.stream().map(GrowthRow::family).distinct().toList()) {
            List<GrowthRow> own =
                    rows.stream().filter(row -> row.family().equals(family)).toList();
            chart.addSeries(
                    family,
                    own.stream().map(GrowthRow::size).toList(),
                    own.stream().map(GrowthRow::states).toList());
        }
        if (!rows.isEmpty()) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
        }
    }
}
