package org.razorrpc.files;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import org.razorrpc.stream.RpcException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Exit codes: 0 all went well, 1 something failed, 2 the command makes no sense. */
@Command(
        name = "razor",
        description = "Serves a directory over razor, and copies trees to it and from it.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all went well", "1:something failed", "2:the command makes no sense"},
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            GetCommand.class,
            PutCommand.class,
            LsCommand.class,
        })
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Loggers read this once, when the first of them is made.
        if (System.getProperty("org.slf4j.simpleLogger.defaultLogLevel") == null) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        }
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs one command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed)
                .execute(args);
    }

    private static int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr()
                .println(name + ": " + Text.escaped(String.valueOf(e.getMessage())) + " (see " + name + " --help)");
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        LoggerFactory.getLogger(Main.class).debug("failed", e);
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + describe(e));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String describe(Exception e) {
        if (e instanceof FileSystemException file && file.getFile() != null) {
            return Text.escaped(file.getFile()) + ": " + Errnos.describe(file);
        }
        if (e instanceof RpcException failure) {
            return Text.escaped(Errnos.describe(failure));
        }
        boolean expected =
                e instanceof IOException || e instanceof IllegalStateException || e instanceof IllegalArgumentException;
        return Text.escaped(expected && e.getMessage() != null ? e.getMessage() : e.toString());
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
