package org.fairloop.modelcheck;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** What a person reads at the end: the table, the sums, and what was wrong. */
final class Report {

    private static final int NARROWEST = 80;
    private static final int WIDTH_WITHOUT_TERMINAL = 140;
    private static final int GAP = 2;

    /** Width of the columns for states, depth and seconds with their gaps. */
    private static final int NUMBERS = 12 + 7 + 9;

    private final PrintWriter out;
    private final int width;

    /**
     * Makes a report.
     *
     * @param columns the width of the terminal, or 0 if there is none
     */
    Report(PrintWriter out, int columns) {
        this.out = out;
        this.width = columns == 0 ? WIDTH_WITHOUT_TERMINAL : Math.max(columns, NARROWEST);
    }

    /** The list itself: what is there to run. */
    void list(List<Model> models) {
        int name = longest(models.stream().map(Model::name).toList());
        int tier = 5 + GAP;
        int claims = longest(models.stream().map(Report::claims).toList());
        int rest = width - name - tier - claims;
        TextTable table = table(name, tier, rest * 2 / 5, claims, rest - rest * 2 / 5);
        table.addRowValues("model", "tier", "expected", "claims", "question");
        for (Model model : models) {
            Expectation expect = model.expect();
            table.addRowValues(
                    model.name(),
                    model.tier().toString(),
                    model.mustPass()
                            ? String.format(
                                    "passes, %,d states", expect.passes().distinct())
                            : expect.violates() + " violated",
                    claims(model),
                    model.question());
        }
        print(table);
    }

    private static String claims(Model model) {
        return model.claims().isEmpty() ? "-" : String.join(" ", model.claims());
    }

    /** The outcome of a run: the table, the sums, and every difference from the list. */
    void results(List<Result> results, Layout layout, double seconds) {
        table(results);
        sums(results, seconds);
        results.stream().filter(result -> !result.isAsListed()).forEach(result -> wrong(result, layout));
        out.flush();
    }

    private void table(List<Result> results) {
        int name = longest(results.stream().map(result -> result.model().name()).toList());
        int verdict = longest(results.stream().map(Result::verdict).toList());
        int question = Math.max(20, width - name - verdict - NUMBERS);
        TextTable table = table(name, question, verdict, 12, 7, 9);
        table.addRowValues("model", "question", "verdict", "    states", "depth", "seconds");
        for (Result result : results) {
            Observation observed = result.observed();
            table.addRowValues(
                    result.model().name(),
                    result.model().question(),
                    result.verdict(),
                    String.format("%,10d", observed.distinct()),
                    observed.depth() == 0 ? "    -" : String.format("%5d", observed.depth()),
                    String.format("%7.1f", observed.seconds()));
        }
        out.println();
        print(table);
    }

    private void sums(List<Result> results, double seconds) {
        List<Result> good = results.stream().filter(Result::isAsListed).toList();
        long passed = good.stream().filter(result -> result.model().mustPass()).count();
        long twins = good.stream()
                .filter(result -> !result.model().mustPass() && result.model().twin() != null)
                .count();
        long states = results.stream()
                .mapToLong(result -> result.observed().distinct())
                .sum();
        out.printf(
                "%n%d models: %d passed as they must, %d failed as they must (%d broken twins killed, %d other"
                        + " counterexamples found), %d not as listed; %,d distinct states in %.1f s%n",
                results.size(),
                passed,
                good.size() - passed,
                twins,
                good.size() - passed - twins,
                results.size() - good.size(),
                states,
                seconds);
    }

    private void wrong(Result result, Layout layout) {
        Model model = result.model();
        Observation observed = result.observed();
        String cfg = layout.name(layout.worlds().resolve(model.cfg()));
        out.println();
        result.mismatches().forEach(line -> out.println("error: " + cfg + ": " + line));
        out.println("    listed    expect: " + model.expect());
        if (observed.error() == null) {
            out.println("    observed  expect: " + observed.asListed());
        }
        out.println("    TLC said  " + layout.name(layout.results().resolve(model.name() + ".out")));
        if (observed.error() != null) {
            observed.error().lines().skip(1).limit(20).forEach(line -> out.println("      " + line));
        }
        if (observed.counterexample() != null) {
            out.println("    counterexample, each step with the variables that it changed:");
            out.print(observed.counterexample().lines().indent(4));
        }
    }

    private static int longest(List<String> texts) {
        return GAP + texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static TextTable table(int... widths) {
        Column[] columns = new Column[widths.length];
        for (int i = 0; i < widths.length; i++) {
            columns[i] = new Column(widths[i], 0, Overflow.WRAP);
        }
        return TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), columns);
    }

    private void print(TextTable table) {
        out.print(table);
        out.flush();
    }
}
