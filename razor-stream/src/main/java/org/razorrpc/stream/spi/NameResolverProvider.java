package org.razorrpc.stream.spi;

import java.util.Set;

/** Makes a {@link NameResolver}. Found by the scheme of the name that the user gives. */
public interface NameResolverProvider extends PluginProvider {

    /** The schemes of the names it understands, lower case, without the colon: {@code dns}. */
    Set<String> schemes();

    /** The resolver; it may be one shared object. */
    NameResolver create();
}
