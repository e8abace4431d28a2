package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fairloop.bridge.Oracle;
import org.fairloop.bridge.Run;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Step;
import org.fairloop.bridge.Subject;

/** Takes the steps of schedules of the explorer on the Java classes of their specifications. It keeps what TLC has loaded. */
public final class ScheduleReplay implements AutoCloseable {

    private final Layout layout;
    private final ModelList models;
    private final List<TwinsOf> classes;
    private final Map<Model, Oracle> oracles = new HashMap<>();

    /**
     * Makes a replay.
     *
     * @param layout where the models are
     * @param classes the classes that there are
     * @throws ListError if the list of models is wrong
     */
    public ScheduleReplay(Layout layout, List<TwinsOf> classes) throws ListError {
        this.layout = layout;
        this.models = ModelList.read(layout);
        this.classes = classes;
    }

    /**
     * Drives the class along a schedule, and compares it with the specification after each step.
     *
     * @param schedule the schedule
     * @param twin the twin that stands in for the shipped class, or null
     * @return the number of steps taken
     * @throws IllegalArgumentException in a line: there is no such model or twin, no class can be driven through the model, or
     *     the specification does not allow one of the steps
     * @throws Run.Mismatch if the class departs from the specification
     */
    public int run(ExploredSchedule schedule, String twin) {
        Model model = model(schedule.model());
        Stepped stepped = stepped(model);
        try {
            Function<State, Subject> subjects =
                    stepped.in(Cfg.read(layout.worlds().resolve(model.cfg())), twin);
            Oracle oracle = oracles.computeIfAbsent(model, it -> it.oracle(layout));
            State initial = oracle.initialStates().get(0);
            List<Step> path = oracle.path(initial, schedule.steps());
            try (Run run = new Run(initial, subjects.apply(initial))) {
                path.forEach(run::take);
                return run.length();
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(model.name() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Model model(String name) {
        try {
            return models.model(name);
        } catch (ListError e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Stepped stepped(Model model) {
        return classes.stream()
                .filter(it -> it.of().equals(model.specification()))
                .flatMap(it -> it.stepped().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(model.name() + ": no class follows the steps of "
                        + model.specification() + "; there are those of "
                        + classes.stream()
                                .filter(it -> it.stepped().isPresent())
                                .map(TwinsOf::of)
                                .collect(Collectors.joining(", "))));
    }

    @Override
    public void close() {
        oracles.values().forEach(Oracle::close);
        oracles.clear();
    }
}
