package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairloop.bridge.Action;
import org.fairloop.bridge.Behaviour;
import org.fairloop.bridge.Cast;
import org.fairloop.bridge.Lanes;

/**
 * A behaviour that violates a property, as TLC printed it.
 *
 * @param steps the states in order; the first is an initial one
 * @param loop how the behaviour goes on for ever, for liveness; otherwise null
 * @param retrace the same behaviour with what TLC does not print; null if it could not be found
 */
public record Counterexample(List<Step> steps, Loop loop, Retrace retrace) {

    /**
     * A behaviour with everything that is known of it.
     *
     * @param initial the values of the variables at first, in plain Java
     * @param rows the steps: who took which action, and the values after it
     * @param back the action that leads back, for a lasso that does not stutter; otherwise null
     * @param falseConjuncts what is false in the last state, if the violated property is an invariant and a conjunction; otherwise
     *     empty or null
     */
    public record Retrace(Map<String, Object> initial, List<Lanes.Row> rows, Action back, List<String> falseConjuncts) {

        /**
         * Which part of an invariant is to blame.
         *
         * @param invariant the property that is violated
         * @return a sentence, or nothing if there is no more to say than that
         */
        public String blame(String invariant) {
            return falseConjuncts == null ? "" : Counterexample.blame(invariant, falseConjuncts);
        }
    }

    /**
     * A state and how it was reached.
     *
     * @param action the action, or null in the initial state
     * @param bindings its arguments, where TLC prints them (2.18 does not), otherwise empty
     * @param values the values of the variables as text, in TLC's order
     */
    public record Step(String action, String bindings, Map<String, String> values) {

        @Override
        public String toString() {
            return action == null ? "initial state" : bindings.isEmpty() ? action : action + "(" + bindings + ")";
        }
    }

    /**
     * The end of a lasso.
     *
     * @param backTo the number of the step, from 1, that follows the last one; the last one itself if it stutters
     * @param action the action that leads back, or {@value Expectation#STUTTERING}
     */
    public record Loop(int backTo, String action) {}

    static String blame(String invariant, List<String> falseConjuncts) {
        return falseConjuncts.isEmpty()
                ? ""
                : "At the end, of " + invariant + " this is false: " + String.join("; ", falseConjuncts) + ".";
    }

    /**
     * The behaviour, to be shown.
     *
     * @param title what it shows, in a few words
     * @param verdict what is wrong with it, in a sentence
     * @param cast who plays which part
     * @return the behaviour; only if it could be retraced
     */
    public Behaviour behaviour(String title, String verdict, Cast cast) {
        Behaviour.Loop ending = loop == null ? null : new Behaviour.Loop(loop.backTo() - 1, retrace.back());
        return new Behaviour(title, retrace.initial(), retrace.rows(), ending, verdict, cast);
    }

    /**
     * The names of the actions in order.
     *
     * @return one name for each step but the first
     */
    @JsonIgnore
    public List<String> trace() {
        return actionsFrom(1);
    }

    /**
     * The names of the actions that occur for ever.
     *
     * @return the names in order; {@value Expectation#STUTTERING} alone if nothing happens any more; empty without a loop
     */
    @JsonIgnore
    public List<String> loopActions() {
        if (loop == null) {
            return List.of();
        }
        List<String> actions = new ArrayList<>(actionsFrom(loop.backTo()));
        actions.add(loop.action());
        return actions;
    }

    private List<String> actionsFrom(int step) {
        return steps.stream().skip(step).map(Step::action).toList();
    }

    /**
     * For a person: each step with its action and the variables that it changed.
     *
     * @return indented lines
     */
    @JsonIgnore
    public String lines() {
        StringBuilder lines = new StringBuilder();
        Map<String, String> before = Map.of();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            lines.append(String.format("  %3d  %s%n", i + 1, step));
            for (var value : step.values().entrySet()) {
                if (!value.getValue().equals(before.get(value.getKey()))) {
                    lines.append(String.format("         %s = %s%n", value.getKey(), value.getValue()));
                }
            }
            before = step.values();
        }
        if (loop != null) {
            lines.append(
                    loop.action().equals(Expectation.STUTTERING)
                            ? String.format("       then nothing happens any more%n")
                            : String.format("       then %s leads back to step %d%n", loop.action(), loop.backTo()));
        }
        return lines.toString();
    }
}
