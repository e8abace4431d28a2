package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs code again and again, each time by another schedule, until there is none left: depth first, by replaying the
 * choices made so far and changing the last one that can be changed.
 *
 * <p>The number of preemptions can be bounded: of switches away from a thread that could have gone on. Switches away
 * from one that waits or has ended are free. Nearly all known errors need one or two preemptions.
 */
public final class EverySchedule {

    private final int mostPreemptions;

    /** For each choice made: which of how many. */
    private final List<Integer> path = new ArrayList<>();

    private final List<Integer> widths = new ArrayList<>();

    private final List<String> taken = new ArrayList<>();
    private int preemptions;

    private EverySchedule(int mostPreemptions) {
        this.mostPreemptions = mostPreemptions;
    }

    /**
     * Runs code once for each schedule.
     *
     * @param mostPreemptions the bound, {@link Integer#MAX_VALUE} for none
     * @param run runs fresh code from its start to its end, and asks {@link #next} who goes next; whatever else it does must
     *     be the same each time. What it throws ends the exploration
     * @return the number of runs
     */
    public static int explore(int mostPreemptions, Consumer<EverySchedule> run) {
        EverySchedule schedules = new EverySchedule(mostPreemptions);
        int runs = 0;
        do {
            schedules.taken.clear();
            schedules.preemptions = 0;
            run.accept(schedules);
            runs++;
        } while (schedules.changeLastChoice());
        return runs;
    }

    /**
     * Chooses who goes next.
     *
     * @param enabled who can go on, at least one, always in the same order
     * @return one of them
     */
    public String next(List<String> enabled) {
        List<String> options = options(enabled);
        int depth = taken.size();
        if (depth == path.size()) {
            path.add(0);
            widths.add(options.size());
        } else if (widths.get(depth) != options.size()) {
            throw new IllegalStateException("the same schedule led elsewhere: " + taken + ", then " + options);
        }
        String chosen = options.get(path.get(depth));
        if (!chosen.equals(options.get(0)) && options.get(0).equals(last())) {
            preemptions++;
        }
        taken.add(chosen);
        return chosen;
    }

    /** Who went last comes first, if it can go on. */
    private List<String> options(List<String> enabled) {
        if (!enabled.contains(last())) {
            return enabled;
        }
        List<String> options = new ArrayList<>();
        options.add(last());
        if (preemptions < mostPreemptions) {
            enabled.stream().filter(it -> !it.equals(last())).forEach(options::add);
        }
        return options;
    }

    private String last() {
        return taken.isEmpty() ? "" : taken.get(taken.size() - 1);
    }

    private boolean changeLastChoice() {
        for (int i = path.size() - 1; i >= 0; i--) {
            if (path.get(i) + 1 < widths.get(i)) {
                path.set(i, path.get(i) + 1);
                return true;
            }
            path.remove(i);
            widths.remove(i);
        }
        return false;
    }
}
