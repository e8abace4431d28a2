package org.fairloop.modelcheck;

import java.util.Map;

/**
 * How far a run had come when it made a checkpoint. TLC's checkpoint holds the states and forgets these.
 *
 * @param generated the states generated
 * @param distinct the distinct states among them
 * @param depth the depth of the search
 * @param actions how often each action was taken; empty if they are not counted
 * @param seconds the time that it took
 */
record SoFar(long generated, long distinct, int depth, Map<String, Long> actions, double seconds) {

    /** A run that begins. */
    static final SoFar NOTHING = new SoFar(0, 0, 0, Map.of(), 0);
}
