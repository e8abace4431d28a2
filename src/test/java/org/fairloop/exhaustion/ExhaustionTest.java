package org.fairloop.exhaustion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.fairloop.exhaustion.Exhaustion.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harnesses find what they look for. */
class ExhaustionTest {

    /** Two objects that set a bit and clear it again, and need stack and memory before or in between. */
    static final class Bits implements Operation.Catalogue {

        private static final class Bit extends Scene {
            private final boolean isSound;
            private volatile boolean bit;
            private Object allocated;

            Bit(boolean isSound) {
                this.isSound = isSound;
            }

            @Override
            protected void operate() {
                if (isSound) {
                    spend(20);
                }
                bit = true;
                if (!isSound) {
                    spend(20);
                }
                bit = false;
            }

            private int spend(int frames) {
                allocated = new long[1];
                return frames == 0 ? 0 : 1 + spend(frames - 1);
            }

            @Override
            protected boolean isUsable() {
                return !bit;
            }

            @Override
            protected String state() {
                while (bit) {
                    pause(); // as a lock whose inner mutex is broken
                }
                return "the bit is clear " + allocated;
            }
        }

        @Override
        public List<Operation> operations() {
            return List.of(new Operation("sound", () -> new Bit(true)), new Operation("broken", () -> new Bit(false)));
        }
    }

    /** Of two objects, the one that an error leaves broken is reported, even if it does not answer, and the other is not. */
    @ParameterizedTest
    @EnumSource
    void brokenObjectIsReported(Shortage shortage) {
        String reason = Exhaustion.unsupported(shortage);
        assumeTrue(reason == null, reason);
        List<Row> rows = Exhaustion.sweep(shortage, Bits.class, false);
        assertEquals(0, rows.get(0).brokenTries(), rows::toString);
        assertTrue(rows.get(0).failures() > 0, rows::toString);
        assertTrue(rows.get(1).brokenTries() > 0, rows::toString);
        assertTrue(rows.get(1).toString().endsWith("a question about its state blocks"), rows::toString);
    }
}
