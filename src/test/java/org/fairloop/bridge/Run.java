package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One run of real code beside its specification, compared in every state. Ends the code when it is closed. */
public final class Run implements AutoCloseable {

    private final Subject subject;
    private final State initial;
    private final List<Step> steps = new ArrayList<>();

    /**
     * Begins a run.
     *
     * @param initial the state of the specification in which it begins
     * @param subject the code, fresh
     * @throws Mismatch if the code does not begin in that state
     */
    public Run(State initial, Subject subject) {
        this.subject = subject;
        this.initial = initial;
        try {
            requireReasons();
            compare();
        } catch (RuntimeException | Error e) {
            subject.close();
            throw e;
        }
    }

    /**
     * Where the run is.
     *
     * @return the state of the specification
     */
    public State state() {
        return steps.isEmpty() ? initial : steps.get(steps.size() - 1).to();
    }

    /**
     * The number of steps taken.
     *
     * @return the length of the run
     */
    public int length() {
        return steps.size();
    }

    /**
     * Takes a step, in the specification and in the code.
     *
     * @param step a step from {@link #state}
     * @throws Mismatch if the code does not come to the same state
     */
    public void take(Step step) {
        steps.add(step);
        try {
            subject.perform(step);
        } catch (Subject.Divergence divergence) {
            throw mismatch(divergence.getMessage());
        }
        compare();
    }

    /**
     * Takes the steps that a schedule names.
     *
     * @param oracle the oracle of the state in which the run is
     * @param schedule actions with their bindings, as {@link Oracle#named} and {@link Mismatch#schedule} give them
     * @throws IllegalArgumentException if the specification does not allow one of them; then none is taken
     * @throws Mismatch if the code does not come to the same states
     */
    public void take(Oracle oracle, String schedule) {
        oracle.path(state(), schedule).forEach(this::take);
    }

    /** The variables that are not compared. */
    Set<String> hidden() {
        return subject.hidden().keySet();
    }

    private void compare() {
        Map<String, Object> expected = subject.visible(state());
        Map<String, Object> actual = subject.visible();
        requireAll(expected, "the state of the specification");
        requireAll(actual, "the code");
        if (!TlaValues.equal(expected, actual)) {
            throw mismatch(differences(Lanes.flat(expected), Lanes.flat(actual)));
        }
    }

    /** In each state: what a view forgets in one of them is not compared there. */
    private void requireAll(Map<String, Object> shown, String of) {
        for (String variable : state().values().keySet()) {
            boolean isHidden = subject.hidden().containsKey(variable);
            if (!isHidden && !shown.containsKey(variable)) {
                throw forgotten("does not show the variable " + variable + " of " + of
                        + ", and does not say under hidden() why");
            }
            if (isHidden && shown.containsKey(variable)) {
                throw forgotten("shows the variable " + variable + " of " + of + ", and says that it is hidden");
            }
            if (state().get(variable) instanceof Map<?, ?> function
                    && shown.get(variable) instanceof Map<?, ?> part
                    && !part.keySet().equals(function.keySet())) {
                throw forgotten("shows the variable " + variable + " of " + of + " for " + part.keySet()
                        + ", and it is a function on " + function.keySet());
            }
        }
        for (String variable : shown.keySet()) {
            requireKnown(variable);
        }
    }

    private void requireReasons() {
        subject.hidden().forEach((variable, reason) -> {
            requireKnown(variable);
            if (reason.isBlank()) {
                throw forgotten("hides the variable " + variable + " for no reason");
            }
        });
    }

    private void requireKnown(String variable) {
        if (!initial.values().containsKey(variable)) {
            throw forgotten("has a variable " + variable + ", and the specification has "
                    + initial.values().keySet());
        }
    }

    private IllegalStateException forgotten(String what) {
        return new IllegalStateException("the mapping " + subject.getClass().getName() + " " + what);
    }

    private static String differences(Map<String, Object> expected, Map<String, Object> actual) {
        List<String> differences = new ArrayList<>();
        for (String name : Lanes.changes(expected, actual).keySet()) {
            if (expected.containsKey(name)
                    && actual.containsKey(name)
                    && TlaValues.equal(expected.get(name), actual.get(name))) {
                continue; // such as an empty function in place of an empty sequence
            }
            differences.add(name + " is " + actual.get(name) + ", the specification says " + expected.get(name));
        }
        return String.join("; ", differences);
    }

    private Mismatch mismatch(String what) {
        List<Lanes.Row> rows = new ArrayList<>();
        steps.forEach(step -> rows.add(new Lanes.Row(step.action(), subject.visible(step.to()))));
        String where = steps.isEmpty()
                ? "at the start"
                : "at step " + steps.size() + ", " + steps.get(steps.size() - 1).action();
        State before = steps.isEmpty() ? initial : steps.get(steps.size() - 1).from();
        return new Mismatch(
                where + ": " + what,
                List.copyOf(steps),
                new Behaviour(
                        "The code departs from its specification " + where,
                        subject.visible(initial),
                        rows,
                        null,
                        what,
                        Cast.NONE),
                "\nThe run, as the specification has it:\n"
                        + Lanes.print(subject.visible(initial), rows)
                        + "Specification before: " + Lanes.line(before.values())
                        + "\nSpecification after:  " + Lanes.line(state().values())
                        + "\nCode after:           " + Lanes.line(subject.visible()));
    }

    @Override
    public void close() {
        subject.close();
    }

    /** The code departs from its specification. */
    public static final class Mismatch extends AssertionError {
        private static final long serialVersionUID = 1;

        private final String found;
        private final transient List<Step> steps;
        private final transient Behaviour behaviour;

        private Mismatch(String found, List<Step> steps, Behaviour behaviour, String details) {
            super("The code departs from its specification " + found + details);
            this.found = found;
            this.steps = steps;
            this.behaviour = behaviour;
        }

        /**
         * The finding in one line.
         *
         * @return where, and which variables differ or which answer was wrong
         */
        public String found() {
            return found;
        }

        /**
         * The run, as the specification has it.
         *
         * @return the run, to be shown
         */
        public Behaviour behaviour() {
            return behaviour;
        }

        /**
         * Writes the run as a page, for the test that fails by it.
         *
         * @param name the name of the page
         * @param cast who plays which part
         * @return what is to be thrown: this, and where the page is
         */
        public AssertionError withPage(String name, Cast cast) {
            return new AssertionError(getMessage() + "\n" + LanesPage.seeIt(name, behaviour.with(cast)), this);
        }

        /**
         * The length of the run.
         *
         * @return the number of steps, the failing one included
         */
        public int steps() {
            return steps.size();
        }

        /**
         * The run as text.
         *
         * @param oracle the oracle of its states
         * @return its actions, which {@link Run#take(Oracle, String)} takes again
         */
        public String schedule(Oracle oracle) {
            return steps.stream().map(oracle::word).collect(Collectors.joining(" "));
        }
    }
}
