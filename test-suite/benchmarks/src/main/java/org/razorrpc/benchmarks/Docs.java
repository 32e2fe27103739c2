package org.razorrpc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a report into the documentation: {@code docs/benchmarks.md}, its pictures, and the table of the README. */
final class Docs {
    private static final String BEGIN = "<!-- benchmarks: written by ./razor bench --report -->";
    private static final String END = "<!-- end of benchmarks -->";
    private static final String HEAD = """
            # Benchmarks

            Written by `./razor bench --report` from a run of `./razor bench --full`; do not edit. Absolute figures drift by the hour, on
            this machine as on any; what counts are ratios, of runs that took turns. The *C limit* is a C program that moves the same bytes
            over plain blocking sockets, with no codec, no table and one thread a side; the *twin* is the same in Java: what the data path
            costs when nothing is done with the data. Other frameworks do the same work with the same bytes, the same window and one
            connection, on the same JVM with the same flags, driven by the same code, in their default and in their own fastest set-up;
            128 threads that wait, and blobs, in the latter alone. `com.jauntsdn.rsocket` was left out: Maven Central has no more of it than
            the module of its interfaces, so that it cannot be built here; and, at a window of 1,024, of which they lose calls, SOFABolt
            and Dubbo as they come and Dubbo's triple. razor's own settings are the defaults but for its bounds: the window, and for
            blobs that are written a `highWaterMark` that has room for all of them, up to 64 MiB.
            """;

    private final Path root;

    Docs(Path root) {
        this.root = root;
    }

    /**
     * @param json a report; what {@code --costs} and {@code --parts} found may lie beside it
     * @throws IOException when something cannot be read or written
     */
    void write(Path json) throws IOException {
        Report report = read(json, text -> Json.read(text, Report.class));
        String costs = beside(json, "costs.json", text -> costs(Json.read(text, Costs.class)));
        String parts = beside(json, "parts.json", PartsTable::of);
        Path pictures = Files.createDirectories(root.resolve("docs/benchmarks"));
        StringBuilder text = new StringBuilder(HEAD);
        chapter(text, "In short", Summary.of(report));
        chapter(text, Leads.TITLE, Leads.of(report));
        chapter(text, "How", report.notes() + missing(report));
        for (Section section : Section.values()) {
            List<RowResult> rows = report.of(section).toList();
            if (!rows.isEmpty()) {
                chapter(text, section.title(), Tables.of(report, section) + picture(pictures, section, rows));
            }
        }
        chapter(text, Costs.TITLE, costs);
        chapter(text, PartsTable.TITLE, parts);
        Files.writeString(root.resolve("docs/benchmarks.md"), text);
        updateReadme(Summary.of(report));
    }

    /** What a run that was ended early, or was of some rows only, has not measured; empty where nothing is missing. */
    private static String missing(Report report) {
        List<Row> all = Rows.full();
        List<Row> missing = report.missing(all);
        if (missing.isEmpty()) {
            return "";
        }
        Map<Section, Long> sections = missing.stream()
                .collect(
                        Collectors.groupingBy(Row::section, () -> new EnumMap<>(Section.class), Collectors.counting()));
        String names = sections.entrySet().stream()
                .map(entry -> entry.getKey().title() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        return "\n**In part:** of the " + all.size() + " rows of `--full` " + missing.size()
                + " have not been measured yet: " + names + ".\n";
    }

    private interface Parser<T> {
        T parse(String json) throws IOException;
    }

    private static <T> T read(Path file, Parser<T> parser) throws IOException {
        String text = Files.readString(file);
        try {
            return parser.parse(text);
        } catch (IOException e) {
            throw new IOException(file + " cannot be understood: " + e.getMessage(), e);
        }
    }

    /** Empty where there is no such file. */
    private static String beside(Path json, String name, Parser<String> parser) throws IOException {
        Path file = json.resolveSibling(name);
        return Files.exists(file) ? read(file, parser) : "";
    }

    private static String costs(Costs costs) {
        Machine machine = costs.machine();
        return costs.table()
                + "\nMeasured at %s; %s, %d processors; JDK %s.\n"
                        .formatted(machine.at(), machine.cpu(), machine.processors(), machine.jdk());
    }

    /** Nothing where there is no text. */
    private static void chapter(StringBuilder document, String title, String text) {
        if (!text.isEmpty()) {
            document.append("\n## ").append(title).append("\n\n").append(text);
        }
    }

    /** The line that shows it; empty where there is none. */
    private static String picture(Path directory, Section section, List<RowResult> rows) throws IOException {
        Optional<Chart> chart = Charts.of(section, rows);
        if (chart.isEmpty()) {
            return "";
        }
        String file = section.name().toLowerCase(java.util.Locale.ROOT) + ".svg";
        Files.writeString(directory.resolve(file), chart.get().toSvg());
        return "\n![" + section.title() + "](benchmarks/" + file + ")\n";
    }

    private void updateReadme(String table) throws IOException {
        Path readme = root.resolve("README.md");
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(readme + " has no lines '" + BEGIN + "' and '" + END + "' for the table");
        }
        Files.writeString(readme, text.substring(0, begin) + BEGIN + "\n" + table + text.substring(end));
    }
}
