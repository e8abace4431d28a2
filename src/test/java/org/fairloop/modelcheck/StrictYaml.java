package org.fairloop.modelcheck;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the lists beside the models: what a list does not know is an error, with its line. */
final class StrictYaml {

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictYaml() {}

    /**
     * Reads a list.
     *
     * @param layout the project
     * @param list the file
     * @param type what it is to be
     * @return what it says
     * @throws ListError with the line, if the file cannot be read or says something else
     */
    static <T> T read(Layout layout, Path list, Class<T> type) throws ListError {
        String file = layout.name(list);
        String text;
        try {
            text = Files.readString(list);
        } catch (IOException e) {
            throw new ListError(List.of(file + ": cannot be read: " + Commands.whyNot(e)));
        }
        try {
            refuseNulls(file, text);
            T read = YAML.readValue(text, type);
            if (read == null) {
                throw new ListError(List.of(file + ": is empty"));
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new ListError(List.of(file + ", line " + line(e, text) + ": " + reason(e)));
        } catch (RuntimeException e) { // of the reader of YAML, for what it does not expect
            if (e instanceof ListError) {
                throw e;
            }
            throw new ListError(List.of(file + ": is not YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        }
    }

    /** A field without a value would be taken for one that is not there. */
    private static void refuseNulls(String file, String text) throws JsonProcessingException {
        try (JsonParser parser = YAML.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_NULL) {
                    throw new ListError(List.of(file + ", line "
                            + parser.currentTokenLocation().getLineNr() + ": a value is missing"
                            + (parser.currentName() == null ? "" : " behind \"" + parser.currentName() + "\"")));
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a text cannot fail to be read", e);
        }
    }

    /**
     * The line of what is wrong. Jackson's own location will do only for bad YAML: an entry is complete before its fields
     * are looked at.
     */
    private static int line(JsonProcessingException e, String text) {
        JsonLocation place = e.getLocation();
        if (e instanceof JsonMappingException wrong) {
            String path = wrong.getPath().stream()
                    .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                    .collect(Collectors.joining());
            String found = "";
            try (JsonParser parser = YAML.createParser(text)) {
                while (parser.nextToken() != null) {
                    String here = parser.getParsingContext().pathAsPointer().toString();
                    if (here.length() > found.length() && (path + "/").startsWith(here + "/")) {
                        found = here;
                        place = parser.currentTokenLocation();
                    }
                }
            } catch (IOException bad) {
                // The YAML itself is bad further on; the last place found is good enough.
            }
        }
        return place == null ? 1 : place.getLineNr();
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown field \"" + unknown.getPropertyName() + "\"; known here: " + unknown.getKnownPropertyIds();
        }
        Throwable cause = e.getCause() instanceof IllegalArgumentException own ? own : e;
        String message = cause == e ? e.getOriginalMessage() : cause.getMessage();
        return message.lines().findFirst().orElse("");
    }
}
