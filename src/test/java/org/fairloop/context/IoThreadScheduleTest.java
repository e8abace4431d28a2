package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The loop is started and closed at every moment: every schedule of a small scene, and of the others every one with up to
 * {@value #PREEMPTIONS} preemptions, each ending with all calls returned. IoThreadTest does it at random moments, with real threads.
 */
class IoThreadScheduleTest {

    private static final int PREEMPTIONS = 2;

    private static final Set<String> LARGE = Set.of(
            "closed by two threads",
            "closed while a callback is scheduled",
            "closed while another polls",
            "closed by the owner of the context",
            "closed with its context");

    private static final Map<String, Consumer<IoThreadPlay>> SCENES = scenes();

    private static Map<String, Consumer<IoThreadPlay>> scenes() {
        Map<String, Consumer<IoThreadPlay>> scenes = new LinkedHashMap<>();
        scenes.put("closed by a thread", play -> {
            starter(play);
            closer(play);
        });
        scenes.put("closed by two threads", play -> {
            starter(play);
            closer(play);
            play.part("second closer", () -> play.closeLoop("second closer"));
        });
        scenes.put("closed by a callback", play -> {
            starter(play);
            play.part(
                    "poster", () -> play.context.newBottomHalf(play.loop::close).schedule());
        });
        scenes.put("closed by a callback and a thread", play -> {
            starter(play);
            closer(play);
            play.context.execute(play.loop::close);
        });
        scenes.put("closed while a callback is scheduled", play -> {
            starter(play);
            closer(play);
            play.part("poster", () -> play.context.newBottomHalf(play::callback).schedule());
        });
        scenes.put("closed while another polls", play -> {
            starter(play);
            closer(play);
            play.part("caller", () -> {
                play.context.acquire();
                play.context.poll(false);
                play.context.release();
            });
        });
        scenes.put("closed by the owner of the context", play -> {
            starter(play);
            play.part("owner", () -> {
                play.context.acquire();
                play.loop.close();
                play.context.release();
            });
        });
        scenes.put("closed with its context", play -> {
            starter(play);
            closer(play);
            play.part("closer of the context", play.context::close);
        });
        scenes.put("ended by the end of its context", play -> {
            starter(play);
            play.part("closer of the context", play.context::close);
        });
        return scenes;
    }

    private static void starter(IoThreadPlay play) {
        play.part("starter", () -> {
            try {
                play.loop.start();
            } catch (IllegalStateException e) {
                assertEquals("closed already", e.getMessage());
            }
        });
    }

    private static void closer(IoThreadPlay play) {
        play.part("closer", () -> play.closeLoop("closer"));
    }

    static Set<String> names() {
        return SCENES.keySet();
    }

    /** At whatever moment the loop is closed, every call returns. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void everyCallReturns(String scene) {
        int preemptions = LARGE.contains(scene) ? PREEMPTIONS : Integer.MAX_VALUE;
        int schedules = IoThreadPlay.everySchedule(preemptions, IoThreadPlay.Loop::new, SCENES.get(scene));
        System.out.printf(Locale.ROOT, "IoThread, %s: %,d schedules%n", scene, schedules);
        assertTrue(schedules > 100, "only " + schedules + " schedules");
    }

    private static void fails(IoThreadPlay.Maker maker, String scene, int preemptions, String found) {
        String message = assertThrows(
                        AssertionError.class, () -> IoThreadPlay.everySchedule(preemptions, maker, SCENES.get(scene)))
                .getMessage();
        assertTrue(message.startsWith(found), message);
    }

    /** A close() that does not wake the loop up hangs behind its sleep. */
    @Test
    void forgottenWakeupIsFound() {
        fails(
                play -> new IoThreadPlay.Loop(play) {
                    @Override
                    void wakeLoop() {}
                },
                "closed by a thread",
                0,
                "it hangs: nobody can go on, and closer is at joins");
    }

    /** A loop that is woken up before it is asked to end may go to sleep again between the two. */
    @Test
    void wakeupBeforeTheRequestIsFound() {
        fails(
                play -> new IoThreadPlay.Loop(play) {
                    @Override
                    void askToEnd() {
                        super.wakeLoop();
                        super.askToEnd();
                    }

                    @Override
                    void wakeLoop() {}
                },
                "closed by a thread",
                1,
                "it hangs: nobody can go on, and closer is at joins");
    }

    /** The wakeup of close() may be polled away by another, so the loop looks again once it owns the context. */
    @Test
    void missingSecondLookIsFound() {
        fails(
                play -> new IoThreadPlay.Loop(play) {
                    private boolean isFirstLook;

                    @Override
                    boolean mayPoll() {
                        isFirstLook = !isFirstLook;
                        return !isFirstLook || super.mayPoll();
                    }
                },
                "closed while another polls",
                2,
                "it hangs: nobody can go on, and closer is at joins");
    }

    /** A callback that waits for the end of its own loop waits for itself. */
    @Test
    void joiningItselfIsFound() {
        fails(
                play -> new IoThreadPlay.Loop(play) {
                    @Override
                    boolean isInALoop() {
                        return false;
                    }

                    @Override
                    boolean mayJoin() {
                        return true;
                    }
                },
                "closed by a callback",
                0,
                "it hangs: nobody can go on, and loop is at joins");
    }

    /** An owner that waits for the end of a loop that waits for the context. */
    @Test
    void joiningAsTheOwnerIsFound() {
        fails(
                play -> new IoThreadPlay.Loop(play) {
                    @Override
                    boolean mayJoin() {
                        return !isInALoop();
                    }
                },
                "closed by the owner of the context",
                1,
                "it hangs: nobody can go on, and");
    }
}
