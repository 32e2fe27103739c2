package org.razorrpc.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Duration;

/** Records as JSON and back: durations in milliseconds, numbers that are not known as null. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule()
                    .addSerializer(new KnownNumber(Double.class))
                    .addSerializer(new KnownNumber(double.class))
                    .addDeserializer(double.class, new Number())
                    .addSerializer(new ToMillis())
                    .addDeserializer(Duration.class, new FromMillis()))
            .build();

    private Json() {}

    static String write(Object value) throws IOException {
        return MAPPER.writeValueAsString(value) + "\n";
    }

    /** @throws IOException when it is no such thing; the message says where */
    static <T> T read(String json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    static JsonNode tree(String json) throws IOException {
        return MAPPER.readTree(json);
    }

    private static final class KnownNumber extends StdSerializer<Double> {
        private static final long serialVersionUID = 1;

        KnownNumber(Class<Double> type) {
            super(type);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }

    private static final class Number extends StdDeserializer<Double> {
        private static final long serialVersionUID = 1;

        Number() {
            super(double.class);
        }

        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }

    private static final class ToMillis extends StdSerializer<Duration> {
        private static final long serialVersionUID = 1;

        ToMillis() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(value.toMillis());
        }
    }

    private static final class FromMillis extends StdDeserializer<Duration> {
        private static final long serialVersionUID = 1;

        FromMillis() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Duration.ofMillis(in.getLongValue());
        }
    }
}
