package org.razorrpc.stream;

import java.util.List;
import java.util.Set;
import org.razorrpc.stream.spi.NameResolver;
import org.razorrpc.stream.spi.NameResolverProvider;

/** A resolver of another artifact: names are lists, {@code listed:mem://a,mem://b}. */
public final class ListedResolverProvider implements NameResolverProvider {

    public ListedResolverProvider() {}

    @Override
    public String name() {
        return "listed";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("listed");
    }

    @Override
    public NameResolver create() {
        return (runtime, name, refresh, listener) -> NameResolver.of(
                        List.of(name.substring(name.indexOf(':') + 1).split(",")))
                .watch(runtime, name, refresh, listener);
    }
}
