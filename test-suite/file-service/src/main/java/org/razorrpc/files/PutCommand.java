package org.razorrpc.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.razorrpc.stream.ClientCaller;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code razor put}. */
@Command(
        name = "put",
        description = {
            "Copies a file or a tree to a server, which checks each file by SHA-256.",
            ClientOptions.SEVERAL,
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class PutCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(index = "1", paramLabel = "LOCAL", description = "A file or directory.")
    private Path local = Path.of("");

    @Parameters(
            index = "2",
            paramLabel = "REMOTE",
            description = "What the copy is called in the served directory; . is the top.")
    private String remote = "";

    @Override
    public Integer call() throws IOException {
        CopyOutput output = new CopyOutput(spec.commandLine().getOut(), "put", 0);
        try (ClientCaller caller = client.caller();
                TreeCopy copy = new TreeCopy(caller, output)) {
            TreeCopy.Report report = copy.put(local, remote, all -> true);
            output.report(spec.commandLine(), report);
        } finally {
            output.end();
        }
        return 0;
    }
}
