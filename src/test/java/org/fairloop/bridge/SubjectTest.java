package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mapping that forgets a variable is an error, not a comparison that cannot fail. */
class SubjectTest {

    private static final String WRONG = "the mapping " + Forgetful.class.getName() + " ";

    @TempDir
    static Path folder;

    private static Oracle oracle;
    private static StateGraph graph;

    private final Forgetful subject = new Forgetful();

    @BeforeAll
    static void load() throws IOException {
        Path module = Files.writeString(folder.resolve("M.tla"), """
                ---- MODULE M ----
                EXTENDS Naturals
                VARIABLES n, at, note
                Init == n = 0 /\\ at = [t \\in {"t1", "t2"} |-> 0] /\\ note = <<>>
                Up == n < 2 /\\ n' = n + 1 /\\ at' = [at EXCEPT !["t1"] = n'] /\\ UNCHANGED note
                Spec == Init /\\ [][Up]_<<n, at, note>>
                ==================
                """);
        oracle = Oracle.loadWorld(module, "SPECIFICATION Spec\n");
        graph = StateGraph.explore(oracle);
    }

    @AfterAll
    static void close() {
        oracle.close();
    }

    /** A mapping that shows all variables but one, and says why, is compared; the report names what was not. */
    @Test
    void hidesWithAReason() {
        subject.hidden.put("note", "the code has none");
        Replay.Report report = replay();
        assertEquals(2, report.executed());
        assertEquals(Map.of("note", 1), report.hidden());
        assertTrue(
                report.toString().endsWith("; values of variables that were not compared: {note=1}"), report::toString);
    }

    /** A variable that is neither shown nor hidden is an error that names it. */
    @Test
    void forgetsAVariable() {
        subject.forgets = "note";
        assertWrong(
                "does not show the variable note of the state of the specification, and does not say under hidden() why");
        subject.forgets = null;
        subject.hidden.put("note", " ");
        assertWrong("hides the variable note for no reason");
        subject.hidden.put("note", "the code has none");
        subject.hidden.put("m", "there is none");
        assertWrong("has a variable m, and the specification has [at, n, note]");
    }

    /** So is one that is forgotten on the side of the code. */
    @Test
    void forgetsAVariableOfTheCode() {
        subject.hidden.put("note", "the code has none");
        subject.forgetsOfTheCode = "n";
        assertWrong("does not show the variable n of the code, and does not say under hidden() why");
    }

    /** So is one that is forgotten on both sides once the run has begun. */
    @Test
    void forgetsAVariableLater() {
        subject.hidden.put("note", "the code has none");
        subject.forgets = "n";
        subject.forgetsFrom = 1;
        assertWrong(
                "does not show the variable n of the state of the specification, and does not say under hidden() why");
    }

    /** So is a function that is shown in part. */
    @Test
    void forgetsAThread() {
        subject.hidden.put("note", "the code has none");
        subject.forgottenThread = "t2";
        assertWrong(
                "shows the variable at of the state of the specification for [t1], and it is a function on [t1, t2]");
    }

    /** A variable that is said to be hidden must not be shown: the reason is stale. */
    @Test
    void hidesAndShows() {
        subject.hidden.put("note", "the code has none");
        subject.showsHidden = true;
        assertWrong("shows the variable note of the state of the specification, and says that it is hidden");
    }

    /** A variable with another value in the code is a mismatch. */
    @Test
    void anotherValue() {
        subject.hidden.put("note", "the code has none");
        subject.isWrong = true;
        Run.Mismatch mismatch = assertThrows(Run.Mismatch.class, this::replay);
        assertEquals("at step 1, Up: n is 0, the specification says 1", mismatch.found());
    }

    private Replay.Report replay() {
        return new Replay(graph, initial -> subject).run();
    }

    private void assertWrong(String what) {
        assertEquals(
                WRONG + what,
                assertThrows(IllegalStateException.class, this::replay).getMessage());
    }

    /** Counts, and shows what it is told to. */
    private static final class Forgetful implements Subject {

        private final Map<String, String> hidden = new TreeMap<>();
        private String forgetsOfTheCode;
        private String forgets;
        private int forgetsFrom;
        private String forgottenThread;
        private boolean showsHidden;
        private boolean isWrong;
        private int count;

        @Override
        public void perform(Step step) {
            count++;
        }

        @Override
        public Map<String, Object> visible() {
            Map<String, Object> visible = view(Map.of(
                    "n", isWrong ? 0 : count, "at", new TreeMap<>(Map.of("t1", count, "t2", 0)), "note", Map.of()));
            visible.keySet().remove(forgetsOfTheCode == null ? "" : forgetsOfTheCode);
            return visible;
        }

        @Override
        public Map<String, Object> visible(State state) {
            return view(state.values());
        }

        private Map<String, Object> view(Map<String, Object> values) {
            Map<String, Object> view = new TreeMap<>(values);
            if (!showsHidden) {
                view.keySet().removeAll(hidden.keySet());
            }
            if (forgets != null && count >= forgetsFrom) {
                view.remove(forgets);
            }
            if (forgottenThread != null) {
                Map<Object, Object> part = new TreeMap<>((Map<?, ?>) view.get("at"));
                part.remove(forgottenThread);
                view.put("at", part);
            }
            return view;
        }

        @Override
        public Map<String, String> hidden() {
            return hidden;
        }

        @Override
        public void close() {}
    }
}
