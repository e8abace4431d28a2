package org.fairloop.lock;

/** Exceptions for illegal use, and the text of {@code toString}, shared by both locks. */
final class Misuse {

    private Misuse() {}

    /** Returns the state in the documented form of a ReentrantLock. */
    static String state(Thread owner, int queued) {
        return (owner == null ? "[Unlocked" : "[Locked by thread " + owner.getName())
                + (queued == 0 ? "]" : ", queued " + queued + "]");
    }

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

    static IllegalArgumentException foreignCondition() {
        return new IllegalArgumentException("the condition does not belong to this lock");
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
