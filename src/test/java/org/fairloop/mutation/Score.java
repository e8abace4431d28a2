package org.fairloop.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of the mutants of a class, or of several.
 *
 * @param name of the class
 * @param of its package
 * @param mutants how many there were
 * @param killed how many made a test fail
 * @param timedOut how many made a test hang
 * @param survived how many no test noticed
 * @param uncovered how many no test came by
 */
record Score(String name, String of, int mutants, int killed, int timedOut, int survived, int uncovered) {

    private static final String HEAD =
            "| class | package | mutants | killed | timed out | survived | not covered | score |\n"
                    + "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";

    private static final String ALL = "all";

    private static final int CELLS = 9;

    /** The scores of the classes with mutants, in order. */
    static List<Score> ofClasses(List<Mutant> mutants) {
        return mutants.stream()
                .collect(Collectors.groupingBy(it -> it.name().outerClass(), TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> ofClass(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Score ofClass(String name, List<Mutant> mutants) {
        int timedOut = count(mutants, Mutant.TIMED_OUT);
        int survived = count(mutants, Mutant.SURVIVED);
        int uncovered = count(mutants, Mutant.NO_COVERAGE);
        int killed = mutants.size() - timedOut - survived - uncovered;
        return new Score(name, mutants.get(0).packageName(), mutants.size(), killed, timedOut, survived, uncovered);
    }

    private static int count(List<Mutant> mutants, String status) {
        return (int) mutants.stream().filter(it -> it.status().equals(status)).count();
    }

    /** The rows of a table that are about one class. */
    static List<Score> parseAll(String table) {
        return table.lines().map(Score::parse).flatMap(Optional::stream).toList();
    }

    private static Optional<Score> parse(String line) {
        String[] cells = line.replace("`", "").split("\\s*\\|\\s*");
        if (cells.length != CELLS || !line.startsWith("| `")) {
            return Optional.empty();
        }
        int[] n = new int[CELLS];
        for (int i = 3; i < CELLS - 1; i++) {
            n[i] = Integer.parseInt(cells[i]);
        }
        return Optional.of(new Score(cells[1], cells[2], n[3], n[4], n[5], n[6], n[7]));
    }

    /** A table of classes, with a row for each package and one for all. */
    static String table(List<Score> classes) {
        Map<String, List<Score>> byPackage =
                classes.stream().collect(Collectors.groupingBy(Score::of, TreeMap::new, Collectors.toList()));
        StringBuilder table = new StringBuilder(HEAD);
        List<Score> sums = new ArrayList<>();
        byPackage.forEach((of, scores) -> {
            scores.forEach(score -> table.append(score.row("`" + score.name + "`")));
            sums.add(sum(of, scores));
        });
        sums.forEach(score -> table.append(score.row(ALL)));
        table.append(sum(ALL, sums).row(ALL));
        return table.toString();
    }

    private static Score sum(String of, List<Score> scores) {
        Score sum = new Score(ALL, of, 0, 0, 0, 0, 0);
        for (Score it : scores) {
            sum = new Score(
                    ALL,
                    of,
                    sum.mutants + it.mutants,
                    sum.killed + it.killed,
                    sum.timedOut + it.timedOut,
                    sum.survived + it.survived,
                    sum.uncovered + it.uncovered);
        }
        return sum;
    }

    private String row(String first) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d | %d | %d | %d | %d %% |\n",
                first,
                of,
                mutants,
                killed,
                timedOut,
                survived,
                uncovered,
                mutants == 0 ? 100 : 100 * (killed + timedOut) / mutants);
    }
}
