package org.fairloop.exhaustion;

import java.util.List;
import java.util.stream.Stream;

/**
 * Tries operations at rising levels in a Java virtual machine of its own. The virtual machine ends at the first broken state, since
 * the threads of a broken object may spin forever. {@link Exhaustion} then starts the next one.
 *
 * <p>Arguments: the shortage, the class name of the catalogue, the index of the first operation, the index to end before, the first
 * level of the first operation, the level to end before, the step, how many tries in a row without a failure end the sweep of an
 * operation, and the deadline of a try in milliseconds. Prints a line of {@link Said} for each operation.
 */
final class TryMain {

    private static final String MARK = "tried";

    private TryMain() {}

    /**
     * What a virtual machine says of an operation.
     *
     * @param operation the index of the operation
     * @param tries how often it was called
     * @param failures how often it failed
     * @param nextLevel where the sweep of the operation goes on
     * @param broken the broken state at the end, empty if nothing is broken
     */
    record Said(int operation, int tries, int failures, int nextLevel, String broken) {

        /** Reads a line of the output, which may hold something else. */
        static Stream<Said> read(String line) {
            String[] words = line.split("\t", -1);
            return words[0].equals(MARK)
                    ? Stream.of(new Said(
                            Integer.parseInt(words[1]),
                            Integer.parseInt(words[2]),
                            Integer.parseInt(words[3]),
                            Integer.parseInt(words[4]),
                            words[5]))
                    : Stream.empty();
        }

        void print() {
            System.out.println(
                    MARK + "\t" + operation + "\t" + tries + "\t" + failures + "\t" + nextLevel + "\t" + broken);
        }
    }

    public static void main(String[] args) {
        Shortage shortage = Shortage.valueOf(args[0]);
        List<Operation> operations = Operation.of(args[1]);
        int first = Integer.parseInt(args[2]);
        int end = Integer.parseInt(args[3]);
        int level = Integer.parseInt(args[4]);
        int mostLevels = Integer.parseInt(args[5]);
        int step = Integer.parseInt(args[6]);
        int enough = Integer.parseInt(args[7]);
        long deadline = Long.parseLong(args[8]);
        if (shortage == Shortage.HEAP) {
            shortage.call(0, () -> {}); // the first full heap leaves some bytes on JDK 25
        }
        Said said;
        int next = first;
        do {
            said = sweep(
                    next,
                    operations.get(next),
                    shortage,
                    next == first ? level : 0,
                    mostLevels,
                    step,
                    enough,
                    deadline);
            said.print();
            next++;
        } while (next < end && said.broken().isEmpty());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static Said sweep(
            int index,
            Operation operation,
            Shortage shortage,
            int first,
            int end,
            int step,
            int enough,
            long deadline) {
        for (int i = 0; i < shortage.warmUps(); i++) {
            String broken = new Try(operation.scenes().get(), deadline).run(null, 0);
            if (broken != null) {
                return new Said(index, 0, 0, end, "broken without any shortage: " + broken);
            }
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
                return new Said(index, tries, failures, level + step, broken);
            }
        }
        return new Said(index, tries, failures, end, "");
    }
}
