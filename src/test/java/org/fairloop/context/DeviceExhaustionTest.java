package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fairloop.exhaustion.Exhaustion;
import org.fairloop.exhaustion.Shortage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transfer that lacks stack or memory ends, and leaves the device and the context usable for other threads. */
class DeviceExhaustionTest {

    /** At no level of a shortage does a transfer hang, lose its completion, or end before its worker. */
    @ParameterizedTest
    @EnumSource(names = {"STACK_INTERPRETED", "STACK_COLD", "STACK_COMPILED", "HEAP"})
    void transfersEnd(Shortage shortage) {
        List<Exhaustion.Row> rows = Exhaustion.sweep(shortage, DeviceScenes.class, false);
        for (Exhaustion.Row row : rows) {
            assertEquals(0, row.brokenTries(), row::toString);
        }
        assertTrue(rows.stream().anyMatch(row -> row.failures() > 0), () -> "nothing was lacking: " + rows);
    }
}
