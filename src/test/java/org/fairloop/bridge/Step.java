package org.fairloop.bridge;

/**
 * A transition of a specification.
 *
 * @param from the state before
 * @param action the action taken
 * @param to the state after
 */
public record Step(State from, Action action, State to) {}
