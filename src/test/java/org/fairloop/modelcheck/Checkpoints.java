package org.fairloop.modelcheck;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run keeps of its models, so that another can go on when it was interrupted: of a model under way the last
 * checkpoint, and of one that is done what TLC said.
 *
 * <p>Each model has a folder: {@code sources.json}, {@code 1}, {@code 2} and so on, of which only the last is kept, each with
 * TLC's own files and {@code so-far.json}, and {@code finished.json}. Whatever is there is whole: it is written under another name,
 * and renamed.
 */
final class Checkpoints {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FOLDER = "checkpoints";
    private static final String SOURCES = "sources.json";
    private static final String SO_FAR = "so-far.json";
    private static final String FINISHED = "finished.json";
    private static final String PART = TlcCheckpoint.PART;

    private final Layout layout;
    private final Path tlc;
    private final Duration period;

    /**
     * Makes an object and no file.
     *
     * @param tlc the jar of TLC
     * @param period the time from one checkpoint of a model to the next; zero for none
     */
    Checkpoints(Layout layout, Path tlc, Duration period) {
        this.layout = layout;
        this.tlc = tlc;
        this.period = period;
    }

    Duration period() {
        return period;
    }

    /** Where everything is that is kept. */
    Path place() {
        return layout.results().resolve(FOLDER);
    }

    private Path folder(Model model) {
        return place().resolve(model.name());
    }

    /** Whether an interrupted run has left something of a model that it is worth to go on with. */
    boolean hasLeft(Model model) throws IOException {
        return Files.exists(folder(model).resolve(FINISHED)) || latest(model).isPresent();
    }

    /**
     * Refuses what another version has left.
     *
     * @throws ListError if the sources of a model have changed since
     */
    void requireSameSources(Model model, int workers) throws IOException, ListError {
        Sources then = JSON.readValue(folder(model).resolve(SOURCES).toFile(), Sources.class);
        Optional<String> difference = Sources.of(model, workers, layout, tlc).difference(then);
        if (difference.isPresent()) {
            throw new ListError(List.of(layout.name(folder(model)) + ": was left by another version, since "
                    + difference.get() + " has changed; delete the folder to begin " + model.name() + " anew"));
        }
    }

    /** A model begins, or goes on. */
    void begin(Model model, int workers) throws IOException {
        Path sources = folder(model).resolve(SOURCES);
        if (!Files.exists(sources)) {
            Files.createDirectories(folder(model));
            write(sources, JSON.writeValueAsString(Sources.of(model, workers, layout, tlc)));
        }
        for (Path part : numbered(model, PART)) {
            Folders.delete(part);
        }
    }

    /** Where the process of TLC puts its next checkpoints: each in the folder with the next number and this ending. */
    Path place(Model model) {
        return folder(model);
    }

    /** The number that the next checkpoint gets. */
    int next(Model model) throws IOException {
        return 1 + latest(model).map(Checkpoints::number).orElse(0);
    }

    /** TLC has made a checkpoint: from here on it counts. */
    void keep(Model model, Path part, SoFar soFar) throws IOException {
        write(part.resolve(SO_FAR), JSON.writeValueAsString(soFar));
        List<Path> older = numbered(model, "");
        Files.move(part, part.resolveSibling(part.getFileName().toString().replace(PART, "")));
        for (Path old : older) {
            Folders.delete(old);
        }
    }

    /** The last checkpoint of a model. */
    Optional<Path> latest(Model model) throws IOException {
        return numbered(model, "").stream().max(Comparator.comparing(Checkpoints::number));
    }

    static SoFar soFar(Path checkpoint) throws IOException {
        return JSON.readValue(checkpoint.resolve(SO_FAR).toFile(), SoFar.class);
    }

    /** What TLC said about a model that is done. */
    Optional<Observation> finished(Model model) throws IOException {
        Path finished = folder(model).resolve(FINISHED);
        return Files.exists(finished)
                ? Optional.of(JSON.readValue(finished.toFile(), Observation.class))
                : Optional.empty();
    }

    /** A model is done. */
    void finish(Model model, Observation observed) throws IOException {
        write(folder(model).resolve(FINISHED), JSON.writeValueAsString(observed));
        for (Path checkpoint : numbered(model, "")) {
            Folders.delete(checkpoint);
        }
    }

    /** Nobody needs any more what was kept of some models. */
    void forget(List<Model> models) throws IOException {
        models.forEach(model -> Folders.delete(folder(model)));
        Path all = place();
        if (Files.exists(all)) {
            try (Stream<Path> others = Files.list(all)) {
                if (others.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(all);
        }
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString());
    }

    private List<Path> numbered(Model model, String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.exists(folder(model))) {
            try (Stream<Path> files = Files.list(folder(model))) {
                files.filter(file -> file.getFileName().toString().matches("\\d+" + ending))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + PART);
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
