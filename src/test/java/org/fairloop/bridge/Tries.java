package org.fairloop.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;

/** Generated values tried one after the other, the same each time, until one shows a failure: outside of a property of jqwik's. */
public final class Tries {

    private Tries() {}

    /**
     * Tries values until one fails.
     *
     * @param tries how many at most
     * @param kinds what is generated, of each kind in turn
     * @param failure tries a value, by its number from 0: what is wrong with it, or nothing
     * @param <T> the type of the values
     * @param <F> the type of failures
     * @return the first failure
     */
    public static <T, F> Optional<F> firstFailure(
            int tries, List<Arbitrary<T>> kinds, BiFunction<Integer, T, Optional<F>> failure) {
        List<F> found = new ArrayList<>();
        JqwikSession.run(() -> {
            List<RandomGenerator<T>> generators =
                    kinds.stream().map(it -> it.generator(tries)).toList();
            Random random = new Random(1);
            for (int i = 0; i < tries && found.isEmpty(); i++) {
                failure.apply(
                                i,
                                generators
                                        .get(i % generators.size())
                                        .next(random)
                                        .value())
                        .ifPresent(found::add);
            }
        });
        return found.stream().findFirst();
    }
}
