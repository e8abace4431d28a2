package org.fairloop.jcstress;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

/**
 * The process of {@link JcstressRun}: runs jcstress, which tells people what it found, and writes the same for a program.
 *
 * <p>Every test that was asked for has at least one finding: a test that jcstress has quietly left out, as it does with
 * too few processors, has the finding that it did not run.
 */
final class JcstressMain {

    private JcstressMain() {}

    /**
     * Runs.
     *
     * @param args the file for the findings, and the options of jcstress
     */
    public static void main(String[] args) throws Exception {
        Options options = new Options(Arrays.copyOfRange(args, 1, args.length));
        if (!options.parse()) {
            System.exit(2);
        }
        JCStress jcstress = new JCStress(options);
        try {
            jcstress.run();
        } catch (AssertionError e) {
            System.out.println(e.getMessage()); // the last of its reports is this error
        }
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector file = new DiskReadCollector(options.getResultFile(), collector);
        file.dump();
        file.close();
        Map<String, TestResult> results = new HashMap<>();
        ReportUtils.mergedByName(collector.getTestResults()).forEach(result -> results.put(result.getName(), result));
        List<Finding> findings = new ArrayList<>();
        for (String test : jcstress.getTests()) {
            findings.addAll(findings(simpleName(test), results.get(test)));
        }
        new ObjectMapper().writeValue(Path.of(args[0]).toFile(), findings);
        System.exit(0);
    }

    /** What was found by a test; of one that jcstress says nothing of, that it did not run. */
    static List<Finding> findings(String test, TestResult result) {
        if (result == null) {
            return List.of(failure(test, "did not run", "jcstress has no processors for its threads"));
        }
        if (result.status() != Status.NORMAL) {
            return List.of(failure(test, result.status().name(), String.join(" ", result.getMessages())));
        }
        if (result.getTotalCount() == 0) {
            return List.of(failure(test, "did not run", "there are no samples"));
        }
        return result.grading().gradingResults.values().stream()
                .map(each -> new Finding(test, each.id, each.count, each.expect, each.description, true))
                .toList();
    }

    private static Finding failure(String test, String what, String why) {
        return new Finding(test, what, 0, Expect.FORBIDDEN, why, false);
    }

    /** The name without its package. */
    private static String simpleName(String test) {
        return test.replaceFirst("^[a-z.]*\\.", "");
    }
}
