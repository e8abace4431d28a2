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

    private static final int GAP = 2;

    /** Width of the columns for states, depth and seconds with their gaps. */
    private static final int NUMBERS = 12 + 7 + 9;

    private final PrintWriter out;
    private final int columns;

    /**
     * Makes a report.
     *
     * @param columns the width of the terminal, or 0 if there is none
     */
    Report(PrintWriter out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    /** The list itself: what is there to run; each model with its question in a line of its own. */
    void list(List<Model> models) {
        int name = longest(models.stream().map(Model::name).toList());
        List<String> expected = models.stream().map(Report::expected).toList();
        int[] widths = {
            name,
            5 + GAP,
            longest(expected),
            longest(models.stream().map(Report::claims).toList()) + 6
        };
        TextTable header = table(widths);
        header.addRowValues("model", "tier", "expected", "claims");
        out.print(header);
        for (int i = 0; i < models.size(); i++) {
            Model model = models.get(i);
            TextTable row = table(widths);
            row.addRowValues(model.name(), model.tier().toString(), expected.get(i), claims(model));
            out.print(row);
            out.println("    " + model.question());
        }
        out.flush();
    }

    private static String expected(Model model) {
        Expectation expect = model.expect();
        return model.mustPass()
                ? String.format("passes, %,d states", expect.passes().distinct())
                : expect.violates() + " violated";
    }

    private static String claims(Model model) {
        return model.claims().isEmpty() ? "-" : String.join(" ", model.claims());
    }

    /**
     * The outcome of a run: the table, the sums, and every difference from the list. The counterexample of a single model
     * is shown also if it is what the list says: somebody wants to see it.
     */
    void results(List<Result> results, int listed, Layout layout, double seconds) {
        table(results);
        Observation first = results.get(0).observed();
        if (results.size() == 1 && results.get(0).isAsListed() && first.counterexample() != null) {
            counterexample(results.get(0).model(), first, layout);
        }
        sums(results, listed, seconds);
        results.stream().filter(result -> !result.isAsListed()).forEach(result -> wrong(result, layout));
        out.flush();
    }

    /** One line a model. A question too long for the terminal is cut short; without a terminal none is. */
    private void table(List<Result> results) {
        int name = longest(results.stream().map(result -> result.model().name()).toList());
        int verdict = longest(results.stream().map(Result::verdict).toList());
        int room = columns == 0 ? Integer.MAX_VALUE : Math.max(20, columns - name - verdict - NUMBERS);
        List<String> questions = results.stream()
                .map(result -> cut(result.model().question(), room - GAP))
                .toList();
        TextTable table = table(name, longest(questions), verdict, 12, 7, 9);
        table.addRowValues("model", "question", "verdict", "    states", "depth", "seconds");
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            Observation observed = result.observed();
            table.addRowValues(
                    result.model().name(),
                    questions.get(i),
                    result.verdict(),
                    String.format("%,10d", observed.distinct()),
                    observed.depth() == 0 ? "    -" : String.format("%5d", observed.depth()),
                    String.format("%7.1f", observed.seconds()));
        }
        out.println();
        print(table);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    private void sums(List<Result> results, int listed, double seconds) {
        List<Result> good = results.stream().filter(Result::isAsListed).toList();
        long passed = good.stream().filter(result -> result.model().mustPass()).count();
        long twins = good.stream()
                .filter(result -> !result.model().mustPass() && result.model().twin() != null)
                .count();
        long states = results.stream()
                .mapToLong(result -> result.observed().distinct())
                .sum();
        out.printf(
                "%n%d of %d models run: %d passed as they must, %d failed as they must (%d for a broken twin, %d to show"
                        + " what can happen), %d not as listed; %,d distinct states in %.1f s%n",
                results.size(),
                listed,
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
            counterexample(model, observed, layout);
        }
    }

    private void counterexample(Model model, Observation observed, Layout layout) {
        out.println();
        String lanes;
        try {
            lanes = CounterexampleLanes.print(model, observed.counterexample());
            out.println(
                    "    the counterexample, a lane for each thread, each step with the variables that it changed:");
        } catch (IllegalArgumentException e) { // by another TLC, which prints in its own way
            lanes = observed.counterexample().lines();
            out.println("    the counterexample, each step with the variables that it changed:");
        }
        out.print(lanes.indent(4));
        if (observed.counterexample().retrace() != null) {
            out.print(observed.counterexample()
                    .retrace()
                    .blame(observed.violated())
                    .indent(4));
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
