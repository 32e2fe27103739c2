package org.razorrpc.benchmarks.parts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** msgpack-core alone, by hand: fields in order, without names, as a compact application of it would. */
final class MsgpackCoreFormat implements RecordFormat {
    private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
    private boolean order;
    private byte[] bytes = new byte[0];

    @Override
    public int encode(Object value) throws IOException {
        packer.clear();
        order = value instanceof Order;
        if (order) {
            pack((Order) value);
        } else {
            pack((Point) value);
        }
        bytes = packer.toByteArray();
        return bytes.length;
    }

    private void pack(Point point) throws IOException {
        packer.packArrayHeader(3).packLong(point.id()).packLong(point.at()).packInt(point.n());
    }

    private void pack(Order value) throws IOException {
        packer.packArrayHeader(4)
                .packLong(value.id())
                .packString(value.customer())
                .packBoolean(value.paid());
        packer.packArrayHeader(value.lines().size());
        for (Order.Line line : value.lines()) {
            packer.packArrayHeader(3)
                    .packString(line.article())
                    .packInt(line.count())
                    .packDouble(line.price());
        }
    }

    @Override
    public Object decode() throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
            unpacker.unpackArrayHeader();
            return order ? order(unpacker) : point(unpacker);
        }
    }

    private static Point point(MessageUnpacker unpacker) throws IOException {
        return new Point(unpacker.unpackLong(), unpacker.unpackLong(), unpacker.unpackInt());
    }

    private static Order order(MessageUnpacker unpacker) throws IOException {
        long id = unpacker.unpackLong();
        String customer = unpacker.unpackString();
        boolean paid = unpacker.unpackBoolean();
        int count = unpacker.unpackArrayHeader();
        List<Order.Line> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            unpacker.unpackArrayHeader();
            lines.add(new Order.Line(unpacker.unpackString(), unpacker.unpackInt(), unpacker.unpackDouble()));
        }
        return new Order(id, customer, paid, lines);
    }
}
