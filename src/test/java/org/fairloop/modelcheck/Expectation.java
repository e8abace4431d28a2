package org.fairloop.modelcheck;

import java.util.List;

/**
 * What TLC is to say about a model: either it passes, or it fails in one way.
 *
 * @param passes the size of the world, for a model that passes
 * @param violates the property that TLC must find violated, or {@value #DEADLOCK}
 * @param kind how it is violated
 * @param trace the names of the actions of the counterexample in order; empty if the first state is bad; absent for liveness
 * @param loop actions that must occur in the loop of the counterexample, or {@value #STUTTERING} alone; for liveness only
 */
public record Expectation(World passes, String violates, Kind kind, List<String> trace, List<String> loop) {

    /** What a model violates that must come to a state without a successor. */
    public static final String DEADLOCK = "Deadlock";

    /** Stands for a loop in which nothing happens any more. */
    public static final String STUTTERING = "Stuttering";

    /**
     * The size of a world that TLC has seen completely.
     *
     * @param distinct the number of distinct states
     * @param depth the length of the longest of the shortest paths to a state, if it is compared
     */
    public record World(Long distinct, Integer depth) {
        /** Refuses a world without a size. */
        public World {
            require(distinct != null, "passes needs the number of distinct states: {distinct: …, depth: …}");
        }

        @Override
        public String toString() {
            return "{distinct: " + distinct + (depth == null ? "}" : ", depth: " + depth + "}");
        }
    }

    /** Refuses a half expectation. */
    public Expectation {
        require((passes == null) != (violates == null), "expect needs either passes or violates");
        if (passes != null) {
            require(kind == null && trace == null && loop == null, "passes stands alone, without kind, trace, loop");
        } else {
            require(kind != null, "violates needs its kind: invariant, step, liveness or deadlock");
            require(
                    (kind == Kind.LIVENESS) == (trace == null) && (kind == Kind.LIVENESS) == (loop != null),
                    "liveness needs a loop and no trace; the other kinds need a trace and no loop");
            require(loop == null || !loop.isEmpty(), "loop needs at least one action, or [" + STUTTERING + "]");
            require(
                    (kind == Kind.DEADLOCK) == violates.equals(DEADLOCK),
                    "kind deadlock goes with violates: " + DEADLOCK + ", and with nothing else");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** In the form of the list. */
    @Override
    public String toString() {
        if (passes != null) {
            return "{passes: " + passes + "}";
        }
        return "{violates: " + violates + ", kind: " + kind
                + (trace == null ? "" : ", trace: " + trace)
                + (loop == null ? "" : ", loop: " + loop) + "}";
    }
}
