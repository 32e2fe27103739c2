package org.razorrpc.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * How the processes of the benchmarks talk: one line once a process is ready, and one for each line it is asked; the end of its
 * input ends it.
 */
public final class Conversation {
    /** Begins the answer of a process that failed. */
    public static final String FAILED = "failed: ";

    /** A server's question: what it has used. */
    public static final String SAMPLE = "sample";

    private Conversation() {}

    /** What a process does with a line that it is asked. */
    public interface Answerer {
        String answer(String question) throws Exception;
    }

    /** Is asked over this process's standard input. */
    public static void hold(String ready, PrintStream answers, Answerer answerer) throws IOException {
        hold(ready, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), answers, answerer);
    }

    /** Says that it is ready, and answers until the questions end. */
    public static void hold(String ready, BufferedReader questions, PrintStream answers, Answerer answerer)
            throws IOException {
        answers.println(ready);
        String question = questions.readLine();
        while (question != null) {
            answers.println(answer(question, answerer));
            question = questions.readLine();
        }
    }

    private static String answer(String question, Answerer answerer) {
        try {
            return answerer.answer(question);
        } catch (Exception failure) {
            return failed(failure);
        }
    }

    /** The answer of a process that failed. */
    static String failed(Exception failure) {
        return FAILED + failure.toString().replace('\n', ' ').replace('\r', ' ');
    }
}
