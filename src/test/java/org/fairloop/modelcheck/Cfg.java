package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.regex.Pattern;

/**
 * What a configuration file of TLC asks to be checked.
 *
 * @param invariants the names under INVARIANT or INVARIANTS
 * @param properties the names under PROPERTY or PROPERTIES
 * @param constants what stands for each name under CONSTANT or CONSTANTS
 * @param specification the name under SPECIFICATION; empty if there is INIT and NEXT instead
 */
public record Cfg(
        List<String> invariants, List<String> properties, Map<String, String> constants, String specification) {

    /** The innermost block comment, which a block comment may be in. */
    private static final Pattern BLOCK_COMMENT = Pattern.compile("\\(\\*(?:(?!\\(\\*|\\*\\)).)*\\*\\)", Pattern.DOTALL);

    /** A value, or {@code <-} and an operator. */
    private static final Pattern CONSTANT = Pattern.compile("(\\w+) (?:=|<-) (\\{[^}]*}|\\S+)");

    private static final Pattern LINE_COMMENT = Pattern.compile("\\\\\\*.*");

    private static final Pattern KEYWORD = Pattern.compile("CONSTANTS?|(ACTION_|STATE_|TYPE_)?CONSTRAINTS?|INIT|NEXT"
            + "|SPECIFICATION|INVARIANTS?|PROPERT(Y|IES)|VIEW|SYMMETRY|TYPE|CHECK_DEADLOCK|ALIAS|POSTCONDITION"
            + "|_POSSIBLE|_PERIODIC|_RL_REWARD");

    /**
     * Reads a configuration file.
     *
     * @param file the file
     * @return what it asks to be checked
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if a part of it is not understood
     */
    public static Cfg read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static Cfg parse(String text) {
        List<String> invariants = new ArrayList<>();
        List<String> properties = new ArrayList<>();
        List<String> constants = new ArrayList<>();
        List<String> specification = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> section = unknown;
        try (Scanner words = new Scanner(withoutComments(text))) {
            while (words.hasNext()) {
                String word = words.next();
                if (!KEYWORD.matcher(word).matches()) {
                    section.add(word);
                } else if (word.startsWith("INVARIANT")) {
                    section = invariants;
                } else if (word.startsWith("PROPERT")) {
                    section = properties;
                } else if (word.matches("CONSTANTS?")) {
                    section = constants;
                } else if (word.equals("SPECIFICATION")) {
                    section = specification;
                } else {
                    section = new ArrayList<>();
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("before the first keyword: " + String.join(" ", unknown));
        }
        return new Cfg(
                List.copyOf(invariants), List.copyOf(properties), byName(constants), String.join(" ", specification));
    }

    private static Map<String, String> byName(List<String> constants) {
        Map<String, String> byName = new HashMap<>();
        String rest = CONSTANT.matcher(String.join(" ", constants)).replaceAll(found -> {
            if (byName.putIfAbsent(found.group(1), found.group(2)) != null) {
                throw new IllegalArgumentException("the constant " + found.group(1) + " has two values");
            }
            return "";
        });
        if (!rest.isBlank()) {
            throw new IllegalArgumentException(
                    "not a constant with = or <-, blanks around it, and a value: " + rest.strip());
        }
        return Map.copyOf(byName);
    }

    private static String withoutComments(String text) {
        String before;
        String after = LINE_COMMENT.matcher(text).replaceAll("");
        do {
            before = after;
            after = BLOCK_COMMENT.matcher(before).replaceAll(" ");
        } while (!after.equals(before));
        return after;
    }

    /**
     * Everything that is to be checked.
     *
     * @return invariants and properties
     */
    public List<String> checks() {
        List<String> checks = new ArrayList<>(invariants);
        checks.addAll(properties);
        return checks;
    }
}
