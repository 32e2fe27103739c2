package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.FailoverPool;

/** Copies over a pool of three servers of one directory, some of which close in the middle. */
@ParameterizedClass
@MethodSource("org.razorrpc.files.Stack#all")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolCopyTest {
    private static final long THIRD = 8 << 20;

    @Parameter
    private Stack stack;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path source;
    private final List<Stack.Served> servers = new ArrayList<>();
    private FailoverPool pool;

    @BeforeEach
    void serve() throws IOException {
        directory = Files.createDirectory(temporary.resolve("served"));
        source = Files.createDirectory(temporary.resolve("source"));
        for (int i = 0; i < 3; i++) {
            servers.add(stack.serve(directory));
        }
        pool = ClientOptions.pool(
                servers.stream().map(Stack.Served::address).toList(),
                ClientOptions.poolConfig(3, stack.clientConfig()));
    }

    @AfterEach
    void close() throws IOException {
        pool.close();
        for (Stack.Served server : servers) {
            server.close();
        }
    }

    @Test
    void treeComesBackAsItWas() throws IOException {
        Trees.make(source);
        Manifest original = Trees.manifest(source);
        try (TreeCopy copy = new TreeCopy(pool, TreeCopy.Progress.NONE)) {
            assertThat(copy.put(source, "a/b", all -> true).files()).isEqualTo(original.files());
            copy.get("a/b", temporary.resolve("back"));
        }
        assertThat(Trees.manifest(temporary.resolve("back")).firstDifference(original))
                .isNull();
    }

    @Test
    void poolOfOneAddressCopiesAsWell() throws IOException {
        Trees.make(source);
        try (ClientCaller one = ClientPool.create(
                        servers.getFirst().address(), ClientOptions.poolConfig(1, stack.clientConfig()));
                TreeCopy copy = new TreeCopy(one, TreeCopy.Progress.NONE)) {
            copy.put(source, "", all -> true);
            copy.get("", temporary.resolve("back"));
        }
        assertThat(Trees.manifest(temporary.resolve("back")).firstDifference(Trees.manifest(source)))
                .isNull();
    }

    @Test
    void uploadGoesOnWhenServersAreLost() throws IOException {
        writeThreeThirds(source);
        try (TreeCopy copy = new TreeCopy(pool, new Closing(2))) {
            copy.put(source, "", all -> true);
        }
        assertThat(Trees.manifest(directory).firstDifference(Trees.manifest(source)))
                .isNull();
    }

    @Test
    void downloadGoesOnWhenServersAreLost() throws IOException {
        writeThreeThirds(directory);
        Path back = temporary.resolve("back");
        try (TreeCopy copy = new TreeCopy(pool, new Closing(2))) {
            copy.get("", back);
        }
        assertThat(Trees.manifest(back).firstDifference(Trees.manifest(directory)))
                .isNull();
    }

    @Test
    void copyFailsSoonWhenAllServersAreLost() throws IOException {
        writeThreeThirds(directory);
        try (TreeCopy copy = new TreeCopy(pool, new Closing(3))) {
            assertThatIOException()
                    .isThrownBy(() -> copy.get("", temporary.resolve("back")))
                    .withMessageStartingWith("file ");
            assertThatIOException()
                    .isThrownBy(() -> copy.get("file 0", temporary.resolve("x")))
                    .withMessageStartingWith("file 0: ")
                    .satisfies(e -> assertThat(servers)
                            .allSatisfy(server -> assertThat(e.getMessage()).contains(server.address())));
        }
    }

    private static void writeThreeThirds(Path root) throws IOException {
        for (int i = 0; i < 12; i++) {
            Trees.write(root.resolve("file " + i), (int) (3 * THIRD / 12), new Random(i));
        }
    }

    /** Closes a server at each quarter of the bytes, and does not let the copy's thread go on before. */
    private final class Closing implements TreeCopy.Progress {
        private final int most;
        private final AtomicLong bytes = new AtomicLong();

        Closing(int most) {
            this.most = most;
        }

        @Override
        public void copied(long count) {
            long quarter = 3 * THIRD / 4;
            long now = bytes.addAndGet(count);
            long passed = now / quarter;
            if (passed > (now - count) / quarter && passed <= most) {
                close(servers.get((int) passed - 1));
            }
        }

        private void close(Stack.Served server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
