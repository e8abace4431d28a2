package org.fairloop.exhaustion;

/** What the victim lacks, and in which Java virtual machine. A level counts from nothing left upwards. */
public enum Shortage {

    /** The stack ends some frames below the operation; all code is interpreted. */
    STACK_INTERPRETED("-Xint"),

    /** As {@link #STACK_INTERPRETED}, but no class or call site of the operation has been used before. */
    STACK_COLD("-Xint"),

    /** The stack ends some frames below the operation; all code is compiled, as far as it has been warmed up. */
    STACK_COMPILED("-XX:CompileThresholdScaling=0.02"),

    /** The heap is full, but for some bytes that a collection finds. */
    HEAP("-Xmx6m", "-Xms6m", "-XX:+UseSerialGC", "-XX:-UseTLAB", "-XX:TieredStopAtLevel=1");

    private static final int BYTES_PER_LEVEL = 8;

    final String[] options;

    Shortage(String... options) {
        this.options = options;
    }

    boolean isOfStack() {
        return ordinal() <= STACK_COMPILED.ordinal();
    }

    /** How often each operation runs first with plenty of everything. */
    int warmUps() {
        return switch (this) {
            case STACK_COLD -> 0;
            case STACK_COMPILED -> 400;
            default -> 3;
        };
    }

    /** Runs the operation at a level. */
    void call(int level, Runnable operation) {
        if (isOfStack()) {
            Descent.call(level / Descent.VARIANTS, level % Descent.VARIANTS, operation);
            return;
        }
        FullHeap.fill(level * BYTES_PER_LEVEL);
        operation.run();
        FullHeap.empty();
    }
}
