package org.fairloop.modelcheck;

import java.util.List;

/** States against size, a line for each family. */
final class GrowthPlot {

    private GrowthPlot() {}

    static LinePlot of(List<GrowthRow> rows) {
        LinePlot plot =
                new LinePlot("States of a world", "threads, holds, callers, loops or pollers", "distinct states");
        rows.forEach(row -> plot.add(row.family(), row.size(), row.states()));
        return plot;
    }
}
