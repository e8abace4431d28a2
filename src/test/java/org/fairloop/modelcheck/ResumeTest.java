package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is interrupted loses at most what came after its last checkpoint, and its verdict is that of a run in one go. */
class ResumeTest {

    private static final Duration ALWAYS = Duration.ofMillis(1);

    /** So many states are the beginning of something, and far from all. */
    private static final long SOME = 2_000;

    private static final String GRID = "Grid_Safety";

    /** What an interrupted run has left: every test works on a copy. */
    @TempDir
    private static Path interrupted;

    private static SoFar soFar;

    @TempDir
    private Path folder;

    @BeforeAll
    static void interrupt() throws Exception {
        Fixture fixture = gated(interrupted.resolve("project"));
        AtomicReference<SoFar> last = new AtomicReference<>();
        try (TlcRun tlc = resumable(fixture)) {
            Model grid = model(fixture, GRID);
            tlc.run(model(fixture, "Counter_Lasso"));
            assertThrows(CancellationException.class, () -> tlc.run(grid, cfg(fixture, grid), 1, killer(tlc, last)));
        }
        soFar = last.get();
        fixture.openGate();
    }

    /** TLC makes a checkpoint on the way through the grid, and does not come to its end while the gate is shut, which it is. */
    private static Fixture gated(Path root) throws IOException {
        Fixture fixture = new Fixture(root).addGrid(200).addGate("Stops(x + y = 100) /\\ Passes(x + y = 300)");
        fixture.shutGate();
        return fixture;
    }

    private static Checkpoints checkpoints(Fixture fixture) {
        return new Checkpoints(fixture.layout(), TlcRun.jar(null), ALWAYS);
    }

    private static TlcRun resumable(Fixture fixture) throws IOException {
        return new TlcRun(fixture.layout(), null, checkpoints(fixture));
    }

    private static Model model(Fixture fixture, String name) throws ListError {
        return ModelList.read(fixture.layout()).named(List.of(name), Tier.LARGE).get(0);
    }

    private static Cfg cfg(Fixture fixture, Model model) throws IOException {
        return Cfg.read(fixture.layout().worlds().resolve(model.cfg()));
    }

    /** Kills TLC as soon as there is a checkpoint of something. */
    private static TlcRun.Listener killer(TlcRun tlc, AtomicReference<SoFar> last) {
        return new TlcRun.Listener() {
            @Override
            public void progress(long generated, long distinct, boolean checkingLiveness) {}

            @Override
            public void checkpoint(SoFar soFar) {
                last.set(soFar);
                if (soFar.distinct() > SOME) {
                    tlc.close();
                }
            }
        };
    }

    /** The project with what the interrupted run has left. */
    private Fixture left() throws IOException {
        Folders.copy(interrupted.resolve("project"), folder.resolve("project"));
        return Fixture.at(folder.resolve("project"));
    }

    /** It goes on from the checkpoint, and all figures are those of the whole. */
    @Test
    void goesOnToTheSameEnd() throws Exception {
        assertTrue(soFar.distinct() > SOME && soFar.distinct() < 40_401, soFar::toString);
        Fixture fixture = left();
        Fixture.Outcome outcome = fixture.run("--resume", GRID);
        assertEquals(0, outcome.exitStatus(), () -> outcome.out() + outcome.err());
        assertEquals(80_402, fixture.result(GRID).at("/observed/generated").asInt());
        assertEquals(
                "{\"Right\":40200,\"Up\":40200,\"Rest\":1}",
                fixture.result(GRID).at("/observed/actions").toString());
        String said = Files.readString(fixture.layout().results().resolve(GRID + ".out"));
        assertTrue(said.contains("Recovery completed. " + soFar.distinct() + " states examined."), said);
        assertFalse(
                Files.exists(fixture.layout().results().resolve("checkpoints/" + GRID)), "nobody needs them any more");
    }

    /** A model that is done is not run again, and its counterexample is still there. */
    @Test
    void doesNotRepeatWhatIsDone() throws Exception {
        Fixture fixture = left();
        Fixture.Outcome outcome = fixture.run("--resume", "Counter_Lasso");
        assertEquals(0, outcome.exitStatus(), () -> outcome.out() + outcome.err());
        outcome.says("Then Again leads back to the state ", "and so on for ever.");
        assertEquals(
                "Again",
                fixture.result("Counter_Lasso")
                        .at("/observed/counterexample/retrace/back/name")
                        .asText());
    }

    /** What is done is read back as it was. */
    @Test
    void readsBackWhatIsDone() throws Exception {
        Fixture fixture = left();
        Model lasso = model(fixture, "Counter_Lasso");
        Observation before = checkpoints(fixture).finished(lasso).orElseThrow();
        try (TlcRun tlc = resumable(fixture)) {
            assertEquals(before, tlc.run(lasso).observed(), "or it has been run once more, in another time");
        }
    }

    /** If the list has changed since, a model that is done is run again. */
    @Test
    void repeatsWhatIsDoneAndNotAsListed() throws Exception {
        Fixture fixture = left().replace(Fixture.LIST, "loop: [Again]", "loop: [Down]");
        Fixture.Outcome outcome = fixture.run("--resume", "Counter_Lasso");
        assertEquals(1, outcome.exitStatus());
        assertTrue(Files.size(fixture.layout().results().resolve("Counter_Lasso.out")) > 0);
    }

    /** Half a checkpoint is none: the one before it counts. */
    @Test
    void aHalfCheckpointDoesNotCount() throws Exception {
        Fixture fixture = left();
        Path whole = checkpoints(fixture).latest(model(fixture, GRID)).orElseThrow();
        Path half =
                whole.resolveSibling(1 + Integer.parseInt(whole.getFileName().toString()) + TlcCheckpoint.PART);
        Files.createDirectories(half);
        assertEquals(whole, checkpoints(fixture).latest(model(fixture, GRID)).orElseThrow());
        checkpoints(fixture).begin(model(fixture, GRID), 1);
        assertFalse(Files.exists(half));
    }

    /** A checkpoint of other sources is refused, and the message says what has changed. */
    @Test
    void refusesOtherSources() throws Exception {
        refused(left().replace("spec/Grid.tla", "y <= Side", "y <= Side + 1"), "spec/Grid.tla", "--resume", GRID);
        refused(
                left().replace("model-check/MCGrid_Safety.cfg", "200", "201"),
                "model-check/MCGrid_Safety.cfg",
                "--resume",
                GRID);
        refused(left(), "the number of workers", "--resume", "--workers", "2", GRID);
    }

    private void refused(Fixture fixture, String changed, String... arguments) {
        Fixture.Outcome outcome = fixture.run(arguments);
        assertEquals(2, outcome.exitStatus(), outcome::out);
        assertEquals(
                "error: target/model-check/checkpoints/Grid_Safety: was left by another version, since " + changed
                        + " has changed; delete the folder to begin Grid_Safety anew\n",
                outcome.err());
        Folders.delete(folder.resolve("project"));
    }

    /** What an interrupted run has left is not overwritten by one that does not go on with it. */
    @Test
    void doesNotBeginAnewUnasked() throws Exception {
        Fixture.Outcome outcome = left().run(GRID);
        assertEquals(2, outcome.exitStatus(), outcome::out);
        outcome.says("error: ", "add --resume", "delete target/model-check/checkpoints to begin anew");
    }

    /** A run that is interrupted says how to go on, and has kept what was done. */
    @Test
    void saysHowToGoOn() throws Exception {
        assertSaysHowToGoOn(ProcessHandle::destroy);
    }

    /** So it does if TLC is interrupted first: a Ctrl-C comes to both, and who sees it first is chance. */
    @Test
    void takesNoInterruptForAVerdict() throws Exception {
        assertSaysHowToGoOn(process ->
                assertTrue(process.children().filter(ProcessHandle::destroy).count() > 0, "TLC does not run"));
    }

    private void assertSaysHowToGoOn(Consumer<ProcessHandle> interrupt) throws Exception {
        Fixture fixture = gated(folder.resolve("project"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dfairloop.root=" + fixture.layout().root(),
                        Run.class.getName(),
                        "Counter_Low",
                        GRID)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            String line = "";
            while (!line.startsWith("[1/2] Counter_Low")) { // the grid waits at its gate
                line = Objects.requireNonNull(lines.readLine(), "the run has ended");
            }
            Path begun = fixture.layout().results().resolve(GRID + ".out");
            while (process.isAlive() && !Files.exists(begun)) {
                Thread.onSpinWait();
            }
            interrupt.accept(process.toHandle());
            List<String> left = lines.lines().toList();
            assertEquals(
                    "Interrupted. To go on from here: ./model-check/run Counter_Low Grid_Safety --resume",
                    left.get(left.size() - 1));
        } finally {
            process.destroyForcibly();
        }
        assertTrue(checkpoints(fixture).hasLeft(model(fixture, "Counter_Low")));
    }

    /** Nothing to go on with is an error. */
    @Test
    void refusesToResumeNothing() throws Exception {
        Fixture.Outcome outcome = left().run("--resume", "Counter_Low");
        assertEquals(2, outcome.exitStatus(), outcome::out);
        outcome.says("error: --resume: no interrupted run has left anything of these models");
    }
}
