package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.files.FileActions.Commit;
import org.razorrpc.files.FileActions.Part;
import org.razorrpc.stream.Errno;

/** Every operation may run twice, at this server or another one of the directory, and late. */
class UploadsTest {
    private static final String UPLOAD = UUID.randomUUID().toString();
    private static final Part PART = new Part("file", UPLOAD);
    private static final Commit COMMIT =
            new Commit("file", UPLOAD, true, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    @TempDir
    private Path directory;

    private Tree tree;
    private Uploads uploads;
    private Uploads otherServer;

    @BeforeEach
    void openTree() throws IOException {
        tree = Tree.open(directory);
        uploads = new Uploads(tree);
        otherServer = new Uploads(tree);
    }

    @AfterEach
    void closeTree() throws IOException {
        tree.close();
    }

    @Test
    void eachStepTwiceLeavesWhatItLeavesOnce() throws IOException {
        uploads.stage(PART);
        write(uploads, 0, "ab");
        otherServer.stage(PART);
        write(otherServer, 1, "bc");
        write(uploads, 1, "bc");
        uploads.commit(COMMIT);
        otherServer.commit(COMMIT);
        assertThat(directory.resolve("file")).hasContent("abc").isExecutable();
        uploads.discard(PART);
        assertThat(directory.resolve("file")).exists();
        assertThat(uploads.count()).isZero();
    }

    @Test
    void commitThatRanAlreadyLeavesAloneWhatCameAfterIt() throws IOException {
        stageAbc();
        uploads.commit(COMMIT);
        Files.writeString(directory.resolve("file"), "newer");
        assertFails(Errno.ENOENT, () -> otherServer.commit(COMMIT));
        assertThat(directory.resolve("file")).hasContent("newer");
    }

    @Test
    void lateWriteAfterTheCommitChangesNothing() throws IOException {
        stageAbc();
        uploads.commit(COMMIT);
        assertFails(Errno.ENOENT, () -> write(otherServer, 0, "xyz"));
        assertThat(directory.resolve("file")).hasContent("abc");
        assertThat(directory.toFile().list()).containsExactly("file");
    }

    @Test
    void wrongHashDropsTheStagedFileAndLeavesTheOldOne() throws IOException {
        Files.writeString(directory.resolve("file"), "old");
        uploads.stage(PART);
        write(uploads, 0, "abd");
        assertFails(Errno.EBADMSG, () -> uploads.commit(COMMIT));
        assertThat(directory.toFile().list()).containsExactly("file");
        assertThat(directory.resolve("file")).hasContent("old");
    }

    @Test
    void uploadsForOnePathDoNotDisturbEachOther() throws IOException {
        Part other = new Part("file", UUID.randomUUID().toString());
        stageAbc();
        uploads.stage(other);
        uploads.discard(other);
        uploads.commit(COMMIT);
        assertThat(directory.resolve("file")).hasContent("abc");
    }

    @Test
    void uploadThatIsNoUuidIsRefused() {
        for (String upload : List.of("", "x", "../" + UPLOAD, UPLOAD + "/x", UPLOAD.substring(1))) {
            Part part = new Part("file", upload);
            assertFails(Errno.EINVAL, () -> uploads.stage(part));
            assertFails(Errno.EINVAL, () -> uploads.discard(part));
            assertFails(Errno.EINVAL, () -> uploads.write(new Block("file", upload, 0, 0), ByteBuffer.allocate(0)));
            assertFails(Errno.EINVAL, () -> uploads.commit(new Commit("file", upload, false, "")));
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void pathsThatLeadOutAreRefused() throws IOException {
        Files.createSymbolicLink(directory.resolve("up"), directory.resolve(".."));
        for (String path : List.of("../file", "/file", "up/file")) {
            assertFails(Errno.EACCES, () -> uploads.stage(new Part(path, UPLOAD)));
        }
    }

    @Test
    void linkUnderTheHiddenNameIsNotFollowed() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "secret");
        Files.createSymbolicLink(directory.resolve(Tree.TEMPORARY + UPLOAD), target);
        assertFails(Errno.EACCES, () -> write(uploads, 0, "xyz"));
        assertThat(target).hasContent("secret");
    }

    @Test
    void whatNobodyHasWrittenToForLongIsDropped() throws IOException {
        stageAbc();
        write(otherServer, 0, "abc");
        Path hidden = directory.resolve(Tree.TEMPORARY + UPLOAD);
        uploads.dropIdle(Duration.ofMinutes(1));
        assertThat(hidden).exists();
        Files.setLastModifiedTime(hidden, FileTime.from(Instant.now().minusSeconds(61)));
        uploads.dropIdle(Duration.ofMinutes(1));
        assertThat(hidden).doesNotExist();
        assertThat(uploads.count()).isZero();
        otherServer.dropIdle(Duration.ofMinutes(1));
        assertThat(otherServer.count()).isZero();
    }

    @Test
    void fileThatAnotherServerCommittedIsForgotten() throws IOException {
        stageAbc();
        otherServer.commit(COMMIT);
        uploads.dropIdle(Duration.ofMinutes(1));
        assertThat(uploads.count()).isZero();
        assertThat(directory.resolve("file")).hasContent("abc");
    }

    private void stageAbc() throws IOException {
        uploads.stage(PART);
        write(uploads, 0, "abc");
    }

    private static void write(Uploads through, long offset, String text) throws IOException {
        through.write(new Block("file", UPLOAD, offset, text.length()), ByteBuffer.wrap(text.getBytes()));
    }

    private static void assertFails(Errno errno, ThrowingCallable call) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(Errnos.of(e)).as(e.toString()).isEqualTo(errno));
    }
}
