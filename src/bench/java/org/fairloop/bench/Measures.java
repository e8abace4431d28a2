package org.fairloop.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table: what is measured, what it must be, what it is. */
final class Measures {

    /**
     * A row.
     *
     * @param measure what
     * @param must the bar
     * @param seen the median of the paired ratios, with the quartiles
     * @param reached whether the interval between the quartiles reaches the bar: yes, no, or a dash where there is none
     */
    record Row(String measure, String must, String seen, String reached) {}

    /** Only for comparison: nothing that it must be, and so nothing to reach. */
    private static final String NO_BAR = "–";

    private static final String RIVAL = "`ReentrantLock(true)`";

    private final Scores scores;
    private final Map<Integer, Shares> shares;
    private final List<Row> rows = new ArrayList<>();

    Measures(Scores scores, Map<Integer, Shares> shares) {
        this.scores = scores;
        this.shares = shares;
    }

    List<Row> rows() {
        LockContender ours = LockContender.FIFO_LOCK;
        LockContender fair = LockContender.REENTRANT_FAIR;
        // Throughputs are counts a time: the ratio of times is the other way round.
        atMost("uncontended, time to " + RIVAL, 1.0, Case.uncontended(fair), Case.uncontended(ours));
        atMost("taken once more by the owner, time to " + RIVAL, 1.0, Case.nested(fair), Case.nested(ours));
        atMost("uncontended, time to a compare-and-set pair", Double.NaN, "casPair", Case.uncontended(ours));
        for (int threads : Case.CROWDS) {
            crowd(threads, crowd(Case.contended(ours), threads), crowd(Case.contended(fair), threads));
        }
        shares.forEach((threads, seen) -> rows.add(new Row(
                "shares of " + threads + " threads: largest distance from the mean",
                "at most 10%",
                seen.toString(),
                yesOrNo(seen.deviation() <= 0.10))));
        for (LockContender each : List.of(ours, fair)) {
            atMost(
                    "hand-over between 2 threads, time to a volatile ping-pong: " + each,
                    each == ours ? 3.0 : Double.NaN,
                    "volatilePingPong",
                    HandOver.key(each));
        }
        for (LockContender each : Drain.CONTENDERS) {
            atMost(
                    "hand-over to one that sleeps, time with 64 waiters to 2: " + each,
                    each == ours ? 1.5 : Double.NaN,
                    Drain.key(each, Drain.MANY),
                    Drain.key(each, Drain.FEW));
        }
        atMost(
                "wake-up of a sleeping `poll(true)`, time to a bare `Selector`",
                1.1,
                "wake-up POLL",
                "wake-up SELECTOR");
        atMost(
                "`acquire` of a sleeping loop's context, time to `submit().get()` of Netty",
                1.0,
                "get in CONTEXT",
                "get in NETTY");
        atLeast("`execute`, 1 producer, throughput to Netty", 1.0, "execute CONTEXT", "execute NETTY");
        atLeast("`execute`, 4 producers, throughput to Netty", 1.0, "execute CONTEXT × 4", "execute NETTY × 4");
        return rows;
    }

    private static String crowd(String name, int threads) {
        return name + " × " + threads;
    }

    /** Twice the rival, or near what parking allows. */
    private void crowd(int threads, String ours, String rival) {
        if (!scores.has(ours) || !scores.has(rival)) {
            return;
        }
        Spread ratio = scores.ratio(ours, rival);
        boolean reached = ratio.high() >= 2;
        String seen = ratio.toString();
        if (threads > 2 && scores.has("parkPingPong")) {
            Spread limit = scores.ratio("parkPingPong", ours);
            reached |= limit.low() <= 1.3;
            seen += "; limit to ours " + limit;
        }
        rows.add(new Row(
                "contended by " + threads + " threads, throughput to " + RIVAL,
                threads > 2 ? "at least 2, or within 1.3 of the limit of parking" : "at least 2",
                seen,
                yesOrNo(reached)));
    }

    private void atMost(String measure, double bar, String of, String to) {
        row(measure, bar, of, to, true);
    }

    private void atLeast(String measure, double bar, String of, String to) {
        row(measure, bar, of, to, false);
    }

    private void row(String measure, double bar, String of, String to, boolean most) {
        if (scores.has(of) && scores.has(to)) {
            Spread ratio = scores.ratio(of, to);
            if (Double.isNaN(bar)) {
                rows.add(new Row(measure, NO_BAR, ratio.toString(), NO_BAR));
            } else {
                String must = String.format(Locale.ROOT, "at %s %.1f", most ? "most" : "least", bar);
                rows.add(new Row(
                        measure, must, ratio.toString(), yesOrNo(most ? ratio.low() <= bar : ratio.high() >= bar)));
            }
        }
    }

    private static String yesOrNo(boolean reached) {
        return reached ? "yes" : "**no**";
    }
}
