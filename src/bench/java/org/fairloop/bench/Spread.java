package org.fairloop.bench;

import java.util.List;
import java.util.Locale;

/**
 * A few values of one thing, on a noisy machine.
 *
 * @param median the one in the middle
 * @param low a quarter of the values are below
 * @param high a quarter of the values are above
 */
record Spread(double median, double low, double high) {

    static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return new Spread(at(sorted, 0.5), at(sorted, 0.25), at(sorted, 0.75));
    }

    private static double at(List<Double> sorted, double part) {
        double position = part * (sorted.size() - 1);
        int below = (int) Math.floor(position);
        int above = (int) Math.ceil(position);
        return sorted.get(below) + (position - below) * (sorted.get(above) - sorted.get(below));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, low, high);
    }
}
