package org.razorrpc.benchmarks;

/**
 * One kind of work.
 *
 * @param name short, for options and files
 * @param title for tables
 * @param calls calls that may be in flight, or callers that wait for theirs, over all connections
 * @param bytes of a blob, or else of a message
 * @param percent of the capacity, that calls are due at; 0 but for {@link Style#OPEN}
 */
record Workload(
        String name, String title, Style style, int calls, int bytes, int connections, Setup setup, int percent) {
    /** The default of razor's clients. */
    private static final int USUAL_WINDOW = 128;

    /** On one connection, set up as usual. */
    static Workload of(String name, String title, Style style, int calls) {
        int bytes = style.isBlobs() ? Work.BLOB_BYTES : Message.BYTES;
        return new Workload(name, title, style, calls, bytes, 1, Setup.USUAL, 0);
    }

    Workload called(String newName, String newTitle) {
        return new Workload(newName, newTitle, style, calls, bytes, connections, setup, percent);
    }

    Workload with(Setup newSetup) {
        return new Workload(name, title, style, calls, bytes, connections, newSetup, percent);
    }

    Workload withBytes(int newBytes) {
        return new Workload(name, title, style, calls, newBytes, connections, setup, percent);
    }

    Workload over(int newConnections) {
        return new Workload(name, title, style, calls, bytes, newConnections, setup, percent);
    }

    Workload at(int newPercent) {
        return new Workload(name, title, style, calls, bytes, connections, setup, newPercent);
    }

    /** Of each connection. Callers beyond it wait for their turn. */
    int window() {
        return style.isBlocking() ? Math.min(calls, USUAL_WINDOW) : (calls + connections - 1) / connections;
    }
}
