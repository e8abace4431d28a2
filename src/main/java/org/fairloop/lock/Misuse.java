package org.fairloop.lock;

/** What both locks say, and to whom, when somebody does not do as he should. */
final class Misuse {

    private Misuse() {}

    static String nameOf(Thread thread) {
        return thread == null ? "nobody" : '"' + thread.getName() + '"';
    }

    static IllegalMonitorStateException notOwner(String call, Thread owner) {
        return new IllegalMonitorStateException(
                call + " by " + nameOf(Thread.currentThread()) + ", but the owner is " + nameOf(owner));
    }

    static IllegalStateException inCallback() {
        return new IllegalStateException("the contention callback must not use the lock that calls it");
    }

    static Error tooManyHolds() {
        return new Error("Maximum hold count exceeded");
    }

    /** Hands over as the JVM would if the thread ended with it; what the handler itself throws is ignored, too. */
    static void reportUncaught(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable ignored) {
            // The contract of UncaughtExceptionHandler: the JVM ignores it.
        }
    }
}
