package org.fairloop.modelcheck;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /**
     * Reads the list.
     *
     * @param layout where it is
     * @return the list
     * @throws ListError with the line, if the file is not a list of models or names one twice
     */
    public static ModelList read(Layout layout) throws ListError {
        String file = layout.name(layout.list());
        ModelList list = StrictYaml.read(layout, layout.list(), ModelList.class);
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
