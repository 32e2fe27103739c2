package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Ulimit;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.razorrpc.stream.AddressState;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.PoolConfig;
import org.razorrpc.stream.PoolSnapshot;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/**
 * A server in a container that is killed under load while another one outside goes on, and comes back. Needs an engine for
 * containers; CONTRIBUTING.md says how to have one.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledContainerTest {
    private static final int PORT = 7000;
    private static final int CALLERS = 16;
    private static final long ENOUGH = 500;
    private static final String INSIDE = "inside";
    private static final String OUTSIDE = "outside";

    @TempDir
    private Path temporary;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong answersInside = new AtomicLong();
    private final AtomicLong answersOutside = new AtomicLong();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void requireEngine() {
        boolean reachable = DockerClientFactory.instance().isDockerAvailable();
        if (!reachable) {
            LoggerFactory.getLogger(KilledContainerTest.class)
                    .warn("skipped: no container engine is reachable (DOCKER_HOST, see CONTRIBUTING.md)");
        }
        assumeTrue(reachable, "no container engine is reachable (DOCKER_HOST, see CONTRIBUTING.md)");
    }

    @Test
    void noIdempotentCallIsLostWhenAContainerIsKilledAndThePoolHealsWhenItIsBack() throws Exception {
        DockerClient engine = DockerClientFactory.instance().client();
        Path served = Files.createDirectory(temporary.resolve("served"));
        Files.writeString(served.resolve("who"), OUTSIDE);
        int port = freePort();
        try (JdkImage image = JdkImage.make(engine, temporary);
                GenericContainer<?> container = container(image.name(), port);
                Stack.Served outside = new Stack("loom", "msgpack", "tcp").serve(served)) {
            container.start();
            String inside = "tcp://" + container.getHost() + ":" + port;
            try (FailoverPool pool = pool(inside, outside.address());
                    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CALLERS; i++) {
                    callers.execute(() -> callUntilStopped(pool));
                }
                try {
                    awaitMore(answersInside);
                    awaitMore(answersOutside);

                    engine.killContainerCmd(container.getContainerId()).exec();
                    awaitState(pool, inside, AddressState.OPEN);
                    awaitMore(answersOutside);

                    engine.startContainerCmd(container.getContainerId()).exec();
                    awaitMore(answersInside);
                    awaitState(pool, inside, AddressState.CLOSED);
                } finally {
                    stop.set(true);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /**
     * The port outside stays the same when the container starts again; one that the engine chooses need not. Some engines ask for
     * higher limits than the machine they run on may give.
     */
    private static GenericContainer<?> container(String image, int port) {
        return new GenericContainer<>(image)
                .withExposedPorts(PORT)
                .withCreateContainerCmdModifier(create -> create.getHostConfig()
                        .withUlimits(List.of(new Ulimit("nofile", 1024L, 1024L), new Ulimit("nproc", 8192L, 8192L)))
                        .withPortBindings(
                                new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(PORT))))
                .withCopyToContainer(Transferable.of(INSIDE), "/served/who")
                .withCommand(
                        JdkImage.razor("serve", "/served", "--listen", "tcp://0.0.0.0:" + PORT, "--runtime", "loom"))
                .waitingFor(Wait.forLogMessage("tcp://.*\\n", 1))
                .withStartupTimeout(Duration.ofSeconds(60));
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static FailoverPool pool(String... addresses) {
        PoolConfig config =
                ClientOptions.poolConfig(addresses.length, new Stack("loom", "msgpack", "tcp").clientConfig());
        return ClientOptions.pool(
                List.of(addresses),
                config.toBuilder().backoffMax(Duration.ofSeconds(1)).build());
    }

    private void callUntilStopped(FailoverPool pool) {
        FileClient files = new FileClient(pool);
        ByteBuffer buffer = ByteBuffer.allocate(20);
        while (!stop.get()) {
            try {
                files.read("who", 0, buffer.clear());
                count(StandardCharsets.UTF_8.decode(buffer.flip()).toString());
            } catch (RuntimeException e) {
                failures.add(e);
                return;
            }
        }
    }

    private void count(String answer) {
        switch (answer) {
            case INSIDE -> answersInside.incrementAndGet();
            case OUTSIDE -> answersOutside.incrementAndGet();
            default -> throw new IllegalStateException("the answer is '" + answer + "'");
        }
    }

    private void awaitMore(AtomicLong answers) {
        long before = answers.get();
        await().atMost(60, TimeUnit.SECONDS).until(() -> answers.get() >= before + ENOUGH || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    private static void awaitState(FailoverPool pool, String address, AddressState state) {
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(pool.snapshot().addresses())
                        .filteredOn(each -> each.address().equals(address))
                        .extracting(PoolSnapshot.Address::state)
                        .containsExactly(state));
    }
}
