package org.fairloop.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a trace line by line, see {@code docs/traces.md}. Whatever is not in the format is refused with file and line.
 */
public final class TraceReader implements AutoCloseable {

    private static final int LONGEST_LINE = 1 << 16;

    /** By the version of the format, from 1. */
    private static final List<Set<String>> HEADER_FIELDS = List.of(
            Set.of("format", "module", "world", "hidden"), Set.of("format", "module", "spec", "world", "hidden"));

    private static final List<Set<String>> EVENT_FIELDS = List.of(
            Set.of("n", "thread", "action", "after"), Set.of("n", "thread", "by", "action", "with", "after", "until"));

    /** Deeper values are refused, so that no line exhausts the stack. */
    private static final int DEEPEST = 100;

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed
    private final byte[] buffer = new byte[LONGEST_LINE];
    private final CharBuffer text = CharBuffer.allocate(LONGEST_LINE);
    private final Path file;
    private final InputStream in;
    private final TraceHeader header;
    private int format;
    private long line;

    /**
     * Opens a trace and reads its header.
     *
     * @param file the file
     * @throws UnusableTraceException if there is no header in the format
     */
    public TraceReader(Path file) {
        this.file = file;
        try {
            in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Map<String, Object> fields = readLine();
            if (fields == null) {
                throw unusable("the file is empty: the first line must be a header");
            }
            header = header(fields);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * What the trace claims to be a behaviour of.
     *
     * @return the first line
     */
    public TraceHeader header() {
        return header;
    }

    /**
     * Reads the next event.
     *
     * @return the event, or null at the end of the trace
     * @throws UnusableTraceException if the line is not an event in the format, or the file ends without any event
     */
    public TraceEvent next() {
        Map<String, Object> fields = readLine();
        if (fields != null) {
            return event(fields);
        }
        if (line == 2) {
            throw unusable("the trace has no events");
        }
        return null;
    }

    /**
     * Says what is wrong with the line that was read last.
     *
     * @param what what is wrong with it
     * @return the exception, which names file and line
     */
    public UnusableTraceException unusable(String what) {
        return new UnusableTraceException(file + ":" + line + ": " + what);
    }

    private TraceHeader header(Map<String, Object> fields) {
        if (!fields.containsKey("format")) {
            throw unusable("no header: the first line must have the fields " + sorted(HEADER_FIELDS.get(0)));
        }
        if (!(fields.get("format") instanceof Integer version) || version < 1 || version > TraceHeader.FORMAT) {
            throw unusable(
                    "the format must be a number from 1 to " + TraceHeader.FORMAT + ", but is " + fields.get("format"));
        }
        format = version;
        requireKnown(fields, HEADER_FIELDS, "a header");
        String module = field(fields, "module", String.class, "text");
        String spec = fields.containsKey("spec") ? field(fields, "spec", String.class, "text") : TraceHeader.SPEC;
        Map<String, Object> world = mapField(fields, "world");
        List<String> hidden = names("hidden", field(fields, "hidden", List.class, "a list of names"));
        try {
            return new TraceHeader(module, spec, world, hidden);
        } catch (UnusableTraceException e) {
            throw unusable(e.getMessage());
        }
    }

    private TraceEvent event(Map<String, Object> fields) {
        requireKnown(fields, EVENT_FIELDS, "an event");
        Integer number = field(fields, "n", Integer.class, "a number");
        if (number != line - 1) {
            throw unusable("events are numbered from 1: \"n\" must be " + (line - 1) + ", but is " + number);
        }
        String thread = optionalText(fields, "thread");
        String by = optionalText(fields, "by");
        if (thread != null && by != null) {
            throw unusable("an event has \"thread\" or \"by\", not both");
        }
        List<String> actions = fields.get("action") instanceof List<?> several
                ? names("action", several)
                : List.of(field(fields, "action", String.class, "a name or a list of names"));
        if (actions.isEmpty()) {
            throw unusable("\"action\" must have at least one name");
        }
        return new TraceEvent(thread, by, actions, with(fields), mapField(fields, "after"), until(fields, number));
    }

    private Map<String, String> with(Map<String, Object> fields) {
        if (!fields.containsKey("with")) {
            return Map.of();
        }
        Map<String, String> with = new LinkedHashMap<>();
        mapField(fields, "with").forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw unusable("\"with\" must have texts, but has " + value);
            }
            with.put(name, text);
        });
        return with;
    }

    private int until(Map<String, Object> fields, int number) {
        if (!fields.containsKey("until")) {
            return TraceEvent.AT_ONCE;
        }
        int until = field(fields, "until", Integer.class, "a number");
        if (until <= number) {
            throw unusable("\"until\" must be the number of a later event, but is " + until);
        }
        return until;
    }

    private String optionalText(Map<String, Object> fields, String name) {
        return fields.containsKey(name) ? field(fields, name, String.class, "text") : null;
    }

    private void requireKnown(Map<String, Object> fields, List<Set<String>> byFormat, String what) {
        Set<String> known = byFormat.get(format - 1);
        for (String name : fields.keySet()) {
            if (!known.contains(name)) {
                throw unusable("unknown field \"" + name + "\": " + what + " has " + sorted(known));
            }
        }
    }

    private <T> T field(Map<String, Object> fields, String name, Class<T> type, String typeInWords) {
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw unusable("\"" + name + "\" must be " + typeInWords + ", but "
                    + (value == null ? "is missing" : "is " + value));
        }
        return type.cast(value);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> mapField(Map<String, Object> fields, String name) {
        return field(fields, name, Map.class, "an object");
    }

    private List<String> names(String name, List<?> values) {
        List<String> names = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof String text)) {
                throw unusable("\"" + name + "\" must be made of names, but has " + value);
            }
            names.add(text);
        }
        return names;
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    /** The fields of the next line, or null at the end of the file. */
    private Map<String, Object> readLine() {
        line++;
        try {
            int length = 0;
            int next;
            while ((next = in.read()) != '\n') {
                if (next == -1 && length == 0) {
                    return null;
                }
                if (next == -1) {
                    throw unusable("the file ends in the middle of this line");
                }
                if (length == LONGEST_LINE) {
                    throw unusable("the line is longer than " + LONGEST_LINE + " bytes");
                }
                buffer[length++] = (byte) next;
            }
            decode(length);
            return parse();
        } catch (StreamConstraintsException e) {
            throw unusable("values are nested at most " + DEEPEST + " deep, and numbers have at most 1000 digits");
        } catch (InputCoercionException e) {
            throw unusable("numbers are from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        } catch (JsonProcessingException e) {
            throw unusable(
                    "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills the text with the line. A byte order mark before the first line is no part of it. */
    private void decode(int length) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        utf8.reset();
        if (utf8.decode(bytes, text.clear(), true).isError()) {
            throw unusable(String.format(
                    "not UTF-8: the byte %02x at position %d", bytes.get(bytes.position()), bytes.position() + 1));
        }
        text.flip();
        if (line == 1 && text.hasRemaining() && text.get(0) == '\ufeff') {
            text.get();
        }
    }

    private Map<String, Object> parse() throws IOException {
        try (JsonParser parser = json.createParser(text.array(), text.position(), text.remaining())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unusable("each line must be one JSON object");
            }
            Map<String, Object> fields = object(parser);
            if (parser.nextToken() != null) {
                throw unusable("each line must be one JSON object, and nothing behind it");
            }
            return fields;
        }
    }

    private Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = printable(parser.currentName());
            parser.nextToken();
            map.put(name, value(parser));
        }
        return map;
    }

    private Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT:
                return object(parser);
            case START_ARRAY:
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                return list;
            case VALUE_STRING:
                return printable(parser.getText());
            case VALUE_NUMBER_INT:
                return parser.getIntValue();
            case VALUE_TRUE, VALUE_FALSE:
                return parser.getBooleanValue();
            default:
                throw unusable(
                        "values are text, whole numbers, true, false, lists and objects, but not " + parser.getText());
        }
    }

    /** What a person is shown must not move the cursor of a terminal. */
    private String printable(String read) {
        for (int i = 0; i < read.length(); i++) {
            if (Character.isISOControl(read.charAt(i))) {
                throw unusable(
                        String.format("a text has no control characters, but has \\u%04x", (int) read.charAt(i)));
            }
        }
        return read;
    }

    /** Closes the file. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
