package org.fairloop.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.fairloop.bridge.Run;
import org.fairloop.modelcheck.Casts;
import org.fairloop.modelcheck.ExploredSchedule;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.ListError;
import org.fairloop.modelcheck.ScheduleReplay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Schedules that somebody found in the explorer, each beside this class in the resources and with the reason why it is kept;
 * real threads take exactly these steps.
 *
 * <p>{@code mvn test -Dtest=ExploredScheduleTest -Dschedule=FILE} takes those of a file instead, on the shipped class or, with
 * {@code -Dtwin=NAME}, on a broken twin of it.
 */
class ExploredScheduleTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    private static ScheduleReplay replay;

    @BeforeAll
    static void readTheModels() throws ListError {
        replay = new ScheduleReplay(LAYOUT, Matrix.subjects());
    }

    @AfterAll
    static void close() {
        replay.close();
    }

    private static ExploredSchedule kept(String name) {
        try {
            return ExploredSchedule.read(Path.of(
                    ExploredScheduleTest.class.getResource(name + ".schedule").toURI()));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The shipped class takes the steps of a schedule that is kept, and a broken twin departs where it is broken. */
    @ParameterizedTest
    @CsvSource({
        "NewOwnerIsTold, 27, CallbackOnce, 'at step 19, LookAgain(t3): pc[t3] is await, the specification says contend'",
        "MovesUp, 21, GapInTheRow, 'at step 20, LookAgain(t3): nesting is 0, the specification says 1; owner is Nobody, the specification says t3; tail is 1, the specification says 2'",
        "GivesUpTooLate, 25, LosesGrant, 'at step 12, Stay(t2): pc[t2] is gaveUp, the specification says comeIn'",
        "StirredAndKicked, 20, LateReturn, 'at step 6, Look(l1): stack[l1] is [accept], the specification says [prepare]'",
        "WokenBeforeItPolls, 13, ClearedAgain, 'at step 6, RaiseNotifyMe(p1,p1): memory[[notified, p1]] is false, the specification says true'",
    })
    void isFollowed(String name, int steps, String twin, String departs) {
        assertEquals(steps, replay.run(kept(name), null));
        Run.Mismatch mismatch = assertThrows(Run.Mismatch.class, () -> replay.run(kept(name), twin));
        assertEquals(departs, mismatch.found());
    }

    /** The schedule that is given, or else one of those that are kept. */
    @Test
    void oneSchedule() {
        String file = System.getProperty("schedule");
        ExploredSchedule schedule = file == null ? kept("NewOwnerIsTold") : ExploredSchedule.read(Path.of(file));
        try {
            int steps = replay.run(schedule, System.getProperty("twin"));
            System.out.println(schedule.model() + ": " + steps + " steps followed");
        } catch (Run.Mismatch mismatch) {
            throw mismatch.withPage(
                    "explored-schedule", Casts.read(LAYOUT).of(schedule.model().replaceFirst("_.*", "")));
        }
    }

    /** What cannot be replayed is told in a line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EnterLock(t1)| a schedule begins with the line \"model: NAME\", and this with \"EnterLock(t1)\"",
                "''| a schedule begins with the line \"model: NAME\", and this with nothing",
                "model: RFifoLock_Safe| no model is named RFifoLock_Safe; see ./model-check/run --list",
                "model: UnlockedPoll_Safety| UnlockedPoll_Safety: no class follows the steps of UnlockedPoll; there are those"
                        + " of RFifoLock, HandoffLock, AioContext, AioNotify",
                "model: HandoffLock_StoreBuffers_Safety| HandoffLock_StoreBuffers_Safety: it has store buffers, which nobody can"
                        + " hold back in Java; take one with Buffered = FALSE",
                "model: RFifoLock_Safety/EnterLock(t1) Leave(t1)| RFifoLock_Safety: after 1 steps the specification does not"
                        + " allow Leave(t1), but [TakeTicket(t1)]",
                "model: RFifoLock_Safety/EnterLock(t1) TakeTiket(t1)| RFifoLock_Safety: after 1 steps the specification knows"
                        + " no action TakeTiket(t1), but [TakeTicket(t1)]",
            })
    void saysWhatIsWrong(String text, String line) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> replay.run(ExploredSchedule.parse(text.replace('/', '\n')), null));
        assertEquals(line, refusal.getMessage());
    }

    /** A file that is not there and a twin that is not there are told, too. */
    @Test
    void saysWhatIsMissing() {
        IllegalArgumentException noFile =
                assertThrows(IllegalArgumentException.class, () -> ExploredSchedule.read(Path.of("gone.schedule")));
        assertEquals("gone.schedule: no such file", noFile.getMessage());
        IllegalArgumentException noTwin =
                assertThrows(IllegalArgumentException.class, () -> replay.run(kept("NewOwnerIsTold"), "Nobody"));
        assertTrue(noTwin.getMessage().contains("no Java twin Nobody"), noTwin::getMessage);
    }
}
