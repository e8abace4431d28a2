package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Worlds that differ in one bound.
 *
 * @param name what grows, in a few words
 * @param model the model of the list that has such a world, whose questions are asked
 * @param alike whether threads that differ in name only count as one, as the model says with SYMMETRY
 * @param others the other bounds that are not as in the model
 * @param bound the bound that grows
 * @param smallest its smallest size
 * @param largest its largest size
 */
record Family(
        String name,
        String model,
        boolean alike,
        Map<String, Integer> others,
        String bound,
        int smallest,
        int largest) {

    private static final String TWO_LOOPS = "AioContext_Safety_TwoLoopsThreeCallers";

    /** The counters of the tickets wrap at the same number in all worlds of a family, or they would grow, too. */
    private static final List<Family> ALL = List.of(
            new Family("RFifoLock, threads", "RFifoLock_Safety_FiveThreads", false, Map.of(), "Threads", 1, 6),
            new Family(
                    "RFifoLock, threads that are alike",
                    "RFifoLock_Safety_FiveThreads",
                    true,
                    Map.of(),
                    "Threads",
                    1,
                    6),
            new Family("RFifoLock, holds", "RFifoLock_Safety_ThreeHolds", false, Map.of(), "MaxHolds", 1, 6),
            new Family("HandoffLock, threads", "HandoffLock_Safety", false, Map.of(), "Threads", 2, 4),
            new Family("AioContext, callers beside one loop", TWO_LOOPS, false, Map.of("Loops", 1), "Callers", 1, 5),
            new Family("AioContext, callers beside two loops", TWO_LOOPS, false, Map.of(), "Callers", 1, 4),
            new Family("AioContext, loops beside one caller", TWO_LOOPS, false, Map.of("Callers", 1), "Loops", 1, 4),
            new Family(
                    "AioNotify, pollers", "AioNotify_Safety_TwoPollers_Sequential", false, Map.of(), "Pollers", 1, 3),
            new Family(
                    "AioNotify, pollers and store buffers",
                    "AioNotify_Safety_TwoPollers",
                    false,
                    Map.of(),
                    "Pollers",
                    1,
                    3));

    /** All families. */
    static List<Family> all() {
        return ALL;
    }

    /** The sizes, from small to large. */
    IntStream sizes() {
        return IntStream.rangeClosed(smallest, largest);
    }

    /** The model of the list. */
    Model model(ModelList models) {
        return models.models().stream()
                .filter(each -> each.name().equals(model))
                .findFirst()
                .orElseThrow(() -> new ListError(List.of("model-check/models.yaml: there is no model " + model)));
    }

    /** The configuration of the world of a size. */
    String cfg(Layout layout, int size) throws IOException {
        String cfg = Files.readString(layout.worlds().resolve("MC" + model + ".cfg"));
        World world = World.of(cfg).with(bound, size);
        for (Map.Entry<String, Integer> other : others.entrySet()) {
            world = world.with(other.getKey(), other.getValue());
        }
        return world.cut(alike ? cfg : cfg.replaceFirst("(?m)^SYMMETRY .*\\R", ""));
    }
}
