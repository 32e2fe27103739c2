package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.ClientCaller;

@MethodSource("org.razorrpc.integration.Stack#callers")
class CallsTest extends StackFixture {

    @Test
    void everyStyleOfCallGetsItsAnswer() throws Exception {
        serve();
        ClientCaller client = caller();
        Note note = new Note(42, "h\u00e9llo");

        assertThat(client.call(TestService.ECHO, note)).isEqualTo(note);
        assertThat(client.call(TestService.ECHO_INLINE, note)).isEqualTo(note);
        assertThat(client.call(TestService.NAMED, note)).isEqualTo(note);
        assertThat(client.call(TestService.UNIT, null)).isNull();
        assertThat(client.call(TestService.RAW, new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
        assertThat(client.call(TestService.RAW, new byte[0])).isEmpty();
        assertThat(client.callAsync(TestService.ECHO, note).get(10, TimeUnit.SECONDS))
                .isEqualTo(note);

        CompletableFuture<Note> told = new CompletableFuture<>();
        CountedTask task = new CountedTask(client, TestService.ECHO, done -> told.complete(done.response));
        task.request = note;
        client.send(task);
        assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo(note);
        assertThat(task.done).isOne();
    }

    @Test
    void messagesUpToTheLimitTravel() throws IOException {
        serve();
        ClientCaller client = caller();
        for (int length : new int[] {0, 1, 15 << 10, 16 << 10, 17 << 10, 300_000, (4 << 20) - 100}) {
            Note note = new Note(length, "x".repeat(length));
            assertThat(client.call(TestService.ECHO, note)).isEqualTo(note);
        }
    }

    @Test
    void answersInAnyOrderFindTheirCalls() throws Exception {
        serve();
        ClientCaller client = caller(c -> c.window(1024));
        int count = 1_563 * TestService.SHUFFLED;
        BitSet answered = new BitSet(count);
        CountDownLatch left = new CountDownLatch(count);
        AtomicInteger wrong = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            CountedTask task = new CountedTask(client, TestService.SHUFFLE, done -> {
                if (done.error != null || !done.request.equals(done.response)) {
                    wrong.incrementAndGet();
                }
                synchronized (answered) {
                    answered.set((int) done.request.number());
                }
                left.countDown();
            });
            task.request = new Note(i, "");
            client.send(task);
        }
        assertThat(left.await(50, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).hasValue(0);
        assertThat(answered.cardinality()).isEqualTo(count);
    }

    /** 100,000 calls on 128 tasks that send themselves again from done. */
    @Test
    void reusedTasksKeepTheWindowFull() throws Exception {
        serve();
        ClientCaller client = caller();
        int count = 100_000;
        AtomicInteger started = new AtomicInteger(128);
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch left = new CountDownLatch(count);
        for (int i = 0; i < 128; i++) {
            CountedTask task = new CountedTask(client, TestService.ECHO_INLINE, done -> {
                if (done.error != null || !done.request.equals(done.response)) {
                    wrong.incrementAndGet();
                }
                int next = started.getAndIncrement();
                if (next < count) {
                    done.request = new Note(next, "again");
                    if (!client.offer(done)) {
                        wrong.incrementAndGet();
                    }
                }
                left.countDown();
            });
            client.send(task);
        }
        assertThat(left.await(50, TimeUnit.SECONDS))
                .as("%s left", left.getCount())
                .isTrue();
        assertThat(wrong).hasValue(0);
        assertThat(service.calls).hasValue(count);
    }

    @Test
    void tenThousandVirtualThreadsCallOverOneConnection() throws Exception {
        serve();
        ClientCaller client = caller();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Note>> answers = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                Note note = new Note(i, "caller");
                answers.add(threads.submit(() -> client.call(TestService.ECHO, note)));
            }
            for (int i = 0; i < 10_000; i++) {
                assertThat(answers.get(i).get(50, TimeUnit.SECONDS).number()).isEqualTo(i);
            }
        }
    }

    @Test
    void manyClientsShareOneRuntime() throws Exception {
        serve();
        List<CompletableFuture<Note>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ClientCaller client = caller();
            for (int k = 0; k < 20; k++) {
                answers.add(client.callAsync(TestService.ECHO, new Note(k, "")));
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        assertThat(server.stats().connections()).isEqualTo(50);
    }
}
