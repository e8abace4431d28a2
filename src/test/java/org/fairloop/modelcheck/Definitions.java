package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The definitions of a TLA+ module and of the modules that it extends, as text. */
final class Definitions {

    private static final Pattern DEFINITION = Pattern.compile(
            "(?ms)^(\\w+)(?:\\([^)]*\\))?\\s*==(.*?)(?=\\n\\s*\\n|^\\w+(?:\\([^)]*\\))?\\s*==|^---|^===|\\z)");

    private static final Pattern EXTENDS = Pattern.compile("(?m)^EXTENDS (.*(?:,\\s*\\n.*)*)$");

    /** A name with or without arguments, perhaps for all elements of a set. */
    private static final Pattern NAME =
            Pattern.compile("(?:\\\\A \\w+ \\\\in \\w+ : )?((?![WS]F_)\\w+)(?:\\([^()]*\\))?");

    private static final Pattern OF_INSTANCE = Pattern.compile("\\w+!(?!Init\\b)\\w+");

    /** A formula about behaviours other than {@code [][…]_v}. */
    private static final Pattern TEMPORAL = Pattern.compile("WF_|SF_|(?<!<)<>(?!>)|~>|\\[](?!\\[)");

    /** What follows from a specification, perhaps under a premise. */
    private static final Pattern THEOREM = Pattern.compile("(?m)^THEOREM Spec\\b.*?=> (.*)$");

    private static final Pattern CLAIM = Pattern.compile("(?:\\[])?(\\w+)");

    private final Map<String, String> bodies = new HashMap<>();

    private final Set<String> theorems = new LinkedHashSet<>();

    private Definitions() {}

    /**
     * Reads a module.
     *
     * @param layout where the modules that it extends are
     * @param module its file
     * @return its definitions; the first of a name counts
     */
    static Definitions read(Layout layout, Path module) {
        Definitions definitions = new Definitions();
        Deque<Path> unread = new ArrayDeque<>(List.of(module));
        Set<Path> seen = new HashSet<>(unread);
        while (!unread.isEmpty()) {
            String text = text(unread.remove());
            DEFINITION
                    .matcher(text)
                    .results()
                    .forEach(found -> definitions.bodies.putIfAbsent(
                            found.group(1),
                            found.group(2).replaceAll("\\s+", " ").strip()));
            THEOREM.matcher(text).results().forEach(found -> definitions.addTheorem(found.group(1)));
            EXTENDS.matcher(text)
                    .results()
                    .flatMap(found -> Stream.of(found.group(1).split("[,\\s]+")))
                    .flatMap(name -> Stream.of(layout.worlds(), layout.spec()).map(at -> at.resolve(name + ".tla")))
                    .filter(Files::exists)
                    .filter(seen::add)
                    .forEach(unread::add);
        }
        return definitions;
    }

    private void addTheorem(String conclusion) {
        for (String conjunct : conjuncts(conclusion)) {
            Matcher claim = CLAIM.matcher(conjunct);
            if (!claim.matches()) {
                throw new IllegalArgumentException("a THEOREM about Spec claims properties by name, not " + conjunct);
            }
            theorems.add(claim.group(1));
        }
    }

    /**
     * The properties that the modules claim of their specifications.
     *
     * @return their names
     */
    Set<String> theorems() {
        return theorems;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replaceAll("\\\\\\*.*", "").replaceAll("(?s)\\(\\*.*?\\*\\)", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The conjuncts of a formula: what stands between the signs that no bracket encloses. */
    private static List<String> conjuncts(String formula) {
        List<String> conjuncts = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < formula.length(); i++) {
            char c = formula.charAt(i);
            if ("([{".indexOf(c) >= 0 || formula.startsWith("<<", i)) {
                depth++;
            } else if (")]}".indexOf(c) >= 0 || formula.startsWith(">>", i)) {
                depth--;
            } else if (depth == 0 && formula.startsWith("/\\", i)) {
                conjuncts.add(formula.substring(begin, i).strip());
                begin = i + 2;
            }
        }
        conjuncts.add(formula.substring(begin).strip());
        conjuncts.removeIf(String::isEmpty);
        return conjuncts;
    }

    /**
     * The fairness that a specification assumes.
     *
     * @param specification the name of a formula
     * @return the names of its conjuncts that are formulas about behaviours; of one without a name, its text
     * @throws IllegalArgumentException if no definition has this name
     */
    Set<String> fairness(String specification) {
        if (!bodies.containsKey(specification)) {
            throw new IllegalArgumentException("no definition of " + specification);
        }
        Set<String> fairness = new LinkedHashSet<>();
        addFairness(specification, null, fairness);
        return fairness;
    }

    private void addFairness(String name, String leaf, Set<String> to) {
        for (String conjunct : conjuncts(bodies.getOrDefault(name, ""))) {
            Matcher matcher = NAME.matcher(conjunct);
            if (matcher.matches()) {
                addFairness(matcher.group(1), matcher.group(1), to);
            } else if (OF_INSTANCE.matcher(conjunct).matches()) {
                to.add(conjunct);
            } else if (TEMPORAL.matcher(conjunct).find()) {
                to.add(Objects.requireNonNullElse(leaf, conjunct));
            }
        }
    }

    /**
     * The conjuncts of a formula that is nothing but a conjunction of names.
     *
     * @param name its name
     * @return their names; none if it is another formula
     */
    List<String> namedConjuncts(String name) {
        List<String> conjuncts = conjuncts(bodies.getOrDefault(name, ""));
        return conjuncts.size() > 1 && bodies.keySet().containsAll(conjuncts) ? conjuncts : List.of();
    }

    /**
     * Whether a formula, or one that it names, has an operator in it.
     *
     * @param name the name of the formula
     * @param operator the operator
     * @return true if so
     */
    boolean says(String name, String operator) {
        Deque<String> unread = new ArrayDeque<>(List.of(name));
        Set<String> seen = new HashSet<>(unread);
        while (!unread.isEmpty()) {
            String body = bodies.getOrDefault(unread.remove(), "");
            if (body.contains(operator)) {
                return true;
            }
            Stream.of(body.split("\\W+")).filter(seen::add).forEach(unread::add);
        }
        return false;
    }
}
