package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The validator, on a game that has nothing to do with locks. */
class TraceValidatorTest {

    /** Each thread gets ready, which nobody sees, and then goes; a coin lies covered until it is shown. */
    private static final String GAME = """
            ------------------------------- MODULE MCGame -------------------------------
            EXTENDS Naturals
            CONSTANTS Threads, Coins
            ASSUME AtLeastOneCoin == Coins > 0
            VARIABLES ready, gone, coin
            Init == ready = [t \\in Threads |-> FALSE] /\\ gone = {} /\\ coin = 0
            GetReady(t) == ~ready[t] /\\ ready' = [ready EXCEPT ![t] = TRUE] /\\ UNCHANGED <<gone, coin>>
            Go(t) == ready[t] /\\ t \\notin gone /\\ gone' = gone \\union {t} /\\ UNCHANGED <<ready, coin>>
            Sides == 1..Coins
            Toss(t) == coin' \\in Sides /\\ UNCHANGED <<ready, gone>>
            Tossed == coin > 0
            Show(t) == Tossed /\\ UNCHANGED <<ready, gone, coin>>
            Next == \\E t \\in Threads : GetReady(t) \\/ Go(t) \\/ Toss(t) \\/ Show(t)
            Spec == Init /\\ [][Next]_<<ready, gone, coin>>
            =============================================================================
            """;

    private static final TraceHeader HEADER =
            new TraceHeader("Game", Map.of("Threads", List.of("a", "b", "c", "d"), "Coins", 3), List.of("GetReady"));

    @TempDir
    static Path folder;

    private static Oracle oracle;

    private final List<TraceEvent> trace = new ArrayList<>();
    private TraceValidator validator;

    @BeforeAll
    static void load() throws IOException {
        Files.writeString(folder.resolve("MCGame.tla"), GAME);
        oracle = HEADER.load(folder);
    }

    @AfterAll
    static void close() {
        oracle.close();
    }

    @BeforeEach
    void begin() {
        trace.clear();
        validator = new TraceValidator(oracle, HEADER.hidden());
    }

    /** Hidden steps are found where an event needs them, and the other ones cost nothing. */
    @Test
    void hiddenSteps() {
        event("a", "Go", Map.of());
        event("b", "Go", Map.of("gone", List.of("b", "a")));
        assertAccepted(1);
    }

    /** What was seen may need a hidden step of another thread than the event's. */
    @Test
    void hiddenStepOfAnother() {
        event("a", "Toss", Map.of("ready", Map.of("b", true), "coin", 1));
        event("c", "Go", Map.of("ready", Map.of("b", true, "d", false)));
        assertAccepted(1);
    }

    /** What was seen is not forgotten: a hidden step once taken stays taken. */
    @Test
    void hiddenStepStaysTaken() {
        event("a", "Toss", Map.of("ready", Map.of("b", true)));
        event("a", "Toss", Map.of("ready", Map.of("b", false)));
        assertEquals(3, rejection().line());
    }

    /** All states that explain the trace are kept until an event tells them apart. */
    @Test
    void severalStates() {
        event("a", "Toss", Map.of());
        event("a", "Go", Map.of());
        event("b", "Show", Map.of("coin", 2));
        assertAccepted(3);
        event("b", "Show", Map.of("coin", 3));
        assertEquals(5, rejection().line());
    }

    /** A recorder that cannot tell names several actions, and one of them is enough. */
    @Test
    void severalActions() {
        trace.add(new TraceEvent("a", List.of("Show", "Toss"), Map.of("coin", 3)));
        assertAccepted(1);
        trace.add(new TraceEvent("a", List.of("Show", "Go"), Map.of("coin", 1)));
        assertEquals(3, rejection().line());
    }

    /** An event that may have happened later is taken where that explains the trace, and in no particular order. */
    @Test
    void openEventIsTakenLater() {
        open("a", "Go", Map.of("gone", List.of("b", "c", "a")), 4);
        open("c", "Go", Map.of("gone", List.of("b", "c")), 4);
        event("b", "Go", Map.of("gone", List.of("b")));
        assertAccepted(1);
        event("d", "Go", Map.of("gone", List.of("b", "c", "d")));
        assertEquals(5, rejection().line());
    }

    /** An event must have happened before the event that it says: the place that would explain it comes too late. */
    @Test
    void openEventComesToItsEnd() {
        open("a", "Go", Map.of("gone", List.of("b", "a")), 3);
        event("d", "Toss", Map.of("coin", 1));
        event("b", "Go", Map.of());
        Verdict.Rejected rejection = rejection();
        assertEquals("line 2, nor anywhere before line 4: not allowed: Go(a), then gone [b, a]", rejection.summary());
        assertEquals(4, rejection.until());
        assertEquals(Set.of(), rejection.before().get(0).get("gone"));
        assertTrue(rejection.allowed().contains("Go(a), then gone [a] [after GetReady(a)]"), rejection::toString);
        trace.set(0, new TraceEvent("a", null, List.of("Go"), Map.of(), Map.of("gone", List.of("b", "a")), 4));
        assertAccepted(1);
    }

    /** An event that must come before the next event is judged at once, also as the last one. */
    @Test
    void eventThatEndsAtTheNextIsNotOpen() {
        open("a", "Go", Map.of("gone", List.of("b", "a")), 2);
        assertEquals("line 2: not allowed: Go(a), then gone [b, a]", rejection().summary());
    }

    /** A trace may end before an open event has happened. */
    @Test
    void openEventAtTheEnd() {
        open("a", "Go", Map.of("gone", List.of("b", "a")), 3);
        event("c", "Go", Map.of());
        assertAccepted(1);
    }

    /** The events of one thread come in the order of the trace, whoever's the steps are. */
    @Test
    void eventsOfOneThreadStayInOrder() {
        open("a", "Toss", Map.of("coin", 1), 9);
        open("a", "Toss", Map.of("coin", 2), 9);
        event("b", "Show", Map.of("coin", 2));
        event("b", "Show", Map.of("coin", 1));
        assertEquals(5, rejection().line());
        trace.set(0, new TraceEvent("c", null, List.of("Toss"), Map.of(), Map.of("coin", 1), 9));
        assertAccepted(2);
    }

    /** A thread that has an open event has taken that before its next one. */
    @Test
    void openEventComesBeforeTheNextOfItsThread() {
        open("a", "Toss", Map.of("coin", 1), 9);
        event("a", "Show", Map.of("coin", 2));
        assertEquals(3, rejection().line());
        trace.set(1, new TraceEvent("a", List.of("Show"), Map.of("coin", 1)));
        assertAccepted(1);
    }

    /** A trace with too many open events is not judged, rather than for ever. */
    @Test
    void tooManyOpenEvents() throws IOException {
        Files.writeString(folder.resolve("MCMany.tla"), """
                ---- MODULE MCMany ----
                CONSTANT Threads
                VARIABLE gone
                Init == gone = {}
                Go(t) == gone' = gone \\union {t}
                Spec == Init /\\ [][\\E t \\in Threads : Go(t)]_gone
                =======================
                """);
        List<String> threads = IntStream.range(0, 14).mapToObj(i -> "t" + i).toList();
        TraceHeader header = new TraceHeader("Many", Map.of("Threads", threads), List.of());
        try (Oracle many = header.load(folder)) {
            TraceValidator strict = new TraceValidator(many, header.hidden());
            for (String thread : threads) {
                strict.next(new TraceEvent(thread, null, List.of("Go"), Map.of(), Map.of(), 99));
            }
            TraceEvent last = new TraceEvent("t0", List.of("Go"), Map.of());
            String message = assertThrows(UnusableTraceException.class, () -> strict.next(last))
                    .getMessage();
            assertEquals(
                    "more than 10000 states by the hidden actions and the open events alone:"
                            + " the trace shows too little to be judged",
                    message);
        }
    }

    /** A trace that too many states explain, or with too many open events, is not judged, rather than fill the memory. */
    @Test
    void tooManyStates() {
        TraceHeader many = new TraceHeader("Game", Map.of("Threads", List.of("a"), "Coins", 20_000), List.of());
        try (Oracle game = many.load(folder)) {
            TraceValidator strict = new TraceValidator(game, many.hidden());
            TraceEvent toss = new TraceEvent("a", List.of("Toss"), Map.of());
            assertEquals(
                    "more than 10000 states explain the trace: it shows too little to be judged",
                    assertThrows(UnusableTraceException.class, () -> strict.next(toss))
                            .getMessage());
            strict.begin();
            for (int i = 0; i < 256; i++) {
                strict.next(new TraceEvent("a", null, List.of("Toss"), Map.of(), Map.of("coin", 1), 999));
            }
            TraceEvent open = new TraceEvent("a", null, List.of("Toss"), Map.of(), Map.of("coin", 1), 999);
            assertEquals(
                    "more than 256 open events: their order is not judged",
                    assertThrows(UnusableTraceException.class, () -> strict.next(open))
                            .getMessage());
        }
    }

    /** A rejection says where, what was seen, in which state, and what would have been allowed. */
    @Test
    void rejectionInWords() {
        event("a", "Go", Map.of());
        event("a", "Go", Map.of("gone", List.of("a")));
        Verdict.Rejected rejection = rejection();
        assertEquals("line 3: not allowed: Go(a), then gone [a]", rejection.summary());
        assertEquals(trace, rejection.recent());
        State before = rejection.before().get(0);
        assertEquals(Set.of("a"), before.get("gone"));
        assertEquals(
                List.of("Toss(a), then gone [a]", "Toss(a), then gone [a] [after GetReady(b)]"),
                rejection.allowed().subList(0, 2));
        assertEquals(
                List.of("Go(b), then gone [a, b] [after GetReady(b)]"),
                rejection.allowed().stream()
                        .filter(text -> text.startsWith("Go(b)"))
                        .limit(1)
                        .toList());
    }

    /** A rejection shows the last events of its own trace, and none of a trace before it. */
    @Test
    void rejectionForgetsEarlierTraces() {
        event("b", "Go", Map.of());
        assertAccepted(1);
        trace.clear();
        event("a", "Go", Map.of("gone", List.of()));
        assertEquals(trace, rejection().recent());
    }

    /** An event that names what the specification does not have is not judged. */
    @Test
    void unknownNames() {
        assertUnusable("a", "Jump", Map.of(), "unknown action Jump: the specification has [GetReady, Go, Toss, Show]");
        assertUnusable("e", "Go", Map.of(), "unknown thread e: this world has [a, b, c, d]");
        assertUnusable(
                "a", "Go", Map.of("coins", 1), "unknown variable coins: the specification has [coin, gone, ready]");
        assertEquals(
                "unknown action Jump: the specification has [GetReady, Go, Toss, Show]",
                assertThrows(UnusableTraceException.class, () -> new TraceValidator(oracle, List.of("Jump")))
                        .getMessage());
    }

    /** A value of a kind that the variable never has is a rejection, in which the two look different. */
    @Test
    void valuesOfAnotherKind() {
        assertRejected("a", "Toss", Map.of("coin", "1"), "Toss(a), then coin \"1\"");
        assertRejected("a", "Toss", Map.of("gone", 1), "Toss(a), then gone 1");
        assertRejected("a", "Toss", Map.of("ready", true), "Toss(a), then ready true");
    }

    /** Bound variables that are shown tell actions apart. */
    @Test
    void boundVariables() {
        trace.add(new TraceEvent("a", null, List.of("Toss"), Map.of("t", "a"), Map.of(), TraceEvent.AT_ONCE));
        assertAccepted(3);
        validator.begin();
        TraceEvent unknown = new TraceEvent("a", null, List.of("Toss"), Map.of("side", "1"), Map.of(), 0);
        assertEquals(
                "no such action: [Toss] with {side=1}: the specification has [{t=a}]",
                assertThrows(UnusableTraceException.class, () -> validator.next(unknown))
                        .getMessage());
    }

    /** A world may replace a constant that the specification defines. */
    @Test
    void replacesADefinition() {
        TraceHeader other =
                new TraceHeader("Game", Map.of("Threads", List.of("a"), "Coins", 3, "Sides", List.of(2)), List.of());
        try (Oracle game = other.load(folder)) {
            TraceValidator two = new TraceValidator(game, List.of());
            assertEquals(Optional.empty(), two.next(new TraceEvent("a", List.of("Toss"), Map.of("coin", 2))));
            assertTrue(two.next(new TraceEvent("a", List.of("Toss"), Map.of("coin", 1)))
                    .isPresent());
        }
    }

    /** A world that its specification does not allow judges nothing. */
    @Test
    void unusableWorlds() {
        assertEquals(
                "no specification for the module Chess: " + folder.resolve("MCChess.tla") + " is missing",
                loading("Chess", Map.of()));
        assertEquals(
                "the module Game does not load in this world:"
                        + " this assumption does not hold: line 4, col 26 to line 4, col 34 of module MCGame",
                loading("Game", Map.of("Threads", List.of("a"), "Coins", 0)));
        assertEquals(
                "the module Game does not load in this world:"
                        + " The constant parameter Coins is not assigned a value by the configuration file.",
                loading("Game", Map.of("Threads", List.of("a"))));
        assertEquals(
                "unknown constant Coin: the module Game has [Coins, Threads], and lets a world replace [Sides]",
                loading("Game", Map.of("Threads", List.of("a"), "Coins", 1, "Coin", 1)));
        assertEquals(
                "unknown constant Tossed: the module Game has [Coins, Threads], and lets a world replace [Sides]",
                loading("Game", Map.of("Threads", List.of("a"), "Coins", 1, "Tossed", true)),
                "it would change what the steps mean");
    }

    private static String loading(String module, Map<String, Object> world) {
        TraceHeader header = new TraceHeader(module, world, List.of());
        return assertThrows(UnusableTraceException.class, () -> header.load(folder))
                .getMessage();
    }

    private void event(String thread, String action, Map<String, Object> after) {
        trace.add(new TraceEvent(thread, List.of(action), after));
    }

    private void open(String thread, String action, Map<String, Object> after, int until) {
        trace.add(new TraceEvent(thread, null, List.of(action), Map.of(), after, until));
    }

    private Optional<Verdict.Rejected> judge() {
        validator.begin();
        return trace.stream().map(validator::next).flatMap(Optional::stream).findFirst();
    }

    private void assertAccepted(int mostStates) {
        assertEquals(Optional.empty(), judge());
        assertEquals(new Verdict.Accepted(trace.size(), mostStates), validator.accepted());
    }

    private Verdict.Rejected rejection() {
        return judge().orElseThrow(() -> new AssertionError("accepted: " + trace));
    }

    private void assertRejected(String thread, String action, Map<String, Object> after, String seen) {
        trace.clear();
        event(thread, action, after);
        assertEquals("line 2: not allowed: " + seen, rejection().summary());
    }

    private void assertUnusable(String thread, String action, Map<String, Object> after, String message) {
        validator.begin();
        TraceEvent event = new TraceEvent(thread, List.of(action), after);
        assertEquals(
                message,
                assertThrows(UnusableTraceException.class, () -> validator.next(event))
                        .getMessage());
    }
}
