package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
     * @param alternative which kind of action it takes, if it can
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
     * @param threads the threads, as the binding {@code t} names them
     * @param alternatives the names of the actions of each kind; of the actions that a thread may take, at most one
     *     should be of one kind
     */
    public record World(Oracle oracle, List<String> threads, List<Set<String>> alternatives) {

        private Optional<Step> step(List<Step> enabled, Choice choice) {
            String thread = threads.get(choice.thread % threads.size());
            Set<String> kind = alternatives.get(choice.alternative);
            return enabled.stream()
                    .filter(step -> step.action().thread().equals(thread)
                            && kind.contains(step.action().name()))
                    .findFirst();
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
        Optional<Run.Mismatch> failure = failure(world, subjects);
        if (failure.isEmpty()) {
            return failure;
        }
        Schedule shortest = takenOnly(world, failure.get().steps());
        for (int length = shortest.choices.size(); length > 0; length = Math.min(length - 1, shortest.choices.size())) {
            for (List<Integer> stretch : shortest.stretches(world.threads.size(), length)) {
                Schedule candidate = shortest.without(stretch);
                Optional<Run.Mismatch> again = candidate.failure(world, subjects);
                if (again.isPresent()) {
                    failure = again;
                    shortest = candidate.takenOnly(world, again.get().steps());
                    length = shortest.choices.size() + 1;
                    break;
                }
            }
        }
        return failure;
    }

    private Optional<Run.Mismatch> failure(World world, Function<State, Subject> subjects) {
        try {
            follow(world, subjects);
            return Optional.empty();
        } catch (Run.Mismatch mismatch) {
            return Optional.of(mismatch);
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
