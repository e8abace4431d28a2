package org.fairloop.modelcheck;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;

/**
 * Makes a checkpoint, in TLC's own process. TLC makes its own by itself, but into the files that it works with, so that a
 * process that is killed while it does so leaves half a one; and it looks whether it is time once a minute only. So this
 * stops the workers, has TLC say how far it is and write its checkpoint, and copies all of that. TLC's internals, by
 * reflection: with a TLC that has them under other names there are no checkpoints.
 *
 * <p>A model with temporal properties gets none: the graph that TLC searches for lassos would have to come back as it was, and
 * TLC once forgot the initial states there and found no lasso any more (its issue 22).
 */
final class TlcCheckpoint implements Runnable {

    /** What the name of something ends in that is not whole yet. */
    static final String PART = ".part";

    private final Path place = Path.of(System.getProperty(TlcMain.CHECKPOINT_PLACE));
    private int number = Integer.getInteger(TlcMain.CHECKPOINT_NEXT);

    @Override
    public void run() {
        try {
            Object checker = checker();
            if (checker != null && !(boolean) get(checker, "checkLiveness")) {
                make(checker, get(checker, "theStateQueue"));
            }
        } catch (ReflectiveOperationException | RuntimeException | IOException e) {
            System.out.println("No checkpoints: " + e);
            throw new IllegalStateException(e); // and so no further one is tried
        }
    }

    private void make(Object checker, Object queue) throws ReflectiveOperationException, IOException {
        if (!suspend(queue)) {
            return; // TLC is done
        }
        try {
            call(checker, "printSummary", false, get(checker, "startTime"));
            call(checker, "checkpoint"); // and the workers go on
            if (!suspend(queue)) {
                return;
            }
            Path part = place.resolve(number + PART);
            Folders.copy(Path.of((String) get(checker, "metadir")), part);
            number++;
            System.out.println(TlcMain.CHECKPOINT + part);
        } finally {
            call(queue, "resumeAll");
        }
    }

    /** Stops the workers between two states; false if they have ended. It relies on {@link TlcNudge}. */
    private static boolean suspend(Object queue) throws ReflectiveOperationException {
        return (boolean) call(queue, "suspendAll");
    }

    /** TLC's search, or null if it has not begun. */
    static Object checker() throws ReflectiveOperationException {
        return Class.forName("tlc2.TLCGlobals").getField("mainChecker").get(null);
    }

    static Object get(Object object, String name) throws ReflectiveOperationException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(object);
                }
            }
        }
        throw new NoSuchFieldException(name);
    }

    static Object call(Object object, String name, Object... arguments) throws ReflectiveOperationException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                    method.setAccessible(true);
                    return method.invoke(object, arguments);
                }
            }
        }
        throw new NoSuchMethodException(name);
    }
}
