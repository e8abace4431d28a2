package org.fairloop.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One thing that is measured, in each round anew.
 *
 * @param name how the table names it
 * @param benchmark the method, or the group of methods, of the benchmark
 * @param threads how many threads run it; 0 for a group, which knows
 * @param parameters of the benchmark
 */
record Case(String name, String benchmark, int threads, Map<String, String> parameters) {

    static final List<Integer> CROWDS = List.of(2, 4, 8, 16);

    /** Short, beside what a hand-over costs. */
    private static final Map<String, String> WORK = Map.of("inside", "50", "outside", "200");

    /** The key under which its scores stand. */
    String key() {
        return name + (threads > 1 ? " × " + threads : "");
    }

    static String uncontended(LockContender contender) {
        return "uncontended " + contender;
    }

    static String nested(LockContender contender) {
        return "nested " + contender;
    }

    static String contended(LockContender contender) {
        return "contended " + contender;
    }

    /** Everything, the contenders of one measure next to each other. */
    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        for (LockContender each : LockContender.values()) {
            cases.add(lock(uncontended(each), each, 1, Map.of()));
        }
        for (LockContender each : locks()) {
            cases.add(new Case(
                    nested(each), LockBenchmark.class.getName() + ".nested", 1, Map.of("contender", each.name())));
        }
        cases.add(limit("casPair"));
        cases.add(limit("volatilePingPong"));
        cases.add(limit("parkPingPong"));
        for (int threads : CROWDS) {
            for (LockContender each : LockContender.values()) {
                cases.add(lock(contended(each), each, threads, WORK));
            }
        }
        for (LoopContender.Sleep each : LoopContender.Sleep.values()) {
            cases.add(new Case(
                    "wake-up " + each, LoopBenchmark.class.getName() + ".wakeUp", 1, Map.of("sleep", each.name())));
        }
        for (LoopContender each : LoopContender.values()) {
            cases.add(loop("get in " + each, "getIn", each, 1));
        }
        for (int producers : List.of(1, 4)) {
            for (LoopContender each : LoopContender.values()) {
                cases.add(loop("execute " + each, "execute", each, producers));
            }
        }
        return cases;
    }

    /** Those that are a {@code Lock} and recursive. */
    static List<LockContender> locks() {
        return Stream.of(LockContender.values())
                .filter(each -> each != LockContender.SEMAPHORE_FAIR && each != LockContender.SYNCHRONIZED)
                .toList();
    }

    private static Case lock(String name, LockContender contender, int threads, Map<String, String> work) {
        Map<String, String> parameters = new TreeMap<>(work);
        parameters.put("contender", contender.name());
        return new Case(name, LockBenchmark.class.getName() + ".section", threads, parameters);
    }

    private static Case limit(String group) {
        boolean pair = group.endsWith("PingPong");
        return new Case(group, LimitsBenchmark.class.getName() + "." + group, pair ? 0 : 1, Map.of());
    }

    private static Case loop(String name, String method, LoopContender loop, int threads) {
        return new Case(name, LoopBenchmark.class.getName() + "." + method, threads, Map.of("loop", loop.name()));
    }
}
