package org.razorrpc.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of the benchmarks, and of the processes that they start. Exit codes: 0 all went well, 1 something failed, 2 the
 * command makes no sense.
 */
@Command(
        name = "razor",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {ServerCommand.class, ClientCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Loggers read this once, when the first of them is made.
        if (System.getProperty("org.slf4j.simpleLogger.defaultLogLevel") == null) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        }
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, Plans.QUICK, Plans.FULL, args));
    }

    /** Runs one command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, Plans quick, Plans full, String... args) {
        return new CommandLine(new Main())
                .addSubcommand(new BenchCommand(quick, full))
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed)
                .execute(args);
    }

    private static int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + e.getMessage() + " (see " + name + " --help)");
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        LoggerFactory.getLogger(Main.class).debug("failed", e);
        boolean expected = e instanceof IOException && e.getMessage() != null;
        command.getErr()
                .println(command.getCommandSpec().qualifiedName() + ": " + (expected ? e.getMessage() : e.toString()));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The version that the jar's manifest states. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"razor " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}
