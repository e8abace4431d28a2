package org.fairloop.lock;

import java.util.Set;
import org.fairloop.timelimit.TimeLimit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lincheck finds nothing against {@link HandoffLock}, without spinning, which its model checker would only be kept busy by,
 * and with the same options it kills twins.
 */
@TimeLimit(minutes = 1440, whenSet = "lincheck.scale", reason = "the scale multiplies the time")
class HandoffLockLincheckTest {

    static Set<String> checks() {
        return RFifoLockChecks.ALL.keySet();
    }

    /** The shipped class passes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    void passes(String check) {
        RFifoLockChecks.ALL.get(check).run(onContention -> new HandoffLock(0, onContention));
    }
}
