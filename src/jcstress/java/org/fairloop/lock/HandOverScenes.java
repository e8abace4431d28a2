package org.fairloop.lock;

import org.openjdk.jcstress.infra.results.II_Result;

/** What the threads of the hand-over tests do, be it with the one lock or the other. */
final class HandOverScenes {

    private HandOverScenes() {}

    /** Sections that count. */
    abstract static class Sections {

        private final FifoLock lock;

        private int count;

        Sections(FifoLock lock) {
            this.lock = lock;
        }

        /** A section with a nested hold; tells what it has counted to. */
        final int section() {
            lock.lock();
            lock.lock();
            int before = count;
            lock.unlock();
            int after = before + 1;
            count = after;
            lock.unlock();
            return after;
        }

        final int count() {
            lock.lock();
            int now = count;
            lock.unlock();
            return now;
        }
    }

    /** A section beside one that only tries. */
    abstract static class Tries {

        private final FifoLock lock;

        private int first;

        private int second;

        Tries(FifoLock lock) {
            this.lock = lock;
        }

        final void section() {
            lock.lock();
            first = 1;
            second = 1;
            lock.unlock();
        }

        /** Tells what it saw of the two writes; -1 where it failed. */
        final void tries(II_Result result) {
            result.r1 = -1;
            result.r2 = -1;
            if (lock.tryLock()) {
                result.r2 = second;
                result.r1 = first;
                lock.unlock();
            }
        }
    }
}
