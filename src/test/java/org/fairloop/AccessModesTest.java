package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The access mode of each atomic step of the library, read from its bytecode.
 *
 * <p>On x86 a plain store and a release store are the same instruction. A mode that is too weak
 * therefore passes most other tests on such a processor, and fails on another one. {@link
 * SharedFieldsTest} guards the fields that are volatile; this test guards the accesses by a {@code
 * VarHandle} or by {@code java.util.concurrent.atomic}.
 */
class AccessModesTest {

    private static final Path CLASSES = Path.of("target", "classes");

    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

    private static final String ATOMICS = "java/util/concurrent/atomic/";

    /**
     * The accesses of a method, in the order of its code, and why a weaker mode is wrong (or a
     * stronger one a waste).
     */
    private record Pin(String accesses, String reason) {}

    private static final String TAKES_BUSY =
            "the acquire half orders the thread's accesses to the queue after those of the last thread that had BUSY; the"
                    + " compare-and-set makes it the only one that has BUSY";

    private static final String CLEARS_BUSY =
            "release: the thread that sets BUSY next must see the queue as this one leaves it. A plain store may become"
                    + " visible before the writes to the queue. No other thread writes the word meanwhile, so a"
                    + " compare-and-set would be a waste";

    private static final String DEKKER =
            "volatile: one half of write-then-read against the other side. With release and acquire the read may overtake the"
                    + " write, and each side misses the other";

    private static final Map<String, Pin> PINS = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "HandoffLock.takeFree",
                    new Pin(
                            "STATE.compareAndSet",
                            "L1: one thread of many takes the lock. L10: the acquire half synchronizes with the release"
                                    + " half of releaseFree")),
            Map.entry("HandoffLock.takeTicket", new Pin("STATE.compareAndSet", TAKES_BUSY)),
            Map.entry(
                    "HandoffLock.releaseFree",
                    new Pin(
                            "STATE.compareAndSet",
                            "L10: the release half publishes the critical section. The compare fails if a waiter has come,"
                                    + " which must be granted the lock")),
            Map.entry(
                    "HandoffLock.releaseToNext",
                    new Pin("STATE.compareAndSet", TAKES_BUSY + ". The grant publishes the critical section")),
            Map.entry("HandoffLock.trySetBusy", new Pin("STATE.compareAndSet", TAKES_BUSY)),
            Map.entry("HandoffLock.clearBusy", new Pin("STATE.setRelease", CLEARS_BUSY)),
            Map.entry("HandoffLock.abandon", new Pin("STATE.setRelease", CLEARS_BUSY)),
            Map.entry(
                    "Waiter.<init>",
                    new Pin(
                            "STATUS.set",
                            "plain: no other thread knows the waiter yet. clearBusy, or the lock's release, publishes it")),
            Map.entry(
                    "Waiter.changes",
                    new Pin(
                            "STATUS.compareAndSet",
                            "the waiter and the thread that grants or signals agree on one change; the failed compare of a"
                                    + " granted waiter synchronizes with the grant (L10)")),
            Map.entry(
                    "Waiter.exchangeForGranted",
                    new Pin(
                            "STATUS.getAndSet",
                            "L10: the release half publishes the critical section to the new owner. The old value tells"
                                    + " whether it has parked; a read before the write would miss one that parks between")),
            Map.entry("AioNotify.setFlag", new Pin("NOTIFIED.setVolatile", DEKKER + " (N5: raise, then isNotified)")),
            Map.entry("AioNotify.notifyMe", new Pin("NOTIFY_ME.getVolatile", DEKKER + " (N5)")),
            Map.entry(
                    "AioNotify.raise",
                    new Pin("NOTIFY_ME.getAndAdd", DEKKER + " (N5). Read-modify-write: several pollers count")),
            Map.entry(
                    "AioNotify.lower",
                    new Pin("NOTIFY_ME.getAndAdd", "read-modify-write: several pollers count, and none may be lost")),
            Map.entry(
                    "AioNotify.flag",
                    new Pin(
                            "NOTIFIED.getVolatile",
                            DEKKER
                                    + " (N5; and the schedule before it, for one that joins a wakeup). N6: it synchronizes with"
                                    + " setFlag")),
            Map.entry(
                    "AioNotify.accept",
                    new Pin("NOTIFIED.setVolatile", DEKKER + " (N1: clear, then look for the reason)")),
            Map.entry(
                    "AioNotify.announceCall",
                    new Pin(
                            "CALLS.compareAndSet",
                            "before the flags: a thread that sees a flag sees the call counted")),
            Map.entry(
                    "AioNotify.endCall",
                    new Pin("CALLS.compareAndSet", "after the calls: a thread that sees 0 joins what has been called")),
            Map.entry("AioNotify.calls", new Pin("CALLS.getVolatile", "after the flags, which are volatile, too")),
            Map.entry(
                    "BottomHalves.queueArrivals",
                    new Pin("ARRIVALS.getAndSet", "B5: it synchronizes with each push; no push may fall between")),
            Map.entry(
                    "BottomHalves.addTask",
                    new Pin(
                            "ARRIVALS.compareAndSet",
                            "B5: the release half publishes the task and what its thread did before; many push. Volatile:"
                                    + " its thread then reads the flag of the poller")),
            Map.entry(
                    "BottomHalves.lastArrival",
                    new Pin("ARRIVALS.getVolatile", "after the poller's accept, volatile like that: clear, then look")),
            Map.entry(
                    "BottomHalves.takeArrivals",
                    new Pin("ARRIVALS.getAndSet", "B5: it synchronizes with each push; no push may fall between")),
            Map.entry(
                    "BottomHalves.takeTaskOffQueueOrClose",
                    new Pin(
                            "ARRIVALS.compareAndSet",
                            "X1: the door closes only if no task has come since the last look")),
            Map.entry("EventNotifier.set", new Pin("state.updateAndGet", DEKKER + " (set, then read the context)")),
            Map.entry("EventNotifier.isSet", new Pin("state.get", DEKKER + " (attach, then look whether it is set)")),
            Map.entry(
                    "EventNotifier.isPending", new Pin("state.get", DEKKER + " (attach, then look whether it is set)")),
            Map.entry("EventNotifier.hold", new Pin("state.compareAndSet", "a clear or set at the same time must win")),
            Map.entry(
                    "EventNotifier.letGo", new Pin("state.compareAndSet", "a clear or set at the same time must win")),
            Map.entry(
                    "EventNotifier.testAndClear",
                    new Pin(
                            "state.getAndSet",
                            "clear, then look for the reason; and one of many callers gets a set"))));

    /**
     * Each method uses the access modes that are pinned here with a reason, in this order, and no
     * others.
     */
    @Test
    void everyAccessModeIsPinned() throws IOException {
        Map<String, List<String>> found = accesses();
        List<String> wrong = new ArrayList<>();
        for (String method : new TreeSet<>(found.keySet())) {
            String accesses = String.join(", ", found.get(method));
            Pin pin = PINS.get(method);
            if (pin == null) {
                wrong.add(method + " uses " + accesses
                        + " and is not listed here: list it with the reason for this mode");
            } else if (!pin.accesses.equals(accesses)) {
                wrong.add(method + " uses " + accesses + " instead of " + pin.accesses + ". Reason: " + pin.reason);
            }
        }
        PINS.forEach((method, pin) -> {
            if (!found.containsKey(method)) {
                wrong.add(method + " is listed here with " + pin.accesses + ", and uses none. Reason: " + pin.reason);
            }
        });
        assertEquals("", String.join("\n", wrong), "access modes that differ from AccessModesTest.PINS");
    }

    /** The accesses of the library, by method. */
    private static Map<String, List<String>> accesses() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".class")).toList()) {
                new ClassReader(Files.readAllBytes(file)).accept(new Accesses(found), ClassReader.SKIP_FRAMES);
            }
        }
        return found;
    }

    /** Notes each call of a VarHandle or an atomic, with the field that it was loaded from. */
    private static final class Accesses extends ClassVisitor {

        private final Map<String, List<String>> found;
        private String type;

        Accesses(Map<String, List<String>> found) {
            super(Opcodes.ASM9);
            this.found = found;
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            type = name.replaceAll(".*/", "").replace('$', '.');
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
            String method = type + "." + name;
            Deque<String> loaded = new ArrayDeque<>();
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String fieldType) {
                    boolean isRead = opcode == Opcodes.GETSTATIC || opcode == Opcodes.GETFIELD;
                    if (isRead && (fieldType.contains(VAR_HANDLE) || fieldType.contains(ATOMICS))) {
                        loaded.push(field);
                    }
                }

                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                    if ((owner.equals(VAR_HANDLE) || owner.startsWith(ATOMICS)) && !called.equals("<init>")) {
                        // The fences are static and belong to no field.
                        String field = opcode == Opcodes.INVOKESTATIC || loaded.isEmpty() ? "" : loaded.pop() + ".";
                        found.computeIfAbsent(method, it -> new ArrayList<>()).add(field + called);
                    }
                }
            };
        }
    }
}
