package org.fairloop.bridge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The first line of a trace: what it claims to be a behaviour of.
 *
 * @param module the name of the specification
 * @param spec the name of the definition whose behaviours are meant
 * @param world the values of its constants by name: {@code Integer}, {@code Boolean}, {@code String} (a model value) or
 *     a {@code List} of these (a set)
 * @param hidden the names of the actions that the code may have taken without the trace showing it
 */
public record TraceHeader(String module, String spec, Map<String, Object> world, List<String> hidden) {

    /** The version of the format that this package writes. It reads the earlier ones, too. */
    public static final int FORMAT = 2;

    /** The definition whose behaviours are meant, unless a trace names another. */
    static final String SPEC = "Spec";

    /** What begins another part of a configuration. */
    private static final Set<String> KEYWORDS = Set.of(
            "ACTION_CONSTRAINT",
            "ACTION_CONSTRAINTS",
            "ALIAS",
            "CHECK_DEADLOCK",
            "CONSTANT",
            "CONSTANTS",
            "CONSTRAINT",
            "CONSTRAINTS",
            "INIT",
            "INVARIANT",
            "INVARIANTS",
            "NEXT",
            "POSTCONDITION",
            "PROPERTIES",
            "PROPERTY",
            "SPECIFICATION",
            "SYMMETRY",
            "TYPE",
            "TYPE_CONSTRAINT",
            "VIEW");

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    /**
     * Makes a header.
     *
     * @param module the name of the specification
     * @param spec the name of the definition whose behaviours are meant
     * @param world the values of its constants
     * @param hidden the names of the actions that the trace does not show
     * @throws UnusableTraceException if a name or value cannot stand in a specification
     */
    public TraceHeader {
        hidden = List.copyOf(hidden);
        requireName("module", module);
        requireName("spec", spec);
        for (var constant : world.entrySet()) {
            requireName("constant", constant.getKey());
            valueOf(constant);
        }
    }

    /**
     * Makes a header of a specification with the usual name.
     *
     * @param module the name of the module
     * @param world the values of its constants
     * @param hidden the names of the actions that the trace does not show
     * @throws UnusableTraceException if a name or value cannot stand in a specification
     */
    public TraceHeader(String module, Map<String, Object> world, List<String> hidden) {
        this(module, SPEC, world, hidden);
    }

    /**
     * Loads the specification in the world of the trace.
     *
     * @param models the folder with the root module, {@code MC<module>.tla}
     * @param library the folders with the other modules
     * @return the oracle that judges the trace
     * @throws UnusableTraceException if there is no such module, or it does not load in this world
     */
    public Oracle load(Path models, Path... library) {
        Path root = models.resolve("MC" + module + ".tla");
        if (!Files.isRegularFile(root)) {
            throw new UnusableTraceException("no specification for the module " + module + ": " + root + " is missing");
        }
        Oracle oracle;
        try {
            oracle = Oracle.loadWorld(root, config(), library);
        } catch (IllegalArgumentException e) {
            throw new UnusableTraceException("the module " + module + " does not load in this world: "
                    + e.getMessage().replaceFirst("^TLC cannot load .*?\\.cfg: ", ""));
        }
        List<String> constants = oracle.constants();
        List<String> replaceable = oracle.replaceable();
        for (String constant : world.keySet()) {
            if (!constants.contains(constant) && !replaceable.contains(constant)) { // TLC would not mind
                oracle.close();
                throw new UnusableTraceException("unknown constant " + constant + ": the module " + module + " has "
                        + constants + (replaceable.isEmpty() ? "" : ", and lets a world replace " + replaceable));
            }
        }
        return oracle;
    }

    /** The finite world in TLC's words. */
    String config() {
        return world.entrySet().stream()
                .map(constant -> "  " + constant.getKey() + " = " + valueOf(constant) + "\n")
                .collect(Collectors.joining("", "SPECIFICATION " + spec + "\nCONSTANTS\n", ""));
    }

    private static String valueOf(Map.Entry<String, Object> constant) {
        if (constant.getValue() instanceof List<?> elements) {
            return elements.stream()
                    .map(element -> scalar(constant.getKey(), element))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return scalar(constant.getKey(), constant.getValue());
    }

    private static String scalar(String constant, Object value) {
        if (value instanceof Integer) {
            return value.toString();
        }
        if (value instanceof Boolean) {
            return (boolean) value ? "TRUE" : "FALSE";
        }
        if (value instanceof String name) {
            requireName("value of " + constant, name);
            return name;
        }
        throw new UnusableTraceException(
                "the constant " + constant + " must be a number, a truth value, a name, or a list of these");
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches() || KEYWORDS.contains(name)) {
            throw new UnusableTraceException("the " + what + " must be a name, but is \"" + name + '"');
        }
    }
}
