package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each line of the claims table is a row, or is refused with its number. */
class ClaimsTableTest {

    private static final List<String> TABLE = List.of(
            "# Some project",
            ClaimsTable.MARK,
            "| id | claim | specification | model | broken twin | Java | test |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            "| L1 | a claim | `A!B` | `M` | `T` | `C.d` | `CTest` |",
            "| L2 | another | `A!B` | `M` | `T` | `C.d` | `CTest` |",
            "",
            "| other | table |",
            "| --- | --- |",
            "| a | b |");

    private static List<String> with(int number, String line) {
        List<String> lines = new ArrayList<>(TABLE);
        lines.set(number - 1, line);
        return lines;
    }

    private static void assertRefused(List<String> lines, String... parts) {
        String said = assertThrows(IllegalArgumentException.class, () -> ClaimsTable.read(lines))
                .getMessage();
        for (String part : parts) {
            assertTrue(said.contains(part), said);
        }
    }

    /** The rows are those between the mark and the end of its table. */
    @Test
    void readsTheRows() {
        assertEquals(
                List.of("L1", "L2"),
                ClaimsTable.read(TABLE).stream().map(ClaimsTable.Claim::id).toList());
        assertEquals(List.of(), ClaimsTable.read(List.of("# Some project")));
        List<String> withBlank = new ArrayList<>(TABLE);
        withBlank.add(2, "");
        assertEquals(ClaimsTable.read(TABLE), ClaimsTable.read(withBlank));
    }

    /** A row without an id, with another form of id or with too few or too many cells is refused. */
    @Test
    void refusesWhatIsNoRow() {
        String row = TABLE.get(5);
        assertRefused(with(6, row.replace("L2", "l2")), "line 6", "an id such as L1");
        assertRefused(with(6, row.replace("L2", "**L2**")), "line 6");
        assertRefused(with(6, row.replace("| L2", "|L2")), "line 6");
        assertRefused(with(6, row.replace("L2", "")), "line 6");
        assertRefused(with(6, row.replace(" | `CTest`", "")), "line 6", "seven cells");
        assertRefused(with(6, row + " more |"), "line 6", "seven cells");
        assertRefused(with(6, "| --- | --- | --- | --- | --- | --- | --- |"), "line 6");
    }

    /** A row that a blank line, or a lost mark, cuts off from the table is refused. */
    @Test
    void refusesARowOutsideTheTable() {
        assertRefused(with(5, ""), "line 6", "outside the table");
        assertRefused(with(2, "<!-- claims -->"), "line 5", "outside the table");
        assertRefused(with(10, TABLE.get(5)), "line 10", "outside the table");
    }

    /** A mark that no table follows is refused. */
    @Test
    void refusesAMarkWithoutATable() {
        assertRefused(with(3, ""), "line 4", "a head and a rule");
        assertRefused(TABLE.subList(0, 3), "line 3", "a head and a rule");
        assertRefused(with(4, TABLE.get(4)), "line 3", "a head and a rule");
    }
}
