package org.razorrpc.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
    private final Plans quickPlans;
    private final Plans fullPlans;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup(exclusive = true)
    private Mode mode = new Mode();

    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            description = "Only rows whose name contains this; * stands for anything, as in 'loom/*128'.")
    private String only = "";

    @Option(names = "--list", description = "Print the names of the rows and measure nothing.")
    private boolean list;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description =
                    "Write all figures, every pair, to this file too; with --full by default to .razor/bench.json.")
    private @Nullable Path json;

    @Option(names = "--resume", description = "Go on with that file: rows that it has are not measured again.")
    private boolean resume;

    BenchCommand(Plans quickPlans, Plans fullPlans) {
        this.quickPlans = quickPlans;
        this.fullPlans = fullPlans;
    }

    /** What is to be done. */
    private static final class Mode {
        @Option(names = "--quick", description = "Both runtimes against the limit; under 3 minutes.")
        private boolean quick;

        @Option(
                names = "--full",
                description =
                        "All: sweeps, latency, other frameworks; about two hours. Says how long it will still take.")
        private boolean full;

        @Option(
                names = "--rust",
                description = "razor and the Rust original, each with each; a quarter of an hour; needs cargo.")
        private boolean rust;

        @Option(names = "--parts", description = "The parts by themselves, by JMH, with what they allocate.")
        private boolean parts;

        @Option(
                names = "--costs",
                description = "The time to the first answered call, and the memory of idle connections; a minute.")
        private boolean costs;

        @Option(
                names = "--report",
                paramLabel = "JSON",
                description =
                        "Write docs/benchmarks.md, its pictures and the README's table from that file of --full, and from "
                                + "costs.json of --costs and parts.json of --parts where they lie beside it.")
        private @Nullable Path report;
    }

    @Override
    public Integer call() throws IOException {
        if (mode.report != null) {
            new Docs(Home.path()).write(mode.report);
            return 0;
        }
        if (mode.parts) {
            return Parts.run(only, json);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (mode.costs) {
            return costs(out);
        }
        List<Row> rows = rows();
        if (list) {
            rows.forEach(row -> out.println(row.id()));
            return 0;
        }
        if (!mode.quick && !mode.full && !mode.rust) {
            throw new ParameterException(
                    spec.commandLine(), "say --quick, --full, --rust, --parts, --costs, --report or --list");
        }
        return measure(rows);
    }

    private int costs(PrintWriter out) throws IOException {
        Path file = resultFile();
        Costs costs = new CostMeasurer(new Progress(out)).measure();
        if (file != null) {
            Files.writeString(file, Json.write(costs));
        }
        out.print(costs.table());
        out.flush();
        return 0;
    }

    /** A list without a mode is of those that --quick has. */
    private List<Row> rows() {
        NamePattern pattern = new NamePattern(only);
        List<Row> all = mode.full ? Rows.full() : mode.rust ? Rows.rust() : Rows.quick();
        List<Row> rows = all.stream().filter(row -> pattern.matches(row.id())).toList();
        if (rows.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no row is called like '" + only + "'; --list names them");
        }
        return rows;
    }

    private int measure(List<Row> rows) throws IOException {
        Plans plans = mode.full || mode.rust ? fullPlans : quickPlans;
        Path file = resultFile();
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(out);
        if (mode.rust) {
            requireTheRustProgram(progress);
        }
        Machine machine = Machine.here();
        try (CLimit c = CLimit.compile();
                Companions companions = new Companions(c, plans.thorough())) {
            Report begun = begun(file, new Report(machine, plans, c != null, List.of()));
            Recorder recorder = new Recorder(file, begun);
            new Measurer(plans, companions, progress).measure(begun.missing(rows), recorder);
            out.print(recorder.report.markdown());
            out.flush();
            return recorder.failures == 0 ? 0 : 1;
        }
    }

    /** Before anything is measured: building it would disturb. */
    private static void requireTheRustProgram(Progress progress) throws IOException {
        progress.show("building the Rust program, the first time takes minutes");
        String missing = RustProgram.build();
        progress.clear();
        if (missing != null) {
            throw new IOException("the rows with the Rust original were left out: " + missing);
        }
    }

    private Report begun(@Nullable Path file, Report empty) throws IOException {
        boolean exists = file != null && Files.exists(file);
        return resume && exists ? Json.read(Files.readString(file), Report.class) : empty;
    }

    /** It would be a pity to find out when everything has been measured. */
    private @Nullable Path resultFile() throws IOException {
        if (json == null && mode.full) {
            return Files.createDirectories(Home.path(".razor")).resolve("bench.json");
        }
        Path directory = json == null ? null : json.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw new ParameterException(spec.commandLine(), "there is no directory " + directory);
        }
        return json;
    }

    /** Keeps the file up to date with every row, so that a run that is ended early is not lost. */
    private final class Recorder implements Measurer.Listener {
        private final @Nullable Path file;
        private Report report;
        private int failures;

        Recorder(@Nullable Path file, Report report) {
            this.file = file;
            this.report = report;
        }

        @Override
        public void measured(RowResult result) throws IOException {
            report = report.with(result);
            if (file != null) {
                Path half = file.resolveSibling(file.getFileName() + ".half");
                Files.writeString(half, Json.write(report));
                Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        @Override
        public void failed(Row row, IOException cause) {
            failures++;
            spec.commandLine().getErr().println(row.id() + ": " + cause.getMessage());
        }
    }
}
