package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A mutex that a test controls is a mutex, and its conditions are conditions, each step of them a stop. */
class ControlledMutexTest {

    private final Scheduler scheduler = new Scheduler();
    private final ControlledMutex mutex = new ControlledMutex(scheduler);
    private final Condition one = mutex.newCondition();
    private final Condition other = mutex.newCondition();
    private final List<Scheduler.Actor> sleepers = new ArrayList<>();
    private Scheduler.Actor signaller;

    /** Two sleep on one condition, and a third on the other. */
    @BeforeEach
    void sleep() {
        for (Condition condition : List.of(one, one, other)) {
            Scheduler.Actor sleeper = scheduler.actor("s" + sleepers.size());
            sleepers.add(sleeper);
            sleeper.begin(() -> {
                mutex.lock();
                condition.await();
                mutex.unlock();
                return "woken";
            });
            assertEquals(ControlledMutex.TAKEN, sleeper.stop());
            assertSame(sleeper.thread(), mutex.holder());
            sleeper.resume();
            assertEquals(ControlledMutex.AWAIT, sleeper.stop());
            sleeper.resume();
            assertEquals(ControlledMutex.WAITING, sleeper.stop());
            assertNull(mutex.holder());
        }
        signaller = scheduler.actor("signaller");
    }

    @AfterEach
    void end() {
        scheduler.close();
    }

    private void run(Runnable withMutexHeld) {
        signaller.begin(() -> {
            mutex.lock();
            withMutexHeld.run();
            mutex.unlock();
            return null;
        });
        signaller.resume();
        signaller.resume();
        assertTrue(signaller.isIdle());
    }

    private List<Integer> awake() {
        List<Integer> awake = new ArrayList<>();
        for (Scheduler.Actor sleeper : sleepers) {
            if (mutex.isAwake(sleeper.thread())) {
                awake.add(sleepers.indexOf(sleeper));
            }
        }
        return awake;
    }

    /** A signal wakes the last to sleep of those who sleep on its condition, and nobody else. */
    @Test
    void signalWakesTheLast() {
        run(one::signal);
        assertEquals(List.of(1), awake());
        run(one::signal);
        run(one::signal);
        assertEquals(List.of(0, 1), awake());
    }

    /** Whom a signal wakes can be chosen, for one signal, of those who sleep on its condition. */
    @Test
    void signalWakesTheChosen() {
        mutex.wakesNext(sleepers.get(0).thread());
        run(one::signal);
        assertEquals(List.of(0), awake());
        mutex.wakesNext(sleepers.get(1).thread());
        run(other::signal);
        assertEquals(List.of(0, 2), awake());
        run(one::signal);
        assertEquals(List.of(0, 1, 2), awake());
    }

    /** A signal to all wakes those who sleep on its condition. */
    @Test
    void signalAllWakesAll() {
        run(one::signalAll);
        assertEquals(List.of(0, 1), awake());
    }

    /** A sleeper stays where it is until it is woken, spuriously or not, and the mutex is free. */
    @Test
    void whoIsWokenRetakesTheMutex() {
        Scheduler.Actor sleeper = sleepers.get(2);
        sleeper.resume();
        assertEquals(ControlledMutex.WAITING, sleeper.stop());
        assertTrue(mutex.wakeSpuriously(sleeper.thread()));
        assertFalse(mutex.wakeSpuriously(sleeper.thread()));
        signaller.begin(() -> {
            mutex.lock();
            return null;
        });
        sleeper.resume();
        assertEquals(ControlledMutex.WAITING, sleeper.stop());
        signaller.resume();
        signaller.begin(() -> {
            mutex.unlock();
            return null;
        });
        signaller.resume();
        sleeper.resume();
        assertEquals(ControlledMutex.RETAKEN, sleeper.stop());
        assertSame(sleeper.thread(), mutex.holder());
        sleeper.resume();
        assertEquals(ControlledMutex.LEAVING, sleeper.stop());
        sleeper.resume();
        assertEquals("woken", sleeper.outcome().result());
        assertNull(mutex.holder());
    }
}
