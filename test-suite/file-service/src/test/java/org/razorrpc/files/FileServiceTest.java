package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.FilePath;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.files.FileActions.Opened;
import org.razorrpc.files.FileActions.Range;
import org.razorrpc.files.FileActions.Transferred;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Errno;
import org.razorrpc.stream.Reply;
import org.razorrpc.stream.RpcException;

@ParameterizedClass
@MethodSource("org.razorrpc.files.Stack#all")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileServiceTest {
    private static final int MAX_OPEN = 4;
    private static final String UPLOAD = UUID.randomUUID().toString();
    private static final String ABC_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Parameter
    private Stack stack;

    @TempDir
    private Path temporary;

    private Path directory;
    private Stack.Served served;
    private ClientStream stream;
    private FileClient files;

    @BeforeEach
    void serve() throws IOException {
        directory = Files.createDirectory(temporary.resolve("served"));
        served = stack.serve(directory, MAX_OPEN, Duration.ofMinutes(1));
        stream = served.connect();
        files = new FileClient(stream);
    }

    @AfterEach
    void close() throws IOException {
        stream.close();
        served.close();
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        long inode = files.create("file").inode();
        files.write(inode, 0, ascii("hello"));
        files.write(inode, 5, ascii(" world"));
        ByteBuffer read = ByteBuffer.allocate(100);
        assertThat(files.read(inode, 3, read)).isEqualTo(8);
        assertThat(read.flip()).isEqualTo(ascii("lo world"));
        assertThat(files.read(inode, 11, ByteBuffer.allocate(10))).isZero();
        assertThat(files.read(inode, 1000, ByteBuffer.allocate(10))).isZero();
        files.truncate(inode, 4);
        assertThat(directory.resolve("file")).hasContent("hell");
        files.truncate(inode, 6);
        assertThat(directory.resolve("file")).hasBinaryContent("hell\0\0".getBytes());
        files.close(inode);
        assertThat(files.open("file").size()).isEqualTo(6);
    }

    @Test
    void directoryIsMadeListedAndDescribed() throws Exception {
        files.makeDirectories("a/b/c");
        files.makeDirectories("a/b/c");
        files.create("a/file");
        assertThat(files.list("a"))
                .containsExactly(new Entry("b", Kind.DIRECTORY, 0, false), new Entry("file", Kind.FILE, 0, false));
        assertThat(files.list("a/b/c")).isEmpty();
        assertThat(files.stat("a/b").kind()).isEqualTo(Kind.DIRECTORY);
        assertFails(Errno.EEXIST, () -> files.makeDirectories("a/file"));
    }

    @Test
    void stagedFileAppearsWithTheRightHashOnly() throws Exception {
        files.stage("file", UPLOAD);
        files.write("file", UPLOAD, 0, ascii("abd"));
        assertFails(Errno.EBADMSG, () -> files.commit("file", UPLOAD, false, ABC_SHA256));
        assertThat(directory).isEmptyDirectory();
        assertFails(Errno.ENOENT, () -> files.commit("file", UPLOAD, false, ABC_SHA256));

        files.stage("file", UPLOAD);
        files.write("file", UPLOAD, 0, ascii("abc"));
        assertFails(Errno.ENOENT, () -> files.sha256("file"));
        files.commit("file", UPLOAD, true, ABC_SHA256);
        assertThat(directory.resolve("file")).hasContent("abc").isExecutable();
        assertThat(files.sha256("file")).isEqualTo(ABC_SHA256);
        ByteBuffer read = ByteBuffer.allocate(10);
        assertThat(files.read("file", 1, read)).isEqualTo(2);
        assertThat(read.flip()).isEqualTo(ascii("bc"));
    }

    @Test
    void stagedFileOutlivesTheConnectionAndTheServerThatItWasBegunWith() throws Exception {
        Stack.Served first = stack.serve(directory);
        ClientStream other = first.connect();
        new FileClient(other).stage("file", UPLOAD);
        new FileClient(other).write("file", UPLOAD, 0, ascii("a"));
        other.close();
        first.close();
        files.write("file", UPLOAD, 1, ascii("bc"));
        files.commit("file", UPLOAD, false, ABC_SHA256);
        assertThat(directory.resolve("file")).hasContent("abc");
    }

    @Test
    void stagedFileThatNobodyWritesToIsDropped() throws Exception {
        Path own = Files.createDirectory(temporary.resolve("own"));
        try (Stack.Served impatient = stack.serve(own, 1, Duration.ofMillis(20));
                ClientStream other = impatient.connect()) {
            new FileClient(other).stage("file", UPLOAD);
            await().atMost(10, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(own).isEmptyDirectory());
        }
    }

    @Test
    void escapesAreAnsweredEacces() throws Exception {
        Path secret = Files.writeString(temporary.resolve("secret"), "secret");
        Files.createSymbolicLink(directory.resolve("link"), secret);
        Files.createSymbolicLink(directory.resolve("up"), temporary);
        for (String path : List.of("../secret", secret.toString(), "link", "up/secret", "a/../../secret")) {
            assertFails(Errno.EACCES, () -> files.open(path));
            assertFails(Errno.EACCES, () -> files.create(path));
            assertFails(Errno.EACCES, () -> files.read(path, 0, ByteBuffer.allocate(10)));
            assertFails(Errno.EACCES, () -> files.sha256(path));
        }
        assertFails(Errno.EACCES, () -> files.list("up"));
        assertFails(Errno.EACCES, () -> files.stage("up/new", UPLOAD));
        assertFails(Errno.EACCES, () -> stream.call(FileActions.MKDIR, new FilePath("up/new")));
        assertThat(secret).hasContent("secret");
    }

    @Test
    void misuseIsAnsweredWithItsErrno() throws Exception {
        Opened file = files.create("file");
        assertFails(Errno.ENOENT, () -> files.open("missing"));
        assertFails(Errno.EISDIR, () -> files.open("."));
        assertFails(Errno.ENOTDIR, () -> files.open("file/x"));
        assertFails(Errno.EBADF, () -> files.close(file.inode() + 1));
        assertFails(Errno.EINVAL, () -> read(file.inode(), -1, 65536));
        assertFails(Errno.EINVAL, () -> read(file.inode(), 0, -1));
        assertFails(Errno.EINVAL, () -> read(file.inode(), Long.MAX_VALUE, 1));
        assertFails(Errno.EINVAL, () -> files.truncate(file.inode(), -1));
        assertFails(Errno.EINVAL, () -> stream.call(FileActions.READ_AT, new Block("file", UPLOAD, 0, 1)));
        assertFails(Errno.EINVAL, () -> stream.call(FileActions.READ_AT, new Block("file", "", -1, 1)));
        assertFails(Errno.ENOENT, () -> files.write("file", UPLOAD, 0, ascii("abc")));
        CallOptions threeBytes = CallOptions.blob(Blob.of(ascii("abc")));
        assertFails(Errno.EINVAL, () -> stream.call(FileActions.WRITE, new Range(file.inode(), 0, 4), threeBytes));
        assertThat(directory.resolve("file")).isEmptyFile();
    }

    @Test
    void readAsksForMoreThanTheServerGivesAtOnce() throws Exception {
        Files.write(directory.resolve("file"), new byte[BufferPool.BUFFER + 10]);
        Opened file = files.open("file");
        assertThat(read(file.inode(), 0, Long.MAX_VALUE)).isEqualTo(BufferPool.BUFFER);
        assertThat(read(file.inode(), BufferPool.BUFFER, 1000)).isEqualTo(10);
    }

    @Test
    void openFilesAreBoundedPerConnection() throws Exception {
        Files.writeString(directory.resolve("file"), "x");
        List<Opened> opened = new ArrayList<>();
        for (int i = 0; i < MAX_OPEN; i++) {
            opened.add(files.open("file"));
        }
        assertFails(Errno.EMFILE, () -> files.open("file"));
        try (ClientStream other = served.connect()) {
            new FileClient(other).open("file");
        }
        files.close(opened.get(0).inode());
        files.open("file");
    }

    @Test
    void inodeOfAnotherConnectionIsNotOpen() throws Exception {
        long inode = files.create("file").inode();
        try (ClientStream other = served.connect()) {
            assertFails(Errno.EBADF, () -> new FileClient(other).close(inode));
        }
        files.close(inode);
    }

    @Test
    void fileThatNobodyUsesIsClosed() throws Exception {
        Path own = Files.createDirectory(temporary.resolve("own"));
        try (Stack.Served impatient = stack.serve(own, 1, Duration.ofMillis(50));
                ClientStream other = impatient.connect()) {
            FileClient client = new FileClient(other);
            client.create("file");
            await().atMost(10, TimeUnit.SECONDS).ignoreExceptions().until(() -> client.open("file") != null);
        }
    }

    @Test
    void manyReadsAtOnceBringEachItsOwnBytes() throws Exception {
        byte[] content = new byte[4 << 20];
        new Random(1).nextBytes(content);
        Files.write(directory.resolve("file"), content);
        long inode = files.open("file").inode();
        List<CompletableFuture<Reply<Transferred>>> reads = new ArrayList<>();
        int block = 64 << 10;
        for (int offset = 0; offset < content.length; offset += block) {
            reads.add(stream.callAsync(FileActions.READ, new Range(inode, offset, block), CallOptions.NONE));
        }
        for (int i = 0; i < reads.size(); i++) {
            ByteBuffer blob = reads.get(i).get(20, TimeUnit.SECONDS).blob();
            assertThat(blob).isEqualTo(ByteBuffer.wrap(content, i * block, block));
        }
    }

    private long read(long inode, long offset, long length) {
        return stream.call(FileActions.READ, new Range(inode, offset, length), CallOptions.NONE)
                .message()
                .retSize();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes());
    }

    private static void assertFails(Errno errno, ThrowingCallable call) {
        assertThatExceptionOfType(RpcException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.is(errno)).as(e.toString()).isTrue());
    }
}
