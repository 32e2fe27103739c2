package org.razorrpc.files;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecProvider;
import org.razorrpc.stream.spi.PluginProvider;
import org.razorrpc.stream.spi.RpcRuntimeProvider;
import org.razorrpc.stream.spi.TransportProvider;

/** The runtimes, codecs and transports that are present and usable here. */
final class Plugins {
    private Plugins() {}

    static List<String> runtimes() {
        return names(ServiceLoader.load(RpcRuntimeProvider.class));
    }

    static List<String> codecs() {
        return names(ServiceLoader.load(CodecProvider.class));
    }

    /** Schemes of addresses. */
    static List<String> schemes() {
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailableReason() == null)
                .flatMap(provider -> provider.schemes().stream())
                .sorted()
                .distinct()
                .toList();
    }

    private static <P extends PluginProvider> List<String> names(ServiceLoader<P> providers) {
        return providers.stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailableReason() == null)
                .map(PluginProvider::name)
                .sorted()
                .distinct()
                .toList();
    }

    /** A codec set up for {@link FileActions}. */
    static Codec codec(String name) {
        Map<String, CodecProvider> found = ServiceLoader.load(CodecProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toMap(CodecProvider::name, provider -> provider, (a, b) -> a, TreeMap::new));
        CodecProvider provider = found.get(name);
        if (provider == null) {
            throw new IllegalStateException("there is no codec '" + name + "'; present: " + found.keySet());
        }
        return provider.create();
    }
}
