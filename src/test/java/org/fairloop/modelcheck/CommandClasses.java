package org.fairloop.modelcheck;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands of the project, found among the compiled classes, so that a test of all of them misses no new one. */
final class CommandClasses {

    private static final String MARK = "picocli/CommandLine$Command;";

    private CommandClasses() {}

    /** The classes that are commands. */
    static List<Class<?>> all() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(
                Run.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Path> files;
        try (Stream<Path> walk = Files.walk(classes)) {
            files = walk.filter(it -> it.toString().endsWith(".class")).sorted().toList();
        }
        List<Class<?>> commands = new ArrayList<>();
        for (Path file : files) {
            if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARK)) {
                String name = classes.relativize(file)
                        .toString()
                        .replace(".class", "")
                        .replace('/', '.');
                Class<?> type = Class.forName(name, false, Run.class.getClassLoader());
                if (type.isAnnotationPresent(Command.class)) {
                    commands.add(type);
                }
            }
        }
        return commands;
    }

    /** A command of a project, ready to be executed; by convention each has a method for that. */
    static CommandLine line(Class<?> command, Layout layout) throws ReflectiveOperationException {
        Method line = command.getDeclaredMethod("commandLine", Layout.class);
        line.setAccessible(true);
        return (CommandLine) line.invoke(null, layout);
    }
}
