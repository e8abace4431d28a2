package org.fairloop.context;

import java.util.Set;
import org.fairloop.timelimit.TimeLimit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lincheck finds nothing against {@link AioContext}. With the same options it kills the twins: KillMatrixTest. */
@TimeLimit(minutes = 1440, whenSet = "lincheck.scale", reason = "the scale multiplies the time")
class AioContextLincheckTest {

    static Set<String> checks() {
        return AioContextChecks.ALL.keySet();
    }

    /** The shipped class passes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    void passes(String check) {
        AioContextChecks.ALL.get(check).run(AioContextChecks::shipped);
    }
}
