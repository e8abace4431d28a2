package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a trace holds, it gets a verdict or one line that says why there is none. */
class TraceFuzzTest {

    private static final long SEED = Long.getLong("fairloop.fuzz.seed", 20151203);
    private static final int TRACES = Integer.getInteger("fairloop.fuzz.traces", 1_000);

    /** An accepted trace of the specification with values of every shape. */
    private static final String TRACE = """
            {"format":2,"module":"Shapes","world":{"Nodes":["a","b"],"a":"a","b":"b"},"hidden":["Fill"]}
            {"n":1,"action":"Add","with":{"n":"a"},"after":{"store":{"a":1,"b":0},"mark":0}}
            {"n":2,"by":"x","action":["Move","Send"],"with":{"p":"<<a,<<b,1>>>>"},"after":{"last":["a",["b",1]]},"until":5}
            {"n":3,"action":"Finish","after":{"mark":"done"}}
            {"n":4,"action":"Pick","with":{"s":"{b,a}"},"after":{"last":["a","b"]}}
            {"n":5,"action":"Assign","with":{"f":"(a :> -1 @@ b :> 0)"},"after":{"last":{"a":-1}}}
            {"n":6,"action":"Send","with":{"m":"[kind |-> \\"ack\\", of |-> a]"},"after":{"phase":1}}
            """;

    /** What stands in for a part of a trace. */
    private static final List<String> PARTS = List.of(
            "",
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\n",
            "\r\n",
            "\0",
            "\u001b[2J",
            "\\n",
            "\\u0000",
            "\ufeff",
            "null",
            "true",
            "-1",
            "1e9",
            "2147483648",
            "9".repeat(1_100),
            "[".repeat(2_000),
            "{\"a\":".repeat(200),
            "<<".repeat(300),
            "(".repeat(200),
            "\"a\" :> 1 @@ ",
            "|->",
            "\"after\":{}",
            "\"until\":2147483647",
            "\"thread\":\"t\"",
            "../../x",
            "/etc/passwd",
            "x".repeat(70_000),
            "\ud83d\ude00",
            "TRUE",
            "Nodes",
            "a",
            "b",
            "store",
            "\"1\"");

    @TempDir
    Path folder;

    /** Mutated traces are accepted, rejected, or refused in one line with the line of the trace. */
    @Test
    void verdictOrOneLine() throws IOException {
        Path models = Path.of("src/test/resources/foreign-specifications");
        Map<String, Integer> outcomes = new TreeMap<>();
        try (Oracle oracle = new TraceHeader(
                        "Shapes", Map.of("Nodes", List.of("a", "b"), "a", "a", "b", "b"), List.of())
                .load(models)) {
            assertEquals("accepted", judge(oracle, TRACE.getBytes(StandardCharsets.UTF_8)));
            for (int i = 0; i < TRACES; i++) {
                byte[] trace = mutated(new Random(SEED + i));
                try {
                    outcomes.merge(judge(oracle, trace), 1, Integer::sum);
                } catch (RuntimeException | Error e) {
                    throw new AssertionError(
                            "-Dfairloop.fuzz.seed=" + (SEED + i) + " -Dfairloop.fuzz.traces=1:\n"
                                    + new String(
                                            Arrays.copyOf(trace, Math.min(trace.length, 2_000)),
                                            StandardCharsets.UTF_8),
                            e);
                }
            }
        }
        System.out.println(TRACES + " mutated traces: " + outcomes);
        if (TRACES >= 1_000) {
            assertEquals(List.of("accepted", "refused", "rejected"), List.copyOf(outcomes.keySet()));
            assertTrue(outcomes.values().stream().allMatch(count -> count > TRACES / 100), outcomes::toString);
        }
    }

    private String judge(Oracle oracle, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("trace"), bytes);
        try (TraceReader trace = new TraceReader(file)) {
            Verdict verdict = new TraceValidator(oracle, trace.header().hidden()).validate(trace);
            assertTrue(
                    verdict.toString().chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)),
                    verdict::toString);
            return verdict instanceof Verdict.Accepted ? "accepted" : "rejected";
        } catch (UnusableTraceException refusal) {
            String message = refusal.getMessage();
            assertTrue(message.chars().noneMatch(Character::isISOControl), message);
            assertTrue(message.length() < 2_100, message);
            return "refused";
        }
    }

    /** One or two mutations: of bytes, of lines, of tokens, of values; mostly numbered again, so that more is read. */
    private static byte[] mutated(Random random) {
        byte[] trace = TRACE.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(2); i >= 0; i--) {
            trace = mutatedOnce(trace, random);
        }
        return random.nextInt(4) == 0 ? trace : renumbered(trace);
    }

    private static byte[] mutatedOnce(byte[] trace, Random random) {
        int from = random.nextInt(trace.length + 1);
        int to = Math.min(trace.length, from + random.nextInt(8));
        return switch (random.nextInt(8)) {
            case 0 -> spliced(trace, from, to, new byte[] {(byte) random.nextInt(256)});
            case 1 -> spliced(trace, from, to, part(random));
            case 2 -> Arrays.copyOf(trace, from);
            case 3 -> tokenChanged(trace, random, "(?<=[\\[\\]{}:,\n])|(?=[\\[\\]{}:,\n])");
            case 4, 5 -> linesChanged(trace, random);
            default -> tokenChanged(trace, random, "(?<![\\w-])(?=[\\w-])|(?<=[\\w-])(?![\\w-])");
        };
    }

    private static byte[] renumbered(byte[] trace) {
        AtomicInteger number = new AtomicInteger();
        return Pattern.compile("\\{\"n\":\\d+")
                .matcher(new String(trace, StandardCharsets.ISO_8859_1)) // which keeps every byte
                .replaceAll(it -> "{\"n\":" + number.incrementAndGet())
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] part(Random random) {
        return PARTS.get(random.nextInt(PARTS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] spliced(byte[] trace, int from, int to, byte[] part) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(trace, 0, from);
        spliced.writeBytes(part);
        spliced.write(trace, to, trace.length - to);
        return spliced.toByteArray();
    }

    /** Doubles, drops or moves a line. */
    private static byte[] linesChanged(byte[] trace, Random random) {
        List<String> lines = new ArrayList<>(
                new String(trace, StandardCharsets.UTF_8).lines().toList());
        if (lines.isEmpty()) {
            return trace;
        }
        String line = lines.remove(random.nextInt(lines.size())); // the header, now and then
        for (int i = random.nextInt(3); i > 0; i--) {
            lines.add(random.nextInt(lines.size() + 1), line);
        }
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Replaces a token by one of the same trace, so that the line often stays in the format. */
    private static byte[] tokenChanged(byte[] trace, Random random, String between) {
        String[] tokens = new String(trace, StandardCharsets.ISO_8859_1).split(between);
        if (tokens.length > 1) {
            int header = Math.min(tokens.length - 1, random.nextInt(4) * tokens.length / 12); // mostly an event
            tokens[header + random.nextInt(tokens.length - header)] = tokens[random.nextInt(tokens.length)];
        }
        return String.join("", tokens).getBytes(StandardCharsets.ISO_8859_1);
    }
}
