package org.fairloop.modelcheck;

import java.util.function.Function;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Subject;

/** A class and its broken twins, to be driven step by step beside their specification. */
@FunctionalInterface
public interface Stepped {

    /**
     * Says how to make the class for a finite world.
     *
     * @param world the world
     * @param twin the name of a twin, or null for the shipped class
     * @return makes fresh code for a run that begins in the given state
     * @throws IllegalArgumentException if there is no such twin, or if the class cannot be driven through such a world; says
     *     why, in a line
     */
    Function<State, Subject> in(Cfg world, String twin);

    /**
     * Refuses a world whose memory has store buffers.
     *
     * @param world the world
     * @throws IllegalArgumentException if it has
     */
    static void requireNoBuffers(Cfg world) {
        if ("TRUE".equals(world.constants().get("Buffered"))) {
            throw new IllegalArgumentException(
                    "it has store buffers, which nobody can hold back in Java; take one with Buffered = FALSE");
        }
    }
}
