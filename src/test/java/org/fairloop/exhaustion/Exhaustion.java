package org.fairloop.exhaustion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tries the operations of a catalogue at rising levels of a shortage, each in a Java virtual machine of its own.
 *
 * <p>{@code -Dexhaustion.long=true} tries every level, {@code -Dexhaustion.deadline=MILLISECONDS} sets when an object counts as
 * broken.
 */
public final class Exhaustion {

    /** Is every level tried? */
    public static final boolean LONG = Boolean.getBoolean("exhaustion.long");

    private static final long DEADLINE_MILLIS = Long.getLong("exhaustion.deadline", 10_000);

    private static final int MOST_LEVELS = 4000;

    /** So many tries without a failure in a row, and more of what is lacking changes nothing. */
    private static final int ENOUGH = LONG ? 60 : 8;

    /** Without common factor with the variants of a descent. */
    private static final int STEP = LONG ? 1 : 5;

    private static final int EXACT_LEVELS = LONG ? 40 : 16;

    private static final int EXACT_STEP = LONG ? 1 : 8;

    private static final long CHILD_MINUTES = 10;

    private Exhaustion() {}

    /**
     * What was seen of one operation.
     *
     * @param operation the name of the operation
     * @param tries how often it was called short of the resource
     * @param failures how often it failed for that
     * @param broken each kind of broken state, with the first level at which it was seen and how often
     */
    public record Row(String operation, int tries, int failures, Map<String, Broken> broken) {

        /**
         * Counts the tries after which the object was broken.
         *
         * @return the number of tries
         */
        public int brokenTries() {
            return broken.values().stream().mapToInt(Broken::times).sum();
        }

        /**
         * The row of a table.
         *
         * @return for example {@code lock(), contended: 0 broken of 41 failures in 60 tries}
         */
        @Override
        public String toString() {
            String seen =
                    operation + ": " + brokenTries() + " broken of " + failures + " failures in " + tries + " tries";
            return broken.isEmpty()
                    ? seen
                    : seen
                            + broken.entrySet().stream()
                                    .map(each -> "\n    " + each.getValue().times() + " times, first at level "
                                            + each.getValue().firstLevel() + ": " + each.getKey())
                                    .collect(Collectors.joining());
        }
    }

    /**
     * How often a kind of broken state was seen.
     *
     * @param firstLevel the first level at which it was seen
     * @param times how often
     */
    public record Broken(int firstLevel, int times) {

        Broken and(Broken other) {
            return new Broken(Math.min(firstLevel, other.firstLevel), times + other.times);
        }
    }

    /**
     * Tries the operations of a catalogue, or those whose name contains {@code -Dexhaustion.only=NAME}.
     *
     * @param shortage what is lacking
     * @param catalogue the operations
     * @param toTheEnd whether the sweep goes on after a broken state; else it ends there
     * @return a row for each operation, tried when it is asked for
     */
    public static Stream<Row> sweep(
            Shortage shortage, Class<? extends Operation.Catalogue> catalogue, boolean toTheEnd) {
        List<Operation> operations = Operation.of(catalogue.getName());
        String only = System.getProperty("exhaustion.only", "");
        return IntStream.range(0, operations.size())
                .filter(i -> operations.get(i).name().contains(only))
                .mapToObj(i -> {
                    String name = operations.get(i).name();
                    return shortage == Shortage.EXACT_BYTES
                            ? exactly(catalogue, i, name)
                            : sweep(shortage, catalogue, i, name, toTheEnd);
                });
    }

    private static Row sweep(Shortage shortage, Class<?> catalogue, int operation, String name, boolean toTheEnd) {
        int tries = 0;
        int failures = 0;
        Map<String, Broken> broken = new TreeMap<>();
        int level = 0;
        while (level < MOST_LEVELS && (broken.isEmpty() || toTheEnd)) {
            Child child = new Child(shortage, catalogue, operation, level, MOST_LEVELS);
            String[] said = child.lastLine().split("\t", -1);
            if (child.status != 0 || said.length != 4) {
                throw new IllegalStateException(name + ", " + shortage + ", from level " + level
                        + ": the virtual machine ended with status " + child.status + " and said:\n" + child.output);
            }
            tries += Integer.parseInt(said[0]);
            failures += Integer.parseInt(said[1]);
            level = Integer.parseInt(said[2]);
            if (!said[3].isEmpty()) {
                broken.merge(said[3], new Broken(level - STEP, 1), Broken::and);
            }
        }
        return new Row(name, tries, failures, broken);
    }

    private static Row exactly(Class<?> catalogue, int operation, String name) {
        int tries = 0;
        int failures = 0;
        Map<String, Broken> broken = new TreeMap<>();
        for (int level = 0; level < EXACT_LEVELS; level += EXACT_STEP) {
            Child child = new Child(Shortage.EXACT_BYTES, catalogue, operation, level, level + 1);
            int[] counts = TryMain.countsOf(child.status);
            if (counts == null) {
                throw new IllegalStateException(
                        name + ", " + 8 * level + " bytes left: the virtual machine ended with status " + child.status
                                + " and said:\n" + child.output);
            }
            tries += counts[0];
            failures += counts[1];
            if (counts[2] > 0) {
                broken.merge("not usable", new Broken(level, 1), Broken::and);
            }
        }
        return new Row(name, tries, failures, broken);
    }

    /**
     * Tells why the virtual machine under test cannot try a shortage.
     *
     * @param shortage what would be lacking
     * @return the reason, or {@code null} if it can
     */
    public static String unsupported(Shortage shortage) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(List.of(shortage.options));
        command.add("-version");
        Child child = new Child(command);
        return child.status == 0 ? null : String.join(" ", shortage.options) + ": " + child.output.strip();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A virtual machine that has ended. */
    private static final class Child {

        final int status;

        final String output;

        Child(Shortage shortage, Class<?> catalogue, int operation, int level, int end) {
            this(command(shortage, catalogue, operation, level, end));
        }

        Child(List<String> command) {
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.PIPE)
                        .start();
                process.getOutputStream().close();
                Thread reaper = new Thread(() -> reap(process), "reaper");
                reaper.setDaemon(true);
                reaper.start();
                output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                status = process.waitFor();
                reaper.interrupt();
                reaper.join();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        String lastLine() {
            return output.substring(output.stripTrailing().lastIndexOf('\n') + 1)
                    .replace("\n", "");
        }

        private static void reap(Process process) {
            try {
                if (!process.waitFor(CHILD_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly(); // closes its output as well
                }
            } catch (InterruptedException ended) {
                // Ended by itself.
            }
        }

        private static List<String> command(Shortage shortage, Class<?> catalogue, int operation, int level, int end) {
            List<String> command = new ArrayList<>(List.of(java()));
            command.addAll(List.of(shortage.options));
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.add(TryMain.class.getName());
            command.addAll(List.of(shortage.name(), catalogue.getName()));
            for (Object number : List.of(operation, level, end, STEP, ENOUGH, DEADLINE_MILLIS)) {
                command.add(number.toString());
            }
            return command;
        }
    }
}
