/** Measures razor side by side with what the machine can do. */
module org.razorrpc.benchmarks {
    requires com.fasterxml.jackson.databind;
    requires HdrHistogram;
    requires info.picocli;
    requires java.management;
    requires jdk.management;
    requires org.razorrpc.benchmarks.load;
    requires org.razorrpc.codec.kryo;
    requires org.razorrpc.codec.msgpack;
    requires transitive org.razorrpc.stream;
    requires org.slf4j;
    requires static org.jspecify;

    exports org.razorrpc.benchmarks;

    opens org.razorrpc.benchmarks to
            com.fasterxml.jackson.databind,
            info.picocli;
}
