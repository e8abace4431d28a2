package org.fairloop.bridge;

import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The printer of runs as a picture for documents: SVG with nothing outside itself, light or dark as its reader likes. */
public final class LanesSvg {

    private static final Template PICTURE = Templates.of(LanesSvg.class, "lanes-svg.mustache");

    /** In pixels; letters are of one width. */
    private static final int LETTER = 7;

    private static final int LINE = 20;
    private static final int MARGIN = 14;
    private static final int STEP_WIDTH = 36;
    private static final int GAP = 26;

    private LanesSvg() {}

    private record Picture(int width, int height, String title, List<Text> texts, List<Life> lives, List<Loop> loops) {}

    private record Text(int x, int y, String kind, String text) {}

    /** A piece of a thread's life line. */
    private record Life(int x, int top, int bottom, String kind) {}

    private record Loop(int x, int top, int bottom) {}

    /**
     * Draws a run.
     *
     * @param behaviour the run
     * @return an SVG document
     */
    public static String picture(Behaviour behaviour) {
        List<Text> texts = new ArrayList<>();
        List<Life> lives = new ArrayList<>();
        List<Loop> loops = new ArrayList<>();
        List<String> threads = behaviour.threads();
        int lane = GAP
                + LETTER
                        * Math.max(
                                longest(threads),
                                longest(behaviour.rows().stream()
                                        .map(row -> Lanes.label(row.action()))
                                        .toList()));
        int changesAt = MARGIN + STEP_WIDTH + threads.size() * lane;
        int y = MARGIN + LINE / 2;
        texts.add(new Text(MARGIN, y, "title", behaviour.title()));
        y += LINE;
        for (int i = 0; i < threads.size(); i++) {
            texts.add(new Text(laneAt(i, lane) + 10, y, "head", threads.get(i)));
        }
        texts.add(new Text(changesAt, y, "head", "changes"));
        List<String> changes = new ArrayList<>(List.of(behaviour.title()));
        int rowsAt = y;
        for (int step = 1; step <= behaviour.rows().size(); step++) {
            y += LINE;
            Lanes.Row row = behaviour.rows().get(step - 1);
            texts.add(new Text(MARGIN + STEP_WIDTH - 14, y, "step", "" + step));
            for (int i = 0; i < threads.size(); i++) {
                String thread = threads.get(i);
                lives.add(new Life(
                        laneAt(i, lane), y - 14, y + 6, kind(behaviour.cast().part(thread, row.after()))));
                if (thread.equals(Behaviour.thread(row.action()))) {
                    texts.add(new Text(laneAt(i, lane) + 10, y, "action", Lanes.label(row.action())));
                }
            }
            Map<String, Object> changed = Lanes.changes(Lanes.flat(behaviour.after(step - 1)), Lanes.flat(row.after()));
            changes.add(" ".repeat(Math.max(0, (changesAt - MARGIN) / LETTER)) + Lanes.assignments(changed));
            texts.add(new Text(changesAt, y, "changes", Lanes.assignments(changed)));
        }
        if (behaviour.loop() != null) {
            if (behaviour.loop().backTo() < behaviour.rows().size()) {
                loops.add(new Loop(MARGIN, rowsAt + behaviour.loop().backTo() * LINE + 6, y + 6));
            }
            y += LINE;
            texts.add(new Text(MARGIN, y, "loop", behaviour.loop().toString()));
            changes.add(behaviour.loop().toString());
        }
        int width = 2 * MARGIN + Math.max(changesAt, longest(changes) * LETTER);
        return PICTURE.execute(new Picture(width, y + MARGIN, behaviour.title(), texts, lives, loops));
    }

    private static int laneAt(int lane, int width) {
        return MARGIN + STEP_WIDTH + lane * width + 4;
    }

    private static String kind(Cast.Part part) {
        return part.owns() && part.sleeps()
                ? "owns-asleep"
                : part.owns() ? "owns" : part.sleeps() ? "sleeps" : part.waits() ? "waits" : "lives";
    }

    private static int longest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }
}
