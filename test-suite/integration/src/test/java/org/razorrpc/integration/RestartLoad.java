package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;

/**
 * Callers, each on a connection of its own, that make numbered calls one after the other, and make a call again on a new
 * connection when it is known not to have run. What else a call may end with is counted, and not made again.
 */
final class RestartLoad implements AutoCloseable {
    private final String address;
    private final RpcRuntime runtime;
    private final ClientConfig config;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Long> answered = ConcurrentHashMap.newKeySet();
    private final Map<Outcome, AtomicLong> failed = new EnumMap<>(Outcome.class);
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean stopped;

    RestartLoad(Stack stack, String address, int count) {
        this.address = address;
        runtime = stack.newRuntime();
        Codec codec = stack.newCodec();
        // Nothing depends on how quickly a JVM starts.
        config = ClientConfig.builder()
                .runtime(runtime)
                .codec(codec)
                .timeout(Duration.ofMinutes(2))
                .pingAfter(Duration.ofMinutes(2))
                .build();
        for (Outcome outcome : Outcome.values()) {
            failed.put(outcome, new AtomicLong());
        }
        for (int i = 0; i < count; i++) {
            callers.add(Thread.startVirtualThread(this::callOnAndOn));
        }
    }

    private void callOnAndOn() {
        Caller caller = new Caller();
        try {
            while (!stopped) {
                long number = numbers.incrementAndGet();
                while (!caller.isOver(number)) {}
            }
        } finally {
            caller.reconnect();
        }
    }

    private final class Caller {
        private ClientStream connection;

        /** Whether the call needs no further attempt. */
        boolean isOver(long number) {
            try {
                if (connection == null) {
                    connection = ClientStream.connect(address, config);
                }
                Note answer = connection.call(TestService.ECHO, new Note(number, ""));
                assertThat(answer.number()).isEqualTo(number);
                answered.add(number);
                return true;
            } catch (RpcException e) {
                failed.get(e.outcome()).incrementAndGet();
                reconnect();
                return !e.outcome().safeToRetry();
            }
        }

        void reconnect() {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }
    }

    /** How many calls have been answered so far. */
    long answered() {
        return answered.size();
    }

    /** Lets each caller finish its call; the numbers of those that were answered. */
    Set<Long> stop() throws InterruptedException {
        stopped = true;
        for (Thread caller : callers) {
            assertThat(caller.join(Duration.ofSeconds(30))).as("a caller ends").isTrue();
        }
        assertThat(answered.size() + failed(Outcome.UNKNOWN) + failed(Outcome.EXECUTED))
                .as("every call has ended")
                .isEqualTo(numbers.get());
        return answered;
    }

    long failed(Outcome outcome) {
        return failed.get(outcome).get();
    }

    @Override
    public void close() {
        stopped = true;
        runtime.close();
    }
}
