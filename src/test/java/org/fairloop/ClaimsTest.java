package org.fairloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.fairloop.modelcheck.ClaimsTable;
import org.fairloop.modelcheck.ClaimsTable.Claim;
import org.junit.jupiter.api.Test;

/** The claims table of the README says nothing that is not there. */
class ClaimsTest {

    /** The ids of all claims, in the order of the table. */
    private static final List<String> IDS = List.of(
            ("L1 L2 L3 L4 L5 L6 L7 L8 L9 L10 L12 N1 N2 N3 N4 N5 N6 A1 A2 A3 A4 A5 B1 B2 B3 B4 B5 T1 T2 H1 H2 X1")
                    .split(" "));

    /** The ids that are left out, each with the reason. */
    private static final Map<String, String> LEFT_OUT = Map.of("L11", "the claim about conditions has no model yet");

    private final List<String> wrong = new ArrayList<>();
    private final Map<String, JsonNode> models = byName("model-check/models.yaml", "models", "model");
    private final Map<String, JsonNode> twins = byName("model-check/twins.yaml", "twins", "twin");

    /** Every cell of the table resolves, or says why it is empty. */
    @Test
    void everyCellResolves() {
        for (Claim claim : table()) {
            List<String> operators = names(claim, "specification", claim.specification());
            operators.forEach(operator -> checkOperator(claim, operator));
            List<String> ownModels = names(claim, "model", claim.model());
            ownModels.forEach(model -> checkModel(claim, model, operators));
            operators.stream()
                    .filter(operator ->
                            !ownModels.isEmpty() && ownModels.stream().noneMatch(model -> checks(model, operator)))
                    .forEach(operator -> check(false, claim, "no cfg of " + ownModels + " checks " + operator));
            names(claim, "broken twin", claim.twin()).forEach(twin -> checkTwin(claim, twin, operators));
            names(claim, "Java", claim.java())
                    .forEach(symbol -> check(Symbols.isJavaSymbol(symbol), claim, "no Java symbol " + symbol));
            names(claim, "test", claim.test()).forEach(test -> check(Symbols.isTest(test), claim, "no test " + test));
        }
        assertEquals(List.of(), wrong, "README.md, claims table");
    }

    /** The table has a row for each id, in order: none is skipped, none is missing, and none is twice there. */
    @Test
    void everyRowIsRead() {
        assertEquals(IDS, table().stream().map(Claim::id).toList(), "README.md, claims table");
    }

    /** The ids of each kind count from 1 on; what is left out has a reason, and comes before another of its kind. */
    @Test
    void idsHaveNoGaps() {
        Map<String, List<Integer>> numbers = new TreeMap<>();
        Stream.concat(IDS.stream(), LEFT_OUT.keySet().stream().filter(ClaimsTest::isBeforeAnother))
                .forEach(id -> numbers.computeIfAbsent(id.substring(0, 1), kind -> new ArrayList<>())
                        .add(Integer.valueOf(id.substring(1))));
        numbers.forEach((kind, of) -> {
            Collections.sort(of);
            assertEquals(IntStream.rangeClosed(1, of.size()).boxed().toList(), of, kind);
        });
        assertTrue(IDS.stream().noneMatch(LEFT_OUT::containsKey), () -> LEFT_OUT + " has an id of " + IDS);
    }

    private static boolean isBeforeAnother(String id) {
        return IDS.stream()
                .anyMatch(other -> other.charAt(0) == id.charAt(0)
                        && Integer.parseInt(other.substring(1)) > Integer.parseInt(id.substring(1)));
    }

    /** Every claim id that the models and the twins name is a row of the table, and no row stands there twice. */
    @Test
    void everyIdIsARow() {
        Set<String> rows = new HashSet<>();
        for (Claim claim : table()) {
            check(rows.add(claim.id()), claim, "stands twice");
        }
        models.forEach((name, model) -> model.path("claims").forEach(id -> {
            if (!rows.contains(id.asText())) {
                wrong.add("model " + name + " names " + id.asText() + ", which is no row");
            }
        }));
        twins.forEach((name, twin) -> {
            if (!rows.contains(twin.path("breaks").asText())) {
                wrong.add("twin " + name + " breaks " + twin.path("breaks") + ", which is no row");
            }
        });
        assertEquals(List.of(), wrong, "README.md, claims table");
    }

    private void checkOperator(Claim claim, String symbol) {
        String[] parts = symbol.split("!");
        check(
                parts.length == 2 && Symbols.operatorsOf(parts[0]).contains(parts[1]),
                claim,
                "no operator " + symbol + " in spec/");
    }

    /** The model is in the list, passes, supports this claim, and its cfg checks one of the operators. */
    private void checkModel(Claim claim, String name, List<String> operators) {
        JsonNode model = models.get(name);
        if (model == null) {
            check(false, claim, "no model " + name + " in model-check/models.yaml");
            return;
        }
        check(model.path("expect").has("passes"), claim, "model " + name + " is not one that passes");
        check(contains(model.path("claims"), claim.id()), claim, "model " + name + " does not name this claim");
        check(
                operators.stream().anyMatch(operator -> checks(name, operator)),
                claim,
                "the cfg of model " + name + " checks none of " + operators);
    }

    /** Does the cfg of the model name the operator, or another that is defined by it? */
    private boolean checks(String model, String operator) {
        String config = Symbols.read(Path.of("model-check", "MC" + model + ".cfg"));
        return Arrays.stream(config.split("\\W+")).anyMatch(word -> means(model, word, operator));
    }

    /** Is this name, in the world of a model, the operator, or defined by it? */
    private boolean means(String model, String name, String operator) {
        String simple = operator.substring(operator.indexOf('!') + 1);
        String world = Symbols.read(
                Path.of("model-check", models.get(model).path("module").asText() + ".tla"));
        return name.equals(simple)
                || Symbols.definition(world, name)
                        .filter(definition -> definition.matches("(?s).*\\b" + simple + "\\b.*"))
                        .isPresent();
    }

    /** The twin is in the catalogue, and in a model of it one of the operators fails. */
    private void checkTwin(Claim claim, String name, List<String> operators) {
        if (!twins.containsKey(name)) {
            check(false, claim, "no twin " + name + " in model-check/twins.yaml");
            return;
        }
        boolean fails = models.values().stream()
                .filter(model -> model.path("twin").asText().equals(name) && contains(model.path("claims"), claim.id()))
                .anyMatch(model -> operators.stream()
                        .anyMatch(operator -> means(
                                model.path("model").asText(),
                                model.path("expect").path("violates").asText(),
                                operator)));
        check(fails, claim, "no model in which twin " + name + " violates one of " + operators);
    }

    private static boolean contains(JsonNode list, String id) {
        return StreamSupport.stream(list.spliterator(), false)
                .anyMatch(each -> each.asText().equals(id));
    }

    /** The names in a cell; none only if it begins with a dash and gives a reason. */
    private List<String> names(Claim claim, String column, String cell) {
        if (Claim.isEmpty(cell)) {
            check(cell.length() > 10, claim, column + ": an empty cell says why it is");
            return List.of();
        }
        List<String> names = Claim.names(cell);
        check(!names.isEmpty(), claim, column + ": names nothing");
        return names;
    }

    private void check(boolean right, Claim claim, String what) {
        if (!right) {
            wrong.add(claim.id() + ": " + what);
        }
    }

    private static List<Claim> table() {
        return ClaimsTable.read(Path.of("README.md"));
    }

    private static Map<String, JsonNode> byName(String file, String list, String key) {
        try {
            Map<String, JsonNode> byName = new HashMap<>();
            new YAMLMapper()
                    .readTree(Path.of(file).toFile())
                    .path(list)
                    .forEach(each -> byName.put(each.path(key).asText(), each));
            return byName;
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }
}
