package org.fairloop.lock;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lincheck finds nothing against {@link HandoffLock}, without spinning, which its model checker would only be kept busy by,
 * and with the same options it kills twins.
 */
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

    /** A check kills a twin, by a failure of the kind that its fault leads to. */
    @ParameterizedTest(name = "{1}, by {0}")
    @CsvSource({
        "sections in the model, ParksBlindly",
        "sections in the model, QueuesBehindItself",
        "order of grants, LastComeFirst",
        "no barging, TakesReserved",
        "kick, SilentOwner",
        "throwing callback, CallbackLeaks",
        "calls in the model, AnyoneReleases"
    })
    void kills(String check, String twin) {
        BrokenHandoffLock.Maker maker = BrokenHandoffLock.twin(twin);
        SteppedHandoffLock.Control nobody = new SteppedHandoffLock.Control() {};
        Error found = assertThrows(
                AssertionError.class,
                () -> RFifoLockChecks.ALL.get(check).run(onContention -> maker.make(nobody, onContention)));
        System.out.println(twin + " is killed by Lincheck: "
                + found.getMessage()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElse(""));
        assertTrue(found.getMessage().contains("="), found::getMessage);
    }
}
