package org.razorrpc.runtime.netty;

/** A program of its own: says why there is no runtime on io_uring. */
final class ChooseUring {
    private ChooseUring() {}

    public static void main(String[] args) {
        NettyConfig config =
                NettyConfig.builder().transport(NettyConfig.Transport.IO_URING).build();
        try {
            new NettyRuntimeProvider().create(config).close();
            System.out.println("created");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        new NettyRuntimeProvider().create().close();
    }
}
