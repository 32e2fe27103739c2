package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Failures of users' code in the log: the first with its stack, a flood of them counted. */
final class ServerFailureLogTest {
    private final ServerFixture fixture = new ServerFixture(same -> same, ServerFailureLogTest::route);
    private final RecordingServerConnection first = fixture.connect();
    private final RecordingServerConnection second = fixture.connect();

    private static Route<?, ?> route(int number, String name) {
        if (name.equals("lost")) {
            throw new IllegalStateException("on purpose, by the dispatch");
        }
        return Dispatch.byAction()
                .inline(ServerFixture.ECHO, ServerFailureLogTest::answer)
                .build()
                .route(number, name);
    }

    private static void answer(Request<String> request, Responder<String> responder) {
        switch (request.message()) {
            case "forget" -> {}
            case "detach" -> responder.detach();
            case "unencodable" -> responder.ok("unencodable");
            case "late" -> {
                responder.ok("in time");
                throw new IllegalStateException("on purpose, after the answer");
            }
            default -> throw new IllegalStateException("on purpose, " + request.message());
        }
    }

    /** What is logged meanwhile, as lines without their heads. */
    private static List<String> logged(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("\tat "))
                .map(line -> line.substring(line.indexOf(" - s") < 0 ? 0 : line.indexOf(" - s") + 3))
                .toList();
    }

    private void call(int seq) {
        ServerFixture.request(seq % 2 == 0 ? second : first, seq, "call " + seq);
    }

    @Test
    void floodOfFailuresIsLoggedOnceASecondWithTheNumberLeftOut() {
        List<String> log = logged(() -> {
            for (int seq = 1; seq <= 100; seq++) {
                call(seq);
            }
            fixture.runtime.advance(Duration.ofMillis(999));
            call(101);
            fixture.runtime.advance(Duration.ofMillis(1));
            call(102);
            fixture.runtime.advance(Duration.ofSeconds(1));
            call(103);
        });
        assertThat(log)
                .containsExactly(
                        "s1: the handler of action echo failed (0 failures before it not logged)",
                        "java.lang.IllegalStateException: on purpose, call 1",
                        "s2: the handler of action echo failed (100 failures before it not logged)",
                        "java.lang.IllegalStateException: on purpose, call 102",
                        "s1: the handler of action echo failed (0 failures before it not logged)",
                        "java.lang.IllegalStateException: on purpose, call 103");
        assertThat(fixture.server.stats().failedHandlers()).isEqualTo(103);
    }

    @Test
    void everyKindOfFailureOfUsersCodeCounts() {
        List<String> log = logged(() -> {
            call(1);
            ServerFixture.request(first, 2, "forget");
            ServerFixture.request(first, 3, "unencodable");
            ServerFixture.request(first, 4, "late");
            ServerFixture.request(first, 5, "crash");
            ServerFixture.requestInBatch(first, 6, TextTestCodec.FORMAT, "lost", "x");
            ServerFixture.request(first, 7, "detach");
            fixture.runtime.advance(Duration.ofSeconds(61));
        });
        assertThat(log)
                .containsExactly(
                        "s1: the handler of action echo failed (0 failures before it not logged)",
                        "java.lang.IllegalStateException: on purpose, call 1",
                        "s1: a detached request of action echo got no answer within the answer timeout"
                                + " (5 failures before it not logged)");
    }
}
