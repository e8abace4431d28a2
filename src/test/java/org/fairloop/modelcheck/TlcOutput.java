package org.fairloop.modelcheck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what TLC prints in its mode for tools, line by line: numbered messages between a start and an end, with some free
 * text around them.
 */
final class TlcOutput {

    private static final Pattern START = Pattern.compile("@!@!@STARTMSG (\\d+):(\\d) @!@!@");
    private static final Pattern END = Pattern.compile("@!@!@ENDMSG \\d+ @!@!@");

    private static final Pattern VIOLATED =
            Pattern.compile("(?:Invariant|Property|Action property) (.+?) is violated.*");
    private static final Pattern STATES = Pattern.compile("(\\d+) states generated.*?, (\\d+) distinct states found.*");
    private static final Pattern DEPTH = Pattern.compile("\\D*(\\d+)\\.");
    private static final Pattern ACTION = Pattern.compile("<(\\w+(?:!\\w+)*)(?:\\((.*)\\))? line \\d+.*");
    private static final Pattern COVERAGE = Pattern.compile(ACTION.pattern() + ">: \\d+:(\\d+).*");
    private static final Pattern BACK = Pattern.compile("(\\d+): Back to state(?:: (.*))?");
    private static final Pattern VARIABLE = Pattern.compile("(?:/\\\\ )?(\\w+) = (.*)");
    private static final String CONJUNCT = "/\\ ";

    private static final int SEVERITY_ERROR = 1;

    /** The numbers of TLC's messages. */
    private static final int INVARIANT_VIOLATED_AT_FIRST = 2107;

    private static final int PROPERTY_VIOLATED_AT_FIRST = 2108;
    private static final int INVARIANT_VIOLATED = 2110;
    private static final int STEP_PROPERTY_VIOLATED = 2112;
    private static final int DEADLOCK = 2114;
    private static final int BACK_TO_STATE = 2122;
    private static final int CHECKING_LIVENESS = 2192;
    private static final int SEARCH_DEPTH = 2194;
    private static final int STATISTICS = 2199;
    private static final int COVERAGE_BEGINS = 2201;
    private static final int LIVENESS_AHEAD = 2212;
    private static final int STATE = 2217;
    private static final int STUTTERING = 2218;
    private static final int ACTION_COVERAGE = 2772;

    /** The exit statuses of TLC for a model without a verdict that is itself to blame; others are of a process that was killed. */
    private static final Set<Integer> BLAMES_THE_MODEL = Set.of(10, 14, 75, 76, 77, 150, 151, 255);

    /** The numbers of TLC's messages that it ran out of memory, of stack or of disk, or could not use its files. */
    private static final Set<Integer> OUT_OF_RESOURCES = Set.of(
            1001, 1002, 1003, 1005, 2125, 2126, 2127, 2129, 2134, 2135, 2137, 2138, 2160, 2161, 2162, 2163, 2167, 2174,
            2175, 2270);

    /** What TLC says of a full disk or heap that it does not expect. */
    private static final Pattern RESOURCE = Pattern.compile(
            "(?s).*(?:No space left on device|java\\.lang\\.OutOfMemoryError|java\\.io\\.IOException).*");

    /** What an earlier run had done, from whose checkpoint this one goes on. */
    private final SoFar before;

    private final List<String> message = new ArrayList<>();
    private final List<String> freeText = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<Counterexample.Step> steps = new ArrayList<>();
    private final Map<String, Long> actions = new LinkedHashMap<>();
    private Counterexample.Loop loop;
    private Epilogue epilogue = new Epilogue(null, null, null);
    private String violated;
    private long generated;
    private long distinct;
    private int depth;
    private boolean liveness;
    private boolean checkingLiveness;
    private boolean notUnderstood;
    private int code = -1;
    private int severity;
    private boolean outOfResources;

    /** Makes a reader of a run that begins at the beginning. */
    TlcOutput() {
        this(SoFar.NOTHING);
    }

    /** Makes a reader of a run that goes on. */
    TlcOutput(SoFar before) {
        this.before = before;
    }

    /** Takes one line. */
    void line(String line) {
        Matcher start = START.matcher(line);
        if (start.matches()) {
            code = Integer.parseInt(start.group(1));
            severity = Integer.parseInt(start.group(2));
            message.clear();
        } else if (END.matcher(line).matches()) {
            message(code);
            code = -1;
        } else if (code < 0) {
            freeText.add(line);
        } else {
            message.add(line);
        }
    }

    /** Whether TLC has said that it will check temporal properties, for which one worker alone is trusted. */
    boolean hasLiveness() {
        return liveness;
    }

    /** Whether TLC has begun to look for a lasso in the states that it found. */
    boolean isCheckingLiveness() {
        return checkingLiveness;
    }

    /** Whether TLC has said that something went wrong. */
    boolean hasErrors() {
        return !errors.isEmpty();
    }

    /** The behaviour that TLC has printed, or null. */
    Counterexample counterexample() {
        return steps.isEmpty() ? null : new Counterexample(List.copyOf(steps), loop, epilogue.retrace());
    }

    /** The property that TLC has named as violated, or null. */
    String violated() {
        return violated;
    }

    /** The number of distinct states that TLC has found. */
    long distinct() {
        return distinct;
    }

    /** Takes what TLC's process has added. */
    void epilogue(Epilogue added) {
        epilogue = added;
    }

    /**
     * How far TLC has come, in this run and before.
     *
     * @param seconds how long this run has taken
     */
    SoFar soFar(double seconds) {
        Map<String, Long> taken = new LinkedHashMap<>(before.actions());
        actions.forEach((action, times) -> taken.merge(action, times, Long::sum));
        // TLC counts the states of the checkpoint as if it had generated each of them once.
        return new SoFar(
                before.generated() - before.distinct() + generated,
                distinct,
                Math.max(before.depth(), depth),
                Collections.unmodifiableMap(taken),
                before.seconds() + seconds);
    }

    private void message(int number) {
        if (severity == SEVERITY_ERROR) {
            String words = String.join(" ", message).strip();
            errors.add(words);
            outOfResources |=
                    OUT_OF_RESOURCES.contains(number) || RESOURCE.matcher(words).matches();
        }
        String first = message.isEmpty() ? "" : message.get(0);
        switch (number) {
            case INVARIANT_VIOLATED, STEP_PROPERTY_VIOLATED -> violated = name(first);
            case INVARIANT_VIOLATED_AT_FIRST, PROPERTY_VIOLATED_AT_FIRST -> {
                violated = name(first);
                steps.add(new Counterexample.Step(null, "", values(message.subList(1, message.size()))));
            }
            case DEADLOCK -> violated = Expectation.DEADLOCK;
            case STATE -> steps.add(step(first, values(message.subList(1, message.size()))));
            case STUTTERING -> loop = new Counterexample.Loop(steps.size(), Expectation.STUTTERING);
            case BACK_TO_STATE -> loop = loop(first);
            case STATISTICS -> statistics(first);
            case SEARCH_DEPTH -> depth = depth(first);
            case COVERAGE_BEGINS -> actions.clear();
            case ACTION_COVERAGE -> coverage(first);
            case LIVENESS_AHEAD -> liveness = true;
            case CHECKING_LIVENESS -> checkingLiveness = true;
            default -> {}
        }
    }

    /**
     * The name of a property, without the instance it is of, {@code Promise!}, as a cfg has no way to name that; null if TLC gives a
     * place in a module instead.
     */
    private static String name(String line) {
        Matcher matcher = VIOLATED.matcher(line);
        return matcher.matches() && !matcher.group(1).startsWith("line ")
                ? matcher.group(1).replaceFirst("^.*!", "")
                : null;
    }

    private static Counterexample.Step step(String header, Map<String, String> values) {
        Matcher action = ACTION.matcher(header.substring(header.indexOf(' ') + 1));
        return action.matches()
                ? new Counterexample.Step(action.group(1), action.group(2) == null ? "" : action.group(2), values)
                : new Counterexample.Step(null, "", values);
    }

    private static Counterexample.Loop loop(String line) {
        Matcher back = BACK.matcher(line);
        if (!back.matches()) {
            throw new IllegalStateException("TLC's way back to a state has another form now: " + line);
        }
        Matcher action = ACTION.matcher(back.group(2) == null ? "" : back.group(2));
        return new Counterexample.Loop(Integer.parseInt(back.group(1)), action.matches() ? action.group(1) : "?");
    }

    /** A state: one conjunct for each variable, whose value may go on in the next lines; no conjunct sign for a single one. */
    private static Map<String, String> values(List<String> lines) {
        Map<String, String> values = new LinkedHashMap<>();
        boolean conjuncts = lines.stream().anyMatch(line -> line.startsWith(CONJUNCT));
        String last = null;
        for (String line : lines) {
            Matcher variable = VARIABLE.matcher(line);
            if (variable.matches() && (conjuncts ? line.startsWith(CONJUNCT) : last == null)) {
                last = variable.group(1);
                values.put(last, variable.group(2));
            } else if (last != null && !line.isBlank()) {
                values.merge(last, line.strip(), (begin, end) -> begin + " " + end);
            }
        }
        return values;
    }

    private void statistics(String line) {
        Matcher states = STATES.matcher(line);
        if (!states.matches()) {
            errors.add("TLC counts its states in another form now: " + line);
            notUnderstood = true;
            return;
        }
        generated = Long.parseLong(states.group(1));
        distinct = Long.parseLong(states.group(2));
    }

    private static int depth(String line) {
        Matcher matcher = DEPTH.matcher(line);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private void coverage(String line) {
        Matcher taken = COVERAGE.matcher(line);
        if (!taken.matches()) {
            errors.add("TLC counts the steps of an action in another form now: " + line);
            notUnderstood = true;
            return;
        }
        actions.merge(taken.group(1), Long.parseLong(taken.group(3)), Long::sum);
    }

    /**
     * What TLC has said, when its process has ended.
     *
     * @param exitStatus the status of the process
     * @param only the name of the property, for the kinds of violation that TLC does not name, if only one is checked
     */
    Observation observation(int exitStatus, String only, int workers, double seconds) {
        Kind kind = kind(exitStatus);
        boolean verdict = !notUnderstood && (exitStatus == 0 || (kind != null && !steps.isEmpty()));
        SoFar all = soFar(seconds);
        return new Observation(
                exitStatus,
                verdict ? kind : null,
                kind == null ? null : violated == null ? only : violated,
                verdict ? null : error(exitStatus),
                !verdict && (outOfResources || !BLAMES_THE_MODEL.contains(exitStatus)),
                all.generated(),
                all.distinct(),
                workers == Observation.ELSEWHERE ? 0 : all.depth(), // several do not search in order of depth
                all.actions(),
                epilogue.depths(),
                epilogue.graph(),
                counterexample(),
                workers,
                all.seconds());
    }

    private Kind kind(int exitStatus) {
        return switch (exitStatus) {
            case 11 -> Kind.DEADLOCK;
            case 12 -> Kind.INVARIANT;
            case 13 -> loop == null ? Kind.STEP : Kind.LIVENESS;
            default -> null;
        };
    }

    /** TLC's errors; where it has none, or only says that it cannot parse, its free text has the reason. */
    private String error(int exitStatus) {
        List<String> words = new ArrayList<>(errors);
        freeText.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .filter(line -> !line.startsWith("Parsing file") && !line.startsWith("Semantic processing"))
                .forEach(words::add);
        return "TLC ended with exit status " + exitStatus + ": " + String.join("\n", words);
    }
}
