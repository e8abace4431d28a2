package tlc2.module;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
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
        return waitWhile(matters, () -> true);
    }

    /**
     * Waits until TLC waits for its workers to stop, as it does for a checkpoint, if it matters and the gate is not open.
     *
     * @param matters whether to wait
     * @return true
     */
    public static Value Stops(Value matters) throws InterruptedException {
        return waitWhile(matters, () -> !isToStop());
    }

    private static Value waitWhile(Value matters, BooleanSupplier condition) throws InterruptedException {
        while (matters.equals(BoolValue.ValTrue)
                && Files.exists(Path.of(System.getProperty("TLA-Library"), SHUT))
                && condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return BoolValue.ValTrue;
    }

    private static boolean isToStop() {
        return Thread.getAllStackTraces().values().stream().anyMatch(Gate::isToStop);
    }

    private static boolean isToStop(StackTraceElement[] stack) {
        return stack.length > 0
                && stack[0].getMethodName().equals("wait")
                && Stream.of(stack).anyMatch(at -> at.getMethodName().equals("suspendAll"));
    }
}
