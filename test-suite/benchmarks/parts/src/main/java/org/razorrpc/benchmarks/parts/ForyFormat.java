package org.razorrpc.benchmarks.parts;

import org.apache.fory.Fory;
import org.apache.fory.config.Language;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.memory.MemoryUtils;

/** Apache Fory for Java on both sides, its classes registered. */
final class ForyFormat implements RecordFormat {
    private final Fory fory = Fory.builder()
            .withLanguage(Language.JAVA)
            .withRefTracking(false)
            .requireClassRegistration(true)
            .withAsyncCompilation(false)
            .build();
    private final MemoryBuffer buffer = MemoryUtils.buffer(1024);

    ForyFormat() {
        fory.register(Point.class);
        fory.register(Order.class);
        fory.register(Order.Line.class);
    }

    @Override
    public int encode(Object value) {
        buffer.writerIndex(0);
        fory.serialize(buffer, value);
        return buffer.writerIndex();
    }

    @Override
    public Object decode() {
        buffer.readerIndex(0);
        return fory.deserialize(buffer);
    }
}
