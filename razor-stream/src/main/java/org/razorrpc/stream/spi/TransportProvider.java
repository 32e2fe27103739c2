package org.razorrpc.stream.spi;

import java.util.Set;

/** Makes a {@link Transport}. Found by the scheme of the address that the user gives. */
public interface TransportProvider extends PluginProvider {

    /** The schemes of the addresses it understands, lower case, without the colon: {@code tcp}. */
    Set<String> schemes();

    /** The transport; it may be one shared object. */
    Transport create();
}
