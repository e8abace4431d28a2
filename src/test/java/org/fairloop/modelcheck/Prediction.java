package org.fairloop.modelcheck;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What the sizes of some worlds of a family say about the next: a straight line through the logarithms of their states, against
 * the size, so that each step multiplies the states, or against the logarithm of the size, so that they grow as a power of it;
 * whichever fits better.
 *
 * @param exponential whether it is the former
 * @param slope of the line
 * @param states what the line says for a size
 */
record Prediction(boolean exponential, double slope, DoubleUnaryOperator states) {

    /** The head of the table. */
    static final String HEAD =
            "| world | states grow | the last size from those before | measured | next size | states | time | memory |\n"
                    + "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";

    private static final int LEAST = 2;

    /** Two points fit any line, so with two of them it is the former. */
    static Prediction of(List<GrowthRow> rows) {
        Line multiplied = Line.through(rows, GrowthRow::size);
        Line power = Line.through(rows, row -> Math.log(row.size()));
        return rows.size() == LEAST || multiplied.error <= power.error
                ? new Prediction(true, multiplied.slope, size -> Math.exp(multiplied.at(size)))
                : new Prediction(false, power.slope, size -> Math.exp(power.at(Math.log(size))));
    }

    /** A line through points, by least squares. */
    private record Line(double slope, double middle, double middleX, double error) {

        static Line through(List<GrowthRow> rows, ToDoubleFunction<GrowthRow> x) {
            double middleX = rows.stream().mapToDouble(x).average().orElseThrow();
            double middle = rows.stream()
                    .mapToDouble(row -> Math.log(row.states()))
                    .average()
                    .orElseThrow();
            double products = 0;
            double squares = 0;
            for (GrowthRow row : rows) {
                double dx = x.applyAsDouble(row) - middleX;
                products += dx * (Math.log(row.states()) - middle);
                squares += dx * dx;
            }
            Line line = new Line(products / squares, middle, middleX, 0);
            double error = rows.stream()
                    .mapToDouble(row -> Math.log(row.states()) - line.at(x.applyAsDouble(row)))
                    .map(off -> off * off)
                    .sum();
            return new Line(line.slope, middle, middleX, error);
        }

        double at(double x) {
            return middle + slope * (x - middleX);
        }
    }

    /** The rows of a table, one a family of which at least two sizes are measured. */
    static String table(List<GrowthRow> rows) {
        return HEAD
                + rows.stream()
                        .map(GrowthRow::family)
                        .distinct()
                        .map(family -> rows.stream()
                                .filter(row -> row.family().equals(family))
                                .toList())
                        .filter(family -> family.size() >= LEAST)
                        .map(Prediction::row)
                        .collect(Collectors.joining());
    }

    private static String row(List<GrowthRow> family) {
        GrowthRow first = family.get(0);
        GrowthRow last = family.get(family.size() - 1);
        String foretold = "—";
        if (family.size() > LEAST) {
            double states = of(family.subList(0, family.size() - 1)).states.applyAsDouble(last.size());
            foretold = String.format(
                    Locale.ROOT, "%s (%+d %%)", number(states), Math.round(100 * (states / last.states() - 1)));
        }
        Prediction prediction = of(family);
        int next = last.size() + 1;
        double states = prediction.states.applyAsDouble(next);
        double seconds = states / last.states() * last.seconds();
        double megabytes = first.megabytes()
                + (states - first.states())
                        * Math.max(0, last.megabytes() - first.megabytes())
                        / (last.states() - first.states());
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %d | %s | %s | %s MB |\n",
                first.family(),
                prediction,
                foretold,
                number(last.states()),
                next,
                number(states),
                time(seconds),
                number(megabytes));
    }

    /** Two digits are more than it is worth. */
    private static String number(double number) {
        double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(1, number))) - 2));
        return String.format(Locale.ROOT, "%,d", Math.round(number / unit) * Math.round(unit));
    }

    private static String time(double seconds) {
        return seconds < 120
                ? Math.round(seconds) + " s"
                : seconds < 7200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
    }

    /** For instance {@code × 9.1 each}. */
    @Override
    public String toString() {
        return exponential
                ? String.format(Locale.ROOT, "× %.1f each", Math.exp(slope))
                : String.format(Locale.ROOT, "as its power of %.1f", slope);
    }
}
