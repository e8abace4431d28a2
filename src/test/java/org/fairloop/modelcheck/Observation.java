package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;

/**
 * What TLC said about a model.
 *
 * @param exitStatus the exit status of TLC's process
 * @param kind how the model failed; null if it passed or if TLC came to no verdict
 * @param violated the property that TLC names as violated; null if it names none
 * @param error TLC's own words if it came to no verdict, otherwise null
 * @param toolFailed whether it is the tool that has failed, so that nothing is known about the model
 * @param generated the states generated
 * @param distinct the distinct states among them
 * @param depth the depth of the search, 0 if TLC does not say
 * @param actions how often each action was taken
 * @param depths how many states are 0, 1, 2, … steps away from the nearest initial one; null if they were not counted
 * @param graph the world, whole, if it is small enough to be drawn; otherwise null
 * @param counterexample the behaviour that violates the property, or that led to the error; null if there is none
 * @param workers the threads that TLC searched with; {@value #ELSEWHERE} if they were on other machines
 * @param seconds the time that it took
 */
public record Observation(
        int exitStatus,
        Kind kind,
        String violated,
        String error,
        boolean toolFailed,
        long generated,
        long distinct,
        int depth,
        Map<String, Long> actions,
        List<Integer> depths,
        Epilogue.Graph graph,
        Counterexample counterexample,
        int workers,
        double seconds) {

    /** The number of workers if they were on other machines. */
    static final int ELSEWHERE = 0;

    /** The exit status if TLC was not started, or did not end by itself. */
    private static final int NONE = -1;

    /**
     * What is known of a model if the tool has failed.
     *
     * @param why the reason
     */
    static Observation failed(String why) {
        return new Observation(NONE, null, null, why, true, 0, 0, 0, Map.of(), null, null, null, 1, 0);
    }

    /**
     * Whether TLC saw the whole world and found nothing wrong.
     *
     * @return true if it did
     */
    @JsonIgnore
    public boolean passed() {
        return kind == null && error == null;
    }

    /**
     * In the form of the list, for comparison or for copying there.
     *
     * @return what the list would have to say; only if there is a verdict
     */
    @JsonIgnore
    public String asListed() {
        if (passed()) {
            Expectation.World world = new Expectation.World(distinct, workers == 1 ? depth : null);
            return new Expectation(world, null, null, null, null).toString();
        }
        boolean liveness = kind == Kind.LIVENESS;
        return new Expectation(
                        null,
                        violated,
                        kind,
                        liveness ? null : counterexample.trace(),
                        liveness ? counterexample.loopActions() : null)
                .toString();
    }
}
