package org.fairloop.jcstress;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.fairloop.bridge.Evidence;
import org.fairloop.modelcheck.Layout;
import org.fairloop.modelcheck.TwinCatalogue;
import org.fairloop.modelcheck.TwinCatalogue.Twin;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Twins of the shipped classes are killed by the tests of the memory model: one of them in the quick mode, all in the long one. The
 * broken patterns are left out, since not every processor shows what is wrong with them.
 */
class JcstressKillTest {

    /** The twins that the catalogue says it kills. */
    private static final List<Twin> TWINS = TwinCatalogue.read(Layout.ofThisProject()).twins().stream()
            .filter(twin -> twin.kills().containsKey("jcstress")
                    && !twin.kills().get("jcstress").contains(".Broken"))
            .toList();

    /** Each is killed for the reason that the catalogue gives. */
    @TestFactory
    Stream<DynamicTest> isKilled() {
        assertTrue(TWINS.size() >= 5, () -> "model-check/twins.yaml has only " + TWINS);
        return TWINS.stream()
                .limit(JcstressRun.IS_LONG ? TWINS.size() : 1)
                .map(twin -> DynamicTest.dynamicTest(twin.twin(), () -> check(twin)));
    }

    private static void check(Twin twin) {
        assumeTrue(JcstressRun.IS_POSSIBLE, JcstressRun.NEEDS);
        String by = twin.kills().get("jcstress");
        Evidence.Kill kill = new JcstressEvidence()
                .tryToKill(twin.twin(), by)
                .orElseThrow(() -> new AssertionError("jcstress does not kill " + twin.twin()));
        System.out.println(twin.twin() + " is killed by jcstress: " + kill.found());
        assertTrue(kill.found().contains(by), () -> "killed, but not by \"" + by + "\": " + kill.found());
    }
}
