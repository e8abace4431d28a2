package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Replay;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.Schedule;
import org.fairloop.bridge.StateGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The class does what its specification says, step by step, and a broken one does not. */
class BoundedBufferReplayTest {

    private static StateGraph graph;

    @BeforeAll
    static void explore() {
        try (Oracle oracle = World.load("MCBoundedBuffer")) {
            graph = StateGraph.explore(oracle);
        }
    }

    private static Replay replay(BrokenBuffers.Maker maker) {
        return new Replay(graph, initial -> new BufferSubject(maker, 1, initial));
    }

    /** Every transition of the specification, executed on the shipped class by real threads. */
    @Test
    void everyTransition() {
        Replay.Report report = replay(BoundedBuffer::new).run();
        assertEquals(report.transitions(), report.executed());
        World.assertSeen(
                "replay.txt",
                "replayed %d of %d transitions, %d steps%n"
                        .formatted(report.executed(), report.transitions(), report.steps()));
    }

    /** The twins. */
    enum Twin {
        WRONG_CONDITION("WrongCondition", BrokenBuffers.WrongCondition::new),
        IF_FOR_WHILE("IfForWhile", BrokenBuffers.IfForWhile::new);

        final String file;
        final BrokenBuffers.Maker maker;

        Twin(String file, BrokenBuffers.Maker maker) {
            this.file = file;
            this.maker = maker;
        }
    }

    /** A broken twin departs from the specification, in the run that the course shows. */
    @ParameterizedTest
    @EnumSource
    void aTwinIsCaught(Twin twin) {
        Run.Mismatch mismatch =
                assertThrows(Run.Mismatch.class, () -> replay(twin.maker).run(), twin + " survives");
        World.assertSeen(twin.file + "-replay.txt", mismatch.getMessage() + "\n");
    }

    /** Random schedules, where the world is too large for every transition: three of each kind, and room for two. */
    @Test
    void randomSchedules() {
        List<String> producers = List.of("p1", "p2", "p3");
        List<String> consumers = List.of("c1", "c2", "c3");
        List<String> threads = new ArrayList<>(producers);
        threads.addAll(consumers);
        try (Oracle oracle = World.load(producers, consumers, 2)) {
            Schedule.World world = new Schedule.World(
                    oracle,
                    threads,
                    List.of(
                            Set.of("MustWait", "Await", "Retake", "Put", "Take", "Leave"),
                            Set.of("Enter"),
                            Set.of("WakeSpuriously")));
            for (int seed = 0; seed < 20; seed++) {
                Random random = new Random(seed);
                List<Schedule.Choice> choices = random.ints(300, 0, 24)
                        .mapToObj(choice -> new Schedule.Choice(choice % 6, new int[] {0, 0, 1, 2}[choice / 6]))
                        .toList();
                new Schedule(choices).follow(world, initial -> new BufferSubject(BoundedBuffer::new, 2, initial));
            }
        }
    }
}
