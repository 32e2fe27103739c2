package org.razorrpc.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code razor demo}. */
@Command(
        name = "demo",
        description = {
            "Copies a directory to a file server in a second process and back, once for each runtime, codec and"
                    + " transport present, checks every file by SHA-256, and says how fast it went.",
            "Then once more to three servers, of which one is killed in the middle of the copy.",
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "What to copy; by default the files of razor's checkout that git tracks.")
    private @Nullable Path directory;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoSource source = directory == null ? DemoSource.trackedByGit(home()) : DemoSource.directory(directory);
        return new Demo(source, spec.commandLine().getOut(), spec.commandLine().getErr()).run() ? 0 : 1;
    }

    /** The launcher says where the checkout is. */
    private static Path home() {
        return Path.of(System.getProperty("razor.home", ""));
    }
}
