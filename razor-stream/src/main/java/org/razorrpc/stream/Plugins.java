package org.razorrpc.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecProvider;
import org.razorrpc.stream.spi.NameResolver;
import org.razorrpc.stream.spi.NameResolverProvider;
import org.razorrpc.stream.spi.PluginProvider;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.RpcRuntimeProvider;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportProvider;

/**
 * Finds plug-ins with {@link ServiceLoader}. A name picks one; without a name the only one present is taken; anything else is
 * an error that lists what was found and says what to do.
 */
final class Plugins {
    private static final Kind<CodecProvider> CODEC = new Kind<>(
            "codec",
            CodecProvider.class,
            "org.razorrpc:razor-codec-msgpack (or razor-codec-kryo, which must be named)",
            "codecName(\"...\") or codec(...) in ClientConfig, codecNames(\"...\") or codecs(...) in ServerConfig");
    private static final Kind<RpcRuntimeProvider> RUNTIME = new Kind<>(
            "runtime",
            RpcRuntimeProvider.class,
            "org.razorrpc:razor-runtime-netty or org.razorrpc:razor-runtime-loom",
            "runtimeName(\"...\") or runtime(...) in the configuration");
    private static final Kind<TransportProvider> TRANSPORT = new Kind<>(
            "transport",
            TransportProvider.class,
            "org.razorrpc:razor-transport-tcp",
            "transport(...) in the configuration");

    private static final Kind<NameResolverProvider> RESOLVER = new Kind<>(
            "name resolver", NameResolverProvider.class, "the artifact that has it", "resolver(...) in FailoverConfig");

    private Plugins() {}

    static Codec codec(@Nullable String name) {
        return CODEC.select(CODEC.load(), name, CodecProvider::usableByPresence).create();
    }

    static RpcRuntime runtime(@Nullable String name) {
        return RUNTIME.select(RUNTIME.load(), name, any -> true).create();
    }

    /** The transport for the scheme of an address. */
    static Transport transport(String address) {
        String scheme = scheme(address, "address", "tcp://host:port or unix:///path");
        return forScheme(TRANSPORT.load(), scheme).create();
    }

    static TransportProvider forScheme(List<TransportProvider> found, String scheme) {
        return TRANSPORT.forScheme(found, TransportProvider::schemes, scheme, " for tcp:// and unix://");
    }

    /** The resolver for the scheme of a name. */
    static NameResolver resolver(String name) {
        String scheme = scheme(name, "name", "dns://host:port");
        return RESOLVER.forScheme(
                        RESOLVER.load(), NameResolverProvider::schemes, scheme, ", or set " + RESOLVER.howToName)
                .create();
    }

    private static String scheme(String address, String what, String form) {
        int colon = address.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    what + " \"" + address + "\" has no scheme; it should look like " + form);
        }
        return address.substring(0, colon);
    }

    /**
     * What the look-up of one kind of plug-in needs to know.
     *
     * @param artifacts to add where none is found
     * @param howToName for the user who has several
     */
    record Kind<P extends PluginProvider>(String kind, Class<P> type, String artifacts, String howToName) {

        /** All providers that can be loaded; those that cannot are reported with the rest of the message, by throwing. */
        List<P> load() {
            List<P> found = load(ServiceLoader.load(type));
            return found.isEmpty() ? load(ServiceLoader.load(type, type.getClassLoader())) : found;
        }

        private List<P> load(ServiceLoader<P> loader) {
            List<P> found = new ArrayList<>();
            Iterator<P> providers = loader.iterator();
            try {
                while (providers.hasNext()) {
                    found.add(providers.next());
                }
            } catch (ServiceConfigurationError broken) {
                throw new IllegalStateException(
                        "a " + kind + " on the class or module path is broken: " + broken.getMessage(), broken);
            }
            return found;
        }

        P forScheme(List<P> found, Function<P, Set<String>> schemes, String scheme, String use) {
            List<P> fitting = found.stream()
                    .filter(p -> schemes.apply(p).contains(scheme))
                    .toList();
            if (fitting.isEmpty()) {
                String known = found.stream()
                        .flatMap(p -> schemes.apply(p).stream())
                        .sorted()
                        .collect(Collectors.joining("://, ", "", "://"));
                throw new IllegalStateException("no " + kind + " for " + scheme + "://; present are those for " + known
                        + "; add " + artifacts + use);
            }
            return bestAvailable(fitting, "the " + kind + " for " + scheme + "://");
        }

        P select(List<P> found, @Nullable String name, Predicate<P> byPresence) {
            List<P> fitting = found.stream()
                    .filter(p -> name == null ? byPresence.test(p) : p.name().equals(name))
                    .toList();
            if (fitting.isEmpty()) {
                throw new IllegalStateException(missing(found, name));
            }
            List<String> names = usable(fitting).stream()
                    .map(PluginProvider::name)
                    .distinct()
                    .toList();
            if (names.size() > 1) {
                throw new IllegalStateException(
                        "several " + kind + "s are present: " + describe(fitting) + "; name one by " + howToName);
            }
            return bestAvailable(fitting, name == null ? "the only " + kind : kind + " " + name);
        }

        P bestAvailable(List<P> fitting, String wanted) {
            return usable(fitting).stream()
                    .max(Comparator.comparingInt(PluginProvider::priority))
                    .orElseThrow(
                            () -> new IllegalStateException(wanted + " cannot be used here: " + describe(fitting)));
        }

        private List<P> usable(List<P> providers) {
            return providers.stream().filter(p -> p.unavailableReason() == null).toList();
        }

        private String missing(List<P> found, @Nullable String name) {
            String wanted = name == null ? "no " + kind + " is present" : "no " + kind + " is named \"" + name + "\"";
            String others = found.isEmpty() ? "" : "; found " + describe(found);
            return wanted + others + "; add " + artifacts
                    + (found.isEmpty() ? " to the class or module path" : ", or name one by " + howToName);
        }

        private static String describe(List<? extends PluginProvider> providers) {
            return providers.stream()
                    .sorted(Comparator.comparing(PluginProvider::name))
                    .map(p -> {
                        String reason = p.unavailableReason();
                        return p.name() + (reason == null ? "" : " (not available: " + reason + ")");
                    })
                    .collect(Collectors.joining(", "));
        }
    }
}
