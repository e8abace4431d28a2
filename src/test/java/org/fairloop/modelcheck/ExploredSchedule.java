package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where somebody went in the explorer, as a text that can be shared: a line that names the model, then the steps, in any
 * number of lines. Empty lines and those that begin with {@code #} do not count.
 *
 * @param model the name of the model
 * @param steps the words of the steps, as {@link org.fairloop.bridge.Oracle#path} reads them
 */
public record ExploredSchedule(String model, String steps) {

    private static final String MODEL = "model:";

    private static final String COMMENT = "#";

    /**
     * Reads a schedule.
     *
     * @param text its text form
     * @return the schedule
     * @throws IllegalArgumentException if no model is named
     */
    public static ExploredSchedule parse(String text) {
        List<String> lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith(COMMENT))
                .toList();
        if (lines.isEmpty() || !lines.get(0).startsWith(MODEL)) {
            throw new IllegalArgumentException("a schedule begins with the line \"" + MODEL + " NAME\", and this with "
                    + (lines.isEmpty() ? "nothing" : "\"" + lines.get(0) + "\""));
        }
        return new ExploredSchedule(
                lines.get(0).substring(MODEL.length()).strip(), String.join(" ", lines.subList(1, lines.size())));
    }

    /**
     * Reads a schedule from a file.
     *
     * @param file the file
     * @return the schedule
     * @throws IllegalArgumentException in a line, if there is no such file or if it is no schedule
     */
    public static ExploredSchedule read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** The steps of a text that is put into the explorer of a model, which need not name it again. */
    static String stepsOf(Model model, String text) {
        if (!text.strip().startsWith(MODEL) && !text.strip().startsWith(COMMENT)) {
            return text;
        }
        ExploredSchedule schedule = parse(text);
        if (!schedule.model.equals(model.name())) {
            throw new IllegalArgumentException("this is a schedule of " + schedule.model + ", and here is "
                    + model.name() + ": ./model-check/explore " + schedule.model);
        }
        return schedule.steps;
    }

    /**
     * The text form.
     *
     * @return lines, each ended by a line feed
     */
    @Override
    public String toString() {
        return MODEL + " " + model + "\n" + steps + "\n";
    }
}
