package org.razorrpc.stream;

/** What a {@link RedirectRule} makes of a call's failure. */
public sealed interface Redirect {

    /** Go to this address; one that the pool does not know is added to it. With {@link Strategy#LEADER} it becomes the leader. */
    record GoTo(String address) implements Redirect {}

    /** Go to another address. */
    record TryNext() implements Redirect {}

    /** The call has failed. */
    record DoNotRetry() implements Redirect {}

    /** @param address as for {@link FailoverPool#create}, such as {@code tcp://host:port} */
    static Redirect goTo(String address) {
        return new GoTo(address);
    }

    static Redirect tryNext() {
        return new TryNext();
    }

    static Redirect doNotRetry() {
        return new DoNotRetry();
    }
}
