package org.fairloop.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/**
 * Writes a trace, see {@code docs/traces.md}.
 *
 * <p>Not safe for use by several threads at once: the state whose steps are recorded is guarded by something, and so
 * must be the writer.
 */
public final class TraceWriter implements AutoCloseable {

    private final JsonGenerator json;
    private long events;

    /**
     * Begins a trace.
     *
     * @param file the file to be written
     * @param header its first line
     */
    public TraceWriter(Path file, TraceHeader header) {
        try {
            json = new JsonFactory().createGenerator(Files.newBufferedWriter(file));
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n")); // between lines; each line is one object
            json.writeStartObject();
            json.writeNumberField("format", TraceHeader.FORMAT);
            json.writeStringField("module", header.module());
            if (!header.spec().equals(TraceHeader.SPEC)) {
                json.writeStringField("spec", header.spec());
            }
            json.writeFieldName("world");
            write(header.world());
            json.writeFieldName("hidden");
            write(header.hidden());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the next event.
     *
     * @param event what happened
     */
    public void write(TraceEvent event) {
        try {
            json.writeStartObject();
            json.writeNumberField("n", ++events);
            if (event.thread() != null) {
                json.writeStringField("thread", event.thread());
            }
            if (event.by() != null) {
                json.writeStringField("by", event.by());
            }
            json.writeFieldName("action");
            write(event.actions().size() == 1 ? event.actions().get(0) : event.actions());
            if (!event.with().isEmpty()) {
                json.writeFieldName("with");
                write(event.with());
            }
            json.writeFieldName("after");
            write(event.after());
            if (event.until() != TraceEvent.AT_ONCE) {
                json.writeNumberField("until", event.until());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (var entry : map.entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                write(entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Collection<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                write(element);
            }
            json.writeEndArray();
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else {
            json.writeString(value.toString());
        }
    }

    /**
     * How many events were written.
     *
     * @return the number of the last one
     */
    public long events() {
        return events;
    }

    /** Ends the last line and closes the file. */
    @Override
    public void close() {
        try (json) {
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
