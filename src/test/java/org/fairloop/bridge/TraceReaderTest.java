package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The format of traces. */
class TraceReaderTest {

    private static final String HEADER = "{'format':1,'module':'M','world':{'N':2},'hidden':[]}\n";
    private static final String EVENT = "{'n':1,'thread':'t1','action':'A','after':{}}\n";

    @TempDir
    Path folder;

    /** What was written is read again. */
    @Test
    void roundTrip() {
        Path file = folder.resolve("trace");
        TraceHeader header = new TraceHeader(
                "M", "S", Map.of("N", 2, "S", List.of("a", "b"), "None", "None", "Strict", true), List.of("H"));
        List<TraceEvent> events = List.of(
                new TraceEvent("t1", List.of("A"), Map.of("x", 1, "f", Map.of("t1", true), "q", List.of(1, "b"))),
                new TraceEvent(null, List.of("A", "B"), Map.of()),
                new TraceEvent(null, "w", List.of("A"), Map.of("r", "<<a,1>>"), Map.of(), 7));
        try (TraceWriter writer = new TraceWriter(file, header)) {
            events.forEach(writer::write);
        }
        try (TraceReader reader = new TraceReader(file)) {
            assertEquals(header, reader.header());
            assertEquals(events.get(0), reader.next());
            assertEquals(events.get(1), reader.next());
            assertEquals(events.get(2), reader.next());
            assertNull(reader.next());
        }
    }

    /** A world becomes a configuration of TLC. */
    @Test
    void world() {
        TraceHeader header = new TraceHeader("M", Map.of("S", List.of("a", "b")), List.of());
        assertEquals("SPECIFICATION Spec\nCONSTANTS\n  S = {a, b}\n", header.config());
    }

    /** A first line that is no header is refused with file, line and what is wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``| the file is empty: the first line must be a header",
                "{'n':1,'thread':'t1','action':'A','after':{}} | no header: the first line must have the fields [format, hidden, module, world]",
                "{'format':3} | the format must be a number from 1 to 2, but is 3",
                "{'format':1,'module':'M','world':{},'hidden':[],'x':1} | unknown field \"x\": a header has [format, hidden, module, world]",
                "{'format':1,'module':7,'world':{},'hidden':[]} | \"module\" must be text, but is 7",
                "{'format':1,'module':'../M','world':{},'hidden':[]} | the module must be a name, but is \"../M\"",
                "{'format':1,'module':'M','world':{'N':'a b'},'hidden':[]} | the value of N must be a name, but is \"a b\"",
                "{'format':1,'module':'M','world':{'INVARIANT':'N'},'hidden':[]} | the constant must be a name, but is \"INVARIANT\"",
                "{'format':1,'module':'M','world':{'N':{}},'hidden':[]} | the constant N must be a number, a truth value, a name, or a list of these",
                "{'format':1,'module':'M','world':{},'hidden':[1]} | \"hidden\" must be made of names, but has 1",
            })
    void badHeader(String line, String message) throws IOException {
        assertRefused(line.isEmpty() ? "" : line + "\n", 1, message);
    }

    /** A line that is no event is refused with file, line and what is wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'n':1,'thread' | not JSON: Unexpected end-of-input within/between Object entries",
                "[1] | each line must be one JSON object",
                "`` | each line must be one JSON object",
                "{'n':1} {} | each line must be one JSON object, and nothing behind it",
                "{'n':1,'n':1} | not JSON: Duplicate field 'n'",
                "{'n':2,'action':'A','after':{}} | events are numbered from 1: \"n\" must be 1, but is 2",
                "{'n':'1','action':'A','after':{}} | \"n\" must be a number, but is 1",
                "{'n':1,'thread':1,'action':'A','after':{}} | \"thread\" must be text, but is 1",
                "{'n':1,'after':{}} | \"action\" must be a name or a list of names, but is missing",
                "{'n':1,'action':[],'after':{}} | \"action\" must have at least one name",
                "{'n':1,'action':'A','after':[]} | \"after\" must be an object, but is []",
                "{'n':1,'action':'A','after':{'x':1.5}} | values are text, whole numbers, true, false, lists and objects, but not 1.5",
                "{'n':1,'action':'A','after':{'x':null}} | values are text, whole numbers, true, false, lists and objects, but not null",
                "{'n':1,'action':'A','after':{'x':2147483648}} | numbers are from -2147483648 to 2147483647",
                "{'n':1,'action':'A','after':{'x':1e9}} | values are text, whole numbers, true, false, lists and objects, but not 1e9",
                "{'n':1,'action':'A\\u000ab','after':{}} | a text has no control characters, but has \\u000a",
                "{'n':1,'action':'A','after':{'\\u001b[2J':1}} | a text has no control characters, but has \\u001b",
                "{'n':1,'action':'A','after':{'x':[1,1],'x':2}} | not JSON: Duplicate field 'x'",
                "{'n':1,'action':'A','after':{},'until':2} | unknown field \"until\": an event has [action, after, n, thread]",
                "{'n':1,'action':'A','after':{},'ticket':1} | unknown field \"ticket\": an event has [action, after, n, thread]",
            })
    void badEvent(String line, String message) throws IOException {
        assertRefused(HEADER + line + "\n", 2, message);
    }

    /** What the second version of the format has more is checked, too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'thread':'t1','by':'w' | an event has \"thread\" or \"by\", not both",
                "'by':1 | \"by\" must be text, but is 1",
                "'with':{'r':1} | \"with\" must have texts, but has 1",
                "'until':'2' | \"until\" must be a number, but is 2",
                "'until':1 | \"until\" must be the number of a later event, but is 1",
                "'ticket':1 | unknown field \"ticket\": an event has [action, after, by, n, thread, until, with]",
            })
    void badEventOfVersion2(String field, String message) throws IOException {
        String event = "{'n':1,'action':'A','after':{}," + field + "}\n";
        assertRefused(HEADER.replace("'format':1", "'format':2,'spec':'S'") + event, 2, message);
    }

    /** A trace that was cut off is refused. */
    @Test
    void truncated() throws IOException {
        assertRefused(HEADER + EVENT + "{'n':2,'thr", 3, "the file ends in the middle of this line");
        assertRefused(HEADER + EVENT.stripTrailing(), 2, "the file ends in the middle of this line");
    }

    /** A trace without events says nothing, and is refused. */
    @Test
    void noEvents() throws IOException {
        assertRefused(HEADER, 2, "the trace has no events");
    }

    /** A line without end does not fill the memory. */
    @Test
    void longLine() throws IOException {
        assertRefused(HEADER + " ".repeat(70_000), 2, "the line is longer than 65536 bytes");
    }

    /** A line with more than 65,536 bytes is refused before it is read, however long it is. */
    @Test
    void hundredMegabytes() throws IOException {
        Path file = folder.resolve("trace");
        try (FileChannel sparse = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            sparse.write(ByteBuffer.wrap("\n".getBytes(StandardCharsets.UTF_8)), 100_000_000);
        }
        assertRefused(file, 1, "the line is longer than 65536 bytes");
    }

    /** Values one in the other are refused before they exhaust the stack. */
    @Test
    void nested() throws IOException {
        String deepest = "values are nested at most 100 deep, and numbers have at most 1000 digits";
        String deep = "{'n':1,'action':'A','after':{'x':" + "[".repeat(98) + "]".repeat(98) + "}}\n";
        assertRefused(HEADER + deep + "\n", 3, "each line must be one JSON object");
        assertRefused(HEADER + deep.replace("[]", "[[]]"), 2, deepest);
        assertRefused(HEADER + "{'n':" + "[".repeat(60_000) + "\n", 2, deepest);
        assertRefused(HEADER + "[".repeat(60_000) + "\n", 2, "each line must be one JSON object");
        assertRefused(HEADER + "{'n':" + "1".repeat(1_001) + "}\n", 2, deepest);
    }

    /** Bytes that are no UTF-8 are refused with their place; other encodings are not guessed. */
    @Test
    void encodings() throws IOException {
        Path file = folder.resolve("trace");
        Files.write(file, "{\"format\":1,\"module\":\"\u00e4\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, 1, "not UTF-8: the byte e4 at position 23");
        Files.write(file, (HEADER + EVENT).replace('\'', '"').getBytes(StandardCharsets.UTF_16));
        assertRefused(file, 1, "not UTF-8: the byte fe at position 1");
        Files.write(file, (HEADER + EVENT).replace('\'', '"').getBytes(StandardCharsets.UTF_16BE));
        assertRefused(
                file,
                1,
                "not JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed"
                        + " between tokens");
        assertRefused(
                "{'format':1\0}\n",
                1,
                "not JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space"
                        + " (\\r, \\n, \\t) is allowed between tokens");
    }

    /** A byte order mark at the start, and carriage returns at the ends of lines, change nothing. */
    @Test
    void windows() throws IOException {
        Path file = folder.resolve("trace");
        Files.writeString(file, ("\ufeff" + HEADER + EVENT).replace('\'', '"').replace("\n", "\r\n"));
        try (TraceReader reader = new TraceReader(file)) {
            assertEquals("M", reader.header().module());
            assertEquals("t1", reader.next().thread());
            assertNull(reader.next());
        }
    }

    /** A message is one line and not too long, whatever the trace holds. */
    @Test
    void messagesAreShort() {
        String message =
                new UnusableTraceException("unknown \n\u001b " + "x".repeat(60_000) + ": it has [a]").getMessage();
        assertTrue(message.startsWith("unknown <000a><001b> xxx"), message);
        assertTrue(message.endsWith("xxx: it has [a]"), message);
        assertTrue(message.length() < 2_100, () -> message.length() + " characters");
    }

    private void assertRefused(String text, int line, String message) throws IOException {
        Path file = folder.resolve("trace");
        Files.writeString(file, text.replace('\'', '"'));
        assertRefused(file, line, message);
    }

    private static void assertRefused(Path file, int line, String message) {
        Exception refusal = assertThrows(UnusableTraceException.class, () -> {
            try (TraceReader reader = new TraceReader(file)) {
                while (reader.next() != null) {}
            }
        });
        assertEquals(file + ":" + line + ": " + message, refusal.getMessage());
    }
}
