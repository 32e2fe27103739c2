package org.razorrpc.benchmarks.parts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import org.msgpack.jackson.dataformat.MessagePackMapper;

/** Jackson with its format for msgpack. */
final class JacksonFormat implements RecordFormat {
    private final ObjectWriter writer;
    private final ObjectReader reader;
    private byte[] bytes = new byte[0];

    JacksonFormat(Class<?> type) {
        ObjectMapper mapper = new MessagePackMapper();
        writer = mapper.writerFor(type);
        reader = mapper.readerFor(type);
    }

    @Override
    public int encode(Object value) throws Exception {
        bytes = writer.writeValueAsBytes(value);
        return bytes.length;
    }

    @Override
    public Object decode() throws Exception {
        return reader.readValue(bytes);
    }
}
