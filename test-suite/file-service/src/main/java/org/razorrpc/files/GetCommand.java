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

/** {@code razor get}. */
@Command(
        name = "get",
        description = {
            "Copies a file or a tree from a server, and checks each file by SHA-256.",
            ClientOptions.SEVERAL,
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class GetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(index = "1", paramLabel = "REMOTE", description = "A path in the served directory; . is all of it.")
    private String remote = "";

    @Parameters(index = "2", paramLabel = "LOCAL", description = "What the copy is called here.")
    private Path local = Path.of("");

    @Override
    public Integer call() throws IOException {
        CopyOutput output = new CopyOutput(spec.commandLine().getOut(), "get", 0);
        try (ClientCaller caller = client.caller();
                TreeCopy copy = new TreeCopy(caller, output)) {
            TreeCopy.Report report = copy.get(remote, local);
            output.report(spec.commandLine(), report);
        } finally {
            output.end();
        }
        return 0;
    }
}
