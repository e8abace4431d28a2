package org.fairloop.modelcheck;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Holds what TLC said against what the list says. */
final class Comparison {

    private final Model model;
    private final Observation observed;
    private final List<String> mismatches = new ArrayList<>();

    private Comparison(Model model, Observation observed) {
        this.model = model;
        this.observed = observed;
    }

    /**
     * The differences.
     *
     * @param everything whether also to compare what differs from one release of TLC to another: depth, coverage and the
     *     steps of the counterexample
     * @return one line for each difference: what is wrong, and the cure
     */
    static List<String> mismatches(Model model, Observation observed, boolean everything) {
        Comparison comparison = new Comparison(model, observed);
        if (observed.error() != null) {
            comparison.add("no verdict, since " + firstLine(observed.error()));
        } else if (!model.mustPass()) {
            comparison.failing(everything);
        } else if (!observed.passed()) {
            comparison.add("must pass, but " + observed.violated() + " is violated (" + observed.kind() + ")");
        } else {
            comparison.passing(everything);
        }
        return comparison.mismatches;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private void add(String mismatch) {
        mismatches.add(mismatch);
    }

    private void passing(boolean everything) {
        Expectation.World world = model.expect().passes();
        if (observed.distinct() != world.distinct()) {
            add(String.format(
                    "%,d distinct states, but the list says %,d: a guard has changed, or the list is out of date",
                    observed.distinct(), world.distinct()));
        }
        if (everything && observed.workers() == 1 && world.depth() != null && observed.depth() != world.depth()) {
            add(String.format("depth %,d, but the list says %,d", observed.depth(), world.depth()));
        }
        if (everything) {
            coverage();
        }
    }

    private void coverage() {
        Map<String, String> untaken = model.untaken();
        observed.actions().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(action -> {
                    boolean taken = action.getValue() > 0;
                    if (!taken && !untaken.containsKey(action.getKey())) {
                        add(
                                "the action " + action.getKey() + " is never taken, so nothing is shown about it;"
                                        + " repair its guard or enlarge the world, or give the reason in the list under untaken");
                    } else if (taken && untaken.containsKey(action.getKey())) {
                        add("the action " + action.getKey()
                                + " is taken, but the list has it under untaken; take it out there");
                    }
                });
        untaken.keySet().stream()
                .filter(action -> !observed.actions().containsKey(action))
                .sorted()
                .forEach(action -> add("there is no action " + action + ", but the list has it under untaken"));
        if (observed.actions().isEmpty()) {
            add("TLC reports no action at all, so it cannot be checked that each is taken");
        }
    }

    private void failing(boolean everything) {
        Expectation expect = model.expect();
        if (observed.passed()) {
            add("must fail by " + expect.violates() + ", but passes: the property is too weak to see what is broken,"
                    + " or nothing is");
        } else if (observed.kind() != expect.kind() || !Objects.equals(observed.violated(), expect.violates())) {
            add("must fail by " + expect.violates() + " (" + expect.kind() + "), but fails by " + observed.violated()
                    + " (" + observed.kind() + ")");
        } else if (everything) {
            counterexample();
        }
    }

    private void counterexample() {
        Expectation expect = model.expect();
        if (expect.trace() != null
                && !expect.trace().equals(observed.counterexample().trace())) {
            add("fails by " + expect.violates() + " as it must, but by other steps than the list says");
        }
        if (expect.loop() != null) {
            List<String> loop = observed.counterexample().loopActions();
            if (!new HashSet<>(loop).containsAll(expect.loop())) {
                add("fails by " + expect.violates() + " as it must, but in a loop of " + loop + ", and the list wants "
                        + expect.loop());
            }
        }
    }
}
