package org.fairloop.modelcheck;

/**
 * Has whoever waits in TLC look again, in TLC's own process. Before it checks liveness, and for a checkpoint, TLC's workers are
 * stopped, and in this TLC one that stops between the look at it and the wait for it is not noticed: a wakeup that is lost.
 */
final class TlcNudge implements Runnable {

    static final long PERIOD_MILLIS = 100;

    @Override
    public void run() {
        try {
            Object checker = TlcCheckpoint.checker();
            if (checker != null) {
                TlcCheckpoint.call(TlcCheckpoint.get(checker, "theStateQueue"), "resumeAllStuck");
            }
        } catch (ReflectiveOperationException e) {
            // Another TLC, or one that searches without a queue.
        }
    }
}
