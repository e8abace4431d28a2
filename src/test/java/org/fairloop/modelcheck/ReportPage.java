package org.fairloop.modelcheck;

import com.samskivert.mustache.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.fairloop.bridge.Behaviour;
import org.fairloop.bridge.LanesPage;
import org.fairloop.bridge.LanesSvg;
import org.fairloop.bridge.Templates;

/** Writes the page of a run, {@code target/model-check/index.html}: one file that needs no server and no network. */
final class ReportPage {

    private static final Template PAGE = Templates.of(ReportPage.class, "report.mustache");

    private final Layout layout;
    private final Casts casts;
    private final Excerpts excerpts;
    private final List<ClaimsTable.Claim> claims;
    private final List<TwinCatalogue.Twin> twins;
    private final Pages pages;
    private final Map<String, Model> listed = new LinkedHashMap<>();
    private final Map<String, Result> results = new LinkedHashMap<>();

    private record Page(
            String title,
            String headline,
            String sums,
            boolean wrong,
            List<Group> groups,
            List<ModelView> models,
            List<ClaimView> claims,
            Pages.Filter filter,
            boolean anyRuns,
            List<Pages.Other> runs,
            String matrix,
            String data,
            String style,
            String script) {}

    /** The models of one specification. */
    private record Group(String name, List<ModelView> models) {}

    private record Named(String name, boolean there) {}

    private record Code(String name, String text) {}

    private record ModelView(
            String name,
            String question,
            String tier,
            String kind,
            String verdict,
            boolean wrong,
            List<String> mismatches,
            String error,
            String distinct,
            String depth,
            String seconds,
            List<Named> claims,
            String twin,
            String twinIs,
            String covered,
            boolean uncovered,
            List<ActionView> actions,
            List<Bar> depths,
            String depthsInWords,
            int depthsWidth,
            String world,
            String worldNote,
            String lanes,
            String plain,
            List<Code> code,
            String cfgName,
            String cfg) {}

    private record ActionView(String name, String count, int percent, boolean never, String reason) {}

    private record Bar(int depth, int x, int y, int height, String states) {}

    private record ClaimView(
            String id,
            String claim,
            List<Code> operators,
            String noOperators,
            List<Code> java,
            String noJava,
            List<Evidence> models,
            String noModels,
            String tests,
            List<TwinView> twins,
            String noTwins) {}

    private record Evidence(String name, boolean there, String question, String verdict, boolean wrong) {}

    private record TwinView(
            String name,
            String what,
            String model,
            boolean there,
            String verdict,
            List<Code> code,
            List<Code> seen,
            String matrix) {}

    private ReportPage(Layout layout, List<Model> models, List<Result> results) {
        this.layout = layout;
        this.casts = Casts.read(layout);
        this.excerpts = new Excerpts(layout);
        this.claims = ClaimsTable.read(layout.root().resolve("README.md"));
        this.twins = Files.exists(layout.worlds().resolve("twins.yaml"))
                ? TwinCatalogue.read(layout).twins()
                : List.of();
        this.pages = new Pages(layout.results());
        models.forEach(model -> listed.put(model.name(), model));
        results.forEach(result -> this.results.put(result.model().name(), result));
    }

    /**
     * Writes the page, and each counterexample as a picture beside it.
     *
     * @param layout where the project is
     * @param models all models of the list
     * @param results what came of those that were run
     * @param seconds the time that it took
     * @return the page
     * @throws IOException if it cannot be written
     */
    static Path write(Layout layout, List<Model> models, List<Result> results, double seconds) throws IOException {
        Path file = layout.results().resolve(Pages.REPORT);
        String page = new ReportPage(layout, models, results).html(seconds);
        return Folders.write(file, to -> Files.writeString(to, page));
    }

    private String html(double seconds) throws IOException {
        List<ModelView> views = new ArrayList<>();
        for (Result result : results.values()) {
            views.add(view(result));
        }
        Map<String, List<ModelView>> bySpec = views.stream()
                .collect(Collectors.groupingBy(
                        view -> listed.get(view.name()).specification(), LinkedHashMap::new, Collectors.toList()));
        List<Result> good = results.values().stream().filter(Result::isAsListed).toList();
        long passed = good.stream().filter(result -> result.model().mustPass()).count();
        int bad = results.size() - good.size();
        String headline = bad == 0
                ? results.size() == 1
                        ? "The model did exactly what it must."
                        : "All " + results.size() + " models did exactly what they must."
                : bad + " of " + results.size() + (bad == 1 ? " models did not do" : " models did not do")
                        + " what the list says.";
        String sums = String.format(
                Locale.ROOT,
                "%,d must hold and held; %,d must fail, and failed in the way that was foretold. %,d states in %.0f seconds;"
                        + " %,d models are listed.",
                passed,
                good.size() - passed,
                results.values().stream()
                        .mapToLong(result -> result.observed().distinct())
                        .sum(),
                seconds,
                listed.size());
        List<Group> groups = bySpec.entrySet().stream()
                .map(entry -> new Group(entry.getKey(), entry.getValue()))
                .toList();
        List<Pages.Other> runs = pages.runs();
        return PAGE.execute(new Page(
                "fairloop: what the models say",
                headline,
                sums,
                bad > 0,
                groups,
                views,
                claims.stream().map(this::view).toList(),
                new Pages.Filter("Models", "table.models", "name, question, claim …", "Kind", kinds(views)),
                !runs.isEmpty(),
                runs,
                pages.matrix(),
                Templates.json(worlds()),
                Pages.style(),
                LanesPage.script() + Pages.filterScript() + Templates.text(ReportPage.class, "report.js")));
    }

    private static List<Pages.Kind> kinds(List<ModelView> views) {
        List<Pages.Kind> kinds = new ArrayList<>();
        kinds.add(new Pages.Kind("", "all", views.size()));
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("wrong", "not as listed");
        labels.put("holds", "must hold");
        labels.put("twin", "broken twins");
        labels.put("fairness", "without fairness");
        labels.put("seen", "can happen");
        labels.put("other", "other designs");
        labels.forEach((key, label) -> {
            int count = (int) views.stream()
                    .filter(view ->
                            key.equals("wrong") ? view.wrong() : view.kind().equals(key))
                    .count();
            if (count > 0) {
                kinds.add(new Pages.Kind(key, label, count));
            }
        });
        return kinds;
    }

    private static String kind(Model model) {
        if (model.mustPass()) {
            return "holds";
        }
        if (model.twin() != null) {
            return "twin";
        }
        return model.expect().violates().startsWith(Result.SEEN)
                ? "seen"
                : model.name().contains("_Unfair_") ? "fairness" : "other";
    }

    private ModelView view(Result result) throws IOException {
        Model model = result.model();
        Observation observed = result.observed();
        List<ActionView> actions = actions(result);
        long never = actions.stream().filter(ActionView::never).count();
        long unexplained = actions.stream()
                .filter(action -> action.never() && action.reason().isEmpty())
                .count();
        return new ModelView(
                model.name(),
                model.question(),
                model.tier().toString(),
                kind(model),
                result.verdict(),
                !result.isAsListed(),
                result.mismatches(),
                Objects.requireNonNullElse(observed.error(), ""),
                String.format(Locale.ROOT, "%,d", observed.distinct()),
                observed.depth() == 0 ? "" : Integer.toString(observed.depth()),
                String.format(Locale.ROOT, "%.1f", observed.seconds()),
                model.claims().stream().map(this::claim).toList(),
                Objects.requireNonNullElse(model.twin(), ""),
                twins.stream()
                        .filter(twin -> twin.twin().equals(model.twin()))
                        .map(TwinCatalogue.Twin::what)
                        .findFirst()
                        .orElse(""),
                actions.isEmpty() ? "" : actions.size() - never + " of " + actions.size(),
                unexplained > 0,
                actions,
                bars(observed.depths()),
                observed.depths() == null
                        ? ""
                        : observed.depths().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                observed.depths() == null
                        ? 0
                        : Math.max(60, 12 * observed.depths().size() - 2),
                world(result),
                worldNote(result),
                lanes(result),
                observed.counterexample() != null && observed.counterexample().retrace() == null
                        ? observed.counterexample().lines()
                        : "",
                code(model, observed),
                model.cfg(),
                Files.readString(layout.worlds().resolve(model.cfg())).strip());
    }

    private Named claim(String id) {
        return new Named(id, claims.stream().anyMatch(claim -> claim.id().equals(id)));
    }

    private static List<ActionView> actions(Result result) {
        Map<String, Long> taken = result.observed().actions();
        if (!result.observed().passed()) {
            return List.of();
        }
        long most = taken.values().stream().mapToLong(Long::longValue).max().orElse(1);
        return taken.entrySet().stream()
                .map(action -> new ActionView(
                        action.getKey(),
                        String.format(Locale.ROOT, "%,d", action.getValue()),
                        (int) Math.ceil(100.0 * action.getValue() / Math.max(1, most)),
                        action.getValue() == 0,
                        result.model().untaken().getOrDefault(action.getKey(), "")))
                .toList();
    }

    /** A diagram in 100 units of height. */
    private static List<Bar> bars(List<Integer> depths) {
        List<Bar> bars = new ArrayList<>();
        if (depths != null) {
            int most = depths.stream().mapToInt(Integer::intValue).max().orElse(1);
            for (int depth = 0; depth < depths.size(); depth++) {
                int height = Math.max(1, Math.round(100f * depths.get(depth) / most));
                bars.add(new Bar(
                        depth, depth * 12, 100 - height, height, String.format(Locale.ROOT, "%,d", depths.get(depth))));
            }
        }
        return bars;
    }

    private String world(Result result) {
        Epilogue.Graph graph = result.observed().graph();
        return graph == null
                ? ""
                : WorldDrawing.svg(
                        "The " + graph.states().size() + " states of "
                                + result.model().name(),
                        graph,
                        path(result));
    }

    /** Where the counterexample goes in the world, if it is drawn. */
    private static List<Integer> path(Result result) {
        Counterexample counterexample = result.observed().counterexample();
        if (counterexample == null || counterexample.retrace() == null) {
            return List.of();
        }
        List<Map<String, Object>> states = result.observed().graph().states();
        List<Integer> path = new ArrayList<>();
        path.add(states.indexOf(counterexample.retrace().initial()));
        counterexample.retrace().rows().forEach(row -> path.add(states.indexOf(row.after())));
        if (counterexample.loop() != null) {
            path.add(path.get(counterexample.loop().backTo() - 1));
        }
        return path;
    }

    private static String worldNote(Result result) {
        Observation observed = result.observed();
        if (observed.graph() != null || observed.depths() != null) {
            return "";
        }
        return observed.passed()
                ? "This world is too large to be walked once more for a count of its states at each depth."
                : "TLC stopped when it had found the counterexample, so this is not the whole world.";
    }

    private String lanes(Result result) throws IOException {
        Counterexample counterexample = result.observed().counterexample();
        if (counterexample == null || counterexample.retrace() == null) {
            return "";
        }
        Model model = result.model();
        String blame = counterexample.retrace().blame(result.observed().violated());
        Behaviour behaviour = counterexample.behaviour(model.name(), blame, casts.of(model.module()));
        Files.writeString(layout.results().resolve(model.name() + ".svg"), LanesSvg.picture(behaviour));
        return LanesPage.figure("lanes-" + model.name(), behaviour);
    }

    /** The property that fails, and the twin's operator. */
    private List<Code> code(Model model, Observation observed) {
        List<String> names = new ArrayList<>();
        if (observed.violated() != null && !observed.violated().equals(Expectation.DEADLOCK)) {
            names.add(observed.violated());
        }
        twins.stream()
                .filter(twin -> twin.twin().equals(model.twin()))
                .findFirst()
                .ifPresent(twin ->
                        names.addAll(List.of(twin.spec().replaces(), twin.spec().by())));
        return names.stream()
                .filter(Objects::nonNull)
                .flatMap(name -> operator(model.module(), name).stream())
                .toList();
    }

    private Optional<Code> operator(String module, String name) {
        return excerpts.operator(module, name)
                .or(() -> excerpts.operator(module.replaceFirst("^MC", ""), name))
                .map(text -> new Code(name, text));
    }

    private ClaimView view(ClaimsTable.Claim claim) {
        List<Code> operators = ClaimsTable.Claim.names(claim.specification()).stream()
                .flatMap(name -> operator(name.replaceFirst("!.*", ""), name.replaceFirst(".*!", "")).stream()
                        .map(code -> new Code(name, code.text())))
                .toList();
        List<Code> java = ClaimsTable.Claim.names(claim.java()).stream()
                .flatMap(name -> excerpts.java(name).stream().map(text -> new Code(name, text)))
                .toList();
        Predicate<Model> supports = model -> model.claims().contains(claim.id());
        List<Evidence> models = listed.values().stream()
                .filter(model -> model.mustPass() && supports.test(model))
                .map(this::evidence)
                .toList();
        List<TwinView> broken = twins.stream()
                .filter(twin -> twin.breaks().equals(claim.id())
                        || ClaimsTable.Claim.names(claim.twin()).contains(twin.twin()))
                .map(this::view)
                .toList();
        return new ClaimView(
                claim.id(),
                claim.claim(),
                operators,
                reason(claim.specification()),
                java,
                reason(claim.java()),
                models,
                models.isEmpty() ? reason(claim.model()) : "",
                claim.test().replace("`", ""),
                broken,
                broken.isEmpty() ? reason(claim.twin()) : "");
    }

    private static String reason(String cell) {
        return ClaimsTable.Claim.isEmpty(cell) ? cell.substring(1).strip() : "";
    }

    private Evidence evidence(Model model) {
        Result result = results.get(model.name());
        return new Evidence(
                model.name(),
                result != null,
                model.question(),
                result == null ? "not run this time (" + model.tier() + ")" : result.verdict(),
                result != null && !result.isAsListed());
    }

    private TwinView view(TwinCatalogue.Twin twin) {
        List<Code> code = new ArrayList<>();
        if (twin.spec() != null && twin.spec().by() != null) {
            operator("MC" + twin.of(), twin.spec().by()).ifPresent(code::add);
        }
        if (twin.java().type() != null) {
            String name = twin.java().type().replaceFirst("^.*\\.(?=\\w+\\.\\w+$)", "");
            excerpts.java(name).ifPresent(text -> code.add(new Code(name, text)));
        }
        List<Code> seen = new ArrayList<>();
        twin.kills().forEach((evidence, by) -> seen.add(new Code(evidence, "finds: " + by)));
        twin.blind().forEach((evidence, why) -> seen.add(new Code(evidence, "cannot see it: " + why)));
        String model = twin.spec() == null ? null : twin.spec().model();
        Result result = results.get(model);
        return new TwinView(
                twin.twin(),
                twin.what(),
                Objects.requireNonNullElse(model, ""),
                result != null,
                result == null ? "not run this time" : result.verdict(),
                code,
                seen,
                pages.matrix());
    }

    /** The small worlds, for the script: what the states are, and what may happen in them. */
    private Map<String, Epilogue.Graph> worlds() {
        Map<String, Epilogue.Graph> worlds = new LinkedHashMap<>();
        results.forEach((name, result) -> {
            if (result.observed().graph() != null) {
                worlds.put(name, result.observed().graph());
            }
        });
        return worlds;
    }
}
