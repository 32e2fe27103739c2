package org.razorrpc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that a run has found; as JSON it is this record.
 *
 * @param cLimit whether the C limit could be built
 */
record Report(Machine machine, Plans plans, boolean cLimit, List<RowResult> results) {

    Report with(RowResult result) {
        List<RowResult> more = new ArrayList<>(results);
        more.add(result);
        return new Report(machine, plans, cLimit, more);
    }

    private boolean has(Row row) {
        return results.stream()
                .anyMatch(result ->
                        result.section() == row.section() && result.id().equals(row.id()));
    }

    /** Those that have not been measured. */
    List<Row> missing(List<Row> rows) {
        return rows.stream().filter(row -> !has(row)).toList();
    }

    Stream<RowResult> of(Section section) {
        return results.stream().filter(result -> result.section() == section);
    }

    /** The tables, and what must be known to read them. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        for (Section section : Section.values()) {
            if (of(section).findAny().isPresent()) {
                text.append("### ").append(section.title()).append("\n\n");
                text.append(Tables.of(this, section)).append('\n');
            }
        }
        return text.append(notes()).toString();
    }

    /** How it was measured, on what. */
    String notes() {
        String noC = cLimit ? "" : "The C limit was left out: there is no gcc here.\n";
        long doubtful = results.stream()
                .filter(result -> 2 * result.counting() < result.pairs().size())
                .count();
        String busy = doubtful == 0
                ? ""
                : "Rows with less than half of their pairs counting: " + doubtful
                        + "; the machine was too busy for them, measure them again.\n";
        return """
                %s; %s, %d processors, %d GiB; JDK %s; collector %s; flags %s; load average at the start %.1f; %s.
                Over loopback, client and server in a process each. Medians of the pairs that count (lowest-highest);
                %d pairs of %d ms runs (in sweeps %d of %d ms), row and limit in turns. A pair counts when the limit before and after it
                differs by less than 20 %% and less than 1 %% of the time was stolen; where none counts, all are used. B/call: allocated
                on the heap. CPU and B/call: of the client + of the server; the limit's CPU: of both together.
                %s%s""".formatted(
                        machine.system(),
                        machine.cpu(),
                        machine.processors(),
                        Math.round(machine.memoryBytes() / (double) (1 << 30)),
                        machine.jdk(),
                        String.join(", ", machine.collectors()),
                        machine.flags().isEmpty() ? "none" : String.join(" ", machine.flags()),
                        machine.load(),
                        machine.at(),
                        plans.thorough().pairs(),
                        plans.thorough().run().toMillis(),
                        plans.brief().pairs(),
                        plans.brief().run().toMillis(),
                        noC,
                        busy);
    }
}
