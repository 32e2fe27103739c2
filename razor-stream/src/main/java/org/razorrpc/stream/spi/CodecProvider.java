package org.razorrpc.stream.spi;

/** Makes a {@link Codec}. */
public interface CodecProvider extends PluginProvider {

    /**
     * A codec with its default configuration. A codec that must be configured before use throws
     * {@link IllegalStateException} with a message that says how.
     */
    Codec create();

    /**
     * Whether the codec may become the default by being the only one found. A codec that needs the user's configuration, or
     * his informed consent, returns false and is used only where code or configuration names it.
     */
    default boolean usableByPresence() {
        return true;
    }
}
