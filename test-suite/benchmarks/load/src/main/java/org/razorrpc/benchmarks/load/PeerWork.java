package org.razorrpc.benchmarks.load;

/**
 * One kind of work that peers do, on one connection.
 *
 * @param callers who makes the calls
 * @param count how many of them
 * @param bytes of a request: {@link Payload#MESSAGE}, {@link Payload#BLOB} or {@link Payload#QUESTION}
 */
public record PeerWork(Callers callers, int count, int bytes) {

    /** Who makes the calls. */
    public enum Callers {
        /** Places in a window: nobody waits. */
        SLOTS,
        /** Virtual threads that call and wait. */
        VIRTUAL_THREADS,
        /** Platform threads that call and wait. */
        PLATFORM_THREADS
    }

    /** Sends a request and waits for its answer; any number of threads at once. */
    public interface Call {
        byte[] call(byte[] request) throws Exception;
    }

    /** Makes a place in a window, whose requests have that many bytes. */
    public interface SlotFactory {
        PayloadSlot make(SlotLoad load, int bytes);
    }

    public boolean isBlocking() {
        return callers != Callers.SLOTS;
    }

    /** The load that does this work. */
    public Load over(Runnable disconnect, SlotFactory slots, Call call) {
        return switch (callers) {
            case SLOTS -> new SlotLoad(disconnect, count, (load, number) -> slots.make(load, bytes));
            case VIRTUAL_THREADS ->
                new CallersLoad(disconnect, count, Thread.ofVirtual().factory(), number -> callOnce(number, call));
            case PLATFORM_THREADS ->
                new CallersLoad(disconnect, count, Thread.ofPlatform().factory(), number -> callOnce(number, call));
        };
    }

    private void callOnce(long number, Call call) throws Exception {
        byte[] request = Payload.request(bytes);
        Payload.number(request, number);
        Payload.requireAnswer(request, call.call(request));
    }

    /** For a command line. */
    public String toArgument() {
        return callers + ":" + count + ":" + bytes;
    }

    /** What {@link #toArgument} made. */
    public static PeerWork parse(String argument) {
        String[] parts = argument.split(":");
        return new PeerWork(Callers.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
