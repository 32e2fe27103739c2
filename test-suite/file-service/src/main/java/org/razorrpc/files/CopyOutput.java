package org.razorrpc.files;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;

/** Shows how a copy gets on: a line that is rewritten on a terminal, nothing but the result elsewhere. Any thread. */
final class CopyOutput implements TreeCopy.Progress {
    /** Set by the launcher: Java's own test for a terminal differs between versions. */
    private static final boolean TERMINAL = Boolean.getBoolean("razor.terminal");

    private static final long REDRAW_NANOS = 100_000_000;
    private static final int BAR = 30;

    private final PrintWriter out;
    private final String title;
    private final long expectedBytes;
    private final long start = System.nanoTime();
    private final AtomicLong lastDrawn = new AtomicLong(start);
    private final LongAdder bytes = new LongAdder();
    private final LongAdder files = new LongAdder();

    /** @param expectedBytes 0: not known */
    CopyOutput(PrintWriter out, String title, long expectedBytes) {
        this.out = out;
        this.title = title;
        this.expectedBytes = expectedBytes;
    }

    @Override
    public void copied(long count) {
        bytes.add(count);
        drawSometimes();
    }

    @Override
    public void finished(String path) {
        files.increment();
        drawSometimes();
    }

    /** Clears the line that was drawn. */
    void end() {
        if (TERMINAL) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }

    double seconds() {
        return Math.max(System.nanoTime() - start, 1) / 1e9;
    }

    /** The result of one copy, and on the error output what was left out. */
    void report(CommandLine command, TreeCopy.Report report) {
        double seconds = seconds();
        end();
        report.skipped()
                .forEach(path ->
                        command.getErr().println("skipped " + Text.escaped(path) + ": neither a file nor a directory"));
        command.getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%d files, %s in %.2f s (%s/s), verified",
                        report.files(),
                        Text.bytes(report.bytes()),
                        seconds,
                        Text.bytes(report.bytes() / seconds)));
    }

    private void drawSometimes() {
        long now = System.nanoTime();
        long last = lastDrawn.get();
        if (TERMINAL && now - last >= REDRAW_NANOS && lastDrawn.compareAndSet(last, now)) {
            out.print("\r\u001b[K" + line());
            out.flush();
        }
    }

    private String line() {
        String text = title + "  " + files.sum() + " files  " + Text.bytes(bytes.sum());
        if (expectedBytes == 0) {
            return text;
        }
        int done = (int) Math.min(BAR, BAR * bytes.sum() / expectedBytes);
        return text + "  [" + "=".repeat(done) + " ".repeat(BAR - done) + "]";
    }
}
