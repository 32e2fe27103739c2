package org.razorrpc.benchmarks.load;

/** Makes calls one at a time for whoever asks; any number of threads may ask at once. */
@FunctionalInterface
public interface BlockingCaller {

    /**
     * Makes a call, waits for its answer and checks it.
     *
     * @param number how many calls this thread has made before
     * @throws Exception when the call failed or was answered wrongly
     */
    void call(long number) throws Exception;
}
