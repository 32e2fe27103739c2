package org.razorrpc.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.RpcException;

/** Callers on virtual threads that call one after the other until they are stopped; after a failure with a pause. */
final class Load implements AutoCloseable {
    final Queue<RpcException> failures = new ConcurrentLinkedQueue<>();
    final AtomicLong longestNanos = new AtomicLong();
    private final ClientCaller caller;
    private final Action<Note, Note> action;
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    private Load(ClientCaller caller, Action<Note, Note> action) {
        this.caller = caller;
        this.action = action;
    }

    static Load start(ClientCaller caller, Action<Note, Note> action, int callers) {
        Load load = new Load(caller, action);
        for (int i = 0; i < callers; i++) {
            load.threads.add(Thread.ofVirtual().start(load::callUntilStopped));
        }
        return load;
    }

    int answered() {
        return answers.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    int answeredBy(String address) {
        AtomicInteger count = answers.get(address);
        return count == null ? 0 : count.get();
    }

    private void callUntilStopped() {
        try {
            boolean wait = false;
            while (!stopped.await(wait ? 1 : 0, TimeUnit.MILLISECONDS)) {
                wait = !call();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean call() {
        long began = System.nanoTime();
        try {
            Note answer = caller.call(action, new Note(began, "load"));
            answers.computeIfAbsent(answer.text(), address -> new AtomicInteger())
                    .incrementAndGet();
            return true;
        } catch (RpcException failure) {
            failures.add(failure);
            return false;
        } finally {
            longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
        }
    }

    /** Returns when all callers have ended. */
    void stop() {
        stopped.countDown();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException timeOut) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
