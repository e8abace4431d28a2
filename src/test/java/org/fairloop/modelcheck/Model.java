package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fairloop.bridge.Oracle;

/**
 * One entry of the list: a question to TLC, and the answer that it is to give.
 *
 * @param name the name; the configuration is {@code MC<name>.cfg}
 * @param module the module, {@code <module>.tla}
 * @param tier when it runs
 * @param question what it asks, in one sentence
 * @param claims the ids of the claims that it supports
 * @param twin the broken twin that it is about: that it kills, or that passes in this world, which is too small
 * @param expect the answer
 * @param untaken actions that a passing model never takes, each with the reason
 */
public record Model(
        @JsonProperty(value = "model", required = true) String name,
        @JsonProperty(required = true) String module,
        @JsonProperty(required = true) Tier tier,
        @JsonProperty(required = true) String question,
        List<String> claims,
        String twin,
        @JsonProperty(required = true) Expectation expect,
        Map<String, String> untaken) {

    /** Fills in what may be left out, and refuses what does not fit together. */
    public Model {
        if (Stream.of(name, module, question).anyMatch(text -> text == null || text.isBlank())
                || tier == null
                || expect == null) {
            throw new IllegalArgumentException(
                    name + ": a model needs model, module, tier, question and expect, none of them empty");
        }
        claims = claims == null ? List.of() : List.copyOf(claims);
        untaken = untaken == null ? Map.of() : untaken;
        if (!untaken.isEmpty() && expect.passes() == null) {
            throw new IllegalArgumentException(name
                    + ": untaken is for models that pass: TLC stops a failing one before it has taken every action");
        }
    }

    /**
     * The file of the finite world.
     *
     * @return its name, without a folder
     */
    @JsonIgnore
    public String cfg() {
        return "MC" + name + ".cfg";
    }

    /**
     * The file of the module.
     *
     * @return its name, without a folder
     */
    @JsonIgnore
    public String tla() {
        return module + ".tla";
    }

    /**
     * The specification that the finite world is one of.
     *
     * @return its name
     */
    @JsonIgnore
    public String specification() {
        return module.replaceFirst("^MC", "");
    }

    /**
     * Loads the specification in this finite world.
     *
     * @param layout where it is
     * @return the oracle, to be closed
     */
    Oracle oracle(Layout layout) {
        return Oracle.load(layout.worlds().resolve(tla()), layout.worlds().resolve(cfg()), layout.spec());
    }

    /**
     * Whether TLC is to find nothing wrong.
     *
     * @return true if the model is to pass
     */
    @JsonIgnore
    public boolean mustPass() {
        return expect.passes() != null;
    }
}
