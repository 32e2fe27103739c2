package org.razorrpc.integration;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;

/** One of several servers that give the same service; its answers name it. May go and come back at its address. */
final class Member implements AutoCloseable {
    /** Answered with the number that was sent and the server's address. */
    static final Action<Note, Note> WHO = Action.of(20, Note.class, Note.class);
    /** As that, once the server was told to {@link #open}. */
    static final Action<Note, Note> HELD = Action.of(21, Note.class, Note.class);
    /** Answered by the leader; others answer an error, a note with the leader's address. */
    static final Action<Note, Note> LED = Action.of(22, Note.class, Note.class).withErrors(Note.class);

    final String address;
    /** Calls that have run here. */
    final AtomicInteger ran = new AtomicInteger();
    /** Where calls of {@link #LED} belong. */
    volatile String leader;

    private final RpcRuntime runtime;
    private final Codec codec;
    private final CountDownLatch gate = new CountDownLatch(1);
    private RpcServer server;

    private Member(String address, RpcRuntime runtime, Codec codec) {
        this.address = address;
        this.runtime = runtime;
        this.codec = codec;
        leader = address;
    }

    static Member start(String address, RpcRuntime runtime, Codec codec) throws IOException {
        Member member = new Member(address, runtime, codec);
        member.start();
        return member;
    }

    /** Listens again where it did. */
    void start() throws IOException {
        server = RpcServer.create(
                ServerConfig.builder().runtime(runtime).codecs(codec).build());
        server.listen(address, dispatch());
    }

    RpcServer server() {
        return server;
    }

    void open() {
        gate.countDown();
    }

    private Note answer(Note request) {
        return new Note(request.number(), address);
    }

    private Dispatch dispatch() {
        return Dispatch.byAction()
                .concurrent(WHO, (request, responder) -> {
                    ran.incrementAndGet();
                    responder.ok(answer(request.message()));
                })
                .concurrent(HELD, (request, responder) -> {
                    ran.incrementAndGet();
                    if (gate.await(60, TimeUnit.SECONDS)) {
                        responder.ok(answer(request.message()));
                    }
                })
                .concurrent(LED, (request, responder) -> {
                    ran.incrementAndGet();
                    if (!leader.equals(address)) {
                        throw RpcException.value(new Note(request.message().number(), leader));
                    }
                    responder.ok(answer(request.message()));
                })
                .build();
    }

    @Override
    public void close() {
        open();
        server.close();
    }
}
