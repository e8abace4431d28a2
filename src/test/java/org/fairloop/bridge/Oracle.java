package org.fairloop.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A specification in a finite world, as the oracle of a test: TLC, loaded into this JVM, says which states a run may
 * begin with and what may happen next.
 *
 * <p>Not safe for use by several threads at once. Several oracles live side by side.
 */
public final class Oracle implements AutoCloseable {

    private static final String STANDARD_MODULES = "tla2sany/StandardModules/";

    /** Stands before the number of a successor, from 2 on, where one action has several. */
    private static final String ANOTHER = "#";

    private final URLClassLoader loader;
    private final ScratchFolder scratch;
    private final TlcBackend backend;

    private Oracle(URLClassLoader loader, ScratchFolder scratch, TlcBackend backend) {
        this.loader = loader;
        this.scratch = scratch;
        this.backend = backend;
    }

    /**
     * Loads a specification.
     *
     * @param module the file of the root module, {@code MC….tla}
     * @param config the file of the finite world, {@code ….cfg}; its liveness properties are not looked at
     * @param library folders in which the other modules are
     * @return the oracle
     * @throws IllegalArgumentException with TLC's own words if the specification does not load
     */
    public static Oracle load(Path module, Path config, Path... library) {
        try {
            ScratchFolder scratch = scratch();
            try {
                return load(scratch, module, config, library);
            } catch (IOException | RuntimeException | Error e) {
                scratch.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ScratchFolder scratch() throws IOException {
        return ScratchFolder.make(Path.of(System.getProperty("java.io.tmpdir")), "fairloop-oracle-");
    }

    /** Loads a specification with a folder that its oracle deletes when it is closed. */
    private static Oracle load(ScratchFolder scratch, Path module, Path config, Path... library) throws IOException {
        URLClassLoader loader = null;
        try {
            Path tlc = codeSource(Class.forName("tlc2.TLC", false, Oracle.class.getClassLoader()));
            unpackStandardModules(tlc, scratch.path());
            loader = new TlcLoader(tlc);
            List<Path> path = new ArrayList<>(List.of(library));
            path.add(scratch.path());
            var constructor = loader.loadClass(TlcTool.class.getName())
                    .getDeclaredConstructor(Path.class, Path.class, List.class);
            constructor.setAccessible(true);
            TlcBackend backend = (TlcBackend)
                    constructor.newInstance(withoutEnding(module, ".tla"), withoutEnding(config, ".cfg"), path);
            Oracle oracle = new Oracle(loader, scratch, backend);
            loader = null;
            return oracle;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("TLC is not on the class path", e);
        } finally {
            if (loader != null) {
                loader.close();
            }
        }
    }

    /**
     * The specification that TLC itself, started in this JVM, is checking or has checked.
     *
     * @return the oracle; there is nothing to close
     * @throws RuntimeException if TLC has not come so far
     */
    public static Oracle ofTlcInThisJvm() {
        return new Oracle(null, null, new TlcTool());
    }

    /**
     * Loads a specification in a world that is not a file.
     *
     * @param module the file of the root module, {@code MC….tla}
     * @param world the text of the configuration
     * @param library folders in which the other modules are
     * @return the oracle
     * @throws IllegalArgumentException with TLC's own words if the specification does not load
     */
    public static Oracle loadWorld(Path module, String world, Path... library) {
        try {
            ScratchFolder scratch = scratch();
            try {
                Path config = Files.writeString(scratch.path().resolve("World.cfg"), world);
                return load(scratch, module, config, library);
            } catch (IOException | RuntimeException | Error e) {
                scratch.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The states in which a run may begin.
     *
     * @return the initial states
     */
    public List<State> initialStates() {
        return evaluated(
                "the initial states",
                () -> backend.initialStates().stream().map(this::state).toList());
    }

    /**
     * The constants that the specification declares.
     *
     * @return their names, sorted
     */
    public List<String> constants() {
        return backend.constants();
    }

    /**
     * All actions of the next-state relation, enabled or not.
     *
     * @return the actions, with their bindings
     */
    public List<Action> actions() {
        return backend.actions();
    }

    /**
     * The definitions that a world may replace: those without arguments whose values are constant.
     *
     * @return their names, sorted
     */
    public List<String> replaceable() {
        return backend.replaceable();
    }

    /**
     * What may happen next.
     *
     * @param state a state of this oracle
     * @return one step for each enabled action and successor; two actions may lead to the same state
     */
    public List<Step> steps(State state) {
        return steps(state, action -> true);
    }

    /**
     * What may happen next by some of the actions; cheaper than to look at all.
     *
     * @param state a state of this oracle
     * @param wanted which actions
     * @return one step for each such action that is enabled, and successor
     */
    public List<Step> steps(State state, Predicate<Action> wanted) {
        List<Step> steps = new ArrayList<>();
        return evaluated("what comes after a state", () -> {
            backend.successors(state.handle, wanted, (action, to) -> steps.add(new Step(state, action, state(to))));
            return steps;
        });
    }

    /**
     * What may happen next, by the words of schedules.
     *
     * @param state a state of this oracle
     * @return the steps, each by its action with its bindings; where an action leads to several states, {@code #2} and so on
     *     behind it names another than the first
     */
    public Map<String, Step> named(State state) {
        Map<String, Step> named = new LinkedHashMap<>();
        Map<Action, Integer> count = new HashMap<>();
        for (Step step : steps(state)) {
            int number = count.merge(step.action(), 1, Integer::sum);
            named.put(number == 1 ? step.action().toString() : step.action() + ANOTHER + number, step);
        }
        return named;
    }

    /**
     * The word of a step.
     *
     * @param step a step of this oracle
     * @return its word among those that may happen in its place
     */
    public String word(Step step) {
        return named(step.from()).entrySet().stream()
                .filter(named -> named.getValue().equals(step))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /**
     * Finds the steps that a schedule names.
     *
     * @param from the state of this oracle in which it begins
     * @param schedule words as {@link #named} gives them, separated by white space
     * @return the steps
     * @throws IllegalArgumentException if the specification does not allow one of them; says in a line what it does allow
     * @throws CancellationException if this thread is interrupted
     */
    public List<Step> path(State from, String schedule) {
        State at = from;
        List<Step> path = new ArrayList<>();
        for (String rest = schedule.strip(); !rest.isEmpty(); ) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted after " + path.size() + " steps");
            }
            Map<String, Step> named = named(at);
            String word = firstWord(rest, named.keySet());
            Step step = named.get(word);
            if (step == null) {
                throw new IllegalArgumentException("after " + path.size() + " steps the specification "
                        + (isAction(word) ? "does not allow " : "knows no action ") + word + ", but "
                        + named.keySet());
            }
            path.add(step);
            at = step.to();
            rest = rest.substring(word.length()).strip();
        }
        return path;
    }

    /** The longest of the words that comes first, since a binding may have white space; if none does, up to white space. */
    private static String firstWord(String schedule, Set<String> words) {
        return words.stream()
                .filter(word -> schedule.startsWith(word)
                        && (schedule.length() == word.length()
                                || Character.isWhitespace(schedule.charAt(word.length()))))
                .max(Comparator.comparing(String::length))
                .orElseGet(() -> schedule.split("\\s+", 2)[0]);
    }

    private boolean isAction(String word) {
        String action = word.replaceFirst(ANOTHER + "\\d+$", "");
        return actions().stream().anyMatch(it -> it.toString().equals(action));
    }

    /**
     * Whether the invariants that the configuration names hold.
     *
     * @param state a state of this oracle
     * @return true or false by the name of the invariant
     */
    public Map<String, Boolean> invariants(State state) {
        return backend.invariants(state.handle);
    }

    /**
     * Which conjuncts of an invariant do not hold; of conjuncts that are conjunctions themselves, theirs.
     *
     * @param state a state of this oracle
     * @param invariant its name
     * @return those that are false, each by its name or, if it has none, its text, behind the name of what it is a conjunct of; empty if
     *     the invariant holds or is no conjunction, or is none that the configuration names
     */
    public List<String> falseConjuncts(State state, String invariant) {
        return backend.falseConjuncts(state.handle, invariant);
    }

    /**
     * Whether the properties of steps that the configuration names, {@code [][…]_v}, allow a step.
     *
     * @param step a step of this oracle
     * @return true or false by the name of the property
     */
    public Map<String, Boolean> stepProperties(Step step) {
        return backend.stepProperties(step.from().handle, step.to().handle);
    }

    /**
     * Finds the steps of a run of which only the states were printed, by TLC in a process of its own.
     *
     * @param printed for each state the text of each variable, as TLC prints it; white space does not count
     * @return the steps between these states, with their bindings; where several actions lead to the same state, the first
     * @throws IllegalArgumentException if this specification has no such run
     */
    public List<Step> retrace(List<Map<String, String>> printed) {
        State at = initialState(printed.get(0));
        List<Step> steps = new ArrayList<>();
        for (Map<String, String> next : printed.subList(1, printed.size())) {
            State from = at;
            Step step = find(steps(from).stream(), next, Step::to)
                    .orElseThrow(() -> new IllegalArgumentException("no step from " + from + " leads to " + next));
            steps.add(step);
            at = step.to();
        }
        return steps;
    }

    /**
     * Finds an initial state that was printed.
     *
     * @param printed the text of each variable, as TLC prints it; white space does not count
     * @return the state
     * @throws IllegalArgumentException if this specification has no such initial state
     */
    public State initialState(Map<String, String> printed) {
        return find(initialStates().stream(), printed, state -> state)
                .orElseThrow(() -> new IllegalArgumentException("not an initial state: " + printed));
    }

    private <T> Optional<T> find(Stream<T> candidates, Map<String, String> printed, Function<T, State> state) {
        Map<String, String> wanted = new HashMap<>(printed);
        wanted.replaceAll((variable, text) -> text.replaceAll("\\s", ""));
        return candidates
                .filter(each -> backend.texts(state.apply(each).handle).equals(wanted))
                .findFirst();
    }

    /** Says in one line what TLC cannot compute, and why. */
    static <T> T evaluated(String what, Supplier<T> evaluation) {
        try {
            return evaluation.get();
        } catch (StackOverflowError e) {
            throw new EvaluationException(what, "the stack is exhausted", e);
        } catch (RuntimeException e) {
            throw new EvaluationException(what, e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    /** Says that TLC cannot evaluate the specification where it was asked to. */
    public static final class EvaluationException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private EvaluationException(String what, String why, Throwable cause) {
            super("TLC cannot compute " + what + ": " + why.strip().replaceAll("\\s+", " "), cause);
        }
    }

    private State state(Object handle) {
        return new State(backend, handle);
    }

    /** Forgets TLC's classes and the unpacked standard modules. */
    @Override
    public void close() {
        if (loader == null) {
            return;
        }
        try (scratch) {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path withoutEnding(Path file, String ending) {
        String name = file.getFileName().toString();
        if (!name.endsWith(ending) || !Files.isRegularFile(file)) {
            throw new IllegalArgumentException("not a " + ending + " file: " + file);
        }
        return file.toAbsolutePath().resolveSibling(name.substring(0, name.length() - ending.length()));
    }

    private static Path codeSource(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLC would unpack them under fixed names into the one temporary folder, where several oracles collide. */
    private static void unpackStandardModules(Path tlc, Path folder) throws IOException {
        try (JarFile jar = new JarFile(tlc.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().startsWith(STANDARD_MODULES)
                        && entry.getName().endsWith(".tla")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, folder.resolve(entry.getName().substring(STANDARD_MODULES.length())));
                    }
                }
            }
        }
    }

    /**
     * TLC keeps its specification in static fields, so each oracle has TLC's classes for itself.
     *
     * <p>Beside TLC and the JDK this loader knows the types that both sides share, and nothing else: TLC looks for a class
     * by the name of each module, and must find none of the application's.
     */
    private static final class TlcLoader extends URLClassLoader {

        private static final String TOOL = TlcTool.class.getName();
        private static final String SHARED = TlcTool.class.getPackageName() + ".";

        TlcLoader(Path tlc) throws IOException {
            super(new URL[] {tlc.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.startsWith(SHARED) && !isTool(name)
                    ? Oracle.class.getClassLoader().loadClass(name)
                    : super.loadClass(name, resolve);
        }

        /** The tool is defined here, where it finds this loader's TLC. */
        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!isTool(name)) {
                return super.findClass(name);
            }
            try (InputStream in = Oracle.class.getResourceAsStream(name.substring(SHARED.length()) + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length, TlcTool.class.getProtectionDomain());
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private static boolean isTool(String name) {
            return name.equals(TOOL) || name.startsWith(TOOL + "$");
        }
    }
}
