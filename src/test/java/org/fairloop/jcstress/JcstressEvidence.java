package org.fairloop.jcstress;

import java.util.List;
import java.util.Optional;
import org.fairloop.bridge.Evidence;

/**
 * jcstress as evidence: a test that the shipped class passes, on a twin that takes its place; or the pattern alone with something
 * taken away. Its blind spots: {@link JcstressRun}.
 *
 * <p>What the finding must name is the test and the outcome: {@code AioContextWakeup.WhileComingToSleep: sleeps on} for
 * a twin of the class, {@code WakeupPattern.BrokenUnfencedSet: 0, 0} for one of the pattern.
 */
public final class JcstressEvidence implements Evidence {

    /** Why it may not be possible. */
    public static final String NEEDS = JcstressRun.NEEDS;

    /**
     * Whether this machine can show anything.
     *
     * @return true if so
     */
    public static boolean isPossible() {
        return JcstressRun.IS_POSSIBLE;
    }

    @Override
    public String name() {
        return "jcstress";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        if (!isPossible()) {
            throw new IllegalStateException(NEEDS);
        }
        String test = by.split(": ")[0];
        List<Finding> findings =
                new JcstressRun().run("twin-" + twin, "\\." + test.replace(".", "\\.") + "$", twin, false);
        if (findings.isEmpty()) {
            throw new IllegalStateException("no test " + test + " in src/jcstress/java");
        }
        findings.stream().filter(it -> !it.isOutcome()).findFirst().ifPresent(it -> {
            throw new IllegalStateException("jcstress gave up: " + it); // a time-out of its own is no finding
        });
        return Evidence.named(
                by,
                findings.stream()
                        .filter(it -> it.fails() || it.isInteresting())
                        .map(it -> new Kill(it.test() + ": " + it.outcome() + ": " + it.meaning(), 0)));
    }
}
