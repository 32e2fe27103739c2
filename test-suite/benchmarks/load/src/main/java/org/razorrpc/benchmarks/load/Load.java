package org.razorrpc.benchmarks.load;

/** Makes calls over what it is connected to, as fast as its window lets it. Belongs to one thread. */
public interface Load extends AutoCloseable {

    /**
     * Makes calls for that long, then waits for those in flight.
     *
     * @return calls that were completed
     * @throws Exception when a call failed or was answered wrongly
     */
    long run(long nanos) throws Exception;

    @Override
    void close();
}
