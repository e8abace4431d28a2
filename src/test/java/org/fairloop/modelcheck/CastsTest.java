package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairloop.bridge.Cast;
import org.junit.jupiter.api.Test;

/** The casts name nothing that the specifications do not have. */
class CastsTest {

    /** Each variable is one of the specification, and each place is named there. */
    @Test
    void everyNameIsThere() throws IOException {
        Layout layout = new Layout(Path.of("").toAbsolutePath());
        var casts = Casts.read(layout).casts();
        assertFalse(casts.isEmpty());
        List<String> wrong = new ArrayList<>();
        for (String spec : casts.keySet()) {
            String text = Files.readString(layout.spec().resolve(spec + ".tla"));
            String variables = Pattern.compile("(?ms)^VARIABLES?.*?^\\s*$")
                    .matcher(text)
                    .results()
                    .map(found -> found.group().replaceAll("\\\\\\*.*", ""))
                    .findFirst()
                    .orElseThrow();
            Cast cast = casts.get(spec);
            Stream.concat(
                            Stream.of(cast.owner(), cast.queue(), cast.places(), cast.sleepers(), cast.tickets())
                                    .filter(Objects::nonNull),
                            cast.flags().stream())
                    .filter(name -> !variables.matches("(?s).*\\b" + name + "\\b.*"))
                    .forEach(name -> wrong.add(spec + " has no variable " + name));
            Stream.concat(cast.waits().stream(), cast.sleeps().stream())
                    .filter(place -> !text.contains('"' + place + '"'))
                    .forEach(place -> wrong.add(spec + " has no place " + place));
        }
        assertEquals(List.of(), wrong, "model-check/casts.yaml");
    }
}
