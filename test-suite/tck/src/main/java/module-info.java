/** Contract tests that the author of a plug-in extends. */
module org.razorrpc.tck {
    requires transitive org.junit.jupiter.api;
    requires transitive org.razorrpc.stream;
    requires org.assertj.core;
    requires org.junit.jupiter.params;
    requires static org.jspecify;

    exports org.razorrpc.tck;
}
