package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A list of choices who goes next, and how. A choice that cannot be taken when its turn comes is passed over, so that
 * every sublist of a schedule is a schedule too, and one that fails can be shrunk by leaving choices out.
 *
 * @param choices the choices, in order
 */
public record Schedule(List<Choice> choices) {

    /**
     * A choice.
     *
     * @param thread the number of the thread that goes next, taken modulo the number of threads
     * @param alternative which kind of action it takes, if it can: the number of the kind, plus the number of kinds for each
     *     step of that kind to be passed over
     */
    public record Choice(int thread, int alternative) {

        @Override
        public String toString() {
            return thread + "." + alternative;
        }
    }

    /**
     * What choices mean in one specification.
     *
     * @param oracle says what each thread may do
     * @param threads the threads, as the binding {@code t} names them; {@link Behaviour#NO_THREAD} for the actions that have no
     *     such binding
     * @param alternatives the names of the actions of each kind
     */
    public record World(Oracle oracle, List<String> threads, List<Set<String>> alternatives) {

        private Optional<Step> step(List<Step> enabled, Choice choice) {
            String thread = threads.get(choice.thread % threads.size());
            Set<String> kind = alternatives.get(choice.alternative % alternatives.size());
            List<Step> possible = enabled.stream()
                    .filter(step -> Behaviour.thread(step.action()).equals(thread)
                            && kind.contains(step.action().name()))
                    .toList();
            return possible.isEmpty()
                    ? Optional.empty()
                    : Optional.of(possible.get(choice.alternative / alternatives.size() % possible.size()));
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
     * Reads a schedule.
     *
     * @param text its text form, as {@link #toString} gives it
     * @return the schedule
     */
    public static Schedule of(String text) {
        return new Schedule(Stream.of(text.strip().split("\\s+"))
                .map(choice -> choice.split("\\."))
                .map(parts -> new Choice(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])))
                .toList());
    }

    /**
     * Runs code by this schedule, beside its specification.
     *
     * @param world what the choices mean
     * @param subjects makes fresh code for a run that begins in the given state
     * @return the steps taken
     * @throws Run.Mismatch if the code departs from the specification
     */
    public List<Step> follow(World world, Function<State, Subject> subjects) {
        State initial = world.oracle.initialStates().get(0);
        List<Step> taken = new ArrayList<>();
        try (Run run = new Run(initial, subjects.apply(initial))) {
            List<Step> enabled = world.oracle.steps(initial);
            for (Choice choice : choices) {
                Optional<Step> step = world.step(enabled, choice);
                if (step.isPresent()) {
                    run.take(step.get());
                    taken.add(step.get());
                    enabled = world.oracle.steps(run.state());
                }
            }
        }
        return taken;
    }

    /**
     * Shrinks this schedule if it fails.
     *
     * @param world what the choices mean
     * @param subjects makes fresh code for a run that begins in the given state
     * @return the failure of a schedule that fails no more if any thread, or any stretch of choices, of all threads or
     *     of one, is left out; or nothing if this schedule does not fail
     */
    public Optional<Run.Mismatch> shortestFailure(World world, Function<State, Subject> subjects) {
        return shortestFailure(world.threads.size(), schedule -> schedule.failure(world, subjects));
    }

    /**
     * Shrinks this schedule if it fails by a check of the caller's own.
     *
     * @param <F> what is found
     * @param threads the number of threads
     * @param check runs a schedule, always with the same outcome
     * @return the failure of a schedule that fails no more if any thread, or any stretch of choices, of all threads or
     *     of one, is left out; or nothing if this schedule does not fail
     */
    public <F> Optional<F> shortestFailure(int threads, Function<Schedule, Optional<Failure<F>>> check) {
        Optional<Failure<F>> failure = check.apply(this);
        if (failure.isEmpty()) {
            return Optional.empty();
        }
        Failure<F> shortest = failure.get();
        for (int length = shortest.length(); length > 0; length = Math.min(length - 1, shortest.length())) {
            for (List<Integer> stretch : shortest.taken.stretches(threads, length)) {
                Optional<Failure<F>> again = check.apply(shortest.taken.without(stretch));
                if (again.isPresent()) {
                    shortest = again.get();
                    length = shortest.length() + 1;
                    break;
                }
            }
        }
        return Optional.of(shortest.found);
    }

    /**
     * That a schedule fails.
     *
     * @param taken the choices that were taken up to the failure
     * @param found what was found
     * @param <F> its type
     */
    public record Failure<F>(Schedule taken, F found) {

        private int length() {
            return taken.choices.size();
        }
    }

    private Optional<Failure<Run.Mismatch>> failure(World world, Function<State, Subject> subjects) {
        try {
            follow(world, subjects);
            return Optional.empty();
        } catch (Run.Mismatch mismatch) {
            return Optional.of(new Failure<>(takenOnly(world, mismatch.steps()), mismatch));
        }
    }

    /** This schedule without the choices that the specification passes over, and without all that comes after. */
    private Schedule takenOnly(World world, int steps) {
        List<Choice> taken = new ArrayList<>();
        State state = world.oracle.initialStates().get(0);
        for (Choice choice : choices) {
            Optional<Step> step = world.step(world.oracle.steps(state), choice);
            if (step.isPresent() && taken.size() < steps) {
                taken.add(choice);
                state = step.get().to();
            }
        }
        return new Schedule(taken);
    }

    /** The positions of all stretches of a length: among all choices, and among those of each thread. */
    private List<List<Integer>> stretches(int threads, int length) {
        List<List<Integer>> stretches = new ArrayList<>();
        for (int thread = -1; thread < threads; thread++) {
            int who = thread;
            List<Integer> own = IntStream.range(0, choices.size())
                    .filter(i -> who < 0 || choices.get(i).thread % threads == who)
                    .boxed()
                    .toList();
            for (int start = 0; start + length <= own.size(); start++) {
                stretches.add(own.subList(start, start + length));
            }
        }
        return stretches;
    }

    private Schedule without(List<Integer> positions) {
        Set<Integer> gone = new HashSet<>(positions);
        return new Schedule(IntStream.range(0, choices.size())
                .filter(i -> !gone.contains(i))
                .mapToObj(choices::get)
                .toList());
    }

    @Override
    public String toString() {
        return choices.stream().map(Choice::toString).collect(Collectors.joining(" "));
    }
}
