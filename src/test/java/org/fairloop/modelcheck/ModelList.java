package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The list of models, strictly read: what it does not know is an error.
 *
 * @param models the models, in the list's order
 * @param unviolated what no model shows to fail
 */
public record ModelList(@JsonProperty(required = true) List<Model> models, List<Unviolated> unviolated) {

    /** Fills in what may be left out. */
    public ModelList {
        unviolated = unviolated == null ? List.of() : unviolated;
    }

    /**
     * A property or a conjunct of fairness that no model shows to fail.
     *
     * @param name its name
     * @param of the specifications whose models rely on it
     * @param because the reason
     */
    public record Unviolated(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) List<String> of,
            @JsonProperty(required = true) String because) {}

    private static final YAMLMapper YAML = StrictYaml.MAPPER;

    /**
     * Reads the list.
     *
     * @param layout where it is
     * @return the list
     * @throws ListError with the line, if the file is not a list of models or names one twice
     */
    public static ModelList read(Layout layout) throws ListError {
        String file = layout.name(layout.list());
        String text;
        try {
            text = Files.readString(layout.list());
        } catch (IOException e) {
            throw new ListError(List.of(file + ": cannot be read: " + e));
        }
        ModelList list;
        try {
            list = YAML.readValue(text, ModelList.class);
        } catch (JsonProcessingException e) {
            throw new ListError(List.of(file + ", line " + line(e, text) + ": " + reason(e)));
        }
        Set<String> names = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (Model model : list.models) {
            if (!names.add(model.name())) {
                twice.add(file + ": the model " + model.name() + " is listed twice; give one of them another name");
            }
        }
        if (!twice.isEmpty()) {
            throw new ListError(twice);
        }
        return list;
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

    /**
     * Returns for each specification a model that must pass and one that must fail: the first of the earliest tier.
     *
     * @return at most two for each specification
     */
    public List<Model> sample() {
        Set<String> seen = new HashSet<>();
        return models.stream()
                .sorted(Comparator.comparing(Model::tier))
                .filter(model -> seen.add(model.module() + model.mustPass()))
                .toList();
    }

    /**
     * The models of a tier and of the tiers before it.
     *
     * @param tier the tier
     * @return the models, in the list's order
     */
    public List<Model> of(Tier tier) {
        return models.stream().filter(model -> tier.includes(model.tier())).toList();
    }

    /**
     * The model of a name.
     *
     * @param name its full name
     * @return the model, in whatever tier it is
     * @throws ListError if there is none
     */
    public Model model(String name) throws ListError {
        return models.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> noModel(name));
    }

    private static ListError noModel(String name) {
        return new ListError(List.of("no model is named " + name + "; see ./model-check/run --list"));
    }

    /**
     * The models with given names. A full name means that model, in whatever tier it is; the beginning of names, up to
     * an underscore, means those models of the tier.
     *
     * @param names full names, or beginnings of names
     * @param tier the tier
     * @return the models, in the list's order
     * @throws ListError if a name means nothing
     */
    public List<Model> named(List<String> names, Tier tier) throws ListError {
        Set<Model> chosen = new LinkedHashSet<>();
        for (String name : names) {
            Optional<Model> exact =
                    models.stream().filter(model -> model.name().equals(name)).findFirst();
            if (exact.isPresent()) {
                chosen.add(exact.get());
                continue;
            }
            List<Model> begin = models.stream()
                    .filter(model -> (model.name() + "_").startsWith(name + "_"))
                    .toList();
            List<Model> meant =
                    begin.stream().filter(model -> tier.includes(model.tier())).toList();
            if (begin.isEmpty()) {
                throw noModel(name);
            }
            if (meant.isEmpty()) {
                throw new ListError(List.of("no model of the tier " + tier + " is named " + name + "_…; add --tier "
                        + begin.stream().map(Model::tier).sorted().findFirst().orElseThrow()));
            }
            chosen.addAll(meant);
        }
        return models.stream().filter(chosen::contains).toList();
    }
}
