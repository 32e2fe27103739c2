package org.razorrpc.stream;

/**
 * Counters of a server since it was made; {@code connections} and {@code inFlight} are of now.
 *
 * @param connections open connections
 * @param inFlight requests being handled
 * @param requests requests that reached a handler
 * @param refusedConnections connections closed at once for a limit
 * @param refusedRequests requests answered with a framework word without reaching a handler
 * @param failedHandlers handlers that threw something unexpected, or did not answer
 * @param repeatedAnswers answers to requests that had been answered
 */
public record ServerStats(
        int connections,
        long inFlight,
        long requests,
        long refusedConnections,
        long refusedRequests,
        long failedHandlers,
        long repeatedAnswers) {}
