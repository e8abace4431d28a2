package org.fairloop.context;

import java.util.function.Function;
import org.fairloop.lock.FifoLock;

/** What the demo needs of a context and users do not: another lock, and a look at the notification. */
public final class ContextSeam {

    private ContextSeam() {}

    /**
     * Makes a context over another lock.
     *
     * @param lock makes the lock; given the contention callback, which it may ignore
     * @return a context that sleeps in a selector
     */
    public static AioContext withLock(Function<Runnable, FifoLock> lock) {
        return new AioContext(lock, Poller.selector(), System::nanoTime, () -> {});
    }

    /**
     * Tells whether a wakeup stands that no poll has returned for yet.
     *
     * @param context by any thread
     * @return whether the next poll, or the one under way, returns for it
     */
    public static boolean isNotified(AioContext context) {
        return context.isNotified();
    }

    /**
     * Tells whether a thread is in the system call in which contexts sleep, or about to return from it.
     *
     * @param stack of the thread
     * @return whether a poller is on it
     */
    public static boolean isInPoller(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(SelectorPoller.class.getName())
                    && frame.getMethodName().equals("poll")) {
                return true;
            }
        }
        return false;
    }
}
