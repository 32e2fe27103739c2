package org.razorrpc.runtime.netty;

/** A program of its own: says why there is no runtime as wished for, and makes one that is always there. */
final class CreateRuntime {
    private CreateRuntime() {}

    /** @param args the transport and the number of event loops */
    public static void main(String[] args) {
        NettyConfig config = NettyConfig.builder()
                .transport(NettyConfig.Transport.valueOf(args[0]))
                .ioThreads(Integer.parseInt(args[1]))
                .build();
        try {
            new NettyRuntimeProvider().create(config).close();
            System.out.println("created");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        new NettyRuntimeProvider().create().close();
    }
}
