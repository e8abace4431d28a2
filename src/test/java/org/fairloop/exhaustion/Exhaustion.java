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

/**
 * Tries the operations of a catalogue at rising levels of a shortage, in Java virtual machines of their own.
 *
 * <p>{@code -Dexhaustion.long=true} tries every level, {@code -Dexhaustion.step=N} every Nth.
 * {@code -Dexhaustion.deadline=MILLISECONDS} sets when an object counts as broken.
 */
public final class Exhaustion {

    /** Is every level tried? */
    public static final boolean LONG = Boolean.getBoolean("exhaustion.long");

    private static final long DEADLINE_MILLIS = Long.getLong("exhaustion.deadline", 10_000);

    private static final int MOST_LEVELS = 4000;

    /** Without common factor with the variants of a descent. */
    private static final int STEP = Integer.getInteger("exhaustion.step", LONG ? 1 : 5);

    /** After so many tries in a row without a failure, more stack or memory changes nothing. */
    private static final int ENOUGH = LONG ? 60 : 6;

    private static final long CHILD_MINUTES = 30;

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

        private Row and(TryMain.Said said) {
            Map<String, Broken> all = new TreeMap<>(broken);
            if (!said.broken().isEmpty()) {
                all.merge(said.broken(), new Broken(said.nextLevel() - STEP, 1), Broken::and);
            }
            return new Row(operation, tries + said.tries(), failures + said.failures(), all);
        }

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
     * @param toTheEnd whether the sweep of an operation goes on after a broken state; else it ends there
     * @return a row for each operation
     */
    public static List<Row> sweep(Shortage shortage, Class<? extends Operation.Catalogue> catalogue, boolean toTheEnd) {
        List<Row> rows = new ArrayList<>();
        for (Operation operation : Operation.of(catalogue.getName())) {
            rows.add(new Row(operation.name(), 0, 0, Map.of()));
        }
        int operation = 0;
        int level = 0;
        while (operation < rows.size()) {
            int end = shortage == Shortage.STACK_COLD ? operation + 1 : rows.size();
            Child child = new Child(shortage, catalogue, operation, end, level);
            List<TryMain.Said> all =
                    child.output.lines().flatMap(TryMain.Said::read).toList();
            if (child.status != 0 || all.isEmpty()) {
                throw new IllegalStateException(rows.get(operation).operation() + ", " + shortage + ", from level "
                        + level + ": the virtual machine ended with status " + child.status + " and said:\n"
                        + child.output);
            }
            for (TryMain.Said said : all) {
                rows.set(said.operation(), rows.get(said.operation()).and(said));
            }
            TryMain.Said last = all.get(all.size() - 1);
            boolean goesOn = toTheEnd && last.nextLevel() < MOST_LEVELS;
            operation = goesOn ? last.operation() : last.operation() + 1;
            level = goesOn ? last.nextLevel() : 0;
        }
        return rows;
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

        Child(Shortage shortage, Class<?> catalogue, int operation, int end, int level) {
            this(command(shortage, catalogue, operation, end, level));
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

        private static void reap(Process process) {
            try {
                if (!process.waitFor(CHILD_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly(); // closes its output as well
                }
            } catch (InterruptedException ended) {
                // Ended by itself.
            }
        }

        private static List<String> command(Shortage shortage, Class<?> catalogue, int operation, int end, int level) {
            List<String> command = new ArrayList<>(List.of(java()));
            command.addAll(List.of(shortage.options));
            command.add("-Dexhaustion.only=" + Operation.ONLY);
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.add(TryMain.class.getName());
            command.addAll(List.of(shortage.name(), catalogue.getName()));
            for (Object number : List.of(operation, end, level, MOST_LEVELS, STEP, ENOUGH, DEADLINE_MILLIS)) {
                command.add(number.toString());
            }
            return command;
        }
    }
}
