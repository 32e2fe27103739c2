package org.razorrpc.files;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.stream.ClientCaller;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code razor ls}. */
@Command(
        name = "ls",
        description = {
            "Lists what a server has in a directory: kind, bytes, name.",
            ClientOptions.SEVERAL,
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class LsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATH",
            description = "In the served directory; all of it without.")
    private String path = "";

    @Override
    public Integer call() {
        try (ClientCaller caller = client.caller()) {
            FileClient files = new FileClient(caller);
            Entry entry = files.stat(path);
            List<Entry> entries = entry.kind() == Kind.DIRECTORY ? files.list(path) : List.of(entry);
            PrintWriter out = spec.commandLine().getOut();
            entries.forEach(each -> out.println(line(each)));
        }
        return 0;
    }

    private static String line(Entry entry) {
        String kind = switch (entry.kind()) {
            case FILE -> entry.executable() ? "-x" : "--";
            case DIRECTORY -> "d-";
            case LINK -> "l-";
            case OTHER -> "o-";
            case UNREADABLE_NAME -> "?-";
        };
        String slash = entry.kind() == Kind.DIRECTORY ? "/" : "";
        return String.format("%s %12d  %s%s", kind, entry.size(), Text.escaped(entry.name()), slash);
    }
}
