package org.fairloop.modelcheck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.fairloop.bridge.Evidence;

/** What can be tried on one specification's class and its broken twins, beside TLC. */
public final class TwinsOf {

    private record Column(Supplier<Evidence> evidence, boolean isFast) {}

    private final String of;
    private final List<Class<?>> halves;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private Stepped stepped;

    /**
     * Begins with no evidence.
     *
     * @param of the specification whose twins these are
     * @param halves the classes in which their halves in Java are nested; none if it has none
     */
    public TwinsOf(String of, Class<?>... halves) {
        this.of = of;
        this.halves = List.of(halves);
    }

    /**
     * Adds a kind of evidence of which every cell belongs to the quick selection.
     *
     * @param name its name
     * @param evidence makes it; asked when it is needed
     * @return this
     */
    public TwinsOf fast(String name, Supplier<Evidence> evidence) {
        columns.put(name, new Column(once(evidence), true));
        return this;
    }

    /**
     * Adds a kind of evidence of which one cell belongs to the quick selection.
     *
     * @param name its name
     * @param evidence makes it; asked when it is needed
     * @return this
     */
    public TwinsOf slow(String name, Supplier<Evidence> evidence) {
        columns.put(name, new Column(once(evidence), false));
        return this;
    }

    /**
     * Says how the class and its twins are driven through schedules.
     *
     * @param how how
     * @return this
     */
    public TwinsOf stepped(Stepped how) {
        stepped = how;
        return this;
    }

    /**
     * How the class and its twins are driven through schedules.
     *
     * @return how, if they can be
     */
    public Optional<Stepped> stepped() {
        return Optional.ofNullable(stepped);
    }

    /**
     * Makes something when it is first needed, and only then.
     *
     * @param supplier makes it
     * @param <T> what it makes
     * @return a supplier that always has the same
     */
    public static <T> Supplier<T> once(Supplier<T> supplier) {
        return new Supplier<>() {
            private T made;

            @Override
            public synchronized T get() {
                if (made == null) {
                    made = supplier.get();
                }
                return made;
            }
        };
    }

    /**
     * The specification.
     *
     * @return its name
     */
    public String of() {
        return of;
    }

    /**
     * The classes in which the halves in Java are nested.
     *
     * @return the classes
     */
    public List<Class<?>> halves() {
        return halves;
    }

    /**
     * The kinds of evidence that there are.
     *
     * @return their names
     */
    public Set<String> columns() {
        return columns.keySet();
    }

    /**
     * Whether every cell of a column belongs to the quick selection.
     *
     * @param name the name of the kind of evidence
     * @return true if so
     */
    public boolean isFast(String name) {
        return columns.containsKey(name) && columns.get(name).isFast();
    }

    /**
     * A kind of evidence.
     *
     * @param name its name
     * @return the evidence, if there is that kind
     */
    public Optional<Evidence> evidence(String name) {
        return Optional.ofNullable(columns.get(name))
                .map(column -> column.evidence().get());
    }
}
