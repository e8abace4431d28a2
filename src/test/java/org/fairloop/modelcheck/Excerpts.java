package org.fairloop.modelcheck;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Cuts the pieces out of the sources that the report shows. */
final class Excerpts {

    private final Layout layout;
    private final Map<Path, String> texts = new HashMap<>();
    private final Map<Path, CompilationUnitTree> parsed = new HashMap<>();
    private final Map<CompilationUnitTree, Trees> trees = new HashMap<>();
    private List<Path> javaFiles;

    Excerpts(Layout layout) {
        this.layout = layout;
    }

    /**
     * An operator with the comment above it.
     *
     * @param module the name of the module, of {@code spec/}, {@code model-check/} or an example in {@code docs/}
     * @param operator the name of the operator
     * @return its text, if the module defines it
     */
    Optional<String> operator(String module, String operator) {
        Stream<Path> examples = files("docs").stream()
                .filter(file -> file.getFileName().toString().equals(module + ".tla"));
        return Stream.concat(
                        Stream.of(layout.worlds(), layout.spec()).map(folder -> folder.resolve(module + ".tla")),
                        examples)
                .filter(Files::exists)
                .flatMap(file -> definition(text(file), operator).stream())
                .findFirst();
    }

    private static Optional<String> definition(String module, String operator) {
        Matcher matcher = Pattern.compile("(?ms)^" + Pattern.quote(operator)
                        + "(\\([^)]*\\))? ==.*?(?=\\n\\s*\\n|\\n\\w+(\\([^)]*\\))? ==|\\n={4,}|\\z)")
                .matcher(module);
        if (!matcher.find()) {
            return Optional.empty();
        }
        List<String> above = module.substring(0, matcher.start()).lines().toList();
        int first = above.size();
        while (first > 0 && above.get(first - 1).matches("\\s*(\\(\\*.*\\*\\)|\\\\\\*.*)\\s*")) {
            first--;
        }
        List<String> lines = new ArrayList<>(above.subList(first, above.size()));
        lines.add(matcher.group());
        return Optional.of(String.join("\n", lines));
    }

    /**
     * A member of a class, or a class, with the comment above it.
     *
     * @param symbol {@code Class.member}, where the class is known by its simple name
     * @return its text, if there is one
     */
    Optional<String> java(String symbol) {
        String[] parts = symbol.split("[.#]");
        return javaFiles().stream()
                .filter(file -> file.getFileName().toString().equals(parts[0] + ".java"))
                .findFirst()
                .flatMap(file -> member(file, parts[parts.length - 1]));
    }

    private Optional<String> member(Path file, String name) {
        String text = text(file);
        CompilationUnitTree unit = parsed.computeIfAbsent(file, this::parse);
        List<Tree> found = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree tree, Void nothing) {
                take(tree, tree.getSimpleName().toString());
                return super.visitClass(tree, nothing);
            }

            @Override
            public Void visitMethod(MethodTree tree, Void nothing) {
                take(tree, tree.getName().toString());
                return null;
            }

            @Override
            public Void visitVariable(VariableTree tree, Void nothing) {
                take(tree, tree.getName().toString());
                return null;
            }

            private void take(Tree tree, String itsName) {
                if (itsName.equals(name)) {
                    found.add(tree);
                }
            }
        }.scan(unit, null);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var positions = trees.get(unit).getSourcePositions();
        List<String> pieces = new ArrayList<>();
        for (Tree tree : found) {
            int start = (int) positions.getStartPosition(unit, tree);
            int end = (int) positions.getEndPosition(unit, tree);
            pieces.add(text.substring(withComment(text, start), end).stripIndent());
        }
        return Optional.of(String.join("\n\n", pieces));
    }

    /** Where a declaration begins, or the Javadoc above it; at the beginning of the line. */
    private static int withComment(String text, int start) {
        String before = text.substring(0, start).stripTrailing();
        int begin = before.endsWith("*/") ? before.lastIndexOf("/*") : start;
        return text.lastIndexOf('\n', begin - 1) + 1;
    }

    private CompilationUnitTree parse(Path file) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(file));
            CompilationUnitTree unit = task.parse().iterator().next();
            trees.put(unit, Trees.instance(task));
            return unit;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> javaFiles() {
        if (javaFiles == null) {
            javaFiles = Stream.of("src", "docs")
                    .flatMap(folder -> files(folder).stream())
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
        }
        return javaFiles;
    }

    private List<Path> files(String folder) {
        Path sources = layout.root().resolve(folder);
        if (!Files.exists(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(Path file) {
        return texts.computeIfAbsent(file, path -> {
            try {
                return Files.readString(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
