package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
    @TempDir
    private Path temporary;

    private Path one;
    private Path other;

    @BeforeEach
    void makeTwice() throws IOException {
        one = Trees.make(Files.createDirectory(temporary.resolve("one")));
        other = Trees.make(Files.createDirectory(temporary.resolve("other")));
    }

    @Test
    void equalTreesDoNotDiffer() throws IOException {
        assertThat(difference()).isNull();
    }

    @Test
    void changedByteIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(other.resolve("size 1048576"));
        bytes[1_000_000]++;
        Files.write(other.resolve("size 1048576"), bytes);
        assertThat(difference()).isEqualTo("size 1048576");
    }

    @Test
    void missingEmptyDirectoryIsFound() throws IOException {
        Files.delete(other.resolve("empty/empty"));
        assertThat(difference()).isEqualTo("empty/empty");
    }

    @Test
    void additionalFileIsFound() throws IOException {
        Files.createFile(other.resolve("more"));
        assertThat(difference()).isEqualTo("more");
    }

    @Test
    void lostExecutableBitIsFound() throws IOException {
        assertThat(other.resolve("script").toFile().setExecutable(false)).isTrue();
        assertThat(difference()).isEqualTo("script");
    }

    private String difference() throws IOException {
        return Trees.manifest(one).firstDifference(Trees.manifest(other));
    }
}
