package org.razorrpc.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether razor is as far ahead of other frameworks as it is meant to be: for each kind of work and each runtime, beside the one
 * that it is least ahead of, and beside gRPC.
 */
final class Leads {
    static final String TITLE = "Beside the best of the others";

    private static final String GRPC = "grpc-unary-direct";
    private static final String HEAD = """
            | work | razor on | beside | times as fast | target | its CPU per call | target |
            |---|---|---|---|---|---|---|
            """;
    private static final String NOTES = """

            Beside: of all others in all their set-ups, the one that razor is least ahead of; for much in flight gRPC's unary calls on its
            I/O threads, too, which have a target of their own. Times as fast: of runs that took turns. Its CPU per call: razor's share of
            that, of both sides together. `callAsync` is compared with what the others' tasks are: a call that its asynchronous client makes
            at the end of the one before (Thrift has none that can have two in flight; there requests are written before earlier answers
            are read). These two did not take turns with each other but both with the twin: times as fast is one share of the twin by the
            other.
            """;

    private Leads() {}

    /** In Markdown; empty where nothing else was measured. */
    static String of(Report report) {
        if (report.of(Section.PEERS).findAny().isEmpty()) {
            return "";
        }
        return report.of(Section.TARGETS)
                .map(razor -> lines(report, razor))
                .collect(Collectors.joining("", HEAD, NOTES));
    }

    private static String lines(Report report, RowResult razor) {
        Goal goal = new Goal(razor);
        List<Lead> leads = report.of(Section.PEERS)
                .filter(peer -> peer.workload().name().equals(goal.work()))
                .map(peer -> new Lead(razor, peer))
                .toList();
        Optional<Lead> least = leads.stream().min(Comparator.comparingDouble(Lead::times));
        String first = least.map(lead -> line(lead, goal.best(), goal.cpu()))
                .orElseGet(() -> cells(razor, "not measured", "-", Texts.ahead(goal.best(), Double.NaN), "-", "-"));
        Stream<String> more = leads.stream()
                .filter(lead -> goal.isMany() && lead.peer().contestant().equals(GRPC))
                .map(lead -> line(lead, goal.grpc(), Double.NaN));
        return first + more.collect(Collectors.joining());
    }

    private static String line(Lead lead, double times, double cpu) {
        return cells(
                lead.razor(),
                lead.peer().contestant(),
                Texts.number("%.2f x", lead.times()),
                Texts.ahead(times, lead.times()),
                Texts.number("%.2f", lead.cpu()),
                Double.isNaN(cpu) ? "-" : Texts.atMost("%.1f", cpu, lead.cpu()));
    }

    private static String cells(RowResult razor, String... more) {
        return "| " + razor.workload().title() + " | " + razor.contestant() + " | " + String.join(" | ", more) + " |\n";
    }

    /** What is meant to be reached in some work of razor's. */
    private record Goal(RowResult razor) {

        /** The others' work that it is compared with. */
        String work() {
            Workload work = razor.workload();
            return work.style() == Style.ASYNC ? "tasks-" + work.calls() : work.name();
        }

        /** Many calls, not bytes: a blob is mostly the kernel's work, and one call at a time mostly waiting. */
        boolean isMany() {
            return razor.workload().calls() > 1 && !razor.workload().style().isBlobs();
        }

        private boolean isNetty() {
            return razor.contestant().equals(Stack.NETTY.id());
        }

        /** How many times as fast; 1: ahead. */
        double best() {
            if (!isMany()) {
                return 1;
            }
            return razor.workload().calls() > 128 ? 4 : 2;
        }

        double grpc() {
            return isNetty() ? 7 : 6;
        }

        /** At most that share of the other's processor time; NaN where there is no target. */
        double cpu() {
            if (!isMany() || razor.workload().calls() > 128) {
                return Double.NaN;
            }
            return isNetty() ? 0.4 : 0.5;
        }
    }

    private record Lead(RowResult razor, RowResult peer) {

        /** How many times as fast razor is. */
        double times() {
            if (!isSameWork()) {
                return median(razor) / median(peer);
            }
            return peer.spread(pair -> pair.beside(place()) / pair.row().callsPerSecond())
                    .median();
        }

        private boolean isSameWork() {
            return razor.workload().name().equals(peer.workload().name());
        }

        private static double median(RowResult row) {
            return row.spread(Pair::ratio).median();
        }

        private int place() {
            return peer.beside().indexOf(razor.contestant());
        }

        /** razor's processor time per call, of the other's. */
        double cpu() {
            if (!isSameWork()) {
                return micros(razor) / micros(peer);
            }
            return peer.spread(pair -> pair.beside(place(), Figures::cpuMicros)
                            / pair.row().cpuMicros())
                    .median();
        }

        private static double micros(RowResult row) {
            return row.spread(pair -> pair.row().cpuMicros()).median();
        }
    }
}
