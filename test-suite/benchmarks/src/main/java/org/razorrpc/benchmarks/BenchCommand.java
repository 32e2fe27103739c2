package org.razorrpc.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code razor bench}. */
@Command(
        name = "bench",
        description =
                "Measures razor on this machine side by side with plain sockets, and prints a Markdown table of ratios.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class BenchCommand implements Callable<Integer> {
    private final Plan quickPlan;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Both runtimes against the limit; under 3 minutes.")
    private boolean quick;

    @Option(
            names = "--rust",
            description = "razor and the Rust original, each with each, against the Rust original; needs cargo.")
    private boolean rust;

    @Option(names = "--list", description = "Print the names of the rows and measure nothing.")
    private boolean list;

    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            description = "Only rows whose name contains this; * stands for anything, as in 'loom/*128'.")
    private String only = "";

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures, every pair, to this file too.")
    private @Nullable Path json;

    BenchCommand(Plan quickPlan) {
        this.quickPlan = quickPlan;
    }

    @Override
    public Integer call() throws IOException {
        List<Rows.Row> rows = rows();
        if (list) {
            rows.forEach(row -> spec.commandLine().getOut().println(row.id()));
        } else if (quick || rust) {
            report(rows);
        } else {
            throw new ParameterException(spec.commandLine(), "say --quick, --rust or --list");
        }
        return 0;
    }

    private List<Rows.Row> rows() {
        NamePattern pattern = new NamePattern(only);
        List<Rows.Row> rows = (rust ? Rows.rust() : Rows.quick())
                .stream().filter(row -> pattern.matches(row.id())).toList();
        if (rows.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no row is called like '" + only + "'; --list names them");
        }
        return rows;
    }

    /** It would be a pity to find out when everything has been measured. */
    private void requireDirectoryForJson() {
        Path directory = json == null ? null : json.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw new ParameterException(spec.commandLine(), "there is no directory " + directory);
        }
    }

    /** Before anything is measured: building it would disturb. */
    private void requireTheRustProgram(Progress progress) throws IOException {
        progress.show("building the Rust program, the first time takes minutes");
        String missing = RustProgram.build();
        progress.clear();
        if (missing != null) {
            throw new IOException("the rows with the Rust original were left out: " + missing);
        }
    }

    private void report(List<Rows.Row> rows) throws IOException {
        requireDirectoryForJson();
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(out);
        if (rust) {
            requireTheRustProgram(progress);
        }
        Machine machine = Machine.here();
        try (CLimit c = CLimit.compile();
                Limits limits = new Limits(c, quickPlan)) {
            List<RowResult> results = new Measurer(quickPlan, limits, progress).measure(rows);
            Report report = new Report(machine, quickPlan, c != null, results);
            if (json != null) {
                Files.writeString(json, Json.write(report) + "\n");
            }
            out.print(report.markdown());
            out.flush();
        }
    }
}
