package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.fairloop.exhaustion.Exhaustion;
import org.fairloop.exhaustion.Exhaustion.Row;
import org.fairloop.exhaustion.Shortage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a lack of stack or memory does to accepted tasks and wakeups (X1). {@code -Dexhaustion.long=true} tries every level. */
@Timeout(1800)
class TaskExhaustionTest {

    /** Each accepted task runs, and healthy threads find a context that works. */
    @ParameterizedTest
    @EnumSource(names = {"STACK_INTERPRETED", "STACK_COMPILED", "HEAP"})
    void nothingIsLost(Shortage shortage) {
        String reason = Exhaustion.unsupported(shortage);
        assumeTrue(reason == null, reason);
        List<Row> rows = Exhaustion.sweep(shortage, TaskScenes.class, Exhaustion.LONG);
        assertAll(rows.stream().map(row -> () -> assertEquals(0, row.brokenTries(), row::toString)));
        assertTrue(rows.stream().anyMatch(row -> row.failures() > 0), () -> "no operation failed: " + rows);
    }
}
