package org.razorrpc.files;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.razorrpc.codec.kryo.KryoCodecProvider;
import org.razorrpc.codec.kryo.KryoConfig;
import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.codec.msgpack.MsgpackConfig;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecProvider;
import org.razorrpc.stream.spi.PluginProvider;
import org.razorrpc.stream.spi.RpcRuntimeProvider;
import org.razorrpc.stream.spi.TransportProvider;

/** The runtimes, codecs and transports that are present and usable here. */
final class Plugins {
    private static final Map<String, Codec> CODECS = new ConcurrentHashMap<>();

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

    /** A codec set up for {@link FileActions}; always the same, since it keeps what it has worked out for each type. */
    static Codec codec(String name) {
        return CODECS.computeIfAbsent(name, Plugins::newCodec);
    }

    private static Codec newCodec(String name) {
        return switch (name) {
            case "msgpack" ->
                new MsgpackCodecProvider()
                        .create(MsgpackConfig.builder().snakeCase(true).build());
            case "kryo" -> new KryoCodecProvider().create(kryoConfig());
            default ->
                ServiceLoader.load(CodecProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(provider -> provider.name().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalStateException("there is no codec '" + name + "'; present: " + codecs()))
                        .create();
        };
    }

    /** The ids are part of what travels: new classes get new ones at the end. */
    private static KryoConfig kryoConfig() {
        KryoConfig.Builder config = KryoConfig.builder();
        int id = KryoConfig.FIRST_ID;
        for (Class<?> type : FileActions.TYPES) {
            config.register(id++, type);
        }
        return config.build();
    }
}
