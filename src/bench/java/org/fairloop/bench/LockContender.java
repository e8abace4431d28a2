package org.fairloop.bench;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.fairloop.lock.FifoLock;
import org.fairloop.lock.RFifoLock;

/** What programmers lock with: ours, and what they use today. */
public enum LockContender {
    /** The lock that {@code FifoLock.create()} gives. */
    FIFO_LOCK {
        @Override
        Lock lock() {
            return FifoLock.create();
        }
    },
    /** The lock to read. */
    REFERENCE {
        @Override
        Lock lock() {
            return new RFifoLock();
        }
    },
    /** The rival. */
    REENTRANT_FAIR {
        @Override
        Lock lock() {
            return new ReentrantLock(true);
        }
    },
    /** For context: it lets threads overtake. */
    REENTRANT_UNFAIR {
        @Override
        Lock lock() {
            return new ReentrantLock();
        }
    },
    /** Not recursive. */
    SEMAPHORE_FAIR {
        @Override
        Guard guard() {
            Semaphore semaphore = new Semaphore(1, true);
            return section -> {
                semaphore.acquireUninterruptibly();
                try {
                    section.run();
                } finally {
                    semaphore.release();
                }
            };
        }
    },
    /** The monitor of an object. */
    SYNCHRONIZED {
        @Override
        Guard guard() {
            Object monitor = new Object();
            return section -> {
                synchronized (monitor) {
                    section.run();
                }
            };
        }
    };

    /** A new lock; not all contenders are one. */
    Lock lock() {
        throw new UnsupportedOperationException(this + " is no Lock");
    }

    /** Asks how many threads wait for a lock. */
    static IntSupplier queueLength(Lock lock) {
        return lock instanceof FifoLock fifo ? fifo::getQueueLength : ((ReentrantLock) lock)::getQueueLength;
    }

    /** A new guard, free. */
    Guard guard() {
        Lock lock = lock();
        return section -> {
            lock.lock();
            try {
                section.run();
            } finally {
                lock.unlock();
            }
        };
    }
}
