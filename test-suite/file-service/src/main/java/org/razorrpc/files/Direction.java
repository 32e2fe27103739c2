package org.razorrpc.files;

import java.io.IOException;
import java.util.List;
import org.razorrpc.files.FileActions.Entry;

/** To the server or from it: what a copy needs of its two ends. Any thread that may block. */
interface Direction {

    /** What is at a path of the source. */
    Entry stat(String path) throws IOException;

    /** Everything in a directory of the source. */
    List<Entry> list(String path) throws IOException;

    /** Makes a directory in the target; one that is there already is fine. */
    void makeDirectory(String path) throws IOException;

    /**
     * Copies one file; it appears whole, or nothing does.
     *
     * @return its bytes
     */
    long copy(String from, String to, Entry entry, Moved moved) throws IOException;

    /** Hears of bytes that have arrived; stops the file by throwing. */
    @FunctionalInterface
    interface Moved {
        void bytes(long count) throws IOException;
    }
}
