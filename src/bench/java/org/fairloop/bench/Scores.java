package org.fairloop.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured: for each case one score a round, and the bytes allocated an operation. */
final class Scores {

    /**
     * The scores of one case.
     *
     * @param unit what JMH calls it
     * @param scores one a round
     * @param bytes allocated an operation, one a round
     */
    record Series(String unit, List<Double> scores, List<Double> bytes) {

        double median() {
            return Spread.of(scores).median();
        }
    }

    private final Map<String, Series> series = new LinkedHashMap<>();

    void add(String measured, String unit, double score, double bytes) {
        Series of = series.computeIfAbsent(measured, key -> new Series(unit, new ArrayList<>(), new ArrayList<>()));
        of.scores().add(score);
        of.bytes().add(bytes);
    }

    Series of(String key) {
        Series found = series.get(key);
        if (found == null) {
            throw new IllegalArgumentException("not measured: " + key + ", only " + series.keySet());
        }
        return found;
    }

    boolean has(String key) {
        return series.containsKey(key);
    }

    /** The ratio of two cases, round by round. */
    Spread ratio(String of, String to) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < of(of).scores().size(); round++) {
            ratios.add(of(of).scores().get(round) / of(to).scores().get(round));
        }
        return Spread.of(ratios);
    }

    void write(Path file) throws IOException {
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(file.toFile(), series);
    }
}
