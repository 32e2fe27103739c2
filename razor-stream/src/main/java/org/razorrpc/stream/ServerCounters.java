package org.razorrpc.stream;

import java.util.concurrent.atomic.LongAdder;

/** What a server counts; see {@link ServerStats} and {@link ShutdownReport}. */
final class ServerCounters {
    final LongAdder requests = new LongAdder();
    final LongAdder refusedConnections = new LongAdder();
    final LongAdder refusedRequests = new LongAdder();
    final LongAdder failedHandlers = new LongAdder();
    final LongAdder repeatedAnswers = new LongAdder();

    /** Calls that ended, and calls that were refused, since draining began. */
    final LongAdder drained = new LongAdder();

    final LongAdder refusedWhileDraining = new LongAdder();
    /** Calls under way on connections that the server closed. */
    final LongAdder aborted = new LongAdder();
}
