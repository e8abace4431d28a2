package org.fairloop.modelcheck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fairloop.modelcheck.ModelList.Unviolated;

/**
 * Finds what the list of models cannot see fail. A property that no model violates may be vacuous, and a conjunct of
 * fairness that no model leaves out may be superfluous, or may ask for more than its comment says.
 */
final class Sensitivity {

    private static final String LEADS_TO = "~>";

    /** What the name of an operator begins with that breaks a specification. */
    private static final List<String> BROKEN = List.of("Broken", "NearMiss");

    private final ModelList list;
    private final Layout layout;
    private final Map<Model, Cfg> cfgs = new LinkedHashMap<>();
    private final Map<String, Definitions> definitions = new TreeMap<>();

    private Sensitivity(ModelList list, Layout layout) throws IOException {
        this.list = list;
        this.layout = layout;
        for (Model model : list.models()) {
            cfgs.put(model, Cfg.read(layout.worlds().resolve(model.cfg())));
        }
    }

    /**
     * Finds the gaps.
     *
     * @param list the list of models
     * @param layout where the specifications and configurations are
     * @return one line for each gap, with the cure; empty if there is none
     */
    static List<String> gaps(ModelList list, Layout layout) throws IOException {
        Sensitivity sensitivity = new Sensitivity(list, layout);
        List<String> gaps = new ArrayList<>();
        Set<Unviolated> used = new LinkedHashSet<>();
        for (String specification : sensitivity.specifications()) {
            sensitivity.properties(specification, used, gaps);
            sensitivity.fairness(specification, used, gaps);
            sensitivity.leftSides(specification, used, gaps);
        }
        sensitivity.seen(gaps);
        list.unviolated().stream()
                .filter(each -> !used.contains(each))
                .map(each -> "unviolated: " + each.of() + " has no gap at " + each.name() + ": take the entry out")
                .forEach(gaps::add);
        return gaps;
    }

    /** A module that reads traces of a specification checks its properties, and is no specification of its own. */
    private static String specification(Model model) {
        return model.specification().replaceFirst("_Trace$", "");
    }

    private Set<String> specifications() {
        return list.models().stream().map(Sensitivity::specification).collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Model> models(String specification, boolean mustPass) {
        return list.models().stream()
                .filter(model -> specification(model).equals(specification) && model.mustPass() == mustPass)
                .toList();
    }

    private Definitions definitions(Model model) {
        return definitions.computeIfAbsent(
                model.module(),
                module -> Definitions.read(layout, layout.worlds().resolve(model.tla())));
    }

    /** Each property that a theorem claims is checked; each that is checked, and each named conjunct of it, is violated. */
    private void properties(String specification, Set<Unviolated> used, List<String> gaps) {
        Map<String, Model> checked = new TreeMap<>();
        for (Model model : models(specification, true)) {
            for (String name : cfgs.get(model).checks()) {
                checked.putIfAbsent(name, model);
                definitions(model).namedConjuncts(name).forEach(each -> checked.putIfAbsent(each, model));
            }
        }
        Set<String> violated = models(specification, false).stream()
                .map(model -> model.expect().violates())
                .collect(Collectors.toSet());
        for (Model model : list.models()) {
            if (specification(model).equals(specification)) {
                definitions(model).theorems().stream()
                        .filter(name -> !checked.containsKey(name) && !isListed(specification, name, used))
                        .map(
                                name -> specification + ": no model that passes checks " + name
                                        + ", which a THEOREM claims: add it to one, or give the reason in the list under unviolated")
                        .filter(gap -> !gaps.contains(gap))
                        .forEach(gaps::add);
            }
        }
        checked.forEach((name, model) -> {
            if (!violated.contains(name) && !isListed(specification, name, used)) {
                gaps.add(specification + ": no model violates " + name + ", which " + model.name()
                        + " checks: add a near miss, or give the reason in the list under unviolated");
            }
        });
    }

    private boolean isListed(String specification, String name, Set<Unviolated> used) {
        List<Unviolated> found = list.unviolated().stream()
                .filter(each -> each.name().equals(name) && each.of().contains(specification))
                .toList();
        used.addAll(found);
        return !found.isEmpty();
    }

    /** Each conjunct of fairness that a passing model assumes is left out in some model, which fails in the quick tier. */
    private void fairness(String specification, Set<Unviolated> used, List<String> gaps) {
        Map<String, Model> assumed = new TreeMap<>();
        Set<Set<String>> wholes = new LinkedHashSet<>();
        for (Model model : models(specification, true)) {
            Set<String> fairness = fairness(model);
            wholes.add(fairness);
            fairness.forEach(name -> assumed.putIfAbsent(name, model));
        }
        List<Set<String>> failing = models(specification, false).stream()
                .filter(model -> model.tier() == Tier.QUICK && model.expect().kind() == Kind.LIVENESS)
                .map(this::fairness)
                .toList();
        assumed.forEach((name, model) -> {
            boolean isMissed = wholes.stream()
                    .filter(whole -> whole.contains(name))
                    .anyMatch(whole -> failing.stream().anyMatch(part -> leavesOut(name, whole, part)));
            if (!isMissed && !isListed(specification, name, used)) {
                gaps.add(specification + ": no model of the quick tier fails without the fairness " + name + ", which "
                        + model.name() + " assumes: add one, or give the reason in the list under unviolated");
            }
        });
    }

    private Set<String> fairness(Model model) {
        String specification = cfgs.get(model).specification();
        return specification.isEmpty() ? Set.of() : definitions(model).fairness(specification);
    }

    private static boolean leavesOut(String name, Set<String> whole, Set<String> part) {
        return !part.contains(name) && whole.stream().allMatch(each -> each.equals(name) || part.contains(each));
    }

    /**
     * What must lead to something can occur: a model of the design itself violates the property by leaving out fairness, or
     * a model reaches the left side, and its question says so.
     */
    private void leftSides(String specification, Set<Unviolated> used, List<String> gaps) {
        Map<String, Model> checked = new TreeMap<>();
        for (Model model : models(specification, true)) {
            for (String name : cfgs.get(model).checks()) {
                if (definitions(model).says(name, LEADS_TO)) {
                    checked.putIfAbsent(name, model);
                }
            }
        }
        List<Model> failing = models(specification, false);
        checked.forEach((name, model) -> {
            boolean occurs = failing.stream()
                    .anyMatch(each -> each.expect().violates().equals(name) && !isBroken(each)
                            || each.question().matches(".*left side of (.* and )?(the promise's )?" + name + "\\b.*"));
            if (!occurs && !isListed(specification, name, used)) {
                gaps.add(specification + ": no model shows that the left side of " + name + " can occur, which "
                        + model.name() + " checks: reach it in a model whose question names the property");
            }
        });
    }

    /** What must be seen is seen in the design, and not only in a broken one. */
    private void seen(List<String> gaps) {
        list.models().stream()
                .filter(model ->
                        !model.mustPass() && model.expect().violates().startsWith(Result.SEEN) && isBroken(model))
                .filter(model -> model.twin() == null && !model.name().contains("_NearMiss_"))
                .map(model -> model.name() + ": is to show what can happen, but in a broken design: "
                        + cfgs.get(model).constants())
                .forEach(gaps::add);
    }

    private boolean isBroken(Model model) {
        return cfgs.get(model).constants().values().stream()
                .anyMatch(by -> BROKEN.stream().anyMatch(by::startsWith));
    }
}
