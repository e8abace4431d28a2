package org.fairloop.modelcheck;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Wrong arguments are one line: what is wrong, and where help is. */
public final class OneLineErrors implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("error: " + e.getMessage() + "; see ./model-check/" + command.getCommandName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }
}
