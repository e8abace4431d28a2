package org.fairloop.modelcheck;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.w3c.dom.Document;

/** Lines over a whole number such as the number of threads, on a logarithmic scale, as SVG whose text is text. */
public final class LinePlot {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 440;

    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private static final Color LINES = new Color(0xDDDDDD);

    /** Told apart without colours, too: each has a dash of its own, and JFreeChart gives each its shape. */
    private static final Color[] COLOURS = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0x56B4E9),
        new Color(0xB58900),
        new Color(0x5F5F5F),
        new Color(0x8B3FB0),
        Color.BLACK,
    };

    private static final float[][] DASHES = {null, {7, 3}, {2, 3}, {9, 3, 2, 3}};

    private final XYSeriesCollection lines = new XYSeriesCollection();
    private final String title;
    private final String across;
    private final String up;

    /**
     * Makes a plot without lines.
     *
     * @param title what is shown
     * @param across what the whole number counts
     * @param up the unit of the logarithmic scale
     */
    public LinePlot(String title, String across, String up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    /**
     * Adds a point to the line of that name, which begins with its first point.
     *
     * @param line the name in the legend
     * @param x the whole number
     * @param y more than 0
     */
    public void add(String line, int x, double y) {
        if (lines.getSeriesIndex(line) < 0) {
            lines.addSeries(new XYSeries(line));
        }
        lines.getSeries(line).add(x, y);
    }

    /**
     * Writes the plot, if there is anything to see.
     *
     * @param file an SVG file, which it overwrites
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        if (lines.getSeriesCount() == 0) {
            return;
        }
        TextUtils.setUseDrawRotatedStringWorkaround(false); // it would draw outlines
        SVGGraphics2D graphics = new SVGGraphics2D(document());
        graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart().draw(graphics, new Rectangle(WIDTH, HEIGHT));
        try (Writer writer = Files.newBufferedWriter(file)) {
            graphics.stream(writer, false);
        }
    }

    private static Document document() {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument("http://www.w3.org/2000/svg", "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private JFreeChart chart() {
        XYPlot plot = new XYPlot(lines, wholeNumbers(), logarithms(), renderer());
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlinePaint(LINES);
        plot.setDomainGridlinePaint(LINES);
        plot.setRangeGridlinePaint(LINES);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        JFreeChart chart = new JFreeChart(title, TEXT.deriveFont(Font.BOLD, 15), plot, true);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(10, 10, 10, 10));
        LegendTitle legend = chart.getLegend();
        legend.setPosition(RectangleEdge.RIGHT);
        legend.setItemFont(TEXT);
        legend.setFrame(BlockBorder.NONE);
        return chart;
    }

    private NumberAxis wholeNumbers() {
        NumberAxis axis = new NumberAxis(across);
        axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        axis.setAutoRangeIncludesZero(false);
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TEXT);
        return axis;
    }

    /** JFreeChart's newer {@code LogAxis} writes outlines. */
    private LogarithmicAxis logarithms() {
        LogarithmicAxis axis = new LogarithmicAxis(up);
        axis.setAllowNegativesFlag(false);
        axis.setStrictValuesFlag(false);
        axis.setNumberFormatOverride(new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TEXT);
        return axis;
    }

    private XYLineAndShapeRenderer renderer() {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setDrawOutlines(false);
        for (int i = 0; i < lines.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, COLOURS[i % COLOURS.length]);
            renderer.setSeriesStroke(
                    i,
                    new BasicStroke(
                            2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, DASHES[i % DASHES.length], 0f));
        }
        return renderer;
    }
}
