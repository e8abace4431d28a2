package org.fairloop.bridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The templates of pages and pictures, which lie beside the classes that fill them. */
public final class Templates {

    private Templates() {}

    /**
     * A template for HTML or SVG. A variable that is not there is an error; an empty text counts as false. What it includes is
     * found as it is itself, or by its whole path.
     *
     * @param owner the class beside which it lies
     * @param name the name of the file
     * @return the template
     */
    public static Template of(Class<?> owner, String name) {
        return Mustache.compiler()
                .emptyStringIsFalse(true)
                .strictSections(true)
                .withLoader(included -> new StringReader(text(owner, included)))
                .compile(text(owner, name));
    }

    /**
     * A text as it is.
     *
     * @param owner the class beside which it lies
     * @param name the name of the file
     * @return the text
     */
    public static String text(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing beside " + owner.getName() + ": " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Data for the scripts of a page.
     *
     * @param data maps, lists, records, texts and numbers
     * @return JSON that may stand in a script element
     */
    public static String json(Object data) {
        try {
            return new JsonMapper().writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
