package org.fairloop.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mutants that may survive: the rows of the tables in {@code docs/mutation.md} that begin with a method. */
public final class Survivors {

    /** For instance {@code | `AioContext.poll` | Math 1, 2; NegateConditionals 3 | why |}. */
    private static final Pattern ROW = Pattern.compile("\\| `([\\w$]+\\.[\\w<>]+)` \\| ([^|]+) \\| (.+) \\|");

    private static final String HEAD = "| method | mutants |";

    private static final String RULE = "| ---";

    private static final Pattern OF_ONE_MUTATOR = Pattern.compile("(\\w+) (\\d+(?:, \\d+)*)");

    private Survivors() {}

    /**
     * Finds the page.
     *
     * @param root the folder of the project
     * @return a file
     */
    public static Path page(Path root) {
        return root.resolve("docs/mutation.md");
    }

    /**
     * Reads in which methods mutants may survive.
     *
     * @param page the page
     * @return classes and methods, each as {@code Class.method}
     * @throws IOException if the page cannot be read
     */
    public static List<String> places(Path page) throws IOException {
        return rows(page).stream().map(row -> row.group(1)).toList();
    }

    /** Reads which mutants may survive. */
    static Set<Mutant.Name> read(Path page) throws IOException {
        Set<Mutant.Name> names = new LinkedHashSet<>();
        for (MatchResult row : rows(page)) {
            for (String part : row.group(2).split("; ")) {
                for (Mutant.Name name : ofOneMutator(row.group(1), part)) {
                    if (!names.add(name)) {
                        throw new IOException(page.getFileName() + ": " + name + " stands there twice");
                    }
                }
            }
        }
        return names;
    }

    /** The rows of the tables with this head. A line of such a table that is no row is an error, and so is a row elsewhere. */
    private static List<MatchResult> rows(Path page) throws IOException {
        List<MatchResult> rows = new ArrayList<>();
        boolean within = false;
        for (String line : Files.readAllLines(page)) {
            boolean begins = line.startsWith(HEAD);
            within = begins || within && line.startsWith("|");
            Matcher row = ROW.matcher(line);
            boolean isRow = row.matches();
            if (isRow != (within && !begins && !line.startsWith(RULE))) {
                throw new IOException(page.getFileName()
                        + (isRow
                                ? ": a row outside the tables that begin with " + HEAD
                                : ": not a method, mutants and a reason")
                        + ": " + line);
            }
            if (isRow) {
                rows.add(row.toMatchResult());
            }
        }
        return rows;
    }

    private static List<Mutant.Name> ofOneMutator(String place, String part) throws IOException {
        var found = OF_ONE_MUTATOR.matcher(part);
        if (!found.matches()) {
            throw new IOException("mutation.md: `" + place + "`: expected a mutator and numbers, not \"" + part + "\"");
        }
        List<Mutant.Name> names = new ArrayList<>();
        for (String number : found.group(2).split(", ")) {
            names.add(new Mutant.Name(place, found.group(1), Integer.parseInt(number)));
        }
        return names;
    }
}
