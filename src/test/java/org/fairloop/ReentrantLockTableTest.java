package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairloop.lock.HandoffLock;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/reentrantlock.md} agree with the running JDK and with the lock. */
class ReentrantLockTableTest {

    private static final Path PAGE = Path.of("docs", "reentrantlock.md");

    /** A row of a table. */
    private record Row(String verdict, String difference, String test) {}

    private final List<String> wrong = new ArrayList<>();

    /**
     * Each method of ReentrantLock has a row, each row has its method, and what the row says of
     * ours is so.
     */
    @Test
    void theTableOfTheLock() {
        compare(ReentrantLock.class, HandoffLock.class);
    }

    /**
     * Each method of Condition has a row, each row has its method, and what the row says of ours is
     * so.
     */
    @Test
    void theTableOfItsConditions() {
        compare(Condition.class, new HandoffLock().newCondition().getClass());
    }

    private void compare(Class<?> theirs, Class<?> ours) {
        Map<String, Row> rows = rows("method of `" + theirs.getSimpleName() + "`");
        Map<String, Executable> methods = methodsOf(theirs);
        methods.forEach((signature, method) -> {
            Row row = rows.get(signature);
            if (row == null) {
                wrong.add("no row for it, add: | `" + signature + "` | same, differs or absent | how | test |");
            } else {
                check(signature, row, method, find(ours, method));
            }
        });
        rows.keySet().stream()
                .filter(row -> !methods.containsKey(row))
                .forEach(row -> wrong.add("`" + row + "` has a row and is no method of " + theirs.getSimpleName()));
        assertEquals(
                "",
                String.join("\n", wrong),
                () -> PAGE + ", JDK " + Runtime.version().feature());
    }

    private void check(String signature, Row row, Executable theirs, Optional<Executable> ours) {
        switch (row.verdict) {
            case "same" -> {
                if (ours.isEmpty()) {
                    wrong.add("`" + signature + "` is the same, says its row, and ours does not exist");
                } else if (!isSame(theirs, ours.get())) {
                    wrong.add("`" + signature + "` is the same, says its row, and ours is " + ours.get());
                }
                checkTest(signature, row);
            }
            case "differs" -> {
                if (ours.isEmpty()) {
                    wrong.add("`" + signature + "` differs, says its row, and ours does not exist");
                }
                if (row.difference.isEmpty()) {
                    wrong.add("`" + signature + "` differs, says its row, and not how");
                }
                checkTest(signature, row);
            }
            case "absent" -> {
                ours.ifPresent(it -> wrong.add("`" + signature + "` is absent, says its row, and ours is " + it));
                if (row.difference.isEmpty()) {
                    wrong.add("`" + signature + "` is absent, says its row, and not why");
                }
            }
            default -> wrong.add("`" + signature + "` is \"" + row.verdict + "\": same, differs or absent?");
        }
    }

    private void checkTest(String signature, Row row) {
        if (!row.test.contains("#") || !Symbols.isTest(row.test)) {
            wrong.add("`" + signature + "` names \"" + row.test + "\", which is no test");
        }
    }

    private static boolean isSame(Executable theirs, Executable ours) {
        return signature(theirs).equals(signature(ours))
                && access(theirs) == access(ours)
                && Set.of(theirs.getExceptionTypes()).equals(Set.of(ours.getExceptionTypes()));
    }

    private static int access(Executable it) {
        return it.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED);
    }

    /**
     * The public method of the same name and parameters, wherever it is inherited from; for a
     * constructor, the constructor.
     */
    private static Optional<Executable> find(Class<?> type, Executable like) {
        try {
            return Optional.of(
                    like instanceof Constructor
                            ? type.getConstructor(like.getParameterTypes())
                            : type.getMethod(like.getName(), like.getParameterTypes()));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Executable> methodsOf(Class<?> type) {
        Map<String, Executable> methods = new TreeMap<>();
        Stream.<Executable>concat(
                        Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
                .filter(it -> access(it) != 0 && !it.isSynthetic())
                .forEach(it -> methods.put(signature(it), it));
        return methods;
    }

    private static String signature(Executable it) {
        String parameters =
                Arrays.stream(it.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", "));
        return it instanceof Method method
                ? method.getReturnType().getSimpleName() + " " + it.getName() + "(" + parameters + ")"
                : it.getDeclaringClass().getSimpleName() + "(" + parameters + ")";
    }

    /** The rows of the table with this header, by the method. */
    private Map<String, Row> rows(String header) {
        Map<String, Row> rows = new LinkedHashMap<>();
        Symbols.read(PAGE)
                .lines()
                .dropWhile(line -> !line.startsWith("| " + header))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .forEach(line -> {
                    List<String> cells = Arrays.stream(line.split("\\|", -1))
                            .map(String::strip)
                            .toList();
                    if (cells.size() != 6) {
                        wrong.add("a row has 4 cells, and not as this: " + line);
                    } else if (rows.put(
                                    cells.get(1).replace("`", ""),
                                    new Row(
                                            cells.get(2),
                                            cells.get(3),
                                            cells.get(4).replace("`", "")))
                            != null) {
                        wrong.add(cells.get(1) + " has two rows");
                    }
                });
        return rows;
    }
}
