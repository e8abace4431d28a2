package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.fairloop.exhaustion.Exhaustion;
import org.fairloop.exhaustion.Exhaustion.Row;
import org.fairloop.exhaustion.Operation;
import org.fairloop.exhaustion.Shortage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a lack of stack or memory does to the locks: claim L12. {@code -Dexhaustion.long=true} tries every level. */
@Timeout(1800)
class LockExhaustionTest {

    /** No operation of the lock, or of its conditions, leaves the lock broken. */
    @ParameterizedTest
    @EnumSource
    void handoffLock(Shortage shortage) {
        assertNothingBroken(shortage, LockScenes.OfHandoffLock.class);
    }

    /** No operation of the reference implementation leaves the lock broken. */
    @ParameterizedTest
    @EnumSource
    void referenceLock(Shortage shortage) {
        assertNothingBroken(shortage, LockScenes.OfRFifoLock.class);
    }

    private static void assertNothingBroken(Shortage shortage, Class<? extends Operation.Catalogue> catalogue) {
        String reason = Exhaustion.unsupported(shortage);
        assumeTrue(reason == null, reason);
        List<Row> rows = Exhaustion.sweep(shortage, catalogue, Exhaustion.LONG);
        if (Exhaustion.LONG) {
            rows.forEach(row -> System.out.println(catalogue.getSimpleName() + ", " + shortage + ", " + row));
        }
        assertAll(rows.stream().map(row -> () -> assertEquals(0, row.brokenTries(), row::toString)));
        assertTrue(rows.stream().anyMatch(row -> row.failures() > 0), () -> "no operation failed: " + rows);
    }
}
