package tlc2.module;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.Value;

/** The module {@code Gate} of a fixture, which TLC finds here by its name: where TLC waits for the test that has started it. */
public final class Gate {

    /** While there is this file beside the module, the gate is shut. */
    public static final String SHUT = "gate-is-shut";

    private Gate() {}

    /**
     * Waits until the gate is open, if it matters.
     *
     * @param matters whether to wait; TLC takes it for a part of the state, and asks anew in each
     * @return true
     */
    public static Value Passes(Value matters) throws InterruptedException {
        while (matters.equals(BoolValue.ValTrue) && Files.exists(Path.of(System.getProperty("TLA-Library"), SHUT))) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return BoolValue.ValTrue;
    }
}
