package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The catalogue of broken twins, {@code model-check/twins.yaml}, strictly read.
 *
 * @param unseen kinds of evidence that see no twin of a specification, unless the twin says that they kill it
 * @param twins the twins, in the catalogue's order
 */
public record TwinCatalogue(
        @JsonProperty(required = true) List<Unseen> unseen,
        @JsonProperty(required = true) List<Twin> twins) {

    /**
     * A kind of evidence that sees no twin of some specifications.
     *
     * @param of the specifications
     * @param by the kind of evidence
     * @param because the reason
     */
    public record Unseen(
            @JsonProperty(required = true) List<String> of,
            @JsonProperty(required = true) String by,
            @JsonProperty(required = true) String because) {

        /**
         * Whether it is about a cell.
         *
         * @param specification of what the cell's twin is a twin
         * @param evidence the kind of evidence
         * @return true if so
         */
        public boolean covers(String specification, String evidence) {
            return of.contains(specification) && by.equals(evidence);
        }
    }

    /**
     * A wrong design, in both its halves.
     *
     * @param twin its name
     * @param of the specification and the class that it is a twin of
     * @param breaks the id of the claim that it breaks
     * @param what one sentence: what is wrong
     * @param spec its half in TLA+
     * @param java its half in Java, or why there is none
     * @param kills the kinds of evidence that kill it, each with what its finding names: a property, an action, a check
     * @param blind the kinds of evidence that do not, each with the reason why it cannot see it
     */
    public record Twin(
            @JsonProperty(required = true) String twin,
            @JsonProperty(required = true) String of,
            @JsonProperty(required = true) String breaks,
            @JsonProperty(required = true) String what,
            @JsonProperty(required = true) Spec spec,
            @JsonProperty(required = true) Java java,
            @JsonProperty(required = true) Map<String, String> kills,
            @JsonProperty(required = true) Map<String, String> blind) {}

    /**
     * The half in TLA+.
     *
     * @param replaces the operator of the specification that it replaces
     * @param by the operator that replaces it
     * @param model the model in which it fails
     * @param passes models in which it passes all the same
     */
    public record Spec(String replaces, String by, String model, List<String> passes) {

        /** Makes the half. */
        public Spec {
            passes = passes == null ? List.of() : passes;
        }
    }

    /**
     * The half in Java.
     *
     * @param type the binary name of the class, with dots
     * @param overrides the step that it overrides
     * @param none why there is no such half; null if there is
     */
    public record Java(@JsonProperty("class") String type, String overrides, String none) {}

    /**
     * Reads the catalogue.
     *
     * @param layout where it is
     * @return the catalogue
     * @throws ListError with the line, if it cannot be used
     */
    public static TwinCatalogue read(Layout layout) {
        return StrictYaml.read(layout, layout.worlds().resolve("twins.yaml"), TwinCatalogue.class);
    }

    /**
     * The twins of one specification and class.
     *
     * @param of its name
     * @return its twins, in the catalogue's order
     */
    public List<Twin> of(String of) {
        return twins.stream().filter(twin -> twin.of().equals(of)).toList();
    }
}
