package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every schedule is run, once. */
class EveryScheduleTest {

    /** The interleavings of two threads with three steps each. */
    private static List<String> interleavings(int mostPreemptions) {
        List<String> all = new ArrayList<>();
        int runs = EverySchedule.explore(mostPreemptions, schedules -> {
            int[] left = {3, 3};
            StringBuilder run = new StringBuilder();
            while (left[0] + left[1] > 0) {
                List<String> enabled = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    if (left[i] > 0) {
                        enabled.add("" + i);
                    }
                }
                String next = schedules.next(enabled);
                left[Integer.parseInt(next)]--;
                run.append(next);
            }
            all.add(run.toString());
        });
        assertEquals(runs, all.size());
        return all;
    }

    /** Without a bound there are "6 choose 3" of them. */
    @Test
    void all() {
        List<String> all = interleavings(Integer.MAX_VALUE);
        assertEquals(20, all.size());
        assertEquals(20, new HashSet<>(all).size());
    }

    /** The bound counts only the switches away from a thread that could have gone on. */
    @Test
    void bounded() {
        assertEquals(List.of("000111", "111000"), interleavings(0));
        assertEquals(Set.of("000111", "111000", "011100", "001110", "100011", "110001"), Set.copyOf(interleavings(1)));
    }

    /** Code that is not the same each time is found out. */
    @Test
    void notTheSame() {
        int[] runs = {0};
        assertThrows(
                IllegalStateException.class,
                () -> EverySchedule.explore(Integer.MAX_VALUE, schedules -> {
                    schedules.next(runs[0]++ == 0 ? List.of("a", "b") : List.of("a"));
                }));
    }
}
