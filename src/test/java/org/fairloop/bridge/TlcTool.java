package org.fairloop.bridge;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.LevelConstants;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SymbolNode;
import tla2sany.st.Location;
import tla2sany.st.SyntaxTreeConstants;
import tla2sany.st.TreeNode;
import tlc2.TLCGlobals;
import tlc2.tool.ITool;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.util.FP64;
import tlc2.value.IValue;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.FilenameToStream;
import util.ToolIO;

/**
 * TLC in this JVM. The only class that knows TLC, whose classes are internals that may change.
 *
 * <p>TLC keeps a specification in static fields, so each instance needs a class loader of its own: {@link Oracle} sees
 * to that.
 */
final class TlcTool implements TlcBackend {

    /** Enough of TLC's words to find the cause. */
    private static final int MOST_WORDS = 4_000;

    /** How the parser prints what {@link Modules} refuses. */
    private static final String OURS = "java.lang.IllegalArgumentException: ";

    /** How lines of the parser begin that say nothing of the cause. */
    private static final List<String> NOISE = List.of(
            "Starting...",
            "Parsing file",
            "Semantic processing",
            "Fatal errors",
            "tla2sany.",
            "*** ",
            "In module ",
            "Unknown location");

    private final ITool tool;
    private final tlc2.tool.Action[] tlcActions;
    private final List<Action> actions = new ArrayList<>();

    /**
     * Loads a specification.
     *
     * <p>TLC's output is dropped from here on: what a specification prints must not pass for what a command says.
     *
     * @param module the folder and name of the root module, without its ending
     * @param config the configuration file, without its ending
     * @param library folders of further modules, the standard modules among them
     */
    TlcTool(Path module, Path config, List<Path> library) {
        StringBuffer said = new StringBuffer();
        ToolIO.out = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                if (said.length() < MOST_WORDS) {
                    said.append((char) b);
                }
            }
        });
        ToolIO.err = ToolIO.out;
        try {
            FP64.Init(0);
            Path folder = module.toAbsolutePath().getParent();
            ToolIO.setUserDir(folder.toString());
            tool = new FastTool(
                    folder.toString(),
                    module.getFileName().toString(),
                    config.getFileName().toString(),
                    new Modules(
                            Stream.concat(Stream.of(folder), library.stream()).toList(), config));
            requireAssumptions();
            tlcActions = tool.getActions();
            nameActions();
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "TLC cannot load " + module + ".tla with " + config + ".cfg: " + inWords(e, said.toString()), e);
        } finally {
            ToolIO.out = new PrintStream(OutputStream.nullOutputStream());
            ToolIO.err = ToolIO.out;
        }
    }

    /** What a person needs of what TLC said: the parser prints its reasons, and throws something that has none. */
    private static String inWords(Throwable thrown, String said) {
        String reasons = said.lines()
                .filter(line -> !line.isBlank() && NOISE.stream().noneMatch(line::startsWith))
                .map(line -> line.replace(OURS, ""))
                .filter(line -> !line.contains("java.lang."))
                .collect(Collectors.joining(" "));
        String message = thrown instanceof StackOverflowError
                ? "it is nested too deeply"
                : thrown.getMessage() == null || thrown.getMessage().contains("java.lang.")
                        ? "TLC fails on it and says no reason" // a defect of TLC, such as a NullPointerException
                        : thrown.getMessage();
        boolean hasReason = reasons.isEmpty()
                || !message.startsWith("Parsing or semantic analysis failed") && !message.startsWith("TLC fails on it");
        return (hasReason ? message : reasons).replaceAll("\\s+", " ");
    }

    /**
     * Finds modules in the folders of the specification and nowhere else.
     *
     * <p>TLC asks here for classes as well, which would override operators. There are none: a specification that is looked
     * at must not run code.
     */
    private static final class Modules implements FilenameToStream {

        private static final Pattern MODULE = Pattern.compile("\\w+\\.tla");

        private final List<Path> folders;
        private final Path config;

        Modules(List<Path> folders, Path config) {
            this.folders = folders;
            this.config = config.resolveSibling(config.getFileName() + ".cfg");
        }

        @Override
        public File resolve(String name, boolean isModule) {
            if (name.equals(config.getFileName().toString())) {
                return config.toFile();
            }
            String file = isModule && !name.endsWith(".tla") ? name + ".tla" : name;
            if (!MODULE.matcher(file).matches()) {
                return null;
            }
            for (Path folder : folders) {
                Path module = folder.resolve(file);
                if (Files.isRegularFile(module)) {
                    requireInside(module);
                    return module.toFile();
                }
            }
            return null;
        }

        private void requireInside(Path module) {
            try {
                Path real = module.toRealPath();
                for (Path folder : folders) {
                    if (real.startsWith(folder.toRealPath())) {
                        return;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new IllegalArgumentException(
                    module + " is a symbolic link that leaves the folder of the specification");
        }

        @Override
        public String getFullPath() {
            return folders.toString();
        }

        /** The standard modules are in the last of the folders. */
        @Override
        public boolean isStandardModule(String name) {
            File module = resolve(name, true);
            return module != null && module.toPath().startsWith(folders.get(folders.size() - 1));
        }
    }

    /** Takes the specification that TLC itself checks, or has checked, in this JVM. */
    TlcTool() {
        tool = TLCGlobals.mainChecker.tool;
        tlcActions = tool.getActions();
        nameActions();
    }

    private void nameActions() {
        for (tlc2.tool.Action action : tlcActions) {
            actions.add(new Action(action.getName().toString(), bindings(action)));
        }
    }

    /** Without its assumptions a specification says nothing. */
    private void requireAssumptions() {
        var assumptions = tool.getAssumptions();
        for (int i = 0; i < assumptions.length; i++) {
            if (!tool.getAssumptionIsAxiom()[i] && !tool.isValid(assumptions[i])) {
                throw new IllegalArgumentException("this assumption does not hold: " + assumptions[i]);
            }
        }
    }

    private static Map<String, String> bindings(tlc2.tool.Action action) {
        Map<String, String> bindings = new LinkedHashMap<>();
        List<SymbolNode> bound = new ArrayList<>();
        action.con.lookup(symbol -> !bound.add(symbol)); // false for each: so all are visited, the innermost first
        for (SymbolNode symbol : bound) {
            if (action.con.lookup(symbol) instanceof IValue value) {
                bindings.putIfAbsent(symbol.getName().toString(), TlaValues.binding(plain(value)));
            }
        }
        return bindings;
    }

    @Override
    public List<String> constants() {
        return Stream.of(tool.getRootModule().getConstantDecls())
                .map(constant -> constant.getName().toString())
                .sorted()
                .toList();
    }

    /** Definitions without arguments whose values are constant; those of the standard modules have one meaning. */
    @Override
    public List<String> replaceable() {
        return Stream.of(tool.getRootModule().getOpDefs())
                .filter(it -> it.getArity() == 0
                        && it.getLevel() == LevelConstants.ConstantLevel
                        && it.getOriginallyDefinedInModuleNode() != null
                        && !it.getOriginallyDefinedInModuleNode().isStandard())
                .map(it -> it.getName().toString())
                .filter(name -> !name.contains("!"))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public List<Object> initialStates() {
        return elements(tool.getInitStates());
    }

    @Override
    public List<Action> actions() {
        return Collections.unmodifiableList(actions);
    }

    @Override
    public void successors(Object state, Predicate<Action> wanted, BiConsumer<Action, Object> to) {
        for (int i = 0; i < tlcActions.length; i++) {
            if (!wanted.test(actions.get(i))) {
                continue;
            }
            StateVec next = tool.getNextStates(tlcActions[i], (TLCState) state);
            for (int j = 0; j < next.size(); j++) {
                to.accept(actions.get(i), next.elementAt(j));
            }
        }
    }

    @Override
    public Map<String, Boolean> invariants(Object state) {
        Map<String, Boolean> holds = new LinkedHashMap<>();
        for (int i = 0; i < tool.getInvariants().length; i++) {
            holds.put(tool.getInvNames()[i], tool.isValid(tool.getInvariants()[i], (TLCState) state));
        }
        return holds;
    }

    @Override
    public List<String> falseConjuncts(Object state, String invariant) {
        int number = Arrays.asList(tool.getInvNames()).indexOf(invariant);
        if (number < 0) {
            return List.of();
        }
        tlc2.tool.Action it = tool.getInvariants()[number];
        List<String> found = new ArrayList<>();
        conjuncts(it.pred).forEach(each -> addFalse("", each, it.con, (TLCState) state, found));
        return found;
    }

    private void addFalse(String named, SemanticNode node, Context context, TLCState state, List<String> to) {
        if (!isFalse(node, context, state)) {
            return;
        }
        List<ExprOrOpArgNode> conjuncts = conjuncts(node);
        if (conjuncts.isEmpty()) {
            to.add(named + text(node.getTreeNode()));
        }
        String within = isName(node) ? text(node.getTreeNode()) + ": " : named;
        conjuncts.forEach(each -> addFalse(isName(each) ? "" : within, each, context, state, to));
    }

    /** What has no value is not false: a conjunct may only make sense where those before it hold. */
    private boolean isFalse(SemanticNode node, Context context, TLCState state) {
        try {
            return tool.eval(node, context, state) instanceof BoolValue value && !value.val;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** As it is written, but in one line and with no more than one blank in a row. */
    private static String text(TreeNode tree) {
        StringBuilder text = new StringBuilder();
        Location before = null;
        for (TreeNode word : leaves(tree).toList()) {
            Location at = word.getLocation();
            boolean adjoins =
                    before != null && before.endLine() == at.beginLine() && before.endColumn() + 1 == at.beginColumn();
            text.append(before == null || adjoins ? "" : " ").append(word.getImage());
            before = at;
        }
        return text.toString();
    }

    private static Stream<TreeNode> leaves(TreeNode tree) {
        TreeNode[] parts = tree.heirs();
        if (parts != null && parts.length > 0) {
            return Stream.of(parts).flatMap(TlcTool::leaves);
        }
        return tree.isKind(SyntaxTreeConstants.N_IdPrefix) ? Stream.of() : Stream.of(tree); // an empty prefix
    }

    /** The conjuncts of an expression; of a name without arguments, those of what it stands for; else none. */
    private static List<ExprOrOpArgNode> conjuncts(SemanticNode node) {
        if (!(node instanceof OpApplNode application)) {
            return List.of();
        }
        String operator = application.getOperator().getName().toString();
        if (operator.equals("$ConjList") || operator.equals("\\land")) {
            return List.of(application.getArgs());
        }
        return isName(node) ? conjuncts(((OpDefNode) application.getOperator()).getBody()) : List.of();
    }

    private static boolean isName(SemanticNode node) {
        return node instanceof OpApplNode application
                && application.getOperator() instanceof OpDefNode operator
                && operator.getArity() == 0;
    }

    @Override
    public Map<String, Boolean> stepProperties(Object from, Object to) {
        Map<String, Boolean> holds = new LinkedHashMap<>();
        for (int i = 0; i < tool.getImpliedActions().length; i++) {
            holds.put(
                    tool.getImpliedActNames()[i],
                    tool.isValid(tool.getImpliedActions()[i], (TLCState) from, (TLCState) to));
        }
        return holds;
    }

    private static List<Object> elements(StateVec states) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            elements.add(states.elementAt(i));
        }
        return elements;
    }

    @Override
    public long fingerprint(Object state) {
        return ((TLCState) state).fingerPrint();
    }

    @Override
    public Map<String, Object> values(Object state) {
        Map<String, Object> values = new TreeMap<>();
        TLCState tlcState = (TLCState) state;
        for (var variable : tlcState.getVars()) {
            values.put(variable.getName().toString(), plain(tlcState.lookup(variable.getName())));
        }
        return Collections.unmodifiableMap(values);
    }

    @Override
    public Map<String, String> texts(Object state) {
        Map<String, String> texts = new TreeMap<>();
        TLCState tlcState = ((TLCState) state).deepCopy();
        tlcState.deepNormalize(); // TLC prints sets in their order, too
        for (var variable : tlcState.getVars()) {
            texts.put(
                    variable.getName().toString(),
                    tlcState.lookup(variable.getName()).toString().replaceAll("\\s", ""));
        }
        return texts;
    }

    /** A value of TLC in plain Java. */
    private static Object plain(IValue value) {
        if (value instanceof IntValue number) {
            return number.val;
        }
        if (value instanceof BoolValue bool) {
            return bool.val;
        }
        if (value instanceof StringValue string) {
            return string.val.toString();
        }
        if (value instanceof TupleValue tuple) {
            return Stream.of(tuple.elems).map(TlcTool::plain).toList();
        }
        if (value instanceof RecordValue record) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < record.names.length; i++) {
                map.put(record.names[i].toString(), plain(record.values[i]));
            }
            return Collections.unmodifiableMap(map);
        }
        if (value instanceof Value other && other.toFcnRcd() instanceof FcnRcdValue function) {
            Value[] domain = function.getDomainAsValues();
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < domain.length; i++) {
                map.put(plain(domain[i]), plain(function.values[i]));
            }
            return TlaValues.function(map);
        }
        if (value instanceof Value other && other.toSetEnum() instanceof SetEnumValue elements) {
            Set<Object> set = new LinkedHashSet<>();
            elements.normalize();
            for (int i = 0; i < elements.size(); i++) {
                set.add(plain(elements.elems.elementAt(i)));
            }
            return Collections.unmodifiableSet(set);
        }
        return value.toString();
    }
}
