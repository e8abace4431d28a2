package org.fairloop.context;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.fairloop.bridge.Evidence;

/**
 * The contract suite of the helpers as evidence: {@link WaitingHelperTest#waitsAtEveryDepth} on the twin. It is killed by the
 * state that it cannot leave, asleep and the owner, and not by the time for which it is there.
 */
final class WaitingHelperEvidence implements Evidence {

    /** The twin's waits are seen from outside, for which it has questions that the shipped class has not. */
    private static final String TWIN = "ReleasesOnce";

    private static final String TEST = "waitsAtEveryDepth";

    @Override
    public String name() {
        return "contract";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        if (!twin.equals(TWIN) || !by.equals(TEST)) {
            throw new IllegalArgumentException("no test " + by + " for the twin " + twin);
        }
        try {
            Path folder = Files.createTempDirectory("helper");
            WaitingHelperTest suite = new WaitingHelperTest();
            suite.folder = folder;
            suite.open();
            try {
                suite.twinIsKilledAtDepthTwo();
            } finally {
                suite.close();
                Files.deleteIfExists(folder.resolve("disk"));
                Files.deleteIfExists(folder);
            }
            return Optional.of(new Kill(TEST + ": at depth 2 it sleeps and owns what the home thread waits for", 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
