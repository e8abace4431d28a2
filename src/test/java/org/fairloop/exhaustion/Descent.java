package org.fairloop.exhaustion;

/** Calls an operation some frames above the end of the stack of the calling thread. */
final class Descent {

    /** Each variant puts the operation's frame some bytes lower, by less than one frame of the descent. */
    static final int VARIANTS = 4;

    private final int level;

    private final int variant;

    private final Runnable operation;

    private boolean isCalled;

    private Descent(int level, int variant, Runnable operation) {
        this.level = level;
        this.variant = variant;
        this.operation = operation;
    }

    static void call(int level, int variant, Runnable operation) {
        new Descent(level, variant, operation).descend();
    }

    /** Returns how many frames the caller is above the end of the stack. */
    private int descend() {
        int above;
        try {
            above = descend();
        } catch (StackOverflowError end) {
            above = 0;
        }
        if (above == level && !isCalled) {
            isCalled = true; // also if the stack ends in the call itself
            switch (variant) {
                case 0 -> operation.run();
                case 1 -> first();
                case 2 -> second();
                default -> third();
            }
        }
        return above + 1;
    }

    // A frame of the interpreter has room for each declared variable, also if nothing is ever written there.

    @SuppressWarnings("unused")
    private void first() {
        int a;
        operation.run();
    }

    @SuppressWarnings("unused")
    private void second() {
        long a, b, c;
        operation.run();
    }

    @SuppressWarnings("unused")
    private void third() {
        long a, b, c, d, e, f;
        operation.run();
    }
}
