package org.fairloop.bridge;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * What {@link Oracle} asks of TLC, in types that both class loaders know. Public only because the two loaders make two packages.
 */
public interface TlcBackend {

    /** The declared constants, in the order of their names. */
    List<String> constants();

    /** The definitions that a configuration may replace by another constant, in the order of their names. */
    List<String> replaceable();

    /** The initial states. */
    List<Object> initialStates();

    /** The actions of the next-state relation, with their bindings. */
    List<Action> actions();

    /** Hands out each enabled action of those wanted, and each of its successors. */
    void successors(Object state, Predicate<Action> wanted, BiConsumer<Action, Object> to);

    /** Whether each invariant of the configuration holds in a state, by name. */
    Map<String, Boolean> invariants(Object state);

    /** Which conjuncts of an invariant of the configuration do not hold in a state. */
    List<String> falseConjuncts(Object state, String invariant);

    /** Whether each property of steps that the configuration names allows a step, by name. */
    Map<String, Boolean> stepProperties(Object from, Object to);

    /** TLC's fingerprint of a state. */
    long fingerprint(Object state);

    /** The values of the variables in plain Java, see {@link State}. */
    Map<String, Object> values(Object state);

    /** The values of the variables as TLC prints them, without white space. */
    Map<String, String> texts(Object state);
}
