package org.razorrpc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.razorrpc.benchmarks.load.BlockingCaller;
import org.razorrpc.benchmarks.load.CallersLoad;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.Payload;
import org.razorrpc.benchmarks.load.Slot;
import org.razorrpc.benchmarks.load.SlotLoad;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;

/** razor's client for one work: its connections, and the load that goes over them. */
final class RazorClient {
    private static final int MOST_OUTGOING = 64 << 20;

    private final List<ClientStream> streams;
    private final Workload workload;

    private RazorClient(List<ClientStream> streams, Workload workload) {
        this.streams = streams;
        this.workload = workload;
    }

    static Load connect(String runtime, String address, Workload workload, BatchCounter counter) {
        ClientConfig config = ClientConfig.builder()
                .runtimeName(runtime)
                .codec(RazorServer.codec(workload))
                .window(workload.window())
                .highWaterMark(highWaterMark(workload))
                .transportConfig(RazorServer.observed(workload, counter))
                .build();
        List<ClientStream> streams = new ArrayList<>();
        RazorClient client = new RazorClient(streams, workload);
        try {
            while (streams.size() < workload.connections()) {
                streams.add(ClientStream.connect(address, config));
            }
            return client.load(Echo.of(workload));
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Room for all blobs of the window: else most senders wait for it, and what is measured is their waking. */
    private static int highWaterMark(Workload workload) {
        int usual = ClientConfig.DEFAULT.highWaterMark();
        return workload.style() == Style.BLOBS_WRITTEN
                ? Math.clamp((long) workload.window() * workload.bytes(), usual, MOST_OUTGOING)
                : usual;
    }

    private void close() {
        streams.forEach(ClientStream::close);
    }

    private <T> Load load(Echo<T> echo) {
        return switch (workload.style()) {
            case TASKS -> slots((stream, load, number) -> task(stream, load, echo));
            case ASYNC -> slots((stream, load, number) -> new AsyncCall<>(stream, load, echo));
            case BLOBS_WRITTEN -> blobsWritten();
            case BLOBS_READ -> slots((stream, load, number) -> new BlobReadTask(stream, load, workload));
            case VIRTUAL_THREADS -> callers(echo, Thread.ofVirtual().factory());
            case PLATFORM_THREADS -> callers(echo, Thread.ofPlatform().factory());
            case OPEN -> new OpenLoad(streams.getFirst(), workload.calls());
        };
    }

    /** Sent by turns. */
    private Load blobsWritten() {
        List<Blob> blobs = Stream.generate(() -> Blob.of(Work.buffer(workload)))
                .limit(Payload.BLOB_BUFFERS)
                .toList();
        return slots((stream, load, number) -> new BlobWriteTask(stream, load, blobs.get(number % blobs.size())));
    }

    private interface SlotFactory {
        Slot make(ClientStream stream, SlotLoad load, int number);
    }

    /** Spread evenly over the connections. */
    private Load slots(SlotFactory factory) {
        return new SlotLoad(
                this::close,
                workload.calls(),
                (load, number) -> factory.make(streams.get(number % streams.size()), load, number));
    }

    private Slot task(ClientStream stream, SlotLoad load, Echo<?> echo) {
        return echo == Echo.RECORDS
                ? new EchoTask(stream, load)
                : new RawTask(stream, load, Echo.bytes(workload.bytes()));
    }

    private <T> Load callers(Echo<T> echo, ThreadFactory threads) {
        ClientStream stream = streams.getFirst();
        BlockingCaller caller = number -> {
            T request = echo.request(number);
            T answer = stream.call(echo.action(), request);
            if (!echo.isAnswer(request, answer)) {
                throw new IllegalStateException("sent " + request + ", received " + answer);
            }
        };
        return new CallersLoad(this::close, workload.calls(), threads, caller);
    }
}
