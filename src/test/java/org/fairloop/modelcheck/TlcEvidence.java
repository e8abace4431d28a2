package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.fairloop.bridge.Evidence;

/** TLC as evidence: checks the model of a twin's half in TLA+. It sees the design and nothing of the Java. */
public final class TlcEvidence implements Evidence {

    private final Layout layout = Layout.ofThisProject();

    @Override
    public String name() {
        return "tlc";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        String name = TwinCatalogue.read(layout).twins().stream()
                .filter(each -> each.twin().equals(twin))
                .findFirst()
                .orElseThrow()
                .spec()
                .model();
        try (TlcRun tlc = new TlcRun(layout)) {
            Model model = ModelList.read(layout).models().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("twins.yaml: no model " + name));
            Result result = tlc.run(model);
            if (!result.isAsListed()) {
                throw new AssertionError(name + ": " + result.mismatches());
            }
            Observation observed = result.observed();
            return observed.passed()
                    ? Optional.empty()
                    : Optional.of(new Kill(
                            observed.violated() + " violated",
                            observed.counterexample().steps().size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ListError e) {
            throw new IllegalStateException(e);
        }
    }
}
