package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Fields that change, and what makes that safe. A field that lost its {@code volatile} passes every other test, as long as the
 * processor is kind: jcstress sees few of them.
 */
class SharedFieldsTest {

    private static final Path CLASSES = Path.of("target", "classes");

    private static final String OWNERSHIP = "the ownership of the context";

    private static final String MUTEX = "the lock's mutex";

    private static final String BUSY =
            "the BUSY bit of the lock; of those who wait for a signal, the ownership of the lock";

    private static final String VAR_HANDLE = "a VarHandle, through which alone it is accessed";

    private static final String NEVER_CHANGES = "nothing: its elements are set in the constructor and never change";

    /** Those that are not volatile, and what guards them. */
    private static final Map<String, String> GUARDED = new TreeMap<>(Map.ofEntries(
            Map.entry("RFifoLock.head", MUTEX),
            Map.entry("RFifoLock.tail", MUTEX),
            Map.entry("RFifoLock.nesting", MUTEX + "; the owner alone writes it, and may read it without"),
            Map.entry("RFifoLock.callingBack", MUTEX),
            Map.entry("RFifoLock.serialPersistentFields", "nothing: it is empty"),
            Map.entry("RFifoLock.Ticket.number", MUTEX),
            Map.entry("HandoffLock.nested", "the ownership of the lock"),
            Map.entry("HandoffLock.maxSpins", "nothing: set before the lock is published, and a stale 0 is harmless"),
            Map.entry("HandoffLock.spins", "nothing: it is a guess, and a lost update is harmless"),
            Map.entry("Waiter.before", BUSY),
            Map.entry("Waiter.behind", BUSY),
            Map.entry("Waiter.spins", "its thread: nobody else uses it"),
            Map.entry("Waiter.callingBack", "its thread: nobody else uses it"),
            Map.entry("Waiter.outer", "its thread: nobody else uses it"),
            Map.entry("Headroom.never", "nothing: it never changes, which the compilers must not know"),
            Map.entry("WaiterQueue.first", BUSY),
            Map.entry("WaiterQueue.last", BUSY),
            Map.entry("AioNotify.notified", VAR_HANDLE),
            Map.entry("AioNotify.notifyMe", VAR_HANDLE),
            Map.entry("AioNotify.calls", VAR_HANDLE),
            Map.entry("AioNotify.pollers", NEVER_CHANGES),
            Map.entry("AioContext.failure", OWNERSHIP),
            Map.entry("AioContext.closing", OWNERSHIP),
            Map.entry("Handler.consumed", OWNERSHIP),
            Map.entry("Handler.ready", OWNERSHIP),
            Map.entry("Handler.dropped", OWNERSHIP),
            Map.entry("Handler.watched", OWNERSHIP),
            Map.entry("Handler.held", OWNERSHIP),
            Map.entry("AioContext.failedWaits", OWNERSHIP),
            Map.entry("IoThread.failures", "its own thread: only the loop uses it"),
            Map.entry("EventNotifier.handler", OWNERSHIP),
            Map.entry("SelectorPoller.ready", "its owner: only the thread in poll uses it"),
            Map.entry("AioTimer.armed", "the monitor of Timers"),
            Map.entry("AioTimer.deadline", "the monitor of Timers"),
            Map.entry("AioTimer.turn", "the monitor of Timers"),
            Map.entry("Timers.nextTurn", "its monitor"),
            Map.entry("Timers.closed", "its monitor"),
            Map.entry("BottomHalf.before", "the monitor of BottomHalves"),
            Map.entry("BottomHalf.scheduled", "the monitor of BottomHalves"),
            Map.entry("BottomHalf.idle", "the monitor of BottomHalves"),
            Map.entry("BottomHalf.deadline", "the monitor of BottomHalves"),
            Map.entry("BottomHalf.deleted", "the monitor of BottomHalves"),
            Map.entry("Task.turn", "the monitor of BottomHalves"),
            Map.entry("BottomHalves.first", "its monitor"),
            Map.entry("BottomHalves.last", "its monitor"),
            Map.entry("BottomHalves.walks", "its monitor"),
            Map.entry("BottomHalves.idles", "its monitor"),
            Map.entry("BottomHalves.size", "its monitor"),
            Map.entry("BottomHalves.tookIdle", OWNERSHIP),
            Map.entry("BottomHalves.arrivals", VAR_HANDLE),
            Map.entry("BottomHalves.Line.left", OWNERSHIP),
            Map.entry("BottomHalves.Line.rest", OWNERSHIP),
            Map.entry("BottomHalves.Line.tasks", OWNERSHIP),
            Map.entry(
                    "Task.next",
                    "its own thread, before it arrives; then the monitor of BottomHalves, or the ownership"),
            Map.entry("BottomHalves.closed", "its monitor"),
            Map.entry("IoThread.started", "its monitor"),
            Map.entry("BlockDevice.first", "its monitor"),
            Map.entry("BlockDevice.last", "its monitor"),
            Map.entry("BlockDevice.Request.next", "the monitor of the device"),
            Map.entry("BlockDevice.inFlight", "its monitor"),
            Map.entry("BlockDevice.closed", "its monitor"),
            Map.entry("BlockDevice.workers", NEVER_CHANGES),
            Map.entry("BlockDevice.Request.ended", "the monitor of the device"),
            Map.entry("BlockDevice.Request.completed", OWNERSHIP),
            Map.entry("BlockDevice.Request.bytes", "its worker, until it sets performed; then " + OWNERSHIP),
            Map.entry("BlockDevice.Request.failure", "as bytes")));

    /** Every field that changes is volatile, or is listed with what guards it, and nothing else is. */
    @Test
    void everyFieldIsVolatileOrGuarded() throws IOException {
        Set<String> plain = new TreeSet<>();
        for (Class<?> type : library()) {
            for (Field field : type.getDeclaredFields()) {
                boolean mayChange = !Modifier.isFinal(field.getModifiers())
                        || field.getType().isArray();
                if (mayChange && !Modifier.isVolatile(field.getModifiers()) && !isOfCompiler(field)) {
                    plain.add(type.getName().replaceAll(".*\\.", "").replace('$', '.') + "." + field.getName());
                }
            }
        }
        Set<String> unlisted = new TreeSet<>(plain);
        unlisted.removeAll(GUARDED.keySet());
        assertEquals(Set.of(), unlisted, "not volatile, not final, and not listed here with what guards it");
        Set<String> gone = new TreeSet<>(GUARDED.keySet());
        gone.removeAll(plain);
        assertEquals(Set.of(), gone, "listed here, but volatile, final or not there");
    }

    /** No statement reads or writes those that are for a VarHandle. */
    @Test
    void aVarHandleIsTheOnlyWay() {
        String code = Symbols.read(Path.of("src/main/java/org/fairloop/context/AioNotify.java"))
                .replaceAll("(?s)/\\*.*?\\*/|//[^\\n]*|\"[^\"\\n]*\"", "");
        List<String> uses = new ArrayList<>();
        Pattern.compile("[^\\n]*\\b((notifyMe|calls)\\b(?!\\()|notified\\s*\\[)[^\\n]*")
                .matcher(code)
                .results()
                .forEach(it -> uses.add(it.group().strip()));
        assertEquals(List.of("private int notifyMe;", "private int calls;"), uses);
    }

    private static boolean isOfCompiler(Field field) {
        return field.isSynthetic() || field.getName().startsWith("$"); // of an enum or an agent
    }

    private static List<Class<?>> library() throws IOException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : (Iterable<Path>)
                    files.filter(it -> it.toString().matches(".*[A-Z]\\w*(\\$\\w+)*\\.class"))::iterator) {
                String name = CLASSES.relativize(file).toString().replace(".class", "");
                types.add(Class.forName(
                        name.replace(file.getFileSystem().getSeparator(), "."),
                        false,
                        SharedFieldsTest.class.getClassLoader()));
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        assertTrue(types.size() > 15, () -> "found only " + types);
        return types;
    }
}
