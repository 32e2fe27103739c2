package org.razorrpc.stream.spi;

import javax.net.ssl.SSLContext;

/**
 * TLS for a stream. No runtime of this version has it yet: they refuse a config that carries one.
 *
 * @param context keys and trust
 * @param clientAuth whether a listener demands a certificate of its peer
 */
public record TlsConfig(SSLContext context, boolean clientAuth) {}
