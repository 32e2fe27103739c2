package org.razorrpc.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/**
 * One directory, held open. Every method takes a single name in it and never follows a symbolic link; since a path is walked
 * one folder at a time, no name in it can lead out. Safe for several threads, except for {@link #names}.
 */
interface Folder extends Closeable {

    /** Opens the directory of that name; fails where it is a link. */
    Folder enter(String name) throws IOException;

    BasicFileAttributes attributes(String name) throws IOException;

    /** All names, in no order; may be called once. */
    List<Path> names() throws IOException;

    FileChannel open(String name, Set<? extends OpenOption> options) throws IOException;

    void makeDirectory(String name) throws IOException;

    /** Replaces what is at {@code to}, at once. */
    void rename(String from, String to) throws IOException;

    void deleteFile(String name) throws IOException;

    boolean isExecutable(String name) throws IOException;

    /** Lets everybody who may read the file run it, or nobody. */
    void setExecutable(String name, boolean executable) throws IOException;
}
