package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A running peer. It ends with this process at the latest: it reads what this process never writes. */
final class Peer implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    private Peer(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the peer of the newest crates. */
    static Peer start(String... arguments) throws IOException {
        return start(PeerBuild.newest(), arguments);
    }

    static Peer start(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new Peer(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Runs it to its end, which must be a good one, and returns what it said. */
    static String output(String... arguments) throws IOException, InterruptedException {
        return output(PeerBuild.newest(), arguments);
    }

    static String output(Path program, String... arguments) throws IOException, InterruptedException {
        try (Peer peer = start(program, arguments)) {
            return peer.rest();
        }
    }

    /** The next line that it says. */
    String line() throws IOException {
        return output.readLine();
    }

    /** Says a line to it. */
    void say(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /** Says a line to it, and returns the line that it says to that. */
    String ask(String line) throws IOException {
        say(line);
        return line();
    }

    /** Waits for its end, which must be a good one, and returns what it said until then. */
    String rest() throws IOException, InterruptedException {
        input.close();
        String said = output.lines().collect(Collectors.joining("\n"));
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
