package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairloop.bridge.LanesPage;
import org.fairloop.bridge.Templates;

/** What the pages of this project share: how they look, how a table is filtered, and where the others are. */
public final class Pages {

    /** The page of a run. */
    public static final String REPORT = "index.html";

    /** The page of the kill matrix. */
    public static final String MATRIX = "matrix.html";

    private static final Pattern TITLE = Pattern.compile("<title>(.*?)</title>");

    private static final Pattern ID = Pattern.compile(" id=\"([\\w-]+)\"");

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Path folder;

    /**
     * What {@code filter.mustache} shows and {@code filter.js} does: of the elements of a table that have a kind, those are shown
     * that have all words and the kind.
     *
     * @param label what is filtered
     * @param of the selector of the table
     * @param hint which words it has
     * @param legend what a kind is
     * @param kinds the kinds, first that of all
     */
    public record Filter(String label, String of, String hint, String legend, List<Kind> kinds) {}

    /**
     * A kind.
     *
     * @param key the value of the attribute {@code data-kind}; empty for all
     * @param label its name
     * @param count how many there are
     */
    public record Kind(String key, String label, int count) {}

    /**
     * Another page.
     *
     * @param href where it is
     * @param name the name of its file
     * @param title its title, as HTML
     * @param when when it was written
     */
    record Other(String href, String name, String title, String when) {}

    /**
     * Looks for pages.
     *
     * @param folder where the page is that leads to them
     */
    public Pages(Path folder) {
        this.folder = folder;
    }

    /**
     * The style of the pages.
     *
     * @return CSS
     */
    public static String style() {
        return LanesPage.style() + Templates.text(Pages.class, "report.css");
    }

    /**
     * What filters a table.
     *
     * @return JavaScript
     */
    public static String filterScript() {
        return Templates.text(Pages.class, "filter.js");
    }

    /** Where the kill matrix is; empty if it is not there. */
    String matrix() {
        return Files.exists(folder.resolve(MATRIX)) ? MATRIX : "";
    }

    /**
     * What can be linked to in the page of the last run.
     *
     * @return the ids of its parts; none if there is no such page
     * @throws IOException if it cannot be read
     */
    public Set<String> inReport() throws IOException {
        try {
            return ID.matcher(Files.readString(folder.resolve(REPORT)))
                    .results()
                    .map(it -> it.group(1))
                    .collect(Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        }
    }

    /** The runs of real code that failed, the newest first. */
    List<Other> runs() throws IOException {
        Path lanes = folder.resolveSibling("lanes");
        if (!Files.isDirectory(lanes)) {
            return List.of();
        }
        List<Other> runs = new ArrayList<>();
        try (Stream<Path> files = Files.list(lanes)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".html")).toList()) {
                String name = file.getFileName().toString();
                Matcher title = TITLE.matcher(Files.readString(file));
                runs.add(new Other(
                        "../lanes/" + name,
                        name,
                        title.find() ? title.group(1) : name,
                        WHEN.format(LocalDateTime.ofInstant(
                                Files.getLastModifiedTime(file).toInstant(), ZoneId.systemDefault()))));
            }
        }
        runs.sort(Comparator.comparing(Other::when).reversed().thenComparing(Other::name));
        return runs;
    }
}
