package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fairloop.bridge.Cast;

/**
 * Who plays which part in each specification, {@code model-check/casts.yaml}, strictly read.
 *
 * @param casts the casts, by the name of the specification
 */
public record Casts(@JsonProperty(required = true) Map<String, Cast> casts) {

    /**
     * Reads the casts.
     *
     * @param layout where they are
     * @return the casts; none if there is no such file
     * @throws ListError with the line, if it cannot be used
     */
    public static Casts read(Layout layout) {
        Path file = layout.worlds().resolve("casts.yaml");
        return Files.exists(file) ? StrictYaml.read(layout, file, Casts.class) : new Casts(Map.of());
    }

    /**
     * The cast of a specification.
     *
     * @param module the name of the specification, or of the module of its finite worlds
     * @return its cast, perhaps an empty one
     */
    public Cast of(String module) {
        return casts.getOrDefault(module.replaceFirst("^MC", ""), Cast.NONE);
    }
}
