package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The museum of bugs, {@code model-check/museum.yaml}, strictly read.
 *
 * @param exhibits the exhibits, in order
 * @param wrongTurns the wrong turns of our own, in order
 */
public record Museum(
        @JsonProperty(required = true) List<Exhibit> exhibits,
        @JsonProperty(required = true) List<WrongTurns> wrongTurns) {

    /**
     * A bug that the original had, or that others make in its place.
     *
     * @param exhibit its id, M1 to M12; its page is {@code docs/museum/<id>.md}
     * @param title its name, as the page has it
     * @param twins the broken twins that have it, the one of the page first
     * @param shows the model of the smallest world in which TLC finds it
     * @param hides the model of the largest world in which TLC does not, if there is one
     * @param hidesNot why there is none
     * @param repaired the model of the repaired design in the world that shows the bug
     * @param noJava why it has no twin in Java, if it has none
     * @param lanes who takes the actions of a specification that knows no threads: lanes, each with its actions
     */
    public record Exhibit(
            @JsonProperty(required = true) String exhibit,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) List<String> twins,
            @JsonProperty(required = true) String shows,
            String hides,
            String hidesNot,
            @JsonProperty(required = true) String repaired,
            String noJava,
            Map<String, List<String>> lanes) {

        /** Refuses what does not say one thing. */
        public Exhibit {
            lanes = lanes == null ? Map.of() : lanes;
            if ((hides == null) == (hidesNot == null)) {
                throw new IllegalArgumentException(exhibit + ": one of hides and hidesNot, please");
            }
        }
    }

    /**
     * Wrong turns of our own: designs that nobody has shipped.
     *
     * @param of the specification that they are twins of
     * @param twins the broken twins, in the order in which they are shown
     * @param pictures those whose counterexample is kept in {@code docs/museum/wrong-turns.md}
     */
    public record WrongTurns(
            @JsonProperty(required = true) String of,
            @JsonProperty(required = true) List<String> twins,
            @JsonProperty(required = true) List<String> pictures) {}

    /**
     * Reads the list.
     *
     * @param layout where it is
     * @return the museum
     */
    public static Museum read(Layout layout) {
        return StrictYaml.read(layout, layout.worlds().resolve("museum.yaml"), Museum.class);
    }
}
