package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the README invites its readers to break is there to be broken, and breaks as it says. */
class BreakOneLineTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    private static final Pattern SECTION = Pattern.compile(
            "## Break one line\n.*?`(?<spec>spec/\\S+)`.*?\n\n    - (?<is>[^\n]+)\n    \\+ (?<broken>[^\n]+)\n\n"
                    + ".*?`\\./model-check/run (?<model>\\w+)`.*?`(?<invariant>\\w+)`, which[^`]*? is\\s+violated\\s+after\\s+(?<steps>\\d+)\\s.*?"
                    + "by\\s+`(?<conjunct>\\w+)`.*?"
                    + "`(?<java>src/\\S+)`:\n\n    - (?<javaIs>[^\n]+)\n    \\+ (?<javaBroken>[^\n]+)\n",
            Pattern.DOTALL);

    private Matcher section;

    @BeforeEach
    void readSection() throws IOException {
        String readme = Files.readString(LAYOUT.root().resolve("README.md"));
        section = SECTION.matcher(readme);
        assertTrue(section.find(), "the README invites nobody to break a line");
    }

    /** The line of the specification, broken, violates that invariant of that model in so many steps. */
    @Test
    void theSpecification() throws IOException, ListError {
        Layout workshop = Workshop.make(LAYOUT, "break-one-line");
        Path spec = workshop.root().resolve(section.group("spec"));
        String text = Files.readString(spec);
        Files.writeString(
                spec, text.replace(once(text, "is"), section.group("broken").strip()));
        Model model = new Passages(LAYOUT).model(section.group("model"));
        String cfg = Files.readString(LAYOUT.worlds().resolve(model.cfg()));
        Model broken = Workshop.add(workshop, model, "Broken", model.expect(), cfg);
        try (TlcRun tlc = new TlcRun(workshop)) {
            Observation observed = tlc.run(broken).observed();
            assertEquals(section.group("invariant"), observed.violated());
            assertEquals(
                    Integer.parseInt(section.group("steps")),
                    observed.counterexample().steps().size() - 1);
            String blame = observed.counterexample().retrace().blame(observed.violated());
            assertTrue(blame.contains(" " + section.group("conjunct") + ": "), blame);
        }
    }

    /** So is the line of the class; that the replay sees it broken, its twins show. */
    @Test
    void theClass() throws IOException {
        once(Files.readString(LAYOUT.root().resolve(section.group("java"))), "javaIs");
    }

    private String once(String text, String group) {
        String line = section.group(group).strip();
        assertEquals(1, text.split(Pattern.quote(line), -1).length - 1, () -> "how often there is " + line);
        return line;
    }
}
