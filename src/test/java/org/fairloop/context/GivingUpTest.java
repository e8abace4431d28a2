package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Acquiring a context with an interrupt or the end of a time as a way out. */
class GivingUpTest {

    private final AioContext context = new AioContext();

    private static <T> FutureTask<T> start(Thread[] thread, Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        thread[0] = new Thread(task);
        thread[0].start();
        return task;
    }

    private void awaitQueued(int waiters) {
        while (context.lock.getQueueLength() != waiters) {
            Thread.onSpinWait();
        }
    }

    /** Whoever gives up has not acquired; the next one does, and a free context is taken at once. */
    @Test
    void givesUp() throws Exception {
        Thread[] thread = new Thread[1];
        assertTrue(context.tryAcquire(0, TimeUnit.SECONDS));
        context.acquireInterruptibly();
        FutureTask<Boolean> late = start(thread, () -> context.tryAcquire(1, TimeUnit.MILLISECONDS));
        assertFalse(late.get());
        FutureTask<Void> interrupted = start(thread, () -> {
            context.acquireInterruptibly();
            return null;
        });
        awaitQueued(1);
        thread[0].interrupt();
        Throwable cause =
                assertThrows(ExecutionException.class, interrupted::get).getCause();
        assertEquals(InterruptedException.class, cause.getClass());
        assertEquals(0, context.lock.getQueueLength());
        FutureTask<Boolean> patient = start(thread, () -> {
            boolean acquired = context.tryAcquire(1, TimeUnit.HOURS);
            context.release();
            return acquired;
        });
        awaitQueued(1);
        context.release();
        context.release();
        assertTrue(patient.get());
    }

    /** A waiter bumps an owner that sleeps in poll. */
    @Test
    void bumpsTheSleeper() throws Exception {
        Thread[] thread = new Thread[1];
        FutureTask<Boolean> sleeper = start(thread, () -> {
            context.acquire();
            boolean progress = context.poll(true);
            context.release();
            return progress;
        });
        while (!context.lock.isLocked()) {
            Thread.onSpinWait();
        }
        assertTrue(context.tryAcquire(1, TimeUnit.HOURS));
        context.release();
        assertFalse(sleeper.get());
    }

    /** A closed context is not acquired. */
    @Test
    void refusesWhenClosed() {
        context.close();
        assertThrows(IllegalStateException.class, context::acquireInterruptibly);
        assertThrows(IllegalStateException.class, () -> context.tryAcquire(1, TimeUnit.SECONDS));
        assertFalse(context.lock.isLocked());
    }
}
