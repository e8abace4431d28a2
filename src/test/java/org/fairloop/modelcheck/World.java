package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The bounds of a finite world: how many threads it has, how deep they hold, what they may do.
 *
 * @param bounds the constants of a configuration that bound it, each with its size: of a set the number of its elements, of a
 *     number itself, of a switch 1 or 0
 */
public record World(Map<String, Integer> bounds) {

    /** Switches that let a world do more. Others choose between designs, and so bound nothing. */
    private static final Set<String> CAPABILITIES = Set.of("HandlersRead", "MayClose", "Again");

    /** Not bounds of their own: the tickets follow from the threads. */
    private static final Set<String> DEPENDENT = Set.of("TicketModulus");

    /** {@code Threads = {t1, t2}}, {@code MaxHolds = 2}, and {@code Order <- TwoPollers}, which bounds the Pollers. */
    private static final Pattern CONSTANT = Pattern.compile("(?m)^( *(\\w+) (?:= |<- (?=(?:One|Two|Three)[A-Z])))"
            + "(\\{.*\\}|\\d+|TRUE|FALSE|(?<=<- )(?:One|Two|Three)[A-Z]\\w+)$");

    private static final List<String> NUMBERS = List.of("No", "One", "Two", "Three");

    private static final Pattern NUMBERED = Pattern.compile("(No|One|Two|Three)([A-Z]\\w*?)s?");

    /**
     * Reads the bounds of a configuration.
     *
     * @param cfg the file
     * @return its world
     * @throws IOException if the file cannot be read
     */
    public static World read(Path cfg) throws IOException {
        return of(Files.readString(cfg));
    }

    /** The bounds of a configuration, in its order. */
    static World of(String cfg) {
        Map<String, Integer> bounds = new LinkedHashMap<>();
        Matcher constant = CONSTANT.matcher(cfg);
        while (constant.find()) {
            if (isBound(constant.group(2), constant.group(3))) {
                bounds.put(name(constant.group(2), constant.group(3)), size(constant.group(3)));
            }
        }
        return new World(bounds);
    }

    private static boolean isBound(String name, String value) {
        return !DEPENDENT.contains(name) && (!value.matches("TRUE|FALSE") || CAPABILITIES.contains(name));
    }

    private static String name(String constant, String value) {
        Matcher numbered = NUMBERED.matcher(value);
        return numbered.matches() ? numbered.group(2) + "s" : constant;
    }

    private static int size(String value) {
        Matcher numbered = NUMBERED.matcher(value);
        if (numbered.matches()) {
            return NUMBERS.indexOf(numbered.group(1));
        }
        return switch (value.charAt(0)) {
            case '{' -> elements(value).size();
            case 'T' -> 1;
            case 'F' -> 0;
            default -> Integer.parseInt(value);
        };
    }

    private static List<String> elements(String set) {
        String inside = set.substring(1, set.length() - 1).strip();
        return inside.isEmpty() ? List.of() : Arrays.asList(inside.split("\\s*,\\s*"));
    }

    /**
     * A world in which one bound is less by one.
     *
     * @param bound its name
     * @return the world, unless the bound is 0 already
     */
    Optional<World> less(String bound) {
        int size = bounds.get(bound);
        if (size == 0) {
            return Optional.empty();
        }
        Map<String, Integer> less = new LinkedHashMap<>(bounds);
        less.put(bound, size - 1);
        return Optional.of(new World(less));
    }

    /**
     * A world that has another size in one bound.
     *
     * @param bound its name
     * @param size the size
     * @return the world
     */
    World with(String bound, int size) {
        if (!bounds.containsKey(bound)) {
            throw new IllegalArgumentException("no bound " + bound + " in " + this);
        }
        Map<String, Integer> other = new LinkedHashMap<>(bounds);
        other.put(bound, size);
        return new World(other);
    }

    /**
     * A configuration made to fit this world.
     *
     * @param cfg a configuration with the same constants; the elements of its sets are model values with numbers, if there are
     *     to be more of them
     * @return the configuration, otherwise unchanged
     */
    String cut(String cfg) {
        return CONSTANT.matcher(cfg).replaceAll(constant -> {
            Integer size = bounds.get(name(constant.group(2), constant.group(3)));
            return Matcher.quoteReplacement(
                    constant.group(1) + (size == null ? constant.group(3) : cut(constant.group(3), size)));
        });
    }

    private static String cut(String value, int size) {
        Matcher numbered = NUMBERED.matcher(value);
        if (numbered.matches()) {
            return NUMBERS.get(size) + numbered.group(2) + (size == 1 ? "" : "s");
        }
        return switch (value.charAt(0)) {
            case '{' -> "{" + String.join(", ", elements(elements(value), size)) + "}";
            case 'T', 'F' -> size == 1 ? "TRUE" : "FALSE";
            default -> Integer.toString(size);
        };
    }

    private static List<String> elements(List<String> given, int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> i < given.size() ? given.get(i) : given.get(0).replaceFirst("\\d+", "" + (i + 1)))
                .toList();
    }

    /**
     * Whether this world is at or above another in each of its bounds.
     *
     * @param other the other
     * @return true if it is; false if it lacks one of the bounds
     */
    boolean includes(World other) {
        return other.bounds.entrySet().stream()
                .allMatch(bound -> bounds.getOrDefault(bound.getKey(), -1) >= bound.getValue());
    }

    /** For instance {@code Threads 3, MaxHolds 1}. */
    @Override
    public String toString() {
        return bounds.isEmpty()
                ? "has no bounds"
                : bounds.entrySet().stream()
                        .map(bound -> bound.getKey() + " " + bound.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** The opposite of {@link #toString}. */
    static World parse(String text) {
        Map<String, Integer> bounds = new LinkedHashMap<>();
        if (!text.equals(new World(Map.of()).toString())) {
            for (String bound : text.split(", ")) {
                String[] words = bound.split(" ");
                bounds.put(words[0], Integer.parseInt(words[1]));
            }
        }
        return new World(bounds);
    }
}
