package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * TLA+ values in plain Java: how they are read, written and compared.
 *
 * <p>A number is an {@code Integer}, a truth value a {@code Boolean}, a string or model value a {@code String}, a set a
 * {@code Set}, a tuple a {@code List}. A function or record is a {@code Map} from the {@linkplain #key texts} of its
 * arguments.
 *
 * <p>A string and a model value of the same name are the same {@code String}, and arguments of the same text are the same
 * argument. Apart from that, equality is equality in TLA+: a function with the domain {@code 1..n} equals a tuple.
 */
public final class TlaValues {

    /** Deeper values are refused, so that no text exhausts the stack. */
    private static final int DEEPEST = 100;

    /** Comparing sets whose elements are shown in part takes cubic time. */
    private static final int LARGEST = 1_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Comparator<Object> NUMBERS_FIRST = Comparator.comparing(
                    (Object value) -> value instanceof Integer number ? number : Integer.MAX_VALUE)
            .thenComparing(TlaValues::text);

    private TlaValues() {}

    /**
     * Reads a value as TLC prints it, for example <code>&lt;&lt;t1, {2, -1}, [x |-> "a b"], (t1 :> 1 @@ t2 :> 2)&gt;&gt;</code>.
     *
     * @param text the text of one value
     * @return the value in plain Java
     * @throws IllegalArgumentException if the text is no value; the message is one line and says where
     */
    public static Object parse(String text) {
        Parser parser = new Parser(text);
        Object value = parser.value(0);
        parser.end();
        return value;
    }

    /**
     * Writes a value. Equal values have the same text, which has no white space outside of strings.
     *
     * @param value a value in plain Java
     * @return the text, which {@link #parse} reads again
     */
    public static String text(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? "TRUE" : "FALSE";
        }
        List<?> sequence = sequence(value);
        if (sequence != null) {
            return sequence.stream().map(TlaValues::text).collect(Collectors.joining(",", "<<", ">>"));
        }
        if (value instanceof Set<?> set) {
            return set.stream()
                    .map(Object.class::cast)
                    .sorted(NUMBERS_FIRST)
                    .map(TlaValues::text)
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Map<?, ?> function) {
            boolean isRecord =
                    function.keySet().stream().allMatch(key -> isName(key.toString())) && !function.isEmpty();
            Stream<String> parts = new TreeMap<>(function)
                    .entrySet().stream()
                            .map(entry -> entry.getKey().toString().replace(" ", "")
                                    + (isRecord ? "|->" : ":>")
                                    + text(entry.getValue()));
            return isRecord
                    ? parts.collect(Collectors.joining(",", "[", "]"))
                    : parts.collect(Collectors.joining("@@", "(", ")"));
        }
        return value instanceof String string ? quoted(string) : value.toString();
    }

    /**
     * Writes the value of a bound variable. A string stands for itself, without quotes.
     *
     * @param value a value in plain Java
     * @return its text
     */
    public static String binding(Object value) {
        return value instanceof String string ? string : text(value);
    }

    /**
     * Brings the text of a bound variable's value into the form that equal values share.
     *
     * @param text the text of a value; text that is no value is a string
     * @return the text as {@link #binding} writes it
     */
    static String canonical(String text) {
        if (isName(text)) {
            return text;
        }
        try {
            return binding(parse(text));
        } catch (IllegalArgumentException noValue) {
            return text;
        }
    }

    /**
     * The argument of a function as it stands in a {@code Map}.
     *
     * @param argument a value in plain Java
     * @return a name or number as it is, a tuple in brackets such as {@code [t1, 2]}, anything else as its text
     */
    public static String key(Object argument) {
        if (argument instanceof List<?> tuple) {
            return tuple.stream().map(TlaValues::key).collect(Collectors.joining(", ", "[", "]"));
        }
        return argument instanceof Boolean ? argument.toString() : binding(argument);
    }

    /**
     * Makes a function.
     *
     * @param function the values by their arguments, both in plain Java
     * @return a map from the texts of the arguments
     */
    public static Map<String, Object> function(Map<Object, Object> function) {
        Map<String, Object> map = new LinkedHashMap<>();
        function.forEach((argument, value) -> map.put(key(argument), Objects.requireNonNull(value)));
        return Collections.unmodifiableMap(map);
    }

    /**
     * Compares a value of a specification with one that Java code made.
     *
     * @param expected a value of a specification
     * @param actual a value in plain Java; a sequence may be a {@code Map} from 1, 2 and so on
     * @return whether they are the same value
     */
    public static boolean equal(Object expected, Object actual) {
        if (expected instanceof Map<?, ?> one && actual instanceof Map<?, ?> other) {
            return one.size() == other.size()
                    && one.entrySet().stream()
                            .allMatch(entry -> other.containsKey(entry.getKey())
                                    && equal(entry.getValue(), other.get(entry.getKey())));
        }
        if (expected instanceof List<?> sequence && actual instanceof Map<?, ?> function) {
            return sequence.size() == function.size() && showsPart(function, sequence, (a, e) -> equal(e, a));
        }
        return areAlike(actual, expected, (a, e) -> equal(e, a));
    }

    /**
     * Compares what a trace shows of a value with the value.
     *
     * @param seen what was seen: an object may show a function, record or sequence in part; a list is a sequence or a set
     * @param actual the value
     * @return whether that may be seen of the value
     */
    static boolean shows(Object seen, Object actual) {
        if (seen instanceof Map<?, ?> part && actual instanceof Map<?, ?> whole) {
            return part.entrySet().stream()
                    .allMatch(entry -> keyIn(whole, entry.getKey()) instanceof String key
                            && shows(entry.getValue(), whole.get(key)));
        }
        if (seen instanceof Map<?, ?> part && actual instanceof List<?> sequence) {
            return showsPart(part, sequence, TlaValues::shows);
        }
        return areAlike(seen, actual, TlaValues::shows);
    }

    private static boolean showsPart(Map<?, ?> part, List<?> sequence, BiPredicate<Object, Object> isAlike) {
        return part.entrySet().stream().allMatch(entry -> {
            int place = place(entry.getKey());
            return place >= 1 && place <= sequence.size() && isAlike.test(entry.getValue(), sequence.get(place - 1));
        });
    }

    private static boolean areAlike(Object seen, Object actual, BiPredicate<Object, Object> isAlike) {
        List<?> sequence = sequence(actual);
        if (seen instanceof List<?> elements && sequence != null) {
            if (elements.size() != sequence.size()) {
                return false;
            }
            for (int i = 0; i < elements.size(); i++) {
                if (!isAlike.test(elements.get(i), sequence.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (seen instanceof Collection<?> elements && actual instanceof Set<?> set) {
            return elements.size() == set.size()
                    && (set.equals(elements instanceof Set ? elements : new HashSet<>(elements))
                            || elements.stream().anyMatch(TlaValues::hasParts)
                                    && isMatched(List.copyOf(elements), List.copyOf(set), isAlike));
        }
        return seen.equals(actual);
    }

    /** A list as it is, a function with the domain {@code 1..n} as a list, anything else as null. */
    private static List<?> sequence(Object value) {
        if (!(value instanceof Map<?, ?> function)) {
            return value instanceof List<?> list ? list : null;
        }
        List<Object> sequence = new ArrayList<>();
        for (int i = 1; i <= function.size(); i++) {
            Object element = function.get(Integer.toString(i));
            if (element == null) {
                return null;
            }
            sequence.add(element);
        }
        return sequence;
    }

    private static boolean hasParts(Object value) {
        return value instanceof Collection || value instanceof Map;
    }

    /** Whether each element can be paired with another member of the set: a search for augmenting paths. */
    private static boolean isMatched(List<?> elements, List<?> set, BiPredicate<Object, Object> isAlike) {
        if (set.size() > LARGEST) {
            throw new UnusableTraceException("sets of more than " + LARGEST + " composed values are not compared");
        }
        Integer[] elementOf = new Integer[set.size()];
        for (int i = 0; i < elements.size(); i++) {
            if (!augment(i, elements, set, isAlike, elementOf, new boolean[set.size()])) {
                return false;
            }
        }
        return true;
    }

    private static boolean augment(
            int element,
            List<?> elements,
            List<?> set,
            BiPredicate<Object, Object> isAlike,
            Integer[] elementOf,
            boolean[] tried) {
        for (int i = 0; i < set.size(); i++) {
            if (!tried[i] && isAlike.test(elements.get(element), set.get(i))) {
                tried[i] = true;
                if (elementOf[i] == null || augment(elementOf[i], elements, set, isAlike, elementOf, tried)) {
                    elementOf[i] = element;
                    return true;
                }
            }
        }
        return false;
    }

    /** The argument by which a function knows what a trace calls so, or null. */
    private static Object keyIn(Map<?, ?> function, Object seen) {
        if (function.containsKey(seen)) {
            return seen;
        }
        try {
            String key = key(parse(seen.toString()));
            return function.containsKey(key) ? key : null;
        } catch (IllegalArgumentException noValue) {
            return null;
        }
    }

    private static int place(Object key) {
        try {
            return Integer.parseInt(key.toString());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.equals("TRUE") && !text.equals("FALSE");
    }

    private static String quoted(String string) {
        return isName(string) ? string : '"' + string.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Reads one value from left to right. */
    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Object value(int depth) {
            if (depth > DEEPEST) {
                throw wrong("no more than " + DEEPEST + " values one in the other");
            }
            if (eats("<<")) {
                return List.copyOf(elements(">>", depth));
            }
            if (eats("{")) {
                return new LinkedHashSet<>(elements("}", depth));
            }
            if (eats("[")) {
                return function("|->", ",", "]", depth);
            }
            if (eats("(")) {
                return function(":>", "@@", ")", depth);
            }
            return scalar();
        }

        private List<Object> elements(String close, int depth) {
            List<Object> elements = new ArrayList<>();
            if (!eats(close)) {
                do {
                    elements.add(value(depth + 1));
                } while (eats(","));
                expect(close);
            }
            return elements;
        }

        private Object function(String arrow, String and, String close, int depth) {
            Map<Object, Object> function = new LinkedHashMap<>();
            do {
                Object argument = value(depth + 1);
                expect(arrow);
                function.putIfAbsent(argument, value(depth + 1)); // @@ keeps the value of its left side
            } while (eats(and));
            expect(close);
            return TlaValues.function(function);
        }

        private Object scalar() {
            skipBlanks();
            int from = at;
            if (at < text.length() && text.charAt(at) == '"') {
                return string();
            }
            if (at < text.length() && text.charAt(at) == '-') {
                at++;
            }
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                at++;
            }
            String word = text.substring(from, at);
            if (word.equals("TRUE") || word.equals("FALSE")) {
                return word.equals("TRUE");
            }
            if (isName(word)) {
                return word;
            }
            try {
                return Integer.valueOf(word);
            } catch (NumberFormatException e) {
                at = from;
                throw wrong("a value");
            }
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return string.toString();
                }
                if (c == '\\') {
                    at++;
                }
                if (at < text.length()) {
                    string.append(text.charAt(at));
                }
            }
            throw wrong("the end of the string");
        }

        void end() {
            skipBlanks();
            if (at < text.length()) {
                throw wrong("the end");
            }
        }

        private void expect(String token) {
            if (!eats(token)) {
                throw wrong(token);
            }
        }

        private boolean eats(String token) {
            skipBlanks();
            boolean isThere = text.startsWith(token, at);
            at += isThere ? token.length() : 0;
            return isThere;
        }

        private void skipBlanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private IllegalArgumentException wrong(String expected) {
            return new IllegalArgumentException(
                    "expected " + expected + " at character " + (at + 1) + " of the value " + text);
        }
    }
}
