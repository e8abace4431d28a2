package org.fairloop.exhaustion;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** One try of one operation at one level of a shortage. */
final class Try {

    /** So small that a descent is short; what a thread needs beside it, the virtual machine adds. */
    private static final int STACK_BYTES = 192 << 10;

    /** After so many pauses, the object seems to be broken. */
    private static final int PATIENT = 1000;

    private static final long LONG_PAUSE_NANOS = 5_000_000;

    private static final long STATE_MILLIS = 1_000;

    private final Scene scene;

    private final long deadlineNanos;

    /** What came out of the operation, or null. */
    private volatile Throwable thrown;

    private volatile boolean started;

    private volatile Throwable afterwards;

    private volatile boolean usable;

    /** The checker may ask. It is started before memory is short. */
    private volatile boolean asks;

    Try(Scene scene, long deadlineMillis) {
        this.scene = scene;
        this.deadlineNanos = TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
    }

    /** Runs, and returns what is broken, or null. */
    String run(Shortage shortage, int level) {
        scene.prepare();
        Thread checker = daemon("checker", 1 << 20, this::check);
        checker.start();
        Thread victim = daemon("victim", STACK_BYTES, () -> act(shortage, level));
        scene.begin(victim);
        victim.start();
        long deadline = System.nanoTime() + deadlineNanos;
        for (int times = 0; !scene.isQuiet() && System.nanoTime() < deadline; times++) {
            pause(times);
        }
        asks = true;
        LockSupport.unpark(checker);
        for (int times = 0; !usable && System.nanoTime() < deadline; times++) {
            pause(times);
        }
        if (!usable || !scene.isQuiet()) {
            FullHeap.empty();
            return scene.describe(state());
        }
        if (afterwards != null) {
            return "with all resources again, the victim fails with " + afterwards;
        }
        return scene.complaint();
    }

    /** Returns the state of a broken object. To ask for the state may block forever. */
    private String state() {
        AtomicReference<String> state = new AtomicReference<>("a question about its state blocks");
        Thread asker = daemon("asker", 1 << 20, () -> state.set(scene.state()));
        asker.start();
        try {
            asker.join(STATE_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return state.get();
    }

    /** Has the operation failed for lack of the resource? */
    boolean hasFailed() {
        return !started || thrown instanceof VirtualMachineError;
    }

    private static Thread daemon(String name, long stackBytes, Runnable body) {
        Thread thread = new Thread(null, body, name, stackBytes);
        thread.setDaemon(true);
        return thread;
    }

    private void act(Shortage shortage, int level) {
        try {
            scene.arrange();
        } catch (Throwable e) {
            afterwards = e;
        }
        if (shortage == null) {
            operate();
        } else {
            shortage.call(level, this::operate);
        }
        try {
            scene.undo();
        } catch (Throwable e) {
            afterwards = e;
        }
        scene.end();
    }

    private void operate() {
        started = true;
        scene.operating();
        try {
            scene.operate();
        } catch (Throwable e) {
            thrown = e;
        }
    }

    private void check() {
        while (!asks) {
            LockSupport.park(this);
        }
        for (int times = 0; !scene.isUsable(); times++) {
            pause(times);
        }
        usable = true;
    }

    /** Pauses for longer once the object seems to be broken, since that lasts until the deadline. */
    private static void pause(int times) {
        LockSupport.parkNanos(times < PATIENT ? Scene.PAUSE_NANOS : LONG_PAUSE_NANOS);
    }
}
