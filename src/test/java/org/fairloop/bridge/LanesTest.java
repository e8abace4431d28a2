package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs are printed as one lane for each thread. */
class LanesTest {

    private static Map<String, Object> values(Object x, Object pcOfT1) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("x", x);
        values.put("pc", Map.of("t1", pcOfT1));
        return values;
    }

    /** An action stands in its thread's lane, and only what it changed stands at the right. */
    @Test
    void oneLaneForEachThread() {
        String text = Lanes.print(
                values(0, "idle"),
                List.of(
                        new Lanes.Row(Action.of("Begin", "t1"), values(0, "busy")),
                        new Lanes.Row(new Action("Add", Map.of("t", "t2", "n", "5")), values(5, "busy")),
                        new Lanes.Row(new Action("Tick", Map.of()), values(5, "busy"))));
        assertEquals("""
                At first: pc[t1]=idle x=0
                 step  -       t1      t2      changes
                    1  .       Begin   .       pc[t1]=busy
                    2  .       .       Add(5)  x=5
                    3  Tick    .       .
                """, text);
    }

    /** Of a long run the last steps are shown, with the values before them and the number of those left out. */
    @Test
    void longRunsAreCut() {
        List<Lanes.Row> rows = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            rows.add(new Lanes.Row(Action.of("Count", "t1"), Map.of("x", i)));
        }
        String text = Lanes.print(Map.of("x", 0), rows);
        assertTrue(text.contains("After 960 steps that are left out here: x=960\n"), text);
        assertTrue(text.contains("\n  961  Count  x=961\n"), text);
        assertTrue(text.endsWith("\n 1000  Count  x=1000\n"), text);
        assertEquals(43, text.lines().count());
    }

    /** Many values before the first step stand in several lines, none of them too long, and none is lost. */
    @Test
    void manyValuesAreBroken() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            values.put("variable" + (100 + i), i);
        }
        List<String> lines = Lanes.print(values, List.of()).lines().toList();
        assertTrue(lines.get(0).startsWith("At first: variable100=0 variable101=1 "), lines.get(0));
        assertTrue(lines.get(1).startsWith("          variable107=7 "), lines.get(1));
        assertTrue(lines.stream().allMatch(line -> line.length() <= 110));
        String all = String.join(" ", lines);
        values.forEach((name, value) -> assertTrue(all.contains(" " + name + "=" + value + " "), name));
    }
}
