package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A list of choices who goes next, and how. A choice that cannot be taken when its turn comes is passed over, so that
 * every sublist of a schedule is a schedule: a generated one can be shrunk by leaving choices out.
 *
 * @param choices the choices, in order
 */
public record Schedule(List<Choice> choices) {

    /**
     * A choice.
     *
     * @param thread the number of the thread that goes next, taken modulo the number of threads
     * @param alternative which of the thread's enabled actions it takes, in the order of the specification, from 0
     */
    public record Choice(int thread, int alternative) {

        @Override
        public String toString() {
            return thread + "." + alternative;
        }
    }

    /**
     * Makes a schedule.
     *
     * @param choices the choices, in order
     */
    public Schedule {
        choices = List.copyOf(choices);
    }

    /**
     * Reads the text form of a schedule.
     *
     * @param text what {@link #toString} yields: choices as {@code thread.alternative}, separated by commas
     * @return the schedule
     */
    public static Schedule parse(String text) {
        return new Schedule(Stream.of(text.split(","))
                .filter(choice -> !choice.isBlank())
                .map(choice -> {
                    String[] parts = choice.strip().split("\\.");
                    return new Choice(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
                })
                .toList());
    }

    /**
     * Runs code by this schedule, beside its specification.
     *
     * @param oracle says what each thread may do
     * @param threads the threads, as the binding {@code t} names them
     * @param subjects makes fresh code for a run that begins in the given state
     * @return the steps taken
     * @throws Run.Mismatch if the code departs from the specification
     */
    public List<Step> follow(Oracle oracle, List<String> threads, Function<State, Subject> subjects) {
        State initial = oracle.initialStates().get(0);
        List<Step> taken = new ArrayList<>();
        try (Run run = new Run(initial, subjects.apply(initial))) {
            List<Step> enabled = oracle.steps(initial);
            for (Choice choice : choices) {
                String thread = threads.get(choice.thread % threads.size());
                List<Step> own = enabled.stream()
                        .filter(step -> step.action().thread().equals(thread))
                        .toList();
                if (choice.alternative < own.size()) {
                    Step step = own.get(choice.alternative);
                    run.take(step);
                    taken.add(step);
                    enabled = oracle.steps(run.state());
                }
            }
        }
        return taken;
    }

    @Override
    public String toString() {
        return choices.stream().map(Choice::toString).collect(Collectors.joining(","));
    }
}
