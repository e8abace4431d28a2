package org.fairloop.exhaustion;

import java.util.List;

/**
 * Runs in a Java virtual machine of its own, tries operations at rising levels, and ends at the first broken state, since the
 * threads of a broken object may spin forever. {@link Exhaustion} starts it again behind that level.
 *
 * <p>Arguments: the shortage, the class name of the catalogue, the index of the operation, the first level, the
 * level to end before, the step, how many tries without a failure in a row end the sweep, and the deadline of a try in milliseconds.
 *
 * <p>Prints {@code tries TAB failures TAB next level TAB broken state}, the last empty if nothing is broken.
 */
final class TryMain {

    private static final int USABLE = 20;

    private static final int USABLE_AFTER_FAILURE = 21;

    private static final int BROKEN = 22;

    private TryMain() {}

    public static void main(String[] args) {
        Shortage shortage = Shortage.valueOf(args[0]);
        Operation operation = Operation.of(args[1]).get(Integer.parseInt(args[2]));
        int first = Integer.parseInt(args[3]);
        int end = Integer.parseInt(args[4]);
        int step = Integer.parseInt(args[5]);
        int enough = Integer.parseInt(args[6]);
        long deadline = Long.parseLong(args[7]);
        for (int i = 0; i < shortage.warmUps(); i++) {
            Try warmUp = new Try(operation.scenes().get(), deadline);
            String broken = warmUp.run(null, 0);
            verdict(warmUp, broken); // resolves what it needs while there is memory
            if (broken != null) {
                end(0, 0, end, "broken without any shortage: " + broken);
            }
        }
        if (shortage == Shortage.EXACT_BYTES) {
            Try only = new Try(operation.scenes().get(), deadline);
            Runtime runtime = Runtime.getRuntime();
            load("java.lang.Shutdown"); // which halt needs
            int status = BROKEN;
            try {
                status = verdict(only, only.run(shortage, first));
            } catch (OutOfMemoryError e) {
                // Only the description of a broken state allocates.
            }
            runtime.halt(status);
        }
        int tries = 0;
        int failures = 0;
        int inARow = 0;
        for (int level = first; level < end && inARow < enough; level += step) {
            Try next = new Try(operation.scenes().get(), deadline);
            String broken = next.run(shortage, level);
            tries++;
            failures += next.hasFailed() ? 1 : 0;
            inARow = next.hasFailed() ? 0 : inARow + 1;
            if (broken != null) {
                end(tries, failures, level + step, broken);
            }
        }
        end(tries, failures, end, "");
    }

    private static void load(String className) {
        try {
            Class.forName(className);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int verdict(Try only, String broken) {
        if (broken != null) {
            return BROKEN;
        }
        return only.hasFailed() ? USABLE_AFTER_FAILURE : USABLE;
    }

    private static void end(int tries, int failures, int next, String broken) {
        System.out.println(String.join(
                "\t", List.of(String.valueOf(tries), String.valueOf(failures), String.valueOf(next), broken)));
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** What a virtual machine without a byte left has said by its exit status: tries, failures, broken states. */
    static int[] countsOf(int status) {
        return switch (status) {
            case USABLE -> new int[] {1, 0, 0};
            case USABLE_AFTER_FAILURE -> new int[] {1, 1, 0};
            case BROKEN -> new int[] {1, 1, 1};
            default -> null;
        };
    }
}
