package org.fairloop.bridge;

import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The printer of runs as HTML: one lane for each thread, one row for each step, to be stepped through with the arrow
 * keys. What it makes needs no server and no network.
 */
public final class LanesPage {

    private static final Template FIGURE = Templates.of(LanesPage.class, "lanes.mustache");
    private static final Template PAGE = Templates.of(LanesPage.class, "lanes-page.mustache");

    /** The page of the models, to which a run leads back if it is there. */
    private static final String OVERVIEW = "../model-check/index.html";

    private LanesPage() {}

    /** A step, or the beginning, as a row of the table. */
    private record Row(
            int number, String label, boolean looped, List<Cell> cells, List<Change> changes, List<String> flags) {}

    /** A thread's lane in a row. The part is in words only where it has changed. */
    private record Cell(String action, String part, boolean owns, boolean waits, boolean sleeps) {}

    private record Change(String name, String value) {}

    private record Figure(
            String id,
            String title,
            String verdict,
            int length,
            List<String> threads,
            List<Row> rows,
            String loop,
            int columns,
            String data) {}

    private record Page(String title, String style, String overview, String figure, String text, String script) {}

    /**
     * Writes a page with one run. It leads back to {@code ../model-check/index.html} if there is such a page.
     *
     * @param file where to; its folder is made if it is not there
     * @param behaviour the run
     * @return the file
     */
    public static Path write(Path file, Behaviour behaviour) {
        String page = PAGE.execute(new Page(
                behaviour.title(),
                style() + Templates.text(LanesPage.class, "lanes-page.css"),
                Files.exists(file.resolveSibling(OVERVIEW)) ? OVERVIEW : "",
                figure("lanes", behaviour),
                Lanes.print(behaviour),
                script()));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try {
                return Files.writeString(file, page);
            } catch (IOException e) {
                Files.deleteIfExists(file); // half a page
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a page with a run that fails, where all of them are.
     *
     * @param name the name of the page
     * @param behaviour the run
     * @return a line for the message of the failure, which says where the page is
     */
    public static String seeIt(String name, Behaviour behaviour) {
        return "See it: " + write(Path.of("target", "lanes", name + ".html"), behaviour);
    }

    /**
     * A run as a part of a page.
     *
     * @param id its id in the page
     * @param behaviour the run
     * @return HTML
     */
    public static String figure(String id, Behaviour behaviour) {
        List<String> threads = behaviour.threads();
        List<Row> rows = new ArrayList<>();
        for (int step = 0; step <= behaviour.rows().size(); step++) {
            rows.add(row(behaviour, threads, step));
        }
        return FIGURE.execute(new Figure(
                id,
                behaviour.title(),
                behaviour.verdict(),
                behaviour.rows().size(),
                threads,
                rows,
                behaviour.loop() == null ? "" : behaviour.loop().toString(),
                threads.size() + 1,
                data(behaviour, threads)));
    }

    private static Row row(Behaviour behaviour, List<String> threads, int step) {
        Map<String, Object> before = step == 0 ? Map.of() : behaviour.after(step - 1);
        Map<String, Object> after = behaviour.after(step);
        Action action = step == 0 ? null : behaviour.rows().get(step - 1).action();
        List<Cell> cells = new ArrayList<>();
        for (String thread : threads) {
            boolean acts = action != null && thread.equals(Behaviour.thread(action));
            Cast.Part part = behaviour.cast().part(thread, after);
            boolean isNew = !part.equals(behaviour.cast().part(thread, before));
            cells.add(new Cell(
                    acts ? Lanes.label(action) : "",
                    isNew ? part.toString() : "",
                    part.owns(),
                    part.waits(),
                    part.sleeps()));
        }
        List<Change> changes = new ArrayList<>();
        (step == 0 ? shortened(after) : Lanes.changes(Lanes.flat(before), Lanes.flat(after)))
                .forEach((name, value) -> changes.add(new Change(name, String.valueOf(value))));
        boolean looped = behaviour.loop() != null && step > behaviour.loop().backTo();
        return new Row(step, step == 0 ? "first" : "" + step, looped, cells, changes, flags(behaviour.cast(), after));
    }

    /** Functions that have one value everywhere in short, the rest {@link Lanes#flat}. */
    private static Map<String, Object> shortened(Map<String, Object> values) {
        Map<String, Object> shortened = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            boolean isConstant = value instanceof Map<?, ?> function
                    && function.size() > 1
                    && function.values().stream().distinct().count() == 1;
            if (isConstant) {
                shortened.put(
                        name + "[…]", ((Map<?, ?>) value).values().iterator().next());
            } else {
                shortened.putAll(Lanes.flat(Map.of(name, value)));
            }
        });
        return shortened;
    }

    private static List<String> flags(Cast cast, Map<String, Object> state) {
        return cast.flags().stream()
                .filter(flag -> Boolean.TRUE.equals(state.get(flag)))
                .toList();
    }

    /** The states, for the script: the first one whole, then what each step changed. */
    private static String data(Behaviour behaviour, List<String> threads) {
        List<Map<String, String>> changes = new ArrayList<>();
        for (int step = 1; step <= behaviour.rows().size(); step++) {
            changes.add(texts(Lanes.changes(Lanes.flat(behaviour.after(step - 1)), Lanes.flat(behaviour.after(step)))));
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("threads", threads);
        data.put("initial", texts(Lanes.flat(behaviour.initial())));
        data.put("changes", changes);
        data.put("backTo", behaviour.loop() == null ? null : behaviour.loop().backTo());
        return Templates.json(data);
    }

    private static Map<String, String> texts(Map<String, Object> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }

    /**
     * The style of the lanes, and the colours and letters of every page.
     *
     * @return CSS
     */
    public static String style() {
        return Templates.text(LanesPage.class, "lanes.css");
    }

    /**
     * What steps through the lanes.
     *
     * @return JavaScript
     */
    public static String script() {
        return Templates.text(LanesPage.class, "lanes.js");
    }
}
