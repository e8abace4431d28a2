package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.fairloop.bridge.Cast;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mapping looks at what it says it looks at. */
class RFifoLockSubjectTest {

    /** A lock whose owner a test can set. */
    @SuppressWarnings("serial")
    private static final class OpenLock extends RFifoLock {
        OpenLock(Lock mutex, Runnable onContention, int firstTicket) {
            super(mutex, onContention, firstTicket);
        }

        void owner(Thread owner) {
            setExclusiveOwnerThread(owner);
        }
    }

    private Oracle oracle;
    private State initial;
    private State state;
    private OpenLock lock;
    private RFifoLockSubject subject;

    @BeforeEach
    void start() {
        oracle = Oracle.load(
                Path.of("model-check/MCRFifoLock.tla"), Path.of("model-check/MCRFifoLock_Safety.cfg"), Path.of("spec"));
        initial = oracle.initialStates().get(0);
        state = initial;
        subject = new RFifoLockSubject(
                (mutex, onContention, firstTicket) -> lock = new OpenLock(mutex, onContention, firstTicket),
                initial,
                -2);
    }

    @AfterEach
    void stop() {
        subject.close();
        oracle.close();
    }

    private Set<String> changedBy(Runnable change) {
        Map<String, Object> before = subject.visible();
        change.run();
        Map<String, Object> after = subject.visible();
        Set<String> changed = new HashSet<>(before.keySet());
        changed.removeIf(name -> before.get(name).equals(after.get(name)));
        return changed;
    }

    /** Takes steps on the subject and in the specification. */
    private State take(State state, String... actions) {
        for (String action : actions) {
            Step step = step(state, action);
            subject.perform(step);
            state = step.to();
        }
        return state;
    }

    private Step step(State state, String action) {
        return oracle.steps(state).stream()
                .filter(step -> step.action().toString().equals(action))
                .findFirst()
                .orElseThrow();
    }

    /** Changing a field of the lock changes its variable and no other. */
    @ParameterizedTest
    @ValueSource(strings = {"head", "tail", "nesting", "owner"})
    void eachFieldIsMapped(String field) {
        Map<String, Consumer<OpenLock>> changes = Map.of(
                "head", changed -> changed.head++,
                "tail", changed -> changed.tail++,
                "nesting", changed -> changed.nesting++,
                "owner", changed -> changed.owner(Thread.currentThread()));
        assertEquals(Set.of(field), changedBy(() -> changes.get(field).accept(lock)));
    }

    /** What is not a field of the lock is seen to change when the threads go on: mutex, pc, inside and kicked. */
    @Test
    void theRestIsMapped() {
        assertEquals(Set.of("mutex", "pc"), changedBy(() -> state = take(state, "EnterLock(t1)")));
        state = take(state, "TakeTicket(t1)");
        assertEquals(Set.of("mutex", "pc", "inside"), changedBy(() -> state = take(state, "Leave(t1)")));
        state = take(state, "EnterLock(t2)", "TakeTicket(t2)");
        assertEquals(Set.of("pc", "kicked"), changedBy(() -> state = take(state, "Contend(t2)")));
        state = take(state, "Await(t2)");
        assertEquals(Set.of("pc"), changedBy(() -> state = take(state, "WakeSpuriously(t2)")));
        assertEquals(Set.of("head", "kicked"), changedBy(() -> lock.head++));
    }

    /** A variable that is neither mapped nor hidden with a reason is an error: the mapping forgets nothing. */
    @Test
    void everyVariableIsMappedOrHidden() {
        Set<String> mapped = new HashSet<>(subject.visible().keySet());
        assertEquals(mapped, subject.visible(initial).keySet());
        mapped.addAll(subject.hidden().keySet());
        assertEquals(initial.values().keySet(), mapped);
    }

    /** The answer of a call is compared when it ends, though no variable shows it. */
    @Test
    void answersAreCompared() {
        State refused = take(initial, "EnterUnlock(t1)", "ReleaseFails(t1)");
        State released = initial;
        for (String action :
                List.of("EnterLock(t1)", "TakeTicket(t1)", "Leave(t1)", "EnterUnlock(t1)", "ReleaseOutermost(t1)")) {
            released = step(released, action).to();
        }
        Step leave = step(refused, "Leave(t1)");
        Step wrong = new Step(released, leave.action(), leave.to());
        Subject.Divergence divergence = assertThrows(Subject.Divergence.class, () -> subject.perform(wrong));
        assertEquals("unlock() was refused, the specification says released", divergence.getMessage());
    }

    /** A run that is compared fails in the step in which a field is wrong. */
    @Test
    void aWrongFieldEndsTheRun() throws IOException {
        Run run = new Run(initial, subject);
        run.take(oracle, "EnterLock(t1) TakeTicket(t1)");
        lock.tail++;
        Run.Mismatch mismatch = assertThrows(Run.Mismatch.class, () -> run.take(oracle, "Leave(t1)"));
        assertEquals("at step 3, Leave(t1): tail is 2, the specification says 1", mismatch.found());
        assertEquals("EnterLock(t1) TakeTicket(t1) Leave(t1)", mismatch.schedule(oracle));
        String message = mismatch.withPage("test", Cast.NONE).getMessage();
        Path page = Path.of("target", "lanes", "test.html");
        assertTrue(message.endsWith("\nSee it: " + page), message);
        Files.delete(page); // nothing is wrong
    }
}
